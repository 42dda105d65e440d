"""By which day each of several releases is done, and by which it is to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Shape, Tone, Twin
from altaclario.charts.messages import Message, Text, counted, plain

MOST = 20
_MARKS: tuple[tuple[Tone, Shape], ...] = (
    ("seq-4", "circle"),
    ("cat-1", "diamond"),
    ("cat-2", "circle"),
    ("ink-2", "diamond"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What it is called, its day by share in per cent, its target, and the chance to be done by then."""

    name: Text
    days: Mapping[int, date | None]
    target: date | None
    chance: float | None


def chart(rows: Sequence[Row], shares: Sequence[int], today: date, below: int, *, why: Text) -> Chart:
    """A row for each open release, the next one first; `below` is how many of them are doubtful.

    >>> from altaclario.charts.messages import english
    >>> one = Row("2.1", {50: date(2026, 3, 5), 85: date(2026, 3, 9)}, date(2026, 3, 6), 0.61)
    >>> english(chart([one], (50, 85), date(2026, 3, 2), 1, why="").finding)
    '1 release is overdue or less than 70\u202f% likely by its day'
    """
    shown = rows[:MOST]
    return Chart(
        name="release-days",
        finding=_finding(rows, below) if rows else Message("No release to tell of"),
        caption=_caption(len(rows) - len(shown)),
        drawing=_drawing(shown, shares, today),
        twin=_twin(rows, shares),
        why=why,
    )


def _finding(rows: Sequence[Row], below: int) -> Text:
    if not below and all(one.chance is None for one in rows):
        return Message("No open release has a day to come")
    if not below:
        return Message("Every open release with a day is 70\u202f% likely by it, or more")
    return counted(
        "{count} release is overdue or less than 70\u202f% likely by its day",
        "{count} releases are overdue or less than 70\u202f% likely by their days",
        below,
    )


def _caption(beyond: int) -> Text:
    parts: list[Text] = [
        Message("The day by which all that is left of each open release is finished, with each certainty"),
        Message("square: its target"),
        counted("{count} more is in the table", "{count} more are in the table", beyond) if beyond > 0 else "",
    ]
    return wording.joined(parts)


def _drawing(rows: Sequence[Row], shares: Sequence[int], today: date) -> Drawing | None:
    days = [day for one in rows for day in (*one.days.values(), one.target) if day is not None]
    if not any(any(one.days.values()) for one in rows):
        return None
    marks = [_mark(share, rows, *_MARKS[place % len(_MARKS)]) for place, share in enumerate(shares)]
    targets = [(one.target, place, one) for place, one in enumerate(rows) if one.target is not None]
    if targets:
        marks.append(
            Mark(
                "dots",
                Message("Target"),
                "act",
                tuple((day.isoformat(), place) for day, place, _ in targets),
                shape="square",
                tips=tuple((one.name, Message("Target"), plain(day)) for day, _, one in targets),
            )
        )
    return Drawing(
        x=Axis("day", first=min(*days, today).isoformat(), last=max(*days, today).isoformat()),
        y=Axis("category", categories=tuple(one.name for one in rows)),
        marks=tuple(marks),
        rules=(Rule("x", today.isoformat(), Message("today")),),
    )


def _mark(share: int, rows: Sequence[Row], tone: Tone, shape: Shape) -> Mark:
    known = [(day, place, one.name) for place, one in enumerate(rows) if (day := one.days.get(share)) is not None]
    name = Message("{share}\u202f%", {"share": share})
    return Mark(
        kind="dots",
        name=name,
        tone=tone,
        shape=shape,
        points=tuple((day.isoformat(), place) for day, place, _ in known),
        tips=tuple((key, name, plain(day)) for day, _, key in known),
    )


def _twin(rows: Sequence[Row], shares: Sequence[int]) -> Twin:
    heads: tuple[Text, ...] = (
        Message("Release"),
        Message("Target"),
        Message("By the target"),
        *(Message("{share}\u202f% by", {"share": share}) for share in shares),
    )
    cells = tuple(
        (
            one.name,
            "–" if one.target is None else plain(one.target),
            "–" if one.chance is None else odds.chance(one.chance),
            *(_day(one.days.get(share)) for share in shares),
        )
        for one in rows
    )
    return Twin(heads, cells, frozenset({2}))


def _day(day: date | None) -> Text:
    return "–" if day is None else plain(day)
