"""What is done of a sprint, and how its scope moved, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Twin
from altaclario.charts.messages import Message, Text, plain
from altaclario.charts.wording import Measure


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the sprint at its end; `came` and `went` are the keys that entered and left the scope on it."""

    day: date
    scope: float
    done: float
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What lies around the days: an even pace to the planned end, spans not worked, and today while it runs."""

    pace: tuple[tuple[date, float], ...] = ()
    off: tuple[tuple[date, date], ...] = ()
    today: date | None = None


def chart(days: Sequence[Day], plan: Plan, measure: Measure, *, why: Text) -> Chart:
    """Steps of done and scope, an even pace as a dotted line, and a mark on each change of scope.

    `why` says why there are no days.

    >>> from altaclario.charts.messages import english
    >>> days = [Day(date(2026, 3, 2), 3, 0), Day(date(2026, 3, 3), 4, 1, came=("PAY-9",))]
    >>> english(chart(days, Plan(), "items", why="").finding)
    '1 of 4 items in scope is done'
    """
    return Chart(
        name="burn-up",
        finding=_finding(days, measure) if days else Message("No days to show"),
        caption=_caption(days, plan, measure),
        drawing=_drawing(days, plan, measure) if days else None,
        twin=_twin(days, plan),
        why=why,
    )


def _finding(days: Sequence[Day], measure: Measure) -> Text:
    last = days[-1]
    text = "{done} of {scope} in scope is done" if last.done == 1 else "{done} of {scope} in scope are done"
    return Message(text, {"done": last.done, "scope": wording.amount(last.scope, measure)})


def _caption(days: Sequence[Day], plan: Plan, measure: Measure) -> Text:
    what = "Points done and in scope at the end of each day" if measure == "points" else _ITEMS
    parts: list[Text] = [Message(what)]
    if days:
        parts.append(wording.span(days[0].day, max(days[-1].day, *(day for day, _ in plan.pace[-1:]), days[0].day)))
    if plan.pace:
        parts.append(Message("dotted: even pace to the whole scope"))
    if plan.off:
        parts.append(Message("hatched: not worked"))
    return wording.joined(parts)


_ITEMS = "Items done and in scope at the end of each day"


def _drawing(days: Sequence[Day], plan: Plan, measure: Measure) -> Drawing:
    every = [one.day for one in days] + [day for day, _ in plan.pace]
    last = days[-1]
    done_end = Message("Done {amount}", {"amount": last.done})
    scope_end = Message("Scope {amount}", {"amount": last.scope})
    pace = tuple((day.isoformat(), round(amount, 2)) for day, amount in plan.pace)
    marks = [
        Mark("step", Message("Done"), "cat-1", tuple((one.day.isoformat(), one.done) for one in days), end=done_end),
        Mark("step", Message("Scope"), "ink-2", tuple((one.day.isoformat(), one.scope) for one in days), end=scope_end),
        Mark("line", Message("Even pace"), "muted", pace, is_dashed=True, is_context=True),
        _changes([one for one in days if one.came or one.went]),
    ]
    return Drawing(
        x=Axis("day", first=min(every).isoformat(), last=max(every).isoformat()),
        y=Axis("value", name=Message("points") if measure == "points" else Message("items")),
        marks=tuple(mark for mark in marks if mark.points),
        rules=() if plan.today is None else (Rule("x", plan.today.isoformat(), Message("today")),),
        off=tuple((first.isoformat(), last.isoformat()) for first, last in plan.off),
    )


def _changes(days: Sequence[Day]) -> Mark:
    """A diamond on the scope of each day on which something came or went; the tip names it."""
    points = tuple((one.day.isoformat(), one.scope) for one in days)
    tips = tuple(_tip(one) for one in days)
    return Mark("dots", Message("Scope changed"), "cat-2", points, shape="diamond", tips=tips)


def _tip(one: Day) -> tuple[Text, ...]:
    found: list[Text] = [plain(one.day)]
    if one.came:
        found += [Message("Came in"), wording.keys(one.came)]
    if one.went:
        found += [Message("Went out"), wording.keys(one.went)]
    return tuple(found)


def _twin(days: Sequence[Day], plan: Plan) -> Twin:
    told, pace = {one.day: one for one in days}, dict(plan.pace)
    rows = tuple(_row(day, told.get(day), pace.get(day)) for day in sorted({*told, *pace}))
    heads = ("Day", "Scope", "Done", "Even pace", "Came in", "Went out")
    return Twin(tuple(map(Message, heads)), rows, frozenset({1, 2, 3}))


def _row(day: date, told: Day | None, pace: float | None) -> tuple[Text, ...]:
    counts = (None, None) if told is None else (told.scope, told.done)
    came, went = ((), ()) if told is None else (told.came, told.went)
    numbers = (wording.number(one) for one in (*counts, None if pace is None else round(pace, 1)))
    return (plain(day), *numbers, wording.keys(came), wording.keys(went))
