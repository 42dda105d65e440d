"""The charts and the list of one release."""

from datetime import date

from altaclario.charts import (
    aligned,
    day_rows,
    likelihood,
    readiness,
    release_burn,
    scope_changes,
    slipping,
    wording,
)
from altaclario.charts import drawing as drawn
from altaclario.charts.aligned import Course
from altaclario.charts.day_rows import Row
from altaclario.charts.drawing import Chart
from altaclario.charts.likelihood import Target
from altaclario.charts.messages import Message, Text, plain
from altaclario.charts.panels import Listing
from altaclario.charts.release_burn import Ahead
from altaclario.dashboards.open_items import OpenItem
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.releases import figures as release_figures
from altaclario.dashboards.releases import outlooks
from altaclario.dashboards.releases.answers import ReleasesAnswer
from altaclario.dashboards.releases.details import Aligned, Detail
from altaclario.dashboards.releases.outlooks import Outlook
from altaclario.dashboards.releases.standings import Standing
from altaclario.metrics import percentiles, workdays
from altaclario.metrics.settings import Settings

_SURE = 0.999
_MOST_HATCHED = 400
_BEFORE = Message("Nothing was ever in it, or its first day is still to come.")


def cards(answer: ReleasesAnswer, one: Standing, settings: Settings) -> tuple[Chart, ...]:
    """Likelihood, burn-up, changes of scope, readiness, slip history; then teams and the comparison, if there are."""
    found = [
        _likelihood(answer, one, settings),
        _burn(answer, one),
        _changes(answer),
        _readiness(answer),
        _slipping(answer, one),
    ]
    if one.outlook is not None and len(one.outlook.parts) > 1:
        found.append(_together(answer, one, one.outlook, settings))
    if answer.against is not None:
        found.append(_aligned(answer, one, answer.against))
    return tuple(found)


def _likelihood(answer: ReleasesAnswer, one: Standing, settings: Settings) -> Chart:
    said = release_figures.why(one)
    why: Text = Message("Cannot forecast: {why}.", {"why": said}) if said else _BEFORE
    told = one.outlook
    if told is None or not len(told.curve) or said:
        return likelihood.chart([], None, [], [], one.left, why=why)
    target = one.release.target
    curve = _curve(told, target, answer.today, settings)
    promised = [(share, told.days[share]) for share in settings.percentiles]
    last = max([curve[-1][0], *([target] if target else [])])
    off = workdays.off(curve[0][0], last, settings) if (last - curve[0][0]).days <= _MOST_HATCHED else []
    asked = None if one.chance is None or target is None else Target(target, one.chance)
    return likelihood.chart(curve, asked, promised, off, one.left, why="")


def _curve(told: Outlook, target: date | None, today: date, settings: Settings) -> list[tuple[date, float]]:
    """The days up to the one by which nobody would doubt it, and up to its own."""
    days = workdays.ahead(today, len(told.curve), settings).tolist()
    whole = list(zip(days, told.curve.tolist(), strict=True))
    last = next((place for place, (_, chance) in enumerate(whole) if chance > _SURE), len(whole))
    return [pair for place, pair in enumerate(whole) if place <= last or (target is not None and pair[0] <= target)]


def _burn(answer: ReleasesAnswer, one: Standing) -> Chart:
    detail = answer.detail
    if detail is None:
        return release_burn.chart([], Ahead((), []), answer.today, None, why=_BEFORE)
    whole = detail.aligned
    days = list(zip(whole.days, whole.scope.tolist(), whole.done.tolist(), strict=True))
    rows = [
        (day, [one.done + count for count in counts])
        for day, counts in zip(detail.ahead, detail.fan.tolist(), strict=True)
    ]
    return release_burn.chart(days, Ahead(detail.shares, rows), answer.today, one.release.target, why=_BEFORE)


def _changes(answer: ReleasesAnswer) -> Chart:
    if answer.detail is None or not answer.has_history:
        why = _BEFORE if answer.has_history else Message("The tracker gives no history of what was in a release.")
        return scope_changes.chart([], why=why)
    weeks = [scope_changes.Week(one.week, one.came, one.went) for one in answer.detail.changes]
    return scope_changes.chart(weeks, why=Message("Its first week is not over yet."))


def _readiness(answer: ReleasesAnswer) -> Chart:
    has_points = answer.one is not None and answer.one.unestimated is not None
    rows = [] if answer.detail is None else answer.detail.parents
    told = [
        readiness.Row(one.key, one.done, one.in_progress, one.defined, one.unestimated, one.blocked) for one in rows
    ]
    return readiness.chart(told, has_points=has_points, why=Message("Nothing is in it."))


def _slipping(answer: ReleasesAnswer, one: Standing) -> Chart:
    detail = answer.detail
    rows = [] if detail is None else [slipping.Row(row.asked, row.left, row.days) for row in detail.slips]
    shares = () if detail is None else detail.shares
    why = Message("In none of its weeks was there enough to forecast from.") if rows else _BEFORE
    return slipping.chart(rows, shares, one.release.target, why=why)


def _together(answer: ReleasesAnswer, one: Standing, told: Outlook, settings: Settings) -> Chart:
    """When each of those who work on it is done with it, and all of them."""
    target = one.release.target if one.chance is not None else None
    parts = [part for part in told.parts if len(part.curve)]
    rows = [
        Row(
            part.source.name,
            part.own,
            outlooks.days(part.curve, answer.today, settings),
            outlooks.by(part.curve, target, answer.today, settings) or 0.0,
        )
        for part in parts
    ]
    if len(told.curve):
        rows.append(Row(Message("Together"), one.left, told.days, one.chance or 0.0))
    share = percentiles.main(settings.percentiles)
    day = told.days.get(share or 0)
    finding: Text = Message("Not all who work on it can be forecast, so that nothing is said of all of them")
    if len(told.curve):
        finding = Message("Together they have no day within ten years")
    if day is not None:
        finding = Message("Together they are done by {day} with {share}\u202f%", {"day": day, "share": share or 0})
    last = target or max([day for row in rows for day in row.days.values() if day] or [answer.today])
    head = Message("Worked on by")
    twin = day_rows.twin(head, rows, last)
    if target is None:
        twin = drawn.Twin(twin.heads[:-1], tuple(row[:-1] for row in twin.rows), twin.numbers - {len(twin.heads) - 1})
    return Chart(
        name="together",
        finding=finding,
        caption=wording.joined(
            [
                Message("The day by which each is done with its own part, from its own throughput"),
                Message("together: the product of their chances"),
                Message("what belongs to two counts in both"),
            ]
        ),
        drawing=day_rows.drawing(rows, last) if rows else None,
        twin=twin,
        why=Message("None of them has a day within ten years."),
    )


def _aligned(answer: ReleasesAnswer, one: Standing, other: Aligned) -> Chart:
    called = releases_asked.names(tuple(row.release for row in answer.every))
    mine = answer.detail.aligned if answer.detail else None
    return aligned.chart(_course(called[one.release.id], mine), _course(called[other.standing.release.id], other))


def _course(name: str, told: Aligned | None) -> Course:
    if told is None or told.standing.begun is None:
        return Course(name, [], [])
    return Course(name, told.scope.tolist(), told.done.tolist())


_HEADS = ("Item", "Status", "Age", "Type", "Started", "Noted")


def listing(answer: ReleasesAnswer, one: Standing) -> Listing:
    """What is left of the release, oldest first."""
    detail = answer.detail
    rows = [] if detail is None else [_row(item, detail) for item in detail.open]
    width = len(_HEADS) if any(row[-1] for row in rows) else len(_HEADS) - 1
    caption = wording.joined([wording.items(len(rows)), Message("keys only, because titles are contents")])
    return Listing(
        title=Message("What is left of it, oldest first"),
        caption=caption if rows else "",
        heads=tuple(map(Message, _HEADS[:width])),
        rows=tuple(row[:width] for row in rows),
        numbers=frozenset({2}),
        hidden=frozenset({3, 4}),
        empty=Message("Nothing is left of it.") if one.items else Message("Nothing is in it."),
    )


def _row(item: OpenItem, detail: Detail) -> tuple[Text, ...]:
    noted: list[Text] = []
    if item.blocked_since:
        noted.append(Message("blocked since {day}", {"day": item.blocked_since}))
    if item.key in detail.unestimated:
        noted.append(Message("not estimated"))
    if item.key in detail.in_others:
        noted.append(Message("in another release too"))
    return (
        item.key,
        item.status or wording.stage(item.stage),
        "–" if item.age_days is None else Message("{days} d", {"days": item.age_days}),
        item.type,
        "–" if item.started is None else plain(item.started),
        wording.joined([*noted, wording.flags(item.flags)], by=", "),
    )
