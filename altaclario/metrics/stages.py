"""From statuses to stages: the unbroken stays of each counted item."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Flag, Instants, Snapshot, Stage

# The stages as numpy sees them: comparing a column with an enum would widen it to eight bytes an entry.
BACKLOG, ACTIVE, WAITING, DONE, CANCELLED = (np.uint8(stage) for stage in Stage)

UNKNOWN = np.uint8(5)
"""The stage of an item that is done without history and without a date: nobody can say since when."""

_UNLISTED = np.uint8(255)


@dataclass(frozen=True, slots=True)
class Done:
    """The stays in done: those of item k are rows `first[k]:first[k + 1]`, oldest first, each [entered, left)."""

    first: NDArray[np.intp]
    entered: Instants
    left: Instants
    """`NEVER` for the current one."""
    earliest: Instants
    """When each item was first done, or `NEVER`. Shape (counted,)."""


@dataclass(frozen=True)
class Stays:
    """Unbroken stays in one stage, oldest first: those of item k are rows `first[k]:first[k + 1]`.

    `items` are the counted rows of `Snapshot.items`, shape (counted,); `at` and `stage` have shape (stays,).
    `unlisted` says which items were in a status that the tracker no longer lists, shape (counted,).
    """

    items: NDArray[np.intp]
    first: NDArray[np.intp]
    at: Instants
    stage: NDArray[np.uint8]
    unlisted: NDArray[np.bool_]
    owner: NDArray[np.uint32]
    """The position in `items` of each stay's item. Shape (stays,)."""

    def opening(self) -> NDArray[np.bool_]:
        """Whether a stay is its item's first. Shape (stays,)."""
        found = np.ones(len(self.at), np.bool_)
        np.not_equal(self.owner[1:], self.owner[:-1], out=found[1:])
        return found

    @cached_property
    def done(self) -> Done:
        """The stays in done of each item."""
        is_done = self.stage == DONE
        rows = np.flatnonzero(is_done)
        before = np.append(np.uint32(0), np.cumsum(is_done, dtype=np.uint32))
        is_last = np.append(self.opening(), True).take(rows + 1)
        left = np.where(is_last, np.uint32(NEVER), np.append(self.at, np.uint32(NEVER)).take(rows + 1))
        first, entered = before.take(self.first).astype(np.intp), self.at.take(rows)
        has_any = first[1:] > first[:-1]
        earliest = np.where(has_any, np.append(entered, np.uint32(NEVER)).take(first[:-1]), np.uint32(NEVER))
        return Done(first, entered, left, earliest)


def stays(snapshot: Snapshot, settings: Settings, counted: NDArray[np.bool_]) -> Stays:
    """Consecutive statuses of one stage fold into one stay. `counted` says which items, shape (items,).

    A status has the stage that the team chose, else that of its category. One that the tracker no longer lists keeps
    the item in its previous stage (backlog if it is the first). A resolution that means cancelled turns the current
    stay in done into cancelled. A done item without history was in the backlog until its resolution date; without
    one its stay is `UNKNOWN`, and in no figure.
    Source: METRICS, "Ground": stages and no history.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-03 12:00 Testing",
    ...     "2026-03-04 09:00 Done"))
    >>> stays(team, Settings(), np.array([True])).stage
    array([0, 1, 2, 3], dtype=uint8)
    """
    transitions = snapshot.transitions
    first = transitions.first[:-1]
    stage = stage_of_statuses(snapshot, settings).take(transitions.status)
    unlisted = _unlisted_items(stage, transitions.first)
    if unlisted.any():
        stage = kept_in_previous(stage, first)
    opens_item = np.zeros(len(stage), np.bool_)
    opens_item[first] = True
    opens = opens_item.copy()
    opens[1:] |= stage[1:] != stage[:-1]
    if not counted.all():
        opens &= _spread(counted, transitions.first)
    moves = np.flatnonzero(opens)
    items, at = np.flatnonzero(counted), transitions.at.take(moves)
    folded = _joined(items, opens_item.take(moves), at, stage.take(moves), unlisted.take(items))
    return _with_resolutions(folded, snapshot, settings)


def stage_of_statuses(snapshot: Snapshot, settings: Settings) -> NDArray[np.uint8]:
    """The stage of each status: the team's choice by id, else its category. 255: not listed. Shape (statuses,).

    >>> from tests import building
    >>> stage_of_statuses(building.snapshot(), Settings(stages={"Testing": WAITING}))
    array([0, 1, 2, 3, 3], dtype=uint8)
    """
    chosen = [settings.stages.get(status.id, status.stage) for status in snapshot.statuses]
    return np.array([_UNLISTED if stage is None else stage for stage in chosen], dtype=np.uint8)


def kept_in_previous(stage: NDArray[np.uint8], first: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The stage of each row of a history, where a status that is not listed (255) keeps the item in its previous one.

    `first` are the first rows of the items; without a previous one it is the backlog. Same shape.

    >>> kept_in_previous(np.array([255, 1, 255, 3], np.uint8), np.array([0]))
    array([0, 1, 1, 3], dtype=uint8)
    """
    filled = stage.copy()
    filled[first[stage[first] == _UNLISTED]] = BACKLOG
    source = np.where(filled == _UNLISTED, np.uint32(0), np.arange(len(stage), dtype=np.uint32))
    return filled[np.maximum.accumulate(source)]


def _unlisted_items(stage: NDArray[np.uint8], first: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found = np.zeros(len(first) - 1, np.bool_)
    rows = np.flatnonzero(stage == _UNLISTED)
    found[np.searchsorted(first, rows, side="right") - 1] = True
    return found


def _spread(counted: NDArray[np.bool_], first: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """What holds for each item, for each of its rows. Neighbours that agree go together: that is twice as fast."""
    edges = np.flatnonzero(counted[1:] != counted[:-1]) + 1
    bounds = first.take(np.concatenate([[0], edges, [len(counted)]]))
    return np.repeat(counted.take(np.append(0, edges)), np.diff(bounds))


def _with_resolutions(stays: Stays, snapshot: Snapshot, settings: Settings) -> Stays:
    """Cancelled resolutions applied, and what stands in for a history that the tracker did not give."""
    last = stays.first[1:] - 1
    is_done = stays.stage.take(last) == DONE
    if settings.cancelled_resolutions:
        refused = np.array([name in settings.cancelled_resolutions for name in snapshot.resolutions], np.bool_)
        is_cancelled = is_done & refused[snapshot.items.resolution[stays.items]]
        stays.stage[last[is_cancelled]] = CANCELLED
        is_done &= ~is_cancelled
    has_no_history = snapshot.items.flags.take(stays.items) & np.uint8(Flag.NO_HISTORY) > 0
    bare = np.flatnonzero(is_done & has_no_history)
    resolved = snapshot.items.resolved[stays.items[bare]]
    stays.stage[last[bare]] = np.where(resolved == NEVER, UNKNOWN, BACKLOG)
    dated = bare[resolved != NEVER]
    return _finished_by_resolution(stays, dated, resolved[resolved != NEVER]) if dated.size else stays


def _finished_by_resolution(stays: Stays, which: NDArray[np.intp], resolved: Instants) -> Stays:
    after = stays.first[which + 1]
    # A date before the creation would put the finish before the start of everything.
    at = np.insert(stays.at, after, np.maximum(resolved, stays.at[after - 1]))
    stage = np.insert(stays.stage, after, DONE)
    opens = np.insert(stays.opening(), after, np.False_)
    return _joined(stays.items, opens, at, stage, stays.unlisted)


def _joined(
    items: NDArray[np.intp],
    opens: NDArray[np.bool_],
    at: Instants,
    stage: NDArray[np.uint8],
    unlisted: NDArray[np.bool_],
) -> Stays:
    first = np.append(np.flatnonzero(opens), len(at))
    return Stays(items, first, at, stage, unlisted, np.cumsum(opens, dtype=np.uint32) - np.uint32(1))
