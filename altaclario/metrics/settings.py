"""What a team chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from altaclario.metrics.chosen import Pair, WorkClass
from altaclario.snapshots.snapshot import Stage


@dataclass(frozen=True, slots=True)
class Settings:
    """How a team counts. Every default is the reading that most teams would expect.

    >>> Settings(zone="Europe/Rome", weekdays="1111110", holidays=(date(2026, 12, 25),)).clock
    'calendar'
    >>> Settings(wip_limits={"3": 0})
    Traceback (most recent call last):
    ...
    ValueError: a limit leaves room for at least one item
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
    window_days: int = 84
    """How many days are looked at where nobody asks for others."""
    pairs: tuple[Pair, ...] = ()
    """Other ways to say where work begins and ends, beside the stages."""
    wip_limits: Mapping[str, int] = field(default_factory=dict)
    """How many items may be in a status at once, by status id."""
    blocked_statuses: frozenset[str] = frozenset()
    """Ids of statuses in which an item cannot go on."""
    blocked_labels: frozenset[str] = frozenset()
    """Names of labels that say that an item cannot go on now."""
    defect_types: frozenset[str] | None = None
    """Names of types of items that are defects; None: those that have "bug" or "defect" in their name."""
    classes: tuple[WorkClass, ...] = ()
    """Classes of work: the first that fits an item is its own. Without any, each type is a class."""
    release_by: Literal["iteration", "tag", "area"] = "iteration"
    """What a release is in a tracker that has no versions."""
    untouched_days: int = 14
    """After how many days without a change work in progress counts as forgotten."""

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
        if self.window_days < 1 or self.untouched_days < 1:
            raise ValueError("a window, and a time without a change, is at least one day long")
        if any(limit < 1 for limit in self.wip_limits.values()):
            raise ValueError("a limit leaves room for at least one item")
        for named in (self.pairs, self.classes):
            if len({one.name for one in named}) < len(named):
                raise ValueError("no two pairs, and no two classes of work, have the same name")
