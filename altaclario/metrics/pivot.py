"""Any figure by group and period: counts, sums and percentiles of a grid of cells."""

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import lifecycle
from altaclario.metrics.calendar import Days
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER

Groups = NDArray[np.integer]
"""The group of each item, from 0."""


def periods(happened: Days, begins: Days, last: np.datetime64) -> NDArray[np.int64]:
    """The period in which each day lies, by the first days of the periods; -1 for NaT and for days outside. Same shape.

    >>> weeks = np.array(["2026-03-02", "2026-03-09"], "M8[D]")
    >>> periods(np.array(["2026-03-08", "2026-03-09", "NaT"], "M8[D]"), weeks, np.datetime64("2026-03-10"))
    array([ 0,  1, -1])
    """
    found = np.searchsorted(begins, happened, side="right") - 1
    return np.where((happened <= last) & (found >= 0), found, -1)


def counts(group: Groups, period: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Items in each cell of groups × periods; a period of -1 is in none. Unit: items.

    >>> counts(np.array([0, 1, 1]), np.array([0, 1, -1]), (2, 2))
    array([[1, 0],
           [0, 1]])
    """
    inside = period >= 0
    cells = group[inside].astype(np.int64) * shape[1] + period[inside]
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def sums(
    values: NDArray[np.floating], group: Groups, period: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """The sum of the values in each cell; NaN adds nothing. Unit: that of the values.

    >>> sums(np.array([3.0, np.nan, 2.0]), np.array([0, 0, 0]), np.array([0, 0, 1]), (1, 2))
    array([[3., 2.]])
    """
    inside = (period >= 0) & ~np.isnan(values)
    cells = group[inside].astype(np.int64) * shape[1] + period[inside]
    found = np.bincount(cells, weights=values[inside], minlength=shape[0] * shape[1])
    return found.astype(np.float64).reshape(shape)


def percentile(
    values: NDArray[np.floating], share: int, group: Groups, period: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """The nearest-rank percentile of the values in each cell; NaN where it holds none. Unit: that of the values.

    The smallest value with at least `share` % of the cell's values at or below it (METRICS, "Percentile").

    >>> percentile(np.array([1.0, 9.0, 4.0]), 85, np.array([0, 0, 0]), np.array([0, 0, 1]), (1, 3))
    array([[ 9.,  4., nan]])
    """
    inside = (period >= 0) & ~np.isnan(values)
    cells = group[inside].astype(np.int64) * shape[1] + period[inside]
    order = np.lexsort((values[inside], cells))
    many = np.bincount(cells, minlength=shape[0] * shape[1])
    rank = -(-share * many // 100) - 1
    found = np.full(shape[0] * shape[1], np.nan)
    filled = np.flatnonzero(many)
    found[filled] = values[inside][order][(np.cumsum(many) - many + rank)[filled]]
    return found.reshape(shape)


def in_progress(stays: Stays, group: Groups, ends: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Items of each group that stood in an active or waiting stage just before each of the instants `ends`.

    Unit: items. Shape (groups, ends); the instants ascend. Each stay in work counts for the ends that it reaches:
    entered before one and not left before it.

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-03 09:00 Done"))
    >>> ends = [building.instant(f"2026-03-0{day} 00:00") for day in (2, 3, 4)]
    >>> in_progress(team, np.array([0]), np.array(ends), 1)
    array([[0, 1, 0]])
    """
    rows = np.flatnonzero(lifecycle.is_working(stays.stage))
    is_last = np.append(stays.opening(), True).take(rows + 1)
    left = np.where(is_last, np.uint32(NEVER), np.append(stays.at, np.uint32(NEVER)).take(rows + 1))
    width = len(ends) + 1
    lanes = group.take(stays.owner.take(rows)).astype(np.int64) * width
    begun = np.searchsorted(ends, stays.at.take(rows), side="right")
    over = np.searchsorted(ends, left, side="right")
    change = np.bincount(lanes + begun, minlength=groups * width) - np.bincount(lanes + over, minlength=groups * width)
    return np.cumsum(change.reshape(groups, width), axis=1)[:, :-1]
