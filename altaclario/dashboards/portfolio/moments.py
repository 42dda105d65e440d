"""Where every item stood at the end of a day, as it was known then, and in which release it was."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import calendar, history, stages
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which counted items lie in which wholes: rows of the snapshot, and places of the wholes. Shape (pairs,)."""

    item: NDArray[np.intp]
    whole: NDArray[np.intp]
    count: int
    """How many wholes there are."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of the day `on`. `stage` is of each row of the snapshot: what is not counted, or was not yet there, is as
    if it were cancelled. `finished` is the day of each counted item, NaT where it was not done."""

    on: date
    stage: NDArray[np.uint8]
    finished: Days
    releases: Pairs


def at(table: ItemTable, settings: Settings, on: date) -> Moment:
    """The moment at which a day ended. A resolution is as of today: it has no history."""
    stays, until = table.stays, calendar.start_of(on + timedelta(1), settings.zone)
    every = np.arange(len(stays.items))
    rows = history.latest(stays.first, stays.at, every, np.full(len(every), until - 1))
    is_there = rows >= stays.first[:-1]
    own = np.where(is_there, stays.stage.take(np.maximum(rows, 0)), stages.CANCELLED)
    own[own == stages.UNKNOWN] = stages.DONE
    done = np.where(own == stages.DONE, stays.at.take(np.maximum(rows, 0)), np.uint32(NEVER))
    finished = np.where(table.dates.finished <= np.datetime64(on, "D"), table.dates.finished, _days(done, settings))
    stage = np.full(len(table.snapshot), stages.CANCELLED)
    stage[stays.items] = own
    return Moment(on, stage, finished, _in_releases(table, until))


def _days(instants: NDArray[np.uint32], settings: Settings) -> Days:
    return calendar.days(instants, settings.zone)


def _in_releases(table: ItemTable, until: int) -> Pairs:
    """Which counted items were in which release just before an instant."""
    snapshot = table.snapshot
    intervals = snapshot.version_memberships
    is_counted = np.zeros(len(snapshot), np.bool_)
    is_counted[table.stays.items] = True
    then = np.flatnonzero((intervals.entered < until) & (intervals.left >= until) & is_counted.take(intervals.item))
    item, of = intervals.item.take(then).astype(np.intp), intervals.of.take(then).astype(np.intp)
    return Pairs(item, of, len(snapshot.versions))
