"""The quality page: whether defects eat the plan."""

from datetime import date

from altaclario.charts import defect_ages, defect_share, defects_weekly, escaped, wording
from altaclario.charts.drawing import Chart
from altaclario.charts.escaped import Release
from altaclario.charts.messages import Message, Text, Value, counted
from altaclario.charts.panels import Listing, Page
from altaclario.dashboards import recipes
from altaclario.dashboards.quality import figures as quality_figures
from altaclario.dashboards.quality.answers import QualityAnswer
from altaclario.dashboards.questions import Asked
from altaclario.metrics import defects, history, percentiles, reasons
from altaclario.metrics.questions import QualityQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER

MOST_ROWS = 200
"""A longer list is not read; the bands say how many there are."""
_HEADS = ("Item", "Age", "Priority", "Status", "Type", "Affects")


def page(answer: QualityAnswer, asked: Asked[QualityQuestion], today: date) -> Page:
    """The answer as a page. It has words for every case in which there is no figure."""
    settings = asked.settings
    return Page(
        question=Message("Is quality eating the plan?"),
        answer=_answer(answer),
        more=_more(answer, settings),
        as_of=_as_of(asked, today),
        filters=asked.filters,
        figures=quality_figures.figures(answer, settings),
        charts=_charts(answer, settings),
        items=_listing(answer),
        notes=(*asked.notes, *_notes(answer)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _as_of(asked: Asked[QualityQuestion], today: date) -> Text:
    if asked.today == today:
        return recipes.as_of(today, asked.settings)
    then = Message("As it was known at the end of {day}", {"day": asked.today})
    rest = Message("types, priorities and affected releases as of today, without what was deleted since")
    return wording.joined([then, asked.settings.zone, wording.clock(asked.settings), rest])


def _answer(answer: QualityAnswer) -> Text:
    if not len(answer.items):
        return Message("There is no item to look at.")
    if not answer.types:
        return Message("No type of item is a defect here.")
    if not answer.is_defect.any():
        return Message("No defect was ever reported here.")
    if answer.taken is None:
        return counted(
            "Nothing was finished in this window; {count} defect is open.",
            "Nothing was finished in this window; {count} defects are open.",
            len(answer.open.places),
        )
    if not answer.created:
        return counted(
            "No defect came in; {count} is open.", "No defect came in; {count} are open.", len(answer.open.places)
        )
    if answer.taken > 1:
        values: dict[str, Value] = {"created": answer.created, "finished": wording.items(answer.share.finished)}
        return Message("More defects came in than anything got done: {created} against {finished}.", values)
    return Message("Defect inflow takes {share} % of throughput.", {"share": wording.percent(answer.taken)})


def _more(answer: QualityAnswer, settings: Settings) -> Text:
    cost = answer.cost
    if not answer.created or cost is None or not cost.days:
        return ""
    share = percentiles.main(settings.percentiles)
    days = counted("{count} working day", "{count} working days", cost.days)
    items = counted("the other open item", "the {count} other open items", answer.to_do)
    values: dict[str, Value] = {"days": days, "items": items, "share": share or 0}
    return Message("It costs {items} {days}, with {share} % certainty.", values)


def _charts(answer: QualityAnswer, settings: Settings) -> tuple[Chart, ...]:
    bands = defects.bands(answer.open.days).tolist()
    snapshot = answer.items.snapshot
    releases = [Release(one.version.name, one.day, tuple(snapshot.keys(one.items))) for one in answer.escapes]
    weekly = [(every, again) for every, again in answer.weekly_returns.tolist()]
    return (
        defects_weekly.inflow(answer.inflow, (answer.first, answer.last)),
        defect_ages.chart(bands, answer.open.ranks.tolist(), settings, knows_priority=answer.knows_priority),
        defect_share.chart(answer.share.begins, answer.share.process, answer.share.whole),
        defects_weekly.returns(answer.inflow.begins, weekly, answer.returns),
        escaped.chart(releases, why=_why(answer)),
    )


def _why(answer: QualityAnswer) -> Text:
    why = quality_figures.why_no_escapes(answer)
    return Message("Nothing can be told of escapes: {why}.", {"why": why}) if why else ""


def _listing(answer: QualityAnswer) -> Listing:
    every = len(answer.open.places)
    rows = _rows(answer)
    parts: list[Text] = [
        counted("{count} open defect", "{count} open defects", every),
        Message("the first {count} are listed", {"count": MOST_ROWS}) if every > MOST_ROWS else "",
        Message("keys only, because titles are contents"),
    ]
    return Listing(
        title=Message("Open defects, oldest first"),
        caption=wording.joined(parts) if rows else "",
        heads=tuple(map(Message, _HEADS)),
        rows=tuple(rows),
        numbers=frozenset({1}),
        hidden=frozenset({3, 4, 5}),
        empty=Message("No defect is open."),
    )


def _rows(answer: QualityAnswer) -> list[tuple[Text, ...]]:
    snapshot, places = answer.items.snapshot, answer.open.places[:MOST_ROWS]
    items = answer.items.lives.items.take(places)
    statuses = snapshot.transitions.status.take(history.moves_at(snapshot, items, NEVER))
    affected = _affected(answer)
    columns = (
        answer.items.named(places),
        answer.open.days[:MOST_ROWS].tolist(),
        snapshot.items.priority.take(items).tolist(),
        statuses.tolist(),
        items.tolist(),
    )
    return [
        (
            key,
            Message("{days} d", {"days": int(days)}),
            snapshot.priorities[priority] or "–",
            snapshot.statuses[status].name or wording.stage(answer.items.lives.stage[place]),
            kind,
            wording.keys(affected.get(row, [])) or "–",
        )
        for place, ((key, kind, _), days, priority, status, row) in zip(
            places.tolist(), zip(*columns, strict=True), strict=True
        )
    ]


def _affected(answer: QualityAnswer) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    affected, versions = answer.items.snapshot.affected, answer.items.snapshot.versions
    for item, of in zip(affected.item.tolist(), affected.of.tolist(), strict=True):
        found.setdefault(item, []).append(versions[of].name)
    return found


def _notes(answer: QualityAnswer) -> list[Text]:
    if not answer.is_narrowed:
        return []
    text = "The window begins on {first}, later than asked: {why}."
    return [Message(text, {"first": answer.first, "why": Message(reasons.LOADING)})]
