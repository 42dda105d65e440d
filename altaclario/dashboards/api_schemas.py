"""What the answers of the API are made of, for its description: names, kinds, and what each means."""

from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict


class _Plain(Schema):
    model_config = ConfigDict(extra="forbid")


class Problem(_Plain):
    """What went wrong (RFC 9457). `title` is a sentence that says what to do."""

    type: Literal["about:blank"]
    title: str
    status: int


class Guard(_Plain):
    """Why there is no value (`missing`, `empty`), what weakens the one there is (`doubt`), or that there is a table in
    place of a drawing (`table`)."""

    reason: Literal["missing", "doubt", "empty", "table"]
    message: str


class Row(_Plain):
    """One line of how a figure was counted."""

    name: str
    text: str


class Definition(_Plain):
    """How a figure was counted: its formula, and what that was applied to."""

    formula: str
    rows: list[Row]


class Figure(_Plain):
    """One figure. `value` is null where `guard` says so, and where `text` is no single number."""

    id: str
    name: str
    value: float | int | str | None = Field(description="A number, or a day as 2026-03-31.")
    text: str | None
    unit: str
    context: str
    counted: int | None = Field(description="How many items, or sprints, it is made of.")
    guard: Guard | None
    definition: Definition


class Chart(_Plain):
    """One chart: what it finds; its places and rows are at other addresses."""

    id: str
    finding: str
    caption: str
    rows: int
    guard: Guard | None


class ChartAt(Chart):
    """The same, and where the rest of it is."""

    address: str


class Items(_Plain):
    """The list of items: what it is, and where its rows are."""

    title: str
    caption: str
    rows: int
    guard: Guard | None
    address: str


class Choice(_Plain):
    """One value of a filter, and the query that chooses it."""

    text: str
    query: str
    is_chosen: bool


class Filter(_Plain):
    """What can be chosen, with names as they are in memory."""

    name: str
    choices: list[Choice]


class Snapshot(_Plain):
    """What the answer is made of: the same version and the same question give the same answer."""

    connection: str
    version: str
    read_at: str
    is_complete: bool


class _Head(_Plain):
    dashboard: str
    workspace: str
    today: str
    state: dict[str, str] = Field(description="What of the question is not the default.")
    page: str = Field(description="The same for people.")
    snapshot: Snapshot


class Dashboard(_Head):
    """Everything that a dashboard says, but for the rows of its tables."""

    question: str
    answer: str
    more: str
    as_of: str
    notes: list[str]
    filters: list[Filter]
    figures: list[Figure]
    charts: list[ChartAt]
    items: Items


class Axis(_Plain):
    """An axis of days (2026-03-02), of categories by their index, or of numbers."""

    kind: Literal["day", "category", "value"]
    name: str
    categories: list[str]


class Series(_Plain):
    """One series: places on both axes; null is a gap."""

    name: str
    kind: Literal["dots", "line", "step", "area", "columns", "bars"]
    points: list[tuple[str | float | int, str | float | int | None]]


class Rule(_Plain):
    """A line across the chart, such as a percentile."""

    axis: Literal["x", "y"]
    at: str | float | int
    name: str


class Drawn(_Head, Chart):
    """One chart with its series and the figures in its card."""

    x: Axis | None
    y: Axis | None
    series: list[Series]
    rules: list[Rule]
    figures: list[Figure]


class Column(_Plain):
    """One column of a table."""

    id: str
    name: str
    is_number: bool


class Rows(_Head):
    """Some rows of a table, in its order. `next` leads to those after them; null at the end."""

    columns: list[Column]
    rows: list[list[str | float | int | None]]
    total: int
    next: str | None


class Tracker(_Plain):
    """One tracker of the workspace, and how fresh it is."""

    id: str
    name: str
    provider: str
    standing: str
    is_held: bool


class Team(_Plain):
    """One team of the workspace that has any work."""

    id: str
    name: str


class Named(_Plain):
    """One dashboard, and the parameters that it takes."""

    name: str
    title: str
    address: str
    parameters: list[str]


class Overview(_Plain):
    """What this token reads."""

    workspace: str
    scopes: list[str]
    expires: str
    dashboards: list[Named]
    connections: list[Tracker]
    teams: list[Team]
