"""The explore page: one figure by group and period, and the items behind it."""

from collections.abc import Mapping

import numpy as np

from altaclario.charts import pivoted, wording
from altaclario.charts.figures import Figure
from altaclario.charts.messages import Message, Text, Value, counted, plain
from altaclario.charts.panels import Listing, Page
from altaclario.charts.pivoted import Cells, Kind, Row
from altaclario.dashboards import recipes
from altaclario.dashboards.explore.answers import ExploreAnswer, Grid
from altaclario.dashboards.explore.asked import GROUPS, MEASURES
from altaclario.dashboards.flow.figures import NONE
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import ExploreQuestion, Measured
from altaclario.metrics.settings import Settings

MOST_ROWS = 500
_KINDS: Mapping[Measured, Kind] = {"progress": "level", "cycle": "length", "lead": "length"}
_FORMULAS: Mapping[Measured, Message] = {
    "finished": Message("items whose current finish lies in the window"),
    "started": Message("items whose start lies in the window"),
    "created": Message("items created in the window"),
    "progress": Message("items in an active or waiting stage at the end of each period"),
    "cycle": Message("finished day − started day + 1; the smallest value with so many % of the items at or below it"),
    "lead": Message("finished day − created day + 1; the smallest value with so many % of the items at or below it"),
    "points": Message("points, as estimated now, of the items finished in the window"),
}


def page(answer: ExploreAnswer, asked: Asked[ExploreQuestion]) -> Page:
    """The answer as a page. It has words for every case in which there is no figure."""
    question, settings = asked.question, asked.settings
    cells = _cells(answer, question)
    why = Message("No item is counted in these days with these filters.")
    head = GROUPS[question.by] if question.by != "none" else Message("Group")
    return Page(
        question=Message("What do the figures look like from another side?"),
        answer=_answer(answer, question, cells),
        more=_more(cells, question),
        as_of=recipes.as_of(asked.today, settings),
        filters=asked.filters,
        figures=_figures(answer, question, settings, cells),
        charts=(pivoted.chart(cells, head, _finding(question), _caption(answer, question, settings), why=why),),
        items=_items(answer),
        notes=(*asked.notes, *_notes(answer, question)),
        earlier=asked.earlier,
        later=asked.later,
    )


def _cells(answer: ExploreAnswer, question: ExploreQuestion) -> Cells:
    kind = _KINDS.get(question.measure, "count")
    grid, before = answer.grid, answer.before
    then = _column(before, len(answer.groups.names))
    rows = [
        Row(name, tuple(map(_known, values)), then[place])
        for place, (name, values) in enumerate(zip(answer.groups.names, grid.cells.tolist(), strict=True))
    ]
    shown = [row for row in rows if any(row.values) or row.before]
    return Cells(
        kind=kind,
        unit=_unit(question.measure),
        begins=answer.begins,
        rows=tuple(sorted(shown, key=lambda row: -_weight(row, kind))),
        total=Row("", tuple(map(_known, grid.total.tolist())), _known(float(before.total[0])) if before else None),
        has_before=before is not None,
    )


def _column(before: Grid | None, groups: int) -> list[float | None]:
    return [None] * groups if before is None else [_known(value) for value in before.cells[:, 0].tolist()]


def _known(value: float) -> float | None:
    """A cell without an item has no length."""
    return None if np.isnan(value) else int(value) if value.is_integer() else round(value, 2)


def _weight(row: Row, kind: Kind) -> float:
    known = [value for value in row.values if value is not None]
    return (max(known, default=0) if kind == "length" else sum(known)) or 0


def _unit(measure: Measured) -> Message:
    if measure in ("cycle", "lead"):
        return Message("days")
    return Message("points") if measure == "points" else Message("items")


def _answer(answer: ExploreAnswer, question: ExploreQuestion, cells: Cells) -> Text:
    if not len(answer.places):
        return Message("Nothing is counted here.")
    if cells.kind == "length":
        text = "{share} % of {items} took {days} or less."
        values: dict[str, Value] = {
            "share": question.share,
            "items": wording.items(len(answer.places)),
            "days": wording.days(answer.whole or 0),
        }
        return Message(text, values)
    if question.measure == "points":
        return Message("{points} points were finished.", {"points": plain(_known(answer.whole or 0) or 0)})
    verb = {"finished": "finished", "started": "started", "created": "created", "progress": "in progress"}
    text = "{count} {verb}."
    return Message(text, {"count": wording.items(len(answer.places)), "verb": Message(verb[question.measure])})


def _more(cells: Cells, question: ExploreQuestion) -> Text:
    if len(cells.rows) < 2 or question.by == "none":
        return ""
    first = cells.rows[0]
    value = max((one for one in first.values if one is not None), default=0)
    if cells.kind == "length":
        return Message("Longest: {name}, {value} days.", {"name": first.name, "value": plain(value)})
    value = (first.values[-1] if cells.kind == "level" else sum(one or 0 for one in first.values)) or 0
    return Message("Most: {name}, {value}.", {"name": first.name, "value": plain(value)})


def _finding(question: ExploreQuestion) -> Text:
    name = MEASURES[question.measure]
    named = Message("{name} p{share}", {"name": name, "share": question.share})
    what = named if question.measure in ("cycle", "lead") else name
    if question.by == "none":
        return what
    return Message("{what} by {group}", {"what": what, "group": Message(GROUPS[question.by].text.lower())})


def _caption(answer: ExploreAnswer, question: ExploreQuestion, settings: Settings) -> Text:
    parts: list[Text] = [wording.span(answer.first, answer.last)] if answer.begins else []
    if question.over == "week":
        parts.append(Message("by week, {week}", {"week": wording.week(settings.week_start)}))
    if question.over == "month":
        parts.append(Message("by month"))
    if question.over != "none":
        parts.append(Message("the first and the last may be cut by the window"))
    return wording.joined([*parts, wording.clock(settings)])


def _figures(answer: ExploreAnswer, question: ExploreQuestion, settings: Settings, cells: Cells) -> tuple[Figure, ...]:
    recipe = recipes.recipe(
        _FORMULAS[question.measure],
        ("Counted", wording.items(len(answer.places))),
        ("Not counted", recipes.tally(answer.left_out)),
        ("Clock", wording.joined([wording.clock(settings), recipes.calendar(settings)], by=": ")),
        ("Window", recipes.window(answer.first, answer.last, settings)),
    )
    name = _finding(ExploreQuestion(question.first, question.last, question.measure, "none", share=question.share))
    value = None if answer.whole is None else _known(answer.whole)
    if value is None or not len(answer.places):
        return (Figure(name, NONE, "", Message("no item is counted"), recipe),)
    unit = Message(cells.unit.text.removesuffix("s")) if value == 1 else cells.unit
    return (Figure(name, plain(value), unit, _context(cells), recipe),)


def _context(cells: Cells) -> Text:
    groups = counted("in {count} group", "in {count} groups", len(cells.rows))
    before = cells.total.before
    if not cells.has_before:
        return groups
    return wording.joined([groups, Message("{value} in as many days before", {"value": wording.number(before)})])


def _items(answer: ExploreAnswer) -> Listing:
    many = len(answer.places)
    shown = Message("the first {most} of them", {"most": MOST_ROWS}) if many > MOST_ROWS else ""
    rows = [_row(answer, place) for place in answer.places[:MOST_ROWS].tolist()]
    heads = ("Item", "Group", "Day", "Cycle time", "Lead time", "Type")
    return Listing(
        title=Message("Items that are counted"),
        caption=wording.joined([wording.items(many), shown, Message("keys only, because titles are contents")]),
        heads=tuple(map(Message, heads)),
        rows=tuple(rows),
        numbers=frozenset({3, 4}),
        hidden=frozenset({4, 5}),
        empty=Message("Nothing is counted in these days with these filters."),
    )


def _row(answer: ExploreAnswer, place: int) -> tuple[Text, ...]:
    row, day = answer.items.row(place), answer.happened[place]
    return (
        row.key,
        answer.groups.names[int(answer.groups.of[place])],
        NONE if np.isnat(day) else plain(day.item()),
        wording.number(row.cycle_days),
        wording.number(row.lead_days),
        row.type,
    )


def _notes(answer: ExploreAnswer, question: ExploreQuestion) -> list[Text]:
    if answer.first <= question.first:
        return []
    text = "The window begins on {first}, later than asked: not all of the history is read."
    return [Message(text, {"first": answer.first})]
