"""How much gets finished, week by week."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Text, Twin
from altaclario.charts.messages import Message, plain
from altaclario.metrics.throughput import Throughput, Weeks

_WEEK = 7


def chart(weeks: Weeks, done: Throughput, window: tuple[date, date]) -> Chart:
    """A column for each week, and the median of the complete ones; a week cut by the window is hatched, not counted.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> from altaclario.metrics import throughput
    >>> daily, monday = np.array([1, 0, 2, 0, 0, 0, 0]), date(2026, 3, 2)
    >>> found = chart(throughput.weeks(daily, monday), throughput.throughput(daily, monday), (monday, monday))
    >>> english(found.finding)
    'Median week: 3 items finished, range 3 to 3'
    """
    return Chart(
        name="throughput",
        finding=_finding(done),
        caption=_caption(weeks, done, window),
        drawing=_drawing(weeks, done) if done.total else None,
        twin=_twin(weeks),
        why=Message("Nothing was finished in these days. Each week appears here as a column."),
    )


def _finding(done: Throughput) -> Text:
    if not done.total:
        return Message("Nothing was finished")
    if done.per_week_median is None:
        return Message("{items} finished, in less than a whole week", {"items": wording.items(done.total)})
    ends = {"least": done.per_week_min or 0, "most": done.per_week_max or 0}
    median = wording.items(done.per_week_median)
    return Message("Median week: {median} finished, range {least} to {most}", {"median": median, **ends})


def _caption(weeks: Weeks, done: Throughput, window: tuple[date, date]) -> Text:
    parts: list[Text] = [Message("Items finished a week, Monday to Sunday"), wording.span(*window)]
    if (weeks.days < _WEEK).any():
        parts.append(Message("hatched: part of a week, not counted"))
    if done.per_week_median is None:
        parts.append(Message("a median needs at least one whole week"))
    return wording.joined(parts)


def _drawing(weeks: Weeks, done: Throughput) -> Drawing:
    rows = list(zip(weeks.begins, weeks.items.tolist(), weeks.days.tolist(), strict=True))
    whole = [(begin, count) for begin, count, days in rows if days == _WEEK]
    cut = [(begin, count) for begin, count, days in rows if days < _WEEK]
    marks = [
        Mark("columns", Message("Finished"), "cat-1", _points(whole)),
        Mark("columns", Message("Finished in part of the week"), "muted", _points(cut), is_hatched=True),
    ]
    return Drawing(
        x=Axis("day", first=weeks.begins[0].isoformat(), last=weeks.begins[-1].isoformat()),
        y=Axis("value", name=Message("items a week")),
        marks=tuple(mark for mark in marks if mark.points),
        rules=() if done.per_week_median is None else (_median(done.per_week_median),),
    )


def _median(count: int) -> Rule:
    return Rule("y", count, Message("{count} · median", {"count": count}))


def _points(rows: Sequence[tuple[date, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((begin.isoformat(), count) for begin, count in rows)


def _twin(weeks: Weeks) -> Twin:
    rows = zip(weeks.begins, weeks.items.tolist(), weeks.days.tolist(), strict=True)
    heads = (Message("Week of"), Message("Finished"), Message("Counted"))
    return Twin(heads, tuple((plain(begin), str(count), _counted(days)) for begin, count, days in rows), frozenset({1}))


def _counted(days: int) -> Text:
    return Message("whole week") if days == _WEEK else Message("{days} of 7 days, not counted", {"days": days})
