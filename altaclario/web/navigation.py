"""What the rail of a workspace says of each dashboard, and which key, after g, leads there."""

from dataclasses import dataclass

from altaclario.charts.messages import Message
from altaclario.declarations import dashboards


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them, by the name of its address."""

    name: str
    word: Message
    key: str


_WORDS = {
    "home": (Message("Home"), "h"),
    "sprint": (Message("Sprint"), "s"),
    "flow": (Message("Flow"), "f"),
    "releases": (Message("Releases"), "r"),
    "forecast": (Message("Forecast"), "c"),
    "portfolio": (Message("Portfolio"), "p"),
    "explore": (Message("Explore"), "e"),
    "quality": (Message("Quality"), "q"),
    "hygiene": (Message("Hygiene"), "y"),
}
ENTRIES = tuple(Entry(name, *_WORDS[name]) for name in dashboards.NAMES)
WORDS = {one.name: one.word for one in ENTRIES}
