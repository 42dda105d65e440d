"""Two releases beside each other, each from its own first day on."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Tone, Twin
from altaclario.charts.messages import Message, Text, plain


@dataclass(frozen=True, slots=True)
class Course:
    """What a release is called, and its scope and what was done of it at the end of each day since its first."""

    name: Text
    scope: Sequence[int]
    done: Sequence[int]


def chart(one: Course, other: Course) -> Chart:
    """Steps of done and scope of both; the other is drawn as context.

    >>> from altaclario.charts.messages import english
    >>> told = chart(Course("2.1", [5, 6], [0, 3]), Course("2.0", [4, 4, 4], [1, 2, 4]))
    >>> english(told.finding)
    'On day 1, 3 of 6 items of 2.1 were done, and 2 of 4 of 2.0'
    """
    last = min(len(one.scope), len(other.scope)) - 1
    return Chart(
        name="aligned",
        finding=_finding(one, other, last) if last >= 0 else Message("One of the two has not begun"),
        caption=wording.joined(
            [
                Message("Items done and in the release at the end of each day since its first one, which is day 0"),
                Message("calendar days"),
            ]
        ),
        drawing=_drawing(one, other) if last >= 0 else None,
        twin=_twin(one, other),
        why=Message("Nothing was ever in it, or its first day is still to come."),
    )


def _finding(one: Course, other: Course, day: int) -> Text:
    return Message(
        "On day {day}, {done} of {scope} of {name} were done, and {other_done} of {other_scope} of {other}",
        {
            "day": day,
            "done": one.done[day],
            "scope": wording.items(one.scope[day]),
            "name": one.name,
            "other_done": other.done[day],
            "other_scope": other.scope[day],
            "other": other.name,
        },
    )


def _drawing(one: Course, other: Course) -> Drawing:
    return Drawing(
        x=Axis("value", name=Message("days")),
        y=Axis("value", name=Message("items")),
        marks=(
            _mark("{name}: done", one, one.done, "cat-1", is_dashed=False),
            _mark("{name}: scope", one, one.scope, "cat-1", is_dashed=True),
            _mark("{name}: done", other, other.done, "ink-2", is_dashed=False),
            _mark("{name}: scope", other, other.scope, "ink-2", is_dashed=True),
        ),
    )


def _mark(text: str, course: Course, values: Sequence[int], tone: Tone, *, is_dashed: bool) -> Mark:
    name = Message(text, {"name": course.name})
    points = tuple(enumerate(values))
    tips = tuple((Message("Day {day}", {"day": day}), name, wording.items(many)) for day, many in points)
    return Mark("line", name, tone, points, is_dashed=is_dashed, is_thin=is_dashed, tips=tips)


def _twin(one: Course, other: Course) -> Twin:
    columns = (one.scope, one.done, other.scope, other.done)
    days = max(map(len, columns))
    rows = tuple(
        (plain(day), *(plain(column[day]) if day < len(column) else "–" for column in columns)) for day in range(days)
    )
    heads = (
        Message("Day"),
        *(
            Message(text, {"name": course.name})
            for course in (one, other)
            for text in ("{name}: scope", "{name}: done")
        ),
    )
    return Twin(heads, rows, frozenset(range(5)))
