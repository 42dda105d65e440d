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
class Spells:
    """Stretches of time in which an item was flagged while in progress, by flag, then time. Shape (spells,) each.

    `item` is a position in `Stays.items`; one flag may hold an item up in several stays.
    """

    flag: NDArray[np.intp]
    item: NDArray[np.intp]
    begin: Instants
    end: Instants

    def of(self, items: NDArray[np.integer], count: int) -> "Spells":
        """Those of some of the `count` items."""
        chosen = np.zeros(count, np.bool_)
        chosen[items] = True
        rows = np.flatnonzero(chosen.take(self.item))
        return Spells(self.flag.take(rows), self.item.take(rows), self.begin.take(rows), self.end.take(rows))


def has_history(snapshot: Snapshot) -> bool:
    """Whether the tracker told of any flag when it was set or taken off; without that, nobody can say how long.

    >>> from tests import building
    >>> has_history(building.snapshot(building.item("PAY-1")))
    False
    """
    return bool(snapshot.flagged.recorded.any())


def spells(snapshot: Snapshot, stays: Stays, until: int) -> Spells:
    """When each item was flagged and in an active or waiting stage, up to the instant `until`.

    A flag in the backlog, or on what is done, holds nothing up and is not counted. A flag without any recorded change
    is there since the creation of its item; one that nobody saw before the reading, as a label that blocks, has lasted
    no time yet.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-06 09:00 Done",
    ...     flagged=[("2026-03-02 12:00", "2026-03-04 09:00")]))
    >>> told = spells(team, building.stays_of(team), building.instant("2026-03-09 00:00"))
    >>> building.text(told.begin[0]), building.text(told.end[0])
    ('2026-03-03 09:00', '2026-03-04 09:00')
    """
    flags = snapshot.flagged
    counted, item = _owners(snapshot, stays)
    rows, flag = history.rows_of(stays.first, item)
    left = np.append(stays.at, np.uint32(NEVER)).take(rows + 1)
    left[rows + 1 == stays.first.take(item.take(flag) + 1)] = until
    begin = np.maximum(stays.at.take(rows), flags.entered.take(counted).take(flag))
    end = np.minimum(left, np.minimum(flags.left.take(counted).take(flag), np.uint32(until)))
    lasts = (flags.recorded | (flags.entered != snapshot.read_at)).take(counted).take(flag)
    kept = np.flatnonzero(lasts & lifecycle.is_working(stays.stage.take(rows)) & (end > begin))
    return Spells(flag.take(kept), item.take(flag.take(kept)), begin.take(kept), end.take(kept))


def days(spells: Spells, settings: Settings, count: int) -> NDArray[np.float64]:
    """How long each of the `count` items was blocked. Shape (count,).

    Unit: days of the clock, exact: an hour is 1/24 of one. Source: METRICS, "Flow". Days touched would make a day of
    every hour. Time in which an item was held up twice at once counts once.

    >>> from tests import building
    >>> day = building.instant("2026-03-06 12:00"), building.instant("2026-03-09 12:00")
    >>> one = Spells(np.array([0]), np.array([0]), *(np.array([edge], np.uint32) for edge in day))
    >>> days(one, Settings(), 1), days(one, Settings(clock="working"), 1)
    (array([3.]), array([1.]))
    >>> twice = Spells(np.array([0, 1]), np.array([0, 0]), *(np.array([edge] * 2, np.uint32) for edge in day))
    >>> days(twice, Settings(), 1)
    array([3.])
    """
    item, begin, end = _apart(spells)
    ends = np.concatenate([begin, end])
    clock = workdays.seconds(ends, settings) if settings.clock == "working" else ends.astype(np.int64)
    first, last = np.split(clock, 2)
    return sums.by_group(item, last - first, count) / DAY_SECONDS


def times(spells: Spells, count: int) -> NDArray[np.intp]:
    """How many flags held up each of the `count` items. Shape (count,).

    >>> none = np.zeros(3, np.uint32)
    >>> times(Spells(np.array([0, 0, 1]), np.array([1, 1, 1]), none, none), 2)
    array([0, 2])
    """
    opens = np.append(True, spells.flag[1:] != spells.flag[:-1])[: len(spells.flag)]
    return np.bincount(spells.item[opens], minlength=count)


def since(snapshot: Snapshot, stays: Stays, until: int) -> Instants:
    """Since when each item is flagged that is flagged and in progress just before `until`; else `NEVER`.

    Shape (counted,).

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 In Progress", flagged=[("2026-03-04 09:00",)]))
    >>> building.text(since(team, building.stays_of(team), building.instant("2026-03-09 00:00"))[0])
    '2026-03-04 09:00'
    """
    flags, found = snapshot.flagged, np.full(len(stays.items), np.uint32(NEVER))
    counted, items = _owners(snapshot, stays)
    rows = history.latest(stays.first, stays.at, items, np.full(len(items), until - 1))
    holds = (flags.entered.take(counted) < until) & (flags.left.take(counted) >= until)
    holds &= lifecycle.is_working(stays.stage.take(rows)) & (rows >= stays.first.take(items))
    found[items[holds]] = flags.entered.take(counted[holds])
    return found


def _apart(spells: Spells) -> tuple[NDArray[np.intp], Instants, Instants]:
    """The item, the beginning and the end of each, where what two of an item share is left to the first alone."""
    order = np.lexsort((spells.begin, spells.item))
    item, begin, end = spells.item.take(order), spells.begin.take(order), spells.end.take(order)
    # An instant has 32 bits: those of an item lie beyond all of the items before it.
    base = item.astype(np.int64) << 33
    reached = np.maximum.accumulate(np.append(np.int64(0), base + end)[:-1]) - base
    begin = np.maximum(begin, reached).astype(np.uint32)
    return item, begin, np.maximum(begin, end)


def _owners(snapshot: Snapshot, stays: Stays) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The flags of counted items, and the positions of these items."""
    item = snapshot.flagged.item
    position = np.searchsorted(stays.items, item)
    counted = np.flatnonzero(np.append(stays.items, -1).take(position) == item)
    return counted, position.take(counted)
