"""Process behaviour: limits as rules, a ring on each point that tells of a change, and what it tells in words."""

from collections.abc import Sequence

from altaclario.charts.drawing import Band, Mark, Place, Rule
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.wording import joined, tenths
from altaclario.metrics.xmr import Limits, Process, Signals

_MOST_DOTS = 60
"""More points than these would run into each other."""

_RULES = {
    "outside": Message("outside the limits"),
    "run": Message("8 in a row on one side"),
    "two_of_three": Message("2 of 3 beyond 2σ"),
}


_ROWS = {
    (True, True): "8 or more in a row above the average, up to {name}",
    (True, False): "8 or more in a row below the average, up to {name}",
    (False, True): "2 of 3 far above the average, up to {name}",
    (False, False): "2 of 3 far below the average, up to {name}",
}
"""By whether it is a run, and whether it lies above."""


def rules(limits: Limits | None) -> tuple[Rule, ...]:
    """Centre and limits; a lower limit of 0 is the base line.

    >>> from altaclario.charts.messages import english
    >>> [english(rule.label) for rule in rules(Limits(12, 8.94, 2, 0, 15.5))]
    ['8.9 · average', '15.5 · limit']
    """
    if limits is None:
        return ()
    edges = [one for one in (limits.lower, limits.upper) if one > 0 and one != limits.centre]
    found = [Rule("y", round(one, 2), Message("{value} · limit", {"value": tenths(one)})) for one in edges]
    average = Message("{value} · average", {"value": tenths(limits.centre)})
    return (Rule("y", round(limits.centre, 2), average, tone="edge"), *found)


def mark(name: Text, process: Process, points: Sequence[tuple[Place, float]], tips: Sequence[Sequence[Text]]) -> Mark:
    """A line through all points, with rings and the rule in words where it was broken."""
    rings = process.changes.tolist()
    notes = [says(process.signals, place) if place in rings else "" for place in range(len(points))]
    return Mark(
        kind="line",
        name=name,
        tone="cat-1",
        points=tuple(points),
        has_dots=len(points) <= _MOST_DOTS,
        is_thin=len(points) > _MOST_DOTS,
        rings=tuple(rings),
        notes=tuple(notes) if rings else (),
        tips=tuple((*tip, *_said(process, place)) for place, tip in enumerate(tips)),
    )


def says(signals: Signals | None, place: int) -> Text:
    """The rules that a point breaks, in words; empty where it breaks none.

    >>> import numpy as np
    >>> from altaclario.charts.messages import english
    >>> one = Signals(*(np.array([is_broken]) for is_broken in (True, False, True)))
    >>> english(says(one, 0))
    'outside the limits, 2 of 3 beyond 2σ'
    """
    if signals is None:
        return ""
    return joined((words for name, words in _RULES.items() if getattr(signals, name)[place]), by=", ")


def last_signal(process: Process, names: Sequence[Text], said: Sequence[Text]) -> Text:
    """The last signal in words; empty without any.

    `names` call each point ("the week of 2 Mar 2026"), `said` tell it ("25 items in the week of 2 Mar 2026").
    """
    limits, signals = process.limits, process.signals
    if limits is None or signals is None or not len(process.changes):
        return ""
    last = int(process.changes[-1])
    is_above = float(process.values[last]) > limits.centre
    if signals.outside[last]:
        text = "{what}, above the limit of {limit}" if is_above else "{what}, below the limit of {limit}"
        return Message(text, {"what": said[last], "limit": tenths(limits.upper if is_above else limits.lower)})
    return Message(_ROWS[bool(signals.run[last]), is_above], {"name": names[last]})


def span(process: Process, places: Sequence[Place]) -> tuple[Band, ...]:
    """The baseline as an area behind its points, where it is not all of them."""
    if process.limits is None or process.limits.n >= len(places):
        return ()
    return (Band("band-1", places[0], places[process.limits.n - 1], label=Message("baseline")),)


def baseline(process: Process, one: str, many: str) -> Text:
    """From how many points the limits are, as a part of a caption."""
    return "" if process.limits is None else counted(one, many, process.limits.n)


def _said(process: Process, place: int) -> tuple[Text, ...]:
    words = says(process.signals, place)
    return (Message("Signal"), words) if words else ()
