"""What happened to one item, and how it is counted: its stays, sprints, estimates and flags, without contents."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from altaclario.dashboards import counted_items
from altaclario.dashboards.counted_items import ItemRow
from altaclario.metrics import (
    blocked,
    calendar,
    known,
    percentiles,
    reasons,
    sprint_days,
    sprints,
    stages,
    timeline,
)
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Level, Memberships, Snapshot, Sprint, Stage


class NotHeld(Exception):
    """The item is not in the snapshot: it was deleted, moved or hidden, or was never read."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a status, in UTC seconds; the last one goes on until the end of what is known.

    The status is None where nobody can say which it was, the stage where nobody can say since when.
    """

    status: str | None
    stage: Stage | None
    entered: int
    left: int
    calendar_seconds: int
    working_seconds: int


@dataclass(frozen=True, slots=True)
class InSprint:
    """One stay in a sprint. `sets` are the sets of that sprint that the item is in; `reason` says why it has none."""

    sprint: Sprint
    entered: int
    left: int | None
    is_recorded: bool
    """Whether the tracker told of any change; else it is known from today's value alone."""
    sets: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Estimated:
    """One change of the estimate, in points; None: not estimated."""

    at: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Flagged:
    """One stretch of time under a flag; without an end it is still so."""

    entered: int
    left: int | None
    is_recorded: bool


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """Everything that is known of one item. Instants are UTC seconds."""

    row: ItemRow
    level: Level
    resolution: str
    started: int | None
    finished: int | None
    until: int
    """The end of what is known: when the reading began."""
    stays: tuple[Stay, ...]
    sprints: tuple[InSprint, ...]
    estimate: float | None
    has_points: bool
    estimates: tuple[Estimated, ...]
    flagged: tuple[Flagged, ...]
    blocked_days: float | None
    """Of the time in progress, in days of the clock; None where the tracker never tells when a flag was set."""
    blocked_times: int

    @property
    def is_counted(self) -> bool:
        """Whether it stands in the figures: only base-level items do."""
        return self.level is Level.BASE


def answer_item(snapshot: Snapshot, settings: Settings, id: int, today: date) -> ItemAnswer:
    """The item with that tracker id, as it was known at the end of `today`. Raises NotHeld."""
    then_ends = calendar.start_of(today + timedelta(1), settings.zone)
    then = sprint_days.placed(known.by(snapshot, then_ends), settings.zone, then_ends)
    place = then.row_of(id)
    if place is None:
        raise NotHeld
    alone = then.alone(place)
    stays = stages.stays(alone, settings, np.ones(1, np.bool_))
    row, lives = _counted(alone, settings, stays, today)
    until = max(int(alone.transitions.at[-1]), min(then.read_at or then_ends, then_ends))
    spells = blocked.spells(alone, stays, until)
    return ItemAnswer(
        row=row,
        level=then.types[int(alone.items.type[0])].level,
        resolution=then.resolutions[int(alone.items.resolution[0])],
        started=_instant(lives.started[0]),
        finished=_instant(lives.finished[0]),
        until=until,
        stays=_stays(alone, stays, settings, until),
        sprints=_sprints(then, alone, stays, then_ends),
        estimate=percentiles.number(float(alone.items.estimate[0])),
        has_points=then.has_points,
        estimates=_estimates(alone),
        flagged=tuple(Flagged(*one[1:]) for one in _intervals(alone.flagged)),
        blocked_days=float(blocked.days(spells, settings, 1)[0]) if blocked.has_history(then) else None,
        blocked_times=int(blocked.times(spells, 1)[0]),
    )


def _counted(alone: Snapshot, settings: Settings, stays: Stays, today: date) -> tuple[ItemRow, Lives]:
    table = counted_items.table(alone, settings, stays, today)
    return table.row(0), table.lives


def _stays(alone: Snapshot, stays: Stays, settings: Settings, until: int) -> tuple[Stay, ...]:
    told = timeline.timeline(alone, stays, settings, until)
    columns = (told.status, told.stage, told.entered, told.left, told.calendar_seconds, told.working_seconds)
    return tuple(
        Stay(
            alone.statuses[status].name if status >= 0 else None,
            None if stage == stages.UNKNOWN else Stage(stage),
            *rest,
        )
        for status, stage, *rest in zip(*(column.tolist() for column in columns), strict=True)
    )


def _sprints(then: Snapshot, alone: Snapshot, stays: Stays, until: int) -> tuple[InSprint, ...]:
    """Each stay in a sprint; sets and reasons are those that the page of the sprint has."""
    intervals = _intervals(alone.sprint_memberships)
    if not intervals:
        return ()
    why = reasons.of_sprints(then)
    chosen = np.zeros(len(then.sprints), np.bool_)
    chosen[[index for index, *_ in intervals if why[index] is None]] = True
    played = sprints.replay(alone, stays, until, chosen)
    return tuple(
        InSprint(
            sprint=then.sprints[index],
            entered=entered,
            left=left,
            is_recorded=recorded,
            sets=tuple(name for name, members in played.sets.items() if len(members.of(index))),
            reason=why[index],
        )
        for index, entered, left, recorded in intervals
    )


def _intervals(of: Memberships) -> list[tuple[int, int, int | None, bool]]:
    columns = (of.of.tolist(), of.entered.tolist(), map(_instant, of.left.tolist()), of.recorded.tolist())
    return list(zip(*columns, strict=True))


def _estimates(alone: Snapshot) -> tuple[Estimated, ...]:
    """Each change; what it was after one is what it was before the next."""
    values = [*alone.estimates.before.tolist(), *alone.items.estimate.tolist()]
    steps = pairwise(map(percentiles.number, values))
    return tuple(Estimated(at, *step) for at, step in zip(alone.estimates.at.tolist(), steps, strict=True))


def _instant(instant: int) -> int | None:
    return None if instant == NEVER else int(instant)
