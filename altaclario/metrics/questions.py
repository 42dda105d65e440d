"""What a person asks."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from altaclario.metrics.teams import Team

Baseline: TypeAlias = Literal["whole", "half"]


@dataclass(frozen=True, slots=True)
class FlowQuestion:
    """How work flows: over which days (both included), on which board."""

    first: date
    last: date
    board: str | None = None
    baseline: Baseline = "whole"
    """What limits of process behaviour are made from: the whole window, or its first half."""
    team: Team | None = None
    """Whose items are looked at alone."""


@dataclass(frozen=True, slots=True)
class SprintQuestion:
    """What became of a sprint, beside what was finished on which days (both included)."""

    first: date
    last: date
    sprint: str | None = None
    """Id or exact name; None: the one that matters most today."""
    board: str | None = None
    team: Team | None = None
    """Whose boards are offered, and whose items count in their sprints."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What if: so many per cent of the team away, so many items more or fewer, nothing finished before a day."""

    away: int = 0
    more: int = 0
    start: date | None = None


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """When so many items are done, and how many by a day, from what was finished on the days of a history (both
    included)."""

    first: date
    last: date
    by: date
    items: int | None = None
    """So many; None: what is open now."""
    version: str | None = None
    """Of what is open, only what is in this release."""
    in_progress: bool = False
    """Of what is open, only what was begun."""
    board: str | None = None
    team: Team | None = None
    """Whose items are looked at alone."""
    left_out: tuple[date, ...] = ()
    """Days of the history that say nothing of days to come."""
    scenarios: tuple[Scenario, ...] = ()
    """What to compare the plan with."""
    order: tuple[int, ...] = ()
    """Features, by the tracker's id, that are opened before all others, in this order."""
    limit: int = 1
    """How many features are worked on at once."""
    teams: tuple[Team, ...] = ()
    """Whose work is forecast beside each other and together, where that of all is looked at."""


@dataclass(frozen=True, slots=True)
class ReleaseQuestion:
    """When releases come out, from what was finished on the days of a history (both included)."""

    first: date
    last: date
    version: str | None = None
    """The release that is looked at, by the tracker's id; None: all of them beside each other."""
    against: str | None = None
    """The one that it is compared with."""
    team: Team | None = None
    """Whose items are looked at alone."""
    teams: tuple[Team, ...] = ()
    """Who works beside each other, each at a pace of its own, where that of all is looked at."""
    in_turn: bool = True
    """Releases are worked on in the order of their days; else each is forecast as if it came first."""
    grows: bool = False
    """What has come in day by day goes on coming in."""


Measured: TypeAlias = Literal["finished", "started", "created", "progress", "cycle", "lead", "points"]
Grouped: TypeAlias = Literal["none", "type", "status", "project", "parent", "area", "resolution", "priority"]
Over: TypeAlias = Literal["none", "week", "month"]


@dataclass(frozen=True, slots=True)
class ExploreQuestion:
    """One figure of choice by group and period, over which days (both included), of which board."""

    first: date
    last: date
    measure: Measured = "finished"
    by: Grouped = "type"
    over: Over = "none"
    share: int = 85
    """Which percentile of a length."""
    only: str | None = None
    """One group alone, by the tracker's id of it."""
    board: str | None = None
    team: Team | None = None
    """Whose items are looked at alone."""


@dataclass(frozen=True, slots=True)
class HygieneQuestion:
    """Which items would make the figures of these days (both included) doubtful, on which board."""

    first: date
    last: date
    board: str | None = None
    team: Team | None = None
    """Whose items are looked at alone."""


@dataclass(frozen=True, slots=True)
class PortfolioQuestion:
    """How likely parents and releases meet their days, from what was finished on the days of a history (both
    included)."""

    first: date
    last: date
    team: Team | None = None
    """Whose items are looked at alone."""
    teams: tuple[Team, ...] = ()
    """Whose work is told apart, where that of all is looked at."""


@dataclass(frozen=True, slots=True)
class QualityQuestion:
    """Whether defects eat the plan: over which days (both included), on which board."""

    first: date
    last: date
    board: str | None = None
    baseline: Baseline = "whole"
    """What limits of their share are made from: the whole window, or its first half."""
    team: Team | None = None
    """Whose items are looked at alone."""


@dataclass(frozen=True, slots=True)
class HomeQuestion:
    """What needs a decision today."""

    team: Team | None = None
    """Whose items are looked at alone."""
    teams: tuple[Team, ...] = ()
    """Whose work is told apart, where that of all is looked at."""


Question: TypeAlias = (
    FlowQuestion
    | SprintQuestion
    | ForecastQuestion
    | PortfolioQuestion
    | QualityQuestion
    | HygieneQuestion
    | ExploreQuestion
    | ReleaseQuestion
    | HomeQuestion
)
"""What a person asks: each kind has its own answer."""
