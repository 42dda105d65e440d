"""Who was in a sprint when: intervals replayed against a window of time."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history
from altaclario.metrics.stages import UNKNOWN, Stays
from altaclario.metrics.windows import Windows
from altaclario.snapshots.snapshot import NEVER, Instants, Snapshot


@dataclass(frozen=True, slots=True)
class Intervals:
    """Who was in which window, from when until when, by item, then time. Shape (intervals,) each.

    `item` is a position in `Stays.items`, or -1 for an interval that is not looked at.
    """

    item: NDArray[np.integer]
    window: NDArray[np.integer]
    entered: Instants
    left: Instants

    def where(self, rows: NDArray[np.integer]) -> "Intervals":
        """These rows of it."""
        return Intervals(self.item.take(rows), self.window.take(rows), self.entered.take(rows), self.left.take(rows))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each item that was in a window at any time, once a window; by window, then item. Shape (pairs,) each.

    `first` and `last` are the first and last instants at which it was inside; `since` is when the stay in done began
    that holds at the end, or `NEVER`.
    """

    item: NDArray[np.integer]
    window: NDArray[np.integer]
    first: Instants
    last: Instants
    since: Instants
    in_at_begin: NDArray[np.bool_]
    in_at_end: NDArray[np.bool_]
    returned: NDArray[np.bool_]
    done_before: NDArray[np.bool_]
    completed: NDArray[np.bool_]


def in_sprints(snapshot: Snapshot, stays: Stays, chosen: NDArray[np.bool_]) -> Intervals:
    """The intervals of all sprints; `chosen` says which sprints are asked for, shape (sprints,).

    The item is -1 for a sprint that is not asked for, for an item that is not counted, and for one that is done
    without anybody knowing since when: no sprint can claim or miss that.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", sprints=[("S1", "2026-03-01 09:00")]), sprints=["S1", "S2"])
    >>> in_sprints(team, building.stays_of(team), np.array([True, False])).item
    array([0], dtype=int32)
    """
    position = np.full(len(snapshot), -1, np.int32)
    is_known = stays.stage.take(stays.first[1:] - 1) != UNKNOWN
    position[stays.items] = np.where(is_known, np.arange(len(stays.items), dtype=np.int32), np.int32(-1))
    every = snapshot.sprint_memberships
    item = np.where(chosen.take(every.of), position.take(every.item), np.int32(-1))
    return Intervals(item, every.of, every.entered, every.left)


def pairs(stays: Stays, intervals: Intervals, windows: Windows) -> Pairs:
    """What became of each item in each window.

    completed: done at the end, and entered that stay in done after the begin, while it was inside.

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-01 09:00 To Do", "2026-03-04 09:00 Done"))
    >>> inside = Intervals(*(np.array([one]) for one in (0, 0, building.instant("2026-03-01 10:00"), NEVER)))
    >>> sprint = Windows(*(np.array([building.instant(day)]) for day in ("2026-03-02", "2026-03-13", "2026-03-13")))
    >>> pairs(team, inside, sprint).completed
    array([ True])
    """
    inside = _inside(intervals, windows)
    heads = _heads(inside)
    tails = np.append(heads, len(inside.item))[1:] - 1
    item, window = inside.item.take(heads), inside.window.take(heads)
    begin, last = windows.begin.take(window), windows.last.take(window)
    entered, left = inside.entered.take(heads), inside.left.take(tails)
    since = done_since(stays, item, last)
    done_before = done_since(stays, item, begin) != NEVER
    was_inside = (since >= entered) & (since < left)
    was_inside[_absent(inside, heads, since)] = False
    return Pairs(
        item=item,
        window=window,
        first=np.maximum(entered, begin),
        last=np.minimum(left, last),
        since=since,
        in_at_begin=entered <= begin,
        in_at_end=left == NEVER,
        returned=tails > heads,
        done_before=done_before,
        completed=was_inside & (since > begin),
    )


def done_since(stays: Stays, items: NDArray[np.integer], instants: NDArray[np.integer]) -> Instants:
    """When the stay in done began that held at an instant; `NEVER` for an item that was not done then.

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-01 09:00 To Do", "2026-03-04 09:00 Done"))
    >>> building.text(done_since(team, np.array([0]), np.array([building.instant("2026-03-13 00:00")]))[0])
    '2026-03-04 09:00'
    """
    done, found = stays.done, np.full(len(items), np.uint32(NEVER))
    asked = np.flatnonzero(done.earliest.take(items) <= instants)
    if asked.size:
        instants = instants.take(asked)
        rows = history.latest(done.first, done.entered, items.take(asked), instants)
        found[asked] = np.where(done.left.take(rows) > instants, done.entered.take(rows), np.uint32(NEVER))
    return found


def _inside(intervals: Intervals, windows: Windows) -> Intervals:
    """What touches its window, by window, then item, then time; whoever is in at the end has not left."""
    begin, end = windows.begin.take(intervals.window), windows.end.take(intervals.window)
    left = np.where(intervals.left >= end, np.uint32(NEVER), intervals.left)
    rows = np.flatnonzero((intervals.item >= 0) & (intervals.entered < end) & (left > begin))
    rows = rows.take(np.argsort(intervals.window.take(rows), kind="stable"))
    return replace(intervals, left=left).where(rows)


def _heads(inside: Intervals) -> NDArray[np.intp]:
    opens = np.ones(len(inside.item), np.bool_)
    opens[1:] = (inside.item[1:] != inside.item[:-1]) | (inside.window[1:] != inside.window[:-1])
    return np.flatnonzero(opens)


def _absent(inside: Intervals, heads: NDArray[np.intp], instants: Instants) -> NDArray[np.intp]:
    """The pairs whose instant lies between leaving and returning; `heads` are their first intervals."""
    returns = np.ones(len(inside.item), np.bool_)
    returns[heads] = False
    rows = np.flatnonzero(returns)
    pairs = np.searchsorted(heads, rows, side="right") - 1
    away = (instants[pairs] >= inside.left[rows - 1]) & (instants[pairs] < inside.entered[rows])
    return pairs[away]
