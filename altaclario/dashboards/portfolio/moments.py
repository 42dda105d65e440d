"""Where every item stood at the end of a day, as it was known then."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import calendar, history, stages
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Instants


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of the day `on`. `stage` is of each row of the snapshot: what is not counted, or was not yet there, is as
    if it were cancelled. `finished` is the day of each counted item, NaT where it was not done."""

    on: date
    until: int
    """The instant at which it ended."""
    stage: NDArray[np.uint8]
    finished: Days
    instants: Instants
    """The instant of it, or `NEVER`."""

    def as_known(self, table: ItemTable) -> ItemTable:
        """The table with the finishes that were known then."""
        return replace(table, dates=replace(table.dates, finished=self.finished))


def at(table: ItemTable, settings: Settings, on: date) -> Moment:
    """The moment at which a day ended. A resolution that was set later was not known then."""
    stays, until = table.stays, calendar.start_of(on + timedelta(1), settings.zone)
    every = np.arange(len(stays.items))
    rows = history.latest(stays.first, stays.at, every, np.full(len(every), until - 1))
    is_there = rows >= stays.first[:-1]
    own = np.where(is_there, stays.stage.take(np.maximum(rows, 0)), stages.CANCELLED)
    own[own == stages.UNKNOWN] = stages.DONE
    if settings.cancelled_resolutions:
        refused, later = _refused(table, settings, until)
        own[refused & ~later & (own == stages.DONE)] = stages.CANCELLED
        own[refused & later & is_there & _was_done(table, settings, until)] = stages.DONE
    done = np.where(own == stages.DONE, stays.at.take(np.maximum(rows, 0)), np.uint32(NEVER))
    finished = np.where(table.dates.finished <= np.datetime64(on, "D"), table.dates.finished, _days(done, settings))
    stage = np.full(len(table.snapshot), stages.CANCELLED)
    stage[stays.items] = own
    return Moment(on, until, stage, finished, done)


def _refused(table: ItemTable, settings: Settings, until: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which items have a resolution that makes them cancelled, and which were given theirs only since."""
    snapshot, items = table.snapshot, table.stays.items
    names = np.array([name in settings.cancelled_resolutions for name in snapshot.resolutions], np.bool_)
    resolved = snapshot.items.resolved.take(items)
    return names.take(snapshot.items.resolution.take(items)), (resolved >= until) & (resolved != NEVER)


def _was_done(table: ItemTable, settings: Settings, until: int) -> NDArray[np.bool_]:
    """Whether the status of each item was one of those done, whatever its resolution makes of that."""
    moves, items = table.snapshot.transitions, table.stays.items.astype(np.int64)
    rows = history.latest(moves.first, moves.at, items, np.full(len(items), until - 1))
    stage = stages.stage_of_statuses(table.snapshot, settings).take(moves.status.take(np.maximum(rows, 0)))
    found: NDArray[np.bool_] = stage == stages.DONE
    return found


def _days(instants: NDArray[np.uint32], settings: Settings) -> Days:
    return calendar.days(instants, settings.zone)
