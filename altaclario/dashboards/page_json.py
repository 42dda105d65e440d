"""A page of a dashboard as a program reads it: the figures, charts and lists that people see, in plain values."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from altaclario.charts.drawing import Axis, Chart, Drawing, Mark
from altaclario.charts.figures import Figure, Recipe
from altaclario.charts.messages import Message, Text, english
from altaclario.charts.panels import Badge, Cell, Filter, Link, Listing, Page
from altaclario.dashboards import props, read_back
from altaclario.dashboards.flow.figures import NONE

Json: TypeAlias = dict[str, Any]
Cells: TypeAlias = Sequence[Sequence[Cell]]

COUNTED = "Counted"
"""The row of a recipe that says of how many items a figure is made."""


def page(made: Page, address: Callable[..., str]) -> Json:
    """The whole of it, without the rows of its tables: `address` says where these are, by the name of their chart."""
    return {
        "question": english(made.question),
        "answer": english(made.answer),
        "more": english(made.more),
        "as_of": english(made.as_of),
        "notes": [english(one) for one in made.notes],
        "filters": [_filter(one) for one in made.filters],
        "figures": [figure(one) for one in made.figures],
        "charts": [_chart(one) | {"address": address(one.name)} for one in made.charts],
        "items": {
            "title": english(made.items.title),
            "caption": english(made.items.caption),
            "rows": len(made.items.rows),
            "guard": _guard("empty", made.items.empty) if not made.items.rows else None,
            "address": address(""),
        },
    }


def figure(one: Figure) -> Json:
    """One figure. Without a value its guard says why; with one, what weakens it."""
    text = english(one.value)
    value = read_back.number(text) if one.exact is None else one.exact
    guard = _guard("missing", one.context) if text == NONE else _guard("doubt", one.doubt) if one.doubt else None
    return {
        "id": slug(english(one.name)),
        "name": english(one.name),
        "value": value,
        "text": None if text == NONE else text,
        "unit": english(one.unit),
        "context": english(one.context),
        "counted": _counted(one.recipe),
        "guard": guard,
        "definition": {
            "formula": english(one.recipe.formula),
            "rows": [{"name": english(name), "text": english(said)} for name, said in one.recipe.rows],
        },
    }


def series(chart: Chart) -> Json:
    """What one chart draws, in exact places: days as 2026-03-02, categories by their index."""
    drawn = chart.drawing
    return _chart(chart) | {
        "x": None if drawn is None else _axis(drawn.x),
        "y": None if drawn is None else _axis(drawn.y),
        "series": [] if drawn is None else [_mark(one) for one in drawn.marks],
        "rules": [] if drawn is None else _rules(drawn),
        "figures": [figure(one) for one in chart.figures],
    }


def rows_of(chart: Chart) -> tuple[list[Json], list[list[read_back.Value]]]:
    """The table beside a chart: its columns, and all of its rows."""
    return _table(chart.twin.heads, chart.twin.rows, chart.twin.numbers)


def items_of(listing: Listing) -> tuple[list[Json], list[list[read_back.Value]]]:
    """The list of items: its columns, and all of its rows."""
    return _table(listing.heads, listing.rows, listing.numbers)


def slug(words: str) -> str:
    """Words as an id.

    >>> slug("Cycle time p85"), slug("Little’s law"), slug("Say/do")
    ('cycle-time-p85', 'littles-law', 'say-do')
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower().replace("’", "")).strip("-")


def _chart(chart: Chart) -> Json:
    return {
        "id": chart.name,
        "finding": english(chart.finding),
        "caption": english(chart.caption),
        "rows": len(chart.twin.rows),
        "guard": _why(chart),
    }


def _why(chart: Chart) -> Json | None:
    """Why nothing is drawn; a table that stands for itself has its rows at their own address."""
    if chart.drawing is not None:
        return None
    return _guard("table", chart.caption) if chart.is_table else _guard("empty", chart.why)


def _guard(reason: str, message: Text) -> Json:
    return {"reason": reason, "message": english(message)}


def _counted(recipe: Recipe) -> int | None:
    said = [text for name, text in recipe.rows if english(name) == COUNTED]
    return said[0].count if said and isinstance(said[0], Message) else None


def _filter(one: Filter) -> Json:
    choices = [
        {"text": english(choice.word), "query": choice.query.lstrip("?"), "is_chosen": choice.is_chosen}
        for choice in one.choices
    ]
    return {"name": english(one.name), "choices": choices}


def _axis(axis: Axis) -> Json:
    categories = [english(one) for one in axis.categories]
    return {"kind": axis.kind, "name": english(axis.name), "categories": categories}


def _mark(mark: Mark) -> Json:
    return {"name": english(mark.name), "kind": mark.kind, "points": mark.points}


def _rules(drawn: Drawing) -> list[Json]:
    return [{"axis": one.axis, "at": one.at, "name": english(one.label)} for one in drawn.rules]


def _table(
    heads: Sequence[Text], rows: Cells, numbers: frozenset[int]
) -> tuple[list[Json], list[list[read_back.Value]]]:
    write = props.remembering(english)
    columns = [
        read_back.column([_said(cell, write) for cell in cells], is_number=place in numbers)
        for place, cells in enumerate(zip(*rows, strict=True))
    ]
    named = [
        {"id": slug(write(head)), "name": write(head), "is_number": at in numbers} for at, head in enumerate(heads)
    ]
    return named, [list(row) for row in zip(*columns, strict=True)]


def _said(cell: Cell, write: Callable[[Text], str]) -> str:
    return write(cell.word if isinstance(cell, Badge | Link) else cell)
