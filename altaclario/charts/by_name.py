"""One bar for each of many names, such as routes: the longest first, as many as can be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts.drawing import Axis, Drawing, Mark, Rule, Tone
from altaclario.charts.messages import Message, Text, counted

MOST = 12
"""So many bars are drawn; the table has every name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What it is called, how long it is, and whether it is longer than it should be."""

    name: Text
    length: float
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A length that should not be exceeded, and what it is called."""

    at: float
    label: Text


def drawing(bars: Sequence[Bar], unit: Text, limit: Limit | None = None) -> Drawing | None:
    """The longest of them; None where there is none.

    >>> found = drawing([Bar("flow", 3), Bar("sprint", 8, is_too_long=True)], "answers")
    >>> found.y.categories, [(mark.tone, mark.points) for mark in found.marks]
    (('sprint', 'flow'), [('cat-1', ((3, 1),)), ('act', ((8, 0),))])
    """
    shown = longest(bars)
    if not shown:
        return None
    kinds: tuple[tuple[Text, Tone, bool], ...] = (
        (Message("As it should be"), "cat-1", False),
        (Message("Longer than it should be"), "act", True),
    )
    marks = [
        Mark("bars", name, tone, points)
        for name, tone, is_too_long in kinds
        if (points := tuple((one.length, place) for place, one in enumerate(shown) if one.is_too_long == is_too_long))
    ]
    return Drawing(
        x=Axis("value", name=unit),
        y=Axis("category", categories=tuple(one.name for one in shown)),
        marks=tuple(marks),
        rules=(Rule("x", limit.at, limit.label, tone="act"),) if limit else (),
    )


def longest(bars: Sequence[Bar]) -> list[Bar]:
    """Those that are drawn."""
    return sorted(bars, key=lambda one: -one.length)[:MOST]


def left_out(bars: Sequence[Bar]) -> Text:
    """How many are in the table alone; empty where all are drawn.

    >>> left_out([Bar("flow", 3)])
    ''
    """
    beyond = len(bars) - MOST
    return counted("{count} more is in the table", "{count} more are in the table", beyond) if beyond > 0 else ""
