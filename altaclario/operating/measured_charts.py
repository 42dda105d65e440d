"""A chart each for traffic, every vital that browsers measured, and errors: by route, with every row in the table."""

from collections import Counter
from collections.abc import Sequence

from altaclario.charts import by_name, wording
from altaclario.charts.by_name import Bar, Limit
from altaclario.charts.drawing import Chart, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.telemetry.figures import GOOD, Fault, Felt, Traffic

NO_ROUTE = Message("(no page of ours)")
_NAMES = {
    "LCP": Message("Largest part painted (LCP)"),
    "INP": Message("Answer to a press (INP)"),
    "CLS": Message("Layout that shifts (CLS)"),
    "FCP": Message("First part painted (FCP)"),
    "TTFB": Message("First byte (TTFB)"),
}


def traffic(found: Sequence[Traffic]) -> Chart:
    """How often each kind of page was asked for, how many answers failed, and how long three of four took at most."""
    bars = [Bar(one.route or NO_ROUTE, one.count) for one in found]
    rows = tuple(
        (one.route or NO_ROUTE, plain(one.count), plain(one.failed), Message("{ms} ms", {"ms": one.ms}))
        for one in found
    )
    return Chart(
        name="traffic",
        finding=_busiest(found),
        caption=wording.joined([Message("Answers by route"), by_name.left_out(bars)]),
        drawing=by_name.drawing(bars, Message("answers")),
        twin=Twin(
            (Message("Route"), Message("Answers"), Message("Failed"), Message("3 of 4 within")),
            rows,
            frozenset({1, 2, 3}),
        ),
        why=Message("Each route that answered appears here, from the next page on that somebody opens."),
    )


def _busiest(found: Sequence[Traffic]) -> Text:
    if not found:
        return Message("No page was asked for")
    most = found[0]
    return counted(
        "The busiest route, {route}, gave {count} answer",
        "The busiest route, {route}, gave {count} answers",
        most.count,
        route=most.route or NO_ROUTE,
    )


def vitals(found: Sequence[Felt]) -> list[Chart]:
    """One for each vital that was measured; one that is empty where none was."""
    measured = [name for name in GOOD if any(one.vital == name for one in found)]
    return [_vital(name, [one for one in found if one.vital == name]) for name in measured] or [_none()]


def _vital(vital: str, found: Sequence[Felt]) -> Chart:
    bars = [Bar(one.route or NO_ROUTE, _length(one.vital, one.value), is_too_long=not one.is_good) for one in found]
    good = _said(vital, GOOD[vital])
    rows = tuple(
        (
            one.route or NO_ROUTE,
            plain(one.count),
            _said(vital, one.value),
            Message("good") if one.is_good else Message("needs work"),
        )
        for one in found
    )
    slow = sum(not one.is_good for one in found)
    counts: dict[str, str | int | float | Message] = {"name": _NAMES[vital], "slow": slow}
    finding = counted(
        "{name}: {slow} of {count} route needs work", "{name}: {slow} of {count} routes need work", len(found), **counts
    )
    if not slow:
        finding = Message("{name}: every route is good", counts)
    caption = Message("What three of four measures stayed within, by route; good is up to {good}", {"good": good})
    return Chart(
        name=f"vital-{vital.lower()}",
        finding=finding,
        caption=wording.joined([caption, by_name.left_out(bars)]),
        drawing=by_name.drawing(
            bars,
            Message("shift") if vital == "CLS" else Message("ms"),
            Limit(_length(vital, GOOD[vital]), Message("good")),
        ),
        twin=Twin(
            (Message("Route"), Message("Measured"), Message("3 of 4 within"), Message("Judged")),
            rows,
            frozenset({1, 2}),
        ),
    )


def _none() -> Chart:
    return Chart(
        name="vitals",
        finding=Message("No browser measured anything"),
        caption=Message("What three of four measures stayed within, by route"),
        drawing=None,
        twin=Twin((), ()),
        why=Message("Each vital has a chart here as soon as somebody left a page that was measured."),
    )


def faults(found: Sequence[Fault]) -> Chart:
    """How many errors rose on each route of each release."""
    times: Counter[tuple[str, str]] = Counter()
    for one in found:
        times[one.route, one.release] += one.count
    most = times.most_common()
    bars = [
        Bar(Message("{route} · {release}", {"route": route or NO_ROUTE, "release": release}), count)
        for (route, release), count in most
    ]
    rows = tuple((route or NO_ROUTE, release, plain(count)) for (route, release), count in most)
    return Chart(
        name="faults",
        finding=_worst(most),
        caption=wording.joined([Message("Errors by route and release"), by_name.left_out(bars)]),
        drawing=by_name.drawing(bars, Message("errors")),
        twin=Twin((Message("Route"), Message("Release"), Message("Errors")), rows, frozenset({2})),
        why=Message("Each route on which an error rose appears here, by release."),
    )


def _worst(most: Sequence[tuple[tuple[str, str], int]]) -> Text:
    if not most:
        return Message("No error was counted")
    (route, release), count = most[0]
    return counted(
        "Most errors rose on {route} of release {release}: {count}",
        "Most errors rose on {route} of release {release}: {count}",
        count,
        route=route or NO_ROUTE,
        release=release,
    )


def _length(vital: str, value: int) -> float:
    """As it is drawn: shifts are kept as thousandths."""
    return value / 1000 if vital == "CLS" else value


def _said(vital: str, value: int) -> Text:
    return f"{value / 1000:.2f}" if vital == "CLS" else Message("{ms} ms", {"ms": value})
