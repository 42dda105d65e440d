"""On which day the last of so many items may be finished."""

from collections.abc import Sequence
from datetime import date

from altaclario.charts import odds, wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.metrics import percentiles

_MOST_COLUMNS = 60


def chart(
    curve: Sequence[tuple[date, float]],
    target: date,
    promised: Sequence[tuple[int, date | None]],
    likely: tuple[date, date] | None,
    *,
    why: Text,
) -> Chart:
    """A column for each working day, or for several together where there are many; pale after the target.

    >>> from altaclario.charts.messages import english
    >>> days = [date(2026, 3, 2), date(2026, 3, 3)]
    >>> told = chart([(days[0], 0.4), (days[1], 1.0)], days[0], [(85, days[1])], (days[0], days[1]), why="")
    >>> english(told.finding)
    'Most likely end: 2 Mar to 3 Mar 2026'
    """
    columns, size = _columns(curve)
    return Chart(
        name="endings",
        finding=_finding(likely) if curve else Message("No end to tell"),
        caption=_caption(size),
        drawing=_drawing(columns, target, promised) if columns else None,
        twin=_twin(columns, size),
        why=why,
    )


def _finding(likely: tuple[date, date] | None) -> Text:
    if likely is None:
        return Message("The end is too far away to name its likely days")
    if likely[0] == likely[1]:
        return Message("Most likely end: {day}", {"day": likely[0]})
    return Message("Most likely end: {span}", {"span": wording.span(*likely)})


def _caption(size: int) -> Text:
    what = (
        Message("Chance that the last of them is finished on each working day")
        if size == 1
        else Message("Chance that the last of them is finished within each {days} working days", {"days": size})
    )
    return wording.joined([what, Message("the likely days hold half of it"), Message("pale: after the target")])


def _columns(curve: Sequence[tuple[date, float]]) -> tuple[list[tuple[date, date, float]], int]:
    """First and last day of each column and its chance, where there is one to see; and how many days make one."""
    first = next((place for place, (_, chance) in enumerate(curve) if chance >= 0.0005), len(curve))
    seen = curve[first:]
    last = next((place for place, (_, chance) in enumerate(seen) if chance > 0.9995), len(seen) - 1)
    size = max(-(-(last + 1) // _MOST_COLUMNS), 1)
    before = curve[first - 1][1] if first else 0.0
    found = []
    for begin in range(0, last + 1, size):
        part = seen[begin : begin + size]
        found.append((part[0][0], part[-1][0], part[-1][1] - before))
        before = part[-1][1]
    return found, size


def _drawing(
    columns: Sequence[tuple[date, date, float]], target: date, promised: Sequence[tuple[int, date | None]]
) -> Drawing:
    main = percentiles.main(share for share, _ in promised)
    marks = [
        _mark(Message("By the target"), [one for one in columns if one[1] <= target], is_late=False),
        _mark(Message("After the target"), [one for one in columns if one[1] > target], is_late=True),
    ]
    rules = [
        Rule("x", day.isoformat(), Message("{share}\u202f%", {"share": share}))
        for share, day in promised
        if share in (50, main) and day is not None and columns[0][0] <= day <= columns[-1][1]
    ]
    return Drawing(
        x=Axis("day", first=columns[0][0].isoformat(), last=columns[-1][1].isoformat()),
        y=Axis("value", name=Message("% of all ends")),
        marks=tuple(mark for mark in marks if mark.points),
        rules=tuple(rules),
    )


def _mark(name: Text, columns: Sequence[tuple[date, date, float]], *, is_late: bool) -> Mark:
    points = tuple((first.isoformat(), odds.percent(chance)) for first, _, chance in columns)
    tips = tuple((_span(first, last), name, odds.share(chance)) for first, last, chance in columns)
    return Mark("columns", name, "seq-2" if is_late else "cat-1", points, tips=tips)


def _twin(columns: Sequence[tuple[date, date, float]], size: int) -> Twin:
    rows = tuple((_span(first, last), odds.share(chance)) for first, last, chance in columns)
    return Twin((Message("Day") if size == 1 else Message("Days"), Message("Chance of the end")), rows, frozenset({1}))


def _span(first: date, last: date) -> Text:
    return plain(first) if first == last else wording.span(first, last)
