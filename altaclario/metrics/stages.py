"""From statuses to stages: the unbroken stays of each counted item."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Flag, Instants, Snapshot, Stage

UNKNOWN = 5
"""The stage of an item that is done without history and without a date: nobody can say since when."""

_UNLISTED = 255


@dataclass(frozen=True, slots=True)
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
        stage = _kept_in_previous(stage, first)
    opens = np.empty(len(stage), np.bool_)
    np.not_equal(stage[1:], stage[:-1], out=opens[1:])
    opens[first] = True
    if not counted.all():
        opens &= np.repeat(counted, np.diff(transitions.first))
    running = np.cumsum(opens, dtype=np.uint32)
    moves = np.flatnonzero(opens)
    items = np.flatnonzero(counted)
    bounds = np.append(running.take(first.take(items)).astype(np.intp) - 1, len(moves))
    folded = _joined(items, bounds, transitions.at.take(moves), stage.take(moves), unlisted.take(items))
    return _with_resolutions(folded, snapshot, settings)


def stage_of_statuses(snapshot: Snapshot, settings: Settings) -> NDArray[np.uint8]:
    """The stage of each status: the team's choice by id, else its category. 255: not listed. Shape (statuses,).

    >>> from tests import building
    >>> stage_of_statuses(building.snapshot(), Settings(stages={"Testing": Stage.WAITING}))
    array([0, 1, 2, 3, 3], dtype=uint8)
    """
    chosen = [settings.stages.get(status.id, status.stage) for status in snapshot.statuses]
    return np.array([_UNLISTED if stage is None else stage for stage in chosen], dtype=np.uint8)


def _unlisted_items(stage: NDArray[np.uint8], first: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found = np.zeros(len(first) - 1, np.bool_)
    rows = np.flatnonzero(stage == _UNLISTED)
    found[np.searchsorted(first, rows, side="right") - 1] = True
    return found


def _kept_in_previous(stage: NDArray[np.uint8], first: NDArray[np.uint32]) -> NDArray[np.uint8]:
    filled = stage.copy()
    filled[first[stage[first] == _UNLISTED]] = Stage.BACKLOG
    source = np.where(filled == _UNLISTED, np.uint32(0), np.arange(len(stage), dtype=np.uint32))
    return filled[np.maximum.accumulate(source)]


def _with_resolutions(stays: Stays, snapshot: Snapshot, settings: Settings) -> Stays:
    """Cancelled resolutions applied, and what stands in for a history that the tracker did not give."""
    last = stays.first[1:] - 1
    is_done = stays.stage.take(last) == Stage.DONE
    if settings.cancelled_resolutions:
        refused = np.array([name in settings.cancelled_resolutions for name in snapshot.resolutions], np.bool_)
        is_cancelled = is_done & refused[snapshot.items.resolution[stays.items]]
        stays.stage[last[is_cancelled]] = Stage.CANCELLED
        is_done &= ~is_cancelled
    bare = np.flatnonzero(is_done & (snapshot.items.flags.take(stays.items) & Flag.NO_HISTORY > 0))
    resolved = snapshot.items.resolved[stays.items[bare]]
    stays.stage[last[bare]] = np.where(resolved == NEVER, np.uint8(UNKNOWN), np.uint8(Stage.BACKLOG))
    dated = bare[resolved != NEVER]
    return _finished_by_resolution(stays, dated, resolved[resolved != NEVER]) if dated.size else stays


def _finished_by_resolution(stays: Stays, which: NDArray[np.intp], resolved: Instants) -> Stays:
    last = stays.first[which + 1] - 1
    shift = np.zeros(len(stays.first), np.intp)
    shift[which + 1] = 1
    # A date before the creation would put the finish before the start of everything.
    at = np.insert(stays.at, last + 1, np.maximum(resolved, stays.at[last]))
    stage = np.insert(stays.stage, last + 1, np.uint8(Stage.DONE))
    return _joined(stays.items, stays.first + np.cumsum(shift), at, stage, stays.unlisted)


def _joined(
    items: NDArray[np.intp],
    first: NDArray[np.intp],
    at: Instants,
    stage: NDArray[np.uint8],
    unlisted: NDArray[np.bool_],
) -> Stays:
    opens = np.zeros(len(at), np.uint8)
    opens[first[:-1]] = 1
    return Stays(items, first, at, stage, unlisted, np.cumsum(opens, dtype=np.uint32) - np.uint32(1))
