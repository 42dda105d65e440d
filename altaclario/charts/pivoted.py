"""One figure by group, for a whole window or period by period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, plain

Kind: TypeAlias = Literal["count", "level", "length"]
"""What can be added up; what stands at the end of a period; what is a percentile of lengths, and cannot be added."""

_TONES: tuple[Tone, ...] = ("cat-1", "cat-2", "cat-3", "cat-4")
_MOST_BARS = 15
_OTHERS = Message("All others")


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its name, and its value in each period; None: it has no item there."""

    name: Text
    values: tuple[float | None, ...]
    before: float | None = None
    """Its value in as many days before the window."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What is drawn: the first days of the periods, the groups, the largest first, and all of them together."""

    kind: Kind
    unit: Message
    begins: tuple[date, ...]
    rows: tuple[Row, ...]
    total: Row
    has_before: bool = False


def chart(cells: Cells, head: Text, finding: Text, caption: Text, *, why: Text) -> Chart:
    """Bars of the groups, or a series of each of the four largest; `head` names the groups, `why` says why none is.

    >>> one = Row("Bug", (2.0,))
    >>> chart(Cells("count", Message("items"), (date(2026, 3, 2),), (one,), one), "Type", "", "", why="").twin.rows[0]
    ('Bug', '2')
    """
    is_whole = len(cells.begins) <= 1
    has_any = any(value for value in cells.total.values)
    return Chart(
        name="pivot",
        finding=finding,
        caption=caption,
        drawing=(_bars(cells) if is_whole else _series(cells)) if has_any else None,
        twin=_whole(cells, head) if is_whole else _by_period(cells),
        why=why,
    )


def _bars(cells: Cells) -> Drawing:
    shown = [row for row in cells.rows if row.values[0]][:_MOST_BARS]
    points = tuple((row.values[0] or 0, place) for place, row in enumerate(shown))
    return Drawing(
        x=Axis("value", name=cells.unit),
        y=Axis("category", categories=tuple(row.name for row in shown)),
        marks=(Mark("bars", Message("Value"), "cat-1", points),),
    )


def _series(cells: Cells) -> Drawing:
    named = [*zip(cells.rows, _TONES, strict=False)]
    if cells.kind != "length" and len(cells.rows) > len(_TONES):
        named.append((_others(cells), "muted"))
    return Drawing(
        x=Axis("day", first=cells.begins[0].isoformat(), last=cells.begins[-1].isoformat()),
        y=Axis("value", name=cells.unit),
        marks=tuple(_mark(cells, row, tone) for row, tone in named),
    )


def _mark(cells: Cells, row: Row, tone: Tone) -> Mark:
    points = tuple((day.isoformat(), value) for day, value in zip(cells.begins, row.values, strict=True))
    tips = tuple(
        (row.name, Message("From {day}", {"day": day}), wording.number(value))
        for day, value in zip(cells.begins, row.values, strict=True)
    )
    if cells.kind == "length":
        return Mark("line", row.name, tone, points, has_dots=True, tips=tips)
    return Mark("columns" if cells.kind == "count" else "area", row.name, tone, points, stack="groups", tips=tips)


def _others(cells: Cells) -> Row:
    rest = [row.values for row in cells.rows[len(_TONES) :]]
    return Row(_OTHERS, tuple(sum(value or 0 for value in values) for values in zip(*rest, strict=True)))


def _whole(cells: Cells, head: Text) -> Twin:
    rows = [_line(row, has_before=cells.has_before) for row in (*cells.rows, _all(cells.total))]
    heads = [head, Message("Value"), *([Message("Before")] if cells.has_before else [])]
    return Twin(tuple(heads), tuple(rows), frozenset(range(1, len(heads))))


def _line(row: Row, *, has_before: bool) -> tuple[Text, ...]:
    value = wording.number(row.values[0] if row.values else None)
    return (row.name, value, wording.number(row.before)) if has_before else (row.name, value)


def _by_period(cells: Cells) -> Twin:
    """A row for each period, a column for each group: as many as fit beside each other, and all together."""
    columns: list[Row] = list(cells.rows[: len(_TONES)])
    if cells.kind != "length" and len(cells.rows) > len(_TONES):
        columns.append(_others(cells))
    columns.append(_all(cells.total))
    rows = [(plain(day), *_at(columns, place)) for place, day in enumerate(cells.begins)]
    heads = (Message("From"), *(row.name for row in columns))
    return Twin(heads, tuple(rows), frozenset(range(1, len(heads))))


def _at(columns: Sequence[Row], place: int) -> tuple[str, ...]:
    return tuple(wording.number(row.values[place]) for row in columns)


def _all(total: Row) -> Row:
    return Row(Message("All"), total.values, total.before)
