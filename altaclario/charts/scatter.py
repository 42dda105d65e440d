"""How long each finished item took, by the day of its finish."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import percentiles
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.service_level import Expectation
from altaclario.metrics.settings import Settings

_MOST_KEYS = 6
_LOOKS: tuple[tuple[Tone, Shape], ...] = (("cat-1", "circle"), ("cat-2", "square"), ("cat-4", "diamond"))
_OTHERS = Message("Other types")
_CYCLE_TIME, _FINISHED, _TYPE = Message("Cycle time"), Message("Finished"), Message("Type")


@dataclass(frozen=True, slots=True)
class Finished:
    """One finished item: the day on which its finish counts, and its cycle time in days."""

    key: str
    type: str
    day: date
    days: int | float
    flags: tuple[str, ...] = ()


def chart(
    finished: Sequence[Finished],
    spread: Spread,
    settings: Settings,
    window: tuple[date, date],
    *,
    left_out: int,
    expectation: Expectation | None = None,
) -> Chart:
    """A dot for each item, a rule for each percentile and for the service level expectation.

    `left_out` were finished too, but nobody knows when they began.

    >>> from altaclario.charts.messages import english
    >>> one = Finished("PAY-1", "Story", date(2026, 3, 5), 3)
    >>> english(chart([one], Spread(1, {85: 3}), Settings(), (one.day, one.day), left_out=0).finding)
    '1 item was finished'
    """
    ordered = sorted(finished, key=lambda one: one.day)
    return Chart(
        name="cycle-time",
        finding=_finding(spread),
        caption=_caption(spread, settings, window, left_out, expectation),
        drawing=_drawing(ordered, spread, settings, window, expectation) if ordered else None,
        twin=_twin(ordered),
        why=_why(left_out),
    )


def _finding(spread: Spread) -> Text:
    share = percentiles.main(spread.percentiles)
    if not spread.n:
        return Message("No cycle time can be told for this window")
    if spread.n < wording.ENOUGH or share is None:
        return counted("{count} item was finished", "{count} items were finished", spread.n)
    limit = wording.days(spread.percentiles[share] or 0)
    return Message("{share} % of items were done within {days}", {"share": share, "days": limit})


def _caption(
    spread: Spread, settings: Settings, window: tuple[date, date], left_out: int, expectation: Expectation | None
) -> Text:
    parts: list[Text] = [
        counted(
            "Cycle time of {count} finished item by day of finish",
            "Cycle time of {count} finished items by day of finish",
            spread.n,
        ),
        wording.clock(settings),
        wording.span(*window),
    ]
    if 0 < spread.n < wording.ENOUGH:
        needs = {"least": wording.ENOUGH, "found": spread.n}
        parts.append(Message("a percentile needs at least {least} finished items, here are {found}", needs))
    if left_out:
        parts.append(counted("{count} left out: no history", "{count} left out: no history", left_out))
    if expectation and not expectation.is_chosen:
        parts.append(Message("SLE: a proposal, not chosen by the team"))
    return wording.joined(parts)


def _why(left_out: int) -> Text:
    if left_out:
        return counted(
            "{count} item was finished, but the tracker gave no history of it: nobody can say how long it took.",
            "{count} items were finished, but the tracker gave no history of them: nobody can say how long they took.",
            left_out,
        )
    return Message("Nothing was finished in these days. Each finished item appears here with the days that it took.")


def _drawing(
    ordered: Sequence[Finished],
    spread: Spread,
    settings: Settings,
    window: tuple[date, date],
    expectation: Expectation | None,
) -> Drawing:
    first, last = (day.isoformat() for day in window)
    unit = Message("working days") if settings.clock == "working" else Message("days")
    return Drawing(
        x=Axis("day", first=first, last=last),
        y=Axis("value", name=unit),
        marks=tuple(_marks(ordered)),
        rules=rules(spread, expectation) if spread.n >= wording.ENOUGH else _expected(expectation),
    )


def rules(spread: Spread, expectation: Expectation | None = None) -> tuple[Rule, ...]:
    """One rule for each length that a percentile names; percentiles of the same length share it.

    The expectation has a rule of its own, which stands for a percentile of the same length too.

    >>> from altaclario.charts.messages import english
    >>> [english(rule.label) for rule in rules(Spread(20, {50: 5, 70: 5, 85: 8}))]
    ['5 d · 50, 70 %', '8 d · 85 %']
    >>> [english(rule.label) for rule in rules(Spread(20, {50: 5, 85: 8}), Expectation(8, 85, is_chosen=True))]
    ['5 d · 50 %', '8 d · 85 % SLE']
    """
    agreed = None if expectation is None else expectation.days
    known = sorted((length, share) for share, length in spread.percentiles.items() if length not in (None, agreed))
    found = []
    for length, same in groupby(known, key=lambda one: one[0]):
        shares = ", ".join(str(share) for _, share in same)
        found.append(Rule("y", length, Message("{days} d · {shares} %", {"days": length, "shares": shares})))
    return (*found, *_expected(expectation))


def _expected(expectation: Expectation | None) -> tuple[Rule, ...]:
    if expectation is None:
        return ()
    label = Message("{days} d · {share} % SLE", {"days": expectation.days, "share": expectation.share})
    return (Rule("y", expectation.days, label, tone="brand"),)


def _marks(ordered: Sequence[Finished]) -> list[Mark]:
    """One mark for each of the commonest types, so that shape and colour stay few; the rest is one more."""
    common = [name for name, _ in Counter(sorted(one.type for one in ordered)).most_common()]
    named = common if len(common) <= len(_LOOKS) else common[: len(_LOOKS) - 1]
    groups: list[tuple[Text, list[Finished]]] = [(name, [one for one in ordered if one.type == name]) for name in named]
    others = [one for one in ordered if one.type not in named]
    if others:
        groups.append((_OTHERS, others))
    return [_mark(name, some, *look) for (name, some), look in zip(groups, _LOOKS, strict=False)]


def _mark(name: Text, some: Sequence[Finished], tone: Tone, shape: Shape) -> Mark:
    """Items of one spot are one dot, whose tip counts them."""
    spots: dict[tuple[date, float], list[Finished]] = {}
    for one in some:
        spots.setdefault((one.day, one.days), []).append(one)
    points = tuple((day.isoformat(), length) for day, length in spots)
    tips = tuple(_tip(name, same) for same in spots.values())
    return Mark("dots", name, tone, points, shape=shape, tips=tips)


def _tip(name: Text, same: Sequence[Finished]) -> tuple[Text, ...]:
    title = wording.some([one.key for one in same], _MOST_KEYS)
    pairs: list[Text] = [_CYCLE_TIME, wording.days(same[0].days), _FINISHED, plain(same[0].day), _TYPE, name]
    if len(same) > 1:
        pairs += [Message("Items"), str(len(same))]
    return (title, *pairs)


def _twin(ordered: Sequence[Finished]) -> Twin:
    heads = (Message("Item"), Message("Type"), Message("Finished"), Message("Cycle time, days"), Message("Noted"))
    rows = [(one.key, one.type, plain(one.day), plain(one.days), wording.flags(one.flags)) for one in ordered]
    width = len(heads) if any(one.flags for one in ordered) else len(heads) - 1
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({3}))
