"""What a dashboard page is made of: an answer, headline figures with their recipes, charts, and a list of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from altaclario.charts.drawing import Chart
from altaclario.charts.figures import Figure
from altaclario.charts.messages import Message, Text


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with a shape: `is-on-track` ●, `is-watch` ▲, `is-act` ■, `is-off` ○."""

    tone: str
    word: Text


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a page, by its address as seen from a dashboard of the workspace; empty: to none."""

    word: Text
    address: str


Cell: TypeAlias = Text | Badge | Link


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of items, by key: `heads` name the columns, the first cell of a row is the item's key.

    Numbers stand right. `hidden` are columns that a narrow card leaves out.
    """

    title: Text
    caption: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    empty: Text = ""
    """What stands in its place when it has no row."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Where the page of each item is, by its key."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something to mend: what it is and means, how much of it there is, what it does to the figures, and which items.

    `query` finds the items in their tracker, in the `language` that it is written in; `address` opens it there, for a
    person to follow. Both are empty for who may not see them.
    """

    name: str
    """Unique on the page, such as "no-start"."""
    title: Text
    means: Text
    amount: Text
    effect: Text
    keys: tuple[str, ...]
    """The first of them."""
    more: Text = ""
    """How many others there are."""
    query: str = ""
    language: Text = ""
    address: str = ""
    links: Mapping[str, str] = field(default_factory=dict)
    """Where the page of each item is, by its key."""


def without_links(listing: Listing) -> Listing:
    """The same, without the column of links, for who can follow none.

    >>> found = without_links(Listing("Signals", "", ("What", "Where"), (("Late", Link("See", "flow")),)))
    >>> found.heads, found.rows
    (('What',), (('Late',),))
    """
    gone = {place for row in listing.rows for place, cell in enumerate(row) if isinstance(cell, Link)}

    def kept(cells: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(cell for place, cell in enumerate(cells) if place not in gone)

    return replace(listing, heads=kept(listing.heads), rows=tuple(map(kept, listing.rows)), links={})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: its words, the query that chooses it, and whether it is chosen."""

    word: Text
    query: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """A form for days of one's own: those that are shown, those that may be chosen, and what else the address says."""

    first: str
    last: str
    least: str
    most: str
    kept: tuple[tuple[str, str], ...] = ()


_AT, _SHOW = Message("At the end of"), Message("Show this day")


@dataclass(frozen=True, slots=True)
class Day:
    """A form for one day: the one that is shown, those that may be chosen, and what else the address says."""

    chosen: str
    least: str
    most: str
    kept: tuple[tuple[str, str], ...] = ()
    name: str = "at"
    """What it is called in the address."""
    label: Text = _AT
    button: Text = _SHOW


@dataclass(frozen=True, slots=True)
class Number:
    """A form for a number of items: the one that is shown, those that may be chosen, and what else the address says."""

    chosen: int
    least: int
    most: int
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A form for a scenario: the days on which it may begin, the largest of its numbers, what else the address says."""

    least: str
    most: str
    most_away: int
    most_more: int
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its name and its values, of which one is chosen; `dates`, `day`, `number` or `what_if` when one's own
    may be typed."""

    name: Text
    choices: tuple[Choice, ...]
    dates: Dates | None = None
    day: Day | None = None
    number: Number | None = None
    what_if: WhatIf | None = None
    key: str = ""
    """By which a key of the keyboard finds it."""

    @property
    def chosen(self) -> Choice:
        """The value that is on; the first when none is."""
        return next((one for one in self.choices if one.is_chosen), self.choices[0])


@dataclass(frozen=True, slots=True)
class Page:
    """One dashboard. `answer` is its first clause, in bold; `more` goes on; `as_of` is date, zone and calendar."""

    question: Text
    answer: Text
    more: Text
    as_of: Text
    filters: tuple[Filter, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    items: Listing
    notes: tuple[Text, ...] = ()
    """What the reader should know before believing it, such as a window that is narrower than asked."""
    earlier: Choice | None = None
    """The sprint, or the day, before and after this one."""
    later: Choice | None = None
    is_list_first: bool = False
    """Whether the list is what people come for, so that it stands before the charts."""
    remedies: tuple[Remedy, ...] = ()
    """What to mend, what matters most first."""
