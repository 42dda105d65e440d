"""What a team chose, and what a person asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Stage


@dataclass(frozen=True, slots=True)
class Settings:
    """How a team counts. Every default is the reading that most teams would expect.

    >>> Settings(zone="Europe/Rome", weekdays="1111110", holidays=(date(2026, 12, 25),)).clock
    'calendar'
    """

    zone: str = "UTC"
    """The time zone that tells where one day ends and the next begins."""
    stages: Mapping[str, Stage] = field(default_factory=dict)
    """Stages that the team chose, by status id; all others keep the stage of their category."""
    cancelled_resolutions: frozenset[str] = frozenset()
    """Names of resolutions that mean "we will not do it"."""
    restart: Literal["first", "last"] = "first"
    """Whether an item that went back to the backlog started when it first did, or when it last did."""
    elapsed: bool = False
    """Cycle time as exact elapsed days, instead of days touched (same day = 1)."""
    clock: Literal["calendar", "working"] = "calendar"
    weekdays: str = "1111100"
    """Working days, Monday first; at least one is 1."""
    holidays: tuple[date, ...] = ()
    week_start: int = 0
    """The day on which a week begins: 0 is Monday, 6 Sunday."""
    percentiles: tuple[int, ...] = (50, 70, 85, 95)
    sle_days: int | None = None
    """How long work may take, in days of the clock; None: nobody has said it, and a proposal stands in."""
    sle_share: int = 85
    """In how many of a hundred cases it may take no longer."""

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        if len(self.weekdays) != 7 or set(self.weekdays) - {"0", "1"} or "1" not in self.weekdays:
            raise ValueError("weekdays are seven digits 0 or 1, Monday first, with at least one 1")
        if self.week_start not in range(7):
            raise ValueError("a week begins on one of seven days, 0 to 6")
        if not all(0 < one <= 100 for one in (*self.percentiles, self.sle_share)):
            raise ValueError("percentiles lie between 1 and 100")
        if self.sle_days is not None and self.sle_days < 1:
            raise ValueError("work takes at least one day")


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


Question: TypeAlias = FlowQuestion | SprintQuestion | ForecastQuestion
"""What a person asks: each kind has its own answer."""
