"""A row for each of several things to be finished, with a mark for the day of each share: features, teams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import odds
from altaclario.charts.drawing import Axis, Drawing, Mark, Rule, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, plain

_MARKS: tuple[tuple[Tone, Shape], ...] = (
    ("seq-4", "circle"),
    ("cat-1", "diamond"),
    ("cat-2", "square"),
    ("ink-2", "circle"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What it is called, its items that are left, its day by share in per cent (None: too far away), its chance by the
    day that is asked for."""

    name: Text
    items: int
    days: Mapping[int, date | None]
    by_then: float


def drawing(rows: Sequence[Row], target: date) -> Drawing | None:
    """The marks; None where no day is near enough to have one."""
    if not any(any(one.days.values()) for one in rows):
        return None
    shares = list(rows[0].days)
    marks = [_mark(share, rows, *_MARKS[place % len(_MARKS)]) for place, share in enumerate(shares)]
    days = [day for one in rows for day in one.days.values() if day is not None]
    first, last = min(days), max(days)
    is_near = first <= target <= last
    label = Message("target {day}", {"day": target})
    return Drawing(
        x=Axis("day", first=first.isoformat(), last=last.isoformat()),
        y=Axis("category", categories=tuple(one.name for one in rows)),
        marks=tuple(marks),
        rules=(Rule("x", target.isoformat(), label, tone="act"),) if is_near else (),
    )


def _mark(share: int, rows: Sequence[Row], tone: Tone, shape: Shape) -> Mark:
    known = [(day, place, one.name) for place, one in enumerate(rows) if (day := one.days[share]) is not None]
    name = Message("{share}\u202f%", {"share": share})
    return Mark(
        kind="dots",
        name=name,
        tone=tone,
        shape=shape,
        points=tuple((day.isoformat(), place) for day, place, _ in known),
        tips=tuple((key, name, plain(day)) for day, _, key in known),
    )


def twin(head: Text, rows: Sequence[Row], target: date) -> Twin:
    """The same as a table; `head` names the first column."""
    shares = list(rows[0].days) if rows else []
    heads: tuple[Text, ...] = (
        head,
        Message("Items left"),
        *(Message("{share}\u202f% by", {"share": share}) for share in shares),
        Message("By {day}", {"day": target}),
    )
    cells = tuple((one.name, plain(one.items), *map(_day, one.days.values()), odds.chance(one.by_then)) for one in rows)
    return Twin(heads, cells, frozenset({1, len(heads) - 1}))


def _day(day: date | None) -> Text:
    return Message("more than ten years away") if day is None else plain(day)
