"""How much gets finished, week by week, and whether that is stable."""

from datetime import date

from altaclario.charts import process, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Twin
from altaclario.charts.messages import Message, Text, counted, plain
from altaclario.metrics import xmr
from altaclario.metrics.throughput import Throughput, Weeks
from altaclario.metrics.xmr import Process

_WEEK = 7


def chart(weeks: Weeks, done: Throughput, behaviour: Process, window: tuple[date, date]) -> Chart:
    """A point for each whole week, with the limits of their variation; a week cut by the window is not counted.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> from altaclario.metrics import throughput
    >>> daily, monday = np.array([1, 0, 2, 0, 0, 0, 0]), date(2026, 3, 2)
    >>> weeks, done = throughput.weeks(daily, monday), throughput.throughput(daily, monday)
    >>> english(chart(weeks, done, Process(np.array([3.0]), None, None), (monday, monday)).finding)
    'Median week: 3 items finished, range 3 to 3'
    """
    return Chart(
        name="throughput",
        finding=_finding(weeks, done, behaviour),
        caption=_caption(weeks, done, behaviour, window),
        drawing=_drawing(weeks, behaviour) if done.total else None,
        twin=_twin(weeks, behaviour),
        why=Message("Nothing was finished in these days. Each week appears here as a point."),
    )


def _finding(weeks: Weeks, done: Throughput, behaviour: Process) -> Text:
    if not done.total:
        return Message("Nothing was finished")
    if done.per_week_median is None:
        return Message("{items} finished, in less than a whole week", {"items": wording.items(done.total)})
    ends = {"least": done.per_week_min or 0, "most": done.per_week_max or 0}
    if behaviour.limits is None:
        median = wording.items(done.per_week_median)
        return Message("Median week: {median} finished, range {least} to {most}", {"median": median, **ends})
    if not len(behaviour.changes):
        average = wording.tenths(behaviour.limits.centre)
        return Message(
            "Throughput is stable: {least} to {most} items a week around {average}", {**ends, "average": average}
        )
    names = [Message("the week of {day}", {"day": begin}) for begin, *_ in _whole(weeks)]
    said = [
        Message("{items} in {week}", {"items": wording.items(count), "week": name})
        for name, (_, count, _) in zip(names, _whole(weeks), strict=True)
    ]
    return counted(
        "A signal in throughput: {what}",
        "{count} signals in throughput, the last: {what}",
        len(behaviour.changes),
        what=process.last_signal(behaviour, names, said),
    )


def _caption(weeks: Weeks, done: Throughput, behaviour: Process, window: tuple[date, date]) -> Text:
    week = wording.week(weeks.begins[0].weekday() if weeks.begins else 0)
    parts: list[Text] = [Message("Items finished a week, {week}", {"week": week}), wording.span(*window)]
    parts.append(process.baseline(behaviour, "limits from {count} whole week", "limits from {count} whole weeks"))
    if (weeks.days < _WEEK).any():
        parts.append(Message("pale: part of a week, not counted"))
    if done.per_week_median is None:
        parts.append(Message("a median needs at least one whole week"))
    elif behaviour.limits is None:
        needs = {"least": xmr.ENOUGH, "found": len(behaviour.values)}
        parts.append(Message("limits need at least {least} whole weeks, here are {found}", needs))
    return wording.joined(parts)


def _drawing(weeks: Weeks, behaviour: Process) -> Drawing:
    cut = tuple((begin.isoformat(), count) for begin, count, days in _rows(weeks) if days < _WEEK)
    whole = _whole(weeks)
    tips = [(Message("Week of {day}", {"day": begin}), Message("Finished"), str(count)) for begin, count, _ in whole]
    marks = [
        process.mark(Message("Finished"), behaviour, [(begin.isoformat(), count) for begin, count, _ in whole], tips),
        Mark("dots", Message("Finished in part of the week"), "seq-2", cut, is_context=True),
    ]
    return Drawing(
        x=Axis("day", first=weeks.begins[0].isoformat(), last=weeks.begins[-1].isoformat()),
        y=Axis("value", name=Message("items a week")),
        marks=tuple(mark for mark in marks if mark.points),
        rules=process.rules(behaviour.limits),
        bands=process.span(behaviour, [begin.isoformat() for begin, *_ in whole]),
    )


def _rows(weeks: Weeks) -> list[tuple[date, int, int]]:
    return list(zip(weeks.begins, weeks.items.tolist(), weeks.days.tolist(), strict=True))


def _whole(weeks: Weeks) -> list[tuple[date, int, int]]:
    return [row for row in _rows(weeks) if row[-1] == _WEEK]


def _twin(weeks: Weeks, behaviour: Process) -> Twin:
    said = {begin: process.says(behaviour.signals, place) for place, (begin, *_) in enumerate(_whole(weeks))}
    rows = [(plain(begin), str(count), _counted(days), said.get(begin, "")) for begin, count, days in _rows(weeks)]
    heads = (Message("Week of"), Message("Finished"), Message("Counted"), Message("Signal"))
    width = len(heads) if len(behaviour.changes) else len(heads) - 1
    return Twin(heads[:width], tuple(row[:width] for row in rows), frozenset({1}))


def _counted(days: int) -> Text:
    return Message("whole week") if days == _WEEK else Message("{days} of 7 days, not counted", {"days": days})
