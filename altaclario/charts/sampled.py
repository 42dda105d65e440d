"""What a forecast draws from: how much was finished on each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Twin
from altaclario.charts.messages import Message, Text, counted, plain


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what was finished on it; `is_odd` where it lies outside the limits of all others."""

    day: date
    items: int
    is_odd: bool = False
    is_left_out: bool = False


def chart(days: Sequence[Day], mean: float, off: Sequence[tuple[date, date]]) -> Chart:
    """A column for each working day of the history; hatched those that were left out.

    >>> from altaclario.charts.messages import english
    >>> english(chart([Day(date(2026, 3, 2), 2), Day(date(2026, 3, 3), 9, is_odd=True)], 5.5, []).finding)
    'The input: 2 working days, 11 items, one odd day'
    """
    return Chart(
        name="input",
        finding=_finding(days),
        caption=wording.joined(
            [
                Message("Items finished on each working day, today not counted"),
                Message("hatched: not worked, or left out") if off or any(one.is_left_out for one in days) else "",
                Message("odd: outside the limits of all days") if any(one.is_odd for one in days) else "",
            ]
        ),
        drawing=_drawing(days, mean, off) if days else None,
        twin=_twin(days),
        why=Message("The history holds no working day. Each one appears here as a column."),
    )


def _finding(days: Sequence[Day]) -> Text:
    kept = [one for one in days if not one.is_left_out]
    odd, gone = sum(one.is_odd for one in kept), len(days) - len(kept)
    values = {"days": odds.working_days(len(kept)), "items": wording.items(sum(one.items for one in kept))}
    parts: list[Text] = [Message("The input: {days}, {items}", values)]
    if odd:
        parts.append(counted("one odd day", "{count} odd days", odd))
    if gone:
        parts.append(counted("one day left out", "{count} days left out", gone))
    return wording.joined(parts, by=", ")


def _drawing(days: Sequence[Day], mean: float, off: Sequence[tuple[date, date]]) -> Drawing:
    usual = [one for one in days if not one.is_odd and not one.is_left_out]
    odd = [one for one in days if one.is_odd and not one.is_left_out]
    gone = [one for one in days if one.is_left_out]
    marks = [
        Mark("columns", Message("Finished"), "cat-1", _points(usual), tips=_tips(usual)),
        Mark("columns", Message("Odd day"), "cat-2", _points(odd), tips=_tips(odd)),
        Mark("columns", Message("Left out"), "muted", _points(gone), is_hatched=True, tips=_tips(gone)),
    ]
    label = Message("{mean} · mean", {"mean": plain(round(mean, 2))})
    return Drawing(
        x=Axis("day", first=days[0].day.isoformat(), last=days[-1].day.isoformat()),
        y=Axis("value", name=Message("items a day")),
        marks=tuple(mark for mark in marks if mark.points),
        rules=(Rule("y", round(mean, 2), label, tone="edge"),) if mean else (),
        off=tuple((first.isoformat(), last.isoformat()) for first, last in off),
    )


def _points(days: Sequence[Day]) -> tuple[tuple[str, int], ...]:
    return tuple((one.day.isoformat(), one.items) for one in days)


def _tips(days: Sequence[Day]) -> tuple[tuple[Text, ...], ...]:
    return tuple((plain(one.day), Message("Finished"), wording.items(one.items)) for one in days)


def _twin(days: Sequence[Day]) -> Twin:
    rows = tuple((plain(one.day), plain(one.items), _noted(one)) for one in days)
    heads = (Message("Day"), Message("Finished"), Message("Noted"))
    width = 3 if any(row[-1] for row in rows) else 2
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({1}))


def _noted(day: Day) -> Text:
    if day.is_left_out:
        return Message("left out")
    return Message("odd") if day.is_odd else ""
