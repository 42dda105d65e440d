"""Blocked: how long items could not go on while they were in progress, and which cannot now."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, lifecycle, sums, workdays
from altaclario.metrics.calendar import DAY_SECONDS
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Instants, Snapshot


@dataclass(frozen=True, slots=True)
class Blocked:
    """What flags tell of each counted item, in the order of `Stays.items`. Shape (counted,) each."""

    times: NDArray[np.intp]
    """How many times it was flagged while in progress."""
    days: NDArray[np.float64]
    """How long, in days of the clock and parts of them."""
    since: Instants
    """Since when it is flagged, for items that are in progress now; `NEVER` for all others."""


def has_history(snapshot: Snapshot) -> bool:
    """Whether the tracker told of any flag when it was set or taken off; without that, nobody can say how long.

    >>> from tests import building
    >>> has_history(building.snapshot(building.item("PAY-1")))
    False
    """
    return bool(snapshot.flagged.recorded.any())


def blocked(snapshot: Snapshot, stays: Stays, settings: Settings, until: int) -> Blocked:
    """The time that each item was flagged while in an active or waiting stage, up to the instant `until`.

    A flag in the backlog, or on what is done, holds nothing up and is not counted. A flag without any recorded change
    is there since the creation of its item. Unit: days of the clock, exact: an hour is 1/24 of one.
    Source: METRICS, "Flow". Days touched would make a day of every hour.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-06 09:00 Done",
    ...     flagged=[("2026-03-02 12:00", "2026-03-04 09:00"), ("2026-03-05 09:00", "2026-03-05 21:00")]))
    >>> told = blocked(team, building.stays_of(team), Settings(), building.instant("2026-03-09 00:00"))
    >>> told.times, told.days
    (array([2]), array([1.5]))
    """
    spell, item, begin, end = _overlaps(snapshot, stays, until)
    instants = np.concatenate([begin, end])
    clock = workdays.seconds(instants, settings) if settings.clock == "working" else instants.astype(np.int64)
    first, last = np.split(clock, 2)
    count = len(stays.items)
    opens = np.append(True, spell[1:] != spell[:-1])[: len(spell)]
    return Blocked(
        times=np.bincount(item[opens], minlength=count),
        days=sums.by_group(item, last - first, count) / DAY_SECONDS,
        since=_since(snapshot, stays),
    )


def _overlaps(
    snapshot: Snapshot, stays: Stays, until: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Instants, Instants]:
    """Where a flag and a stay in progress overlap: the flag, the item's position, from when, until when."""
    flags = snapshot.flagged
    position = _positions(snapshot, stays)
    counted = np.flatnonzero(position.take(flags.item) >= 0)
    item = position.take(flags.item.take(counted))
    rows, spell = history.rows_of(stays.first, item)
    left = np.append(stays.at, np.uint32(NEVER)).take(rows + 1)
    left[rows + 1 == stays.first[1:].take(item.take(spell))] = until
    begin = np.maximum(stays.at.take(rows), flags.entered.take(counted).take(spell))
    end = np.minimum(left, np.minimum(flags.left.take(counted).take(spell), np.uint32(until)))
    kept = np.flatnonzero(lifecycle.is_working(stays.stage.take(rows)) & (end > begin))
    return spell.take(kept), item.take(spell.take(kept)), begin.take(kept), end.take(kept)


def _since(snapshot: Snapshot, stays: Stays) -> Instants:
    flags = snapshot.flagged
    found = np.full(len(snapshot), np.uint32(NEVER))
    still = np.flatnonzero(flags.left == NEVER)
    found[flags.item.take(still)] = flags.entered.take(still)
    is_working = lifecycle.is_working(stays.stage.take(stays.first[1:] - 1))
    return np.where(is_working, found.take(stays.items), np.uint32(NEVER))


def _positions(snapshot: Snapshot, stays: Stays) -> NDArray[np.intp]:
    """The position of each row of the snapshot among the counted items, or -1. Shape (n,)."""
    found = np.full(len(snapshot), -1, np.intp)
    found[stays.items] = np.arange(len(stays.items))
    return found
