"""What the browser draws: axes, marks and rules, as plain values. The island adds colour and layout, never a figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from altaclario.charts.figures import Figure
from altaclario.charts.messages import Text

Place: TypeAlias = str | int | float
"""A place on an axis: a day ("2026-03-31"), a category by its index, or a number."""
Tone: TypeAlias = Literal[
    "cat-1",
    "cat-2",
    "cat-3",
    "cat-4",
    "seq-2",
    "seq-4",
    "ink",
    "ink-2",
    "muted",
    "act",
    "band-1",
    "band-2",
    "band-3",
    "band-4",
]
"""A colour of the design, by the name of its token."""
Shape: TypeAlias = Literal["circle", "square", "diamond"]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: days of the calendar, named categories in order, or numbers from zero."""

    kind: Literal["day", "category", "value"]
    name: Text = ""
    """What it measures and its unit, such as "days"; drawn at the end of the axis."""
    categories: tuple[Text, ...] = ()
    first: str = ""
    """First and last day shown, of an axis of days."""
    last: str = ""
    most: float = 0
    """A number that an axis of numbers reaches at least, so that several charts have one scale."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One series. `points` are (x, y); a y of None is a gap. `tips` say each point in words: a title, then pairs.

    `end` is the label beside the last point; `stack` names the pile that this mark lies on. `is_context` draws it
    quieter than the subject, `is_hatched` as what is not counted; `has_dots` marks each point of a line, and one that
    `is_thin` has many. `rings` are the points (by their index) to look at: signals of a line, what is blocked among
    dots. `notes` are words beside points, empty where there are none; those that find no room are left out, and so
    they must stand elsewhere too.
    """

    kind: Literal["dots", "line", "step", "area", "columns", "bars"]
    name: Text
    tone: Tone
    points: tuple[tuple[Place, Place | None], ...]
    shape: Shape = "circle"
    end: Text = ""
    stack: str = ""
    is_dashed: bool = False
    is_context: bool = False
    is_hatched: bool = False
    has_dots: bool = False
    is_thin: bool = False
    rings: tuple[int, ...] = ()
    notes: tuple[Text, ...] = ()
    tips: tuple[tuple[Text, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the plot at one place of an axis, with its name and value as text."""

    axis: Literal["x", "y"]
    at: Place
    label: Text
    tone: Literal["muted", "edge", "brand", "act"] = "muted"
    """A percentile or limit; a centre; what was agreed; what is aimed at."""


@dataclass(frozen=True, slots=True)
class Band:
    """A plain area behind the marks, from one place of the x axis to another, both whole.

    It reaches from `low` to `high`, or over the whole height where there is none. `edge` draws its upper edge, `main`
    as the one that counts; `label` names that edge at the right of the plot, or the area at its foot.
    """

    tone: Literal["band-1", "band-2", "band-3", "band-4"]
    first: Place
    last: Place
    low: float = 0
    high: float | None = None
    edge: Literal["", "plain", "main"] = ""
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart. `off` are spans of days not worked, both ends included; they are hatched."""

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    rules: tuple[Rule, ...] = ()
    bands: tuple[Band, ...] = ()
    off: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """The same chart as a table: every row of it. Numbers stand right."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    numbers: frozenset[int] = frozenset()
    """The columns that hold numbers."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Where the page of each item is, by its key, where the first column holds keys."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A finding, how it was measured, the drawing and its table; without a drawing, `why` says why it is empty.

    `figures` stand in its card, each with its recipe.
    """

    name: str
    """Unique on the page, such as "cycle-time"."""
    finding: Text
    caption: Text
    drawing: Drawing | None
    twin: Twin
    why: Text = ""
    figures: tuple[Figure, ...] = ()
    is_small: bool = False
    """Whether it is one of several of its kind, which stand side by side."""

    @property
    def is_table(self) -> bool:
        """Whether its table stands for itself: there is nothing to draw, and nothing is missing."""
        return self.drawing is None and not self.why and bool(self.twin.rows)
