"""Revisions become history: status rows in order, stays in iterations, flags, changes of estimates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns.revisions import Bit, Revisions
from altaclario.providers.azure_devops.columns.sprints import Taken
from altaclario.providers.columns import intervals
from altaclario.snapshots.snapshot import NEVER, Estimates, Flag, Memberships, Stage, Transitions

_MOMENT_SECONDS = 2
"""The first dates of an item lie within a moment of each other; only what is later is a sign of a change."""


@dataclass(frozen=True, slots=True)
class History:
    """Mended revisions of the items that are kept, by item. `item` is the place of the item of each revision."""

    revisions: Revisions
    item: NDArray[np.int64]
    first: NDArray[np.intp]
    """The row of the first revision of each item. Shape (items,)."""
    last: NDArray[np.intp]
    at: NDArray[np.int64]
    """From when on each revision holds: the first one since the creation."""

    @property
    def is_late(self) -> NDArray[np.bool_]:
        """Which items begin, as far as we are told, later than they were created. Shape (items,)."""
        found = self.revisions
        later = found.created[self.first].astype(np.int64) + _MOMENT_SECONDS
        return (found.rev[self.first] > 1) | (found.changed[self.first] > later)


def of(revisions: Revisions) -> History:
    """The history of the items that these mended revisions belong to."""
    begins = intervals.begins(revisions.id)
    at = np.where(begins, revisions.created, revisions.changed).astype(np.int64)
    item = np.cumsum(begins) - 1
    return History(revisions, item, np.flatnonzero(begins), np.flatnonzero(intervals.ends(revisions.id)), at)


def transitions(history: History, status: NDArray[np.uint16]) -> Transitions:
    """The creation row of each item, then each change of status; `status` are the codes of the revisions."""
    kept = intervals.begins(history.item, status)
    starts = np.append(0, np.cumsum(np.bincount(history.item[kept], minlength=len(history.first))))
    return Transitions(starts.astype(np.uint32), history.at[kept].astype(np.uint32), status[kept])


def flags(history: History, moves: Transitions, stages: Sequence[Stage | None]) -> NDArray[np.uint8]:
    """What was noticed about each item. Shape (items,).

    No history: it is done and was never seen to move; revisions are lacking; or it was past the backlog when it began
    to be told, and nobody knows since when. One whose state is as old as itself has moved nowhere.
    """
    found = history.revisions
    codes = np.array([Stage.BACKLOG if stage is None else stage for stage in stages] or [Stage.BACKLOG], np.uint8)
    stage = codes[moves.status]
    began_in, ended_in = stage[moves.first[:-1]], stage[moves.first[1:].astype(np.intp) - 1]
    has_moved = np.diff(moves.first) > 1
    unmoved = found.state_changed[history.first].astype(np.int64) <= found.created[history.first] + _MOMENT_SECONDS
    is_bare = (ended_in == Stage.DONE) & ~has_moved
    is_bare |= history.is_late & (began_in != Stage.BACKLOG) & ~unmoved
    is_bare |= found.has(Bit.LACKING)[history.first]
    clamped = np.bincount(history.item, found.has(Bit.CLAMPED), len(history.first)) > 0
    noticed: NDArray[np.uint8] = is_bare * np.uint8(Flag.NO_HISTORY) | clamped * np.uint8(Flag.CLOCK_CLAMPED)
    odd = np.bincount(history.item, found.has(Bit.NOT_BELIEVED), len(history.first)) > 0
    noticed |= odd * np.uint8(Flag.NOT_BELIEVED)
    changed = intervals.begins(history.item, found.type) & ~intervals.begins(history.item)
    noticed[history.item[changed]] |= np.uint8(Flag.TYPE_CHANGED)
    return noticed


def memberships(history: History, taken: Sequence[Taken], in_areas: Sequence[NDArray[np.bool_]]) -> Memberships:
    """Stays of items in the sprints of the teams whose areas they are in today.

    `in_areas` says of each team which items are in its areas. An item that begins late and has stayed where it was is
    known from today alone.
    """
    found = history.revisions
    runs = np.flatnonzero(intervals.begins(history.item, found.iteration))
    item, iteration = history.item[runs], found.iteration[runs]
    entered = history.at[runs]
    left = np.where(intervals.ends(item), NEVER, np.append(entered[1:], NEVER)[: len(runs)])
    recorded = ~history.is_late[item] | (np.bincount(item, minlength=len(history.first))[item] > 1)
    rows, codes = [np.empty(0, np.intp)], [np.empty(0, np.int64)]
    for team, members in enumerate(in_areas):
        own = sorted((one.iteration, code) for code, one in enumerate(taken) if one.team == team)
        ids = np.array([id for id, _ in own], np.int64)
        place = np.searchsorted(ids, iteration)
        hits = np.flatnonzero(members[item] & (np.append(ids, -1)[place] == iteration))
        rows.append(hits)
        codes.append(np.array([code for _, code in own], np.int64)[place[hits]])
    chosen = np.concatenate(rows)
    columns = (item[chosen], np.concatenate(codes), entered[chosen], left[chosen], recorded[chosen])
    return intervals.memberships(*columns)


def blocked(history: History) -> Memberships:
    """The times for which items were flagged as blocked."""
    said = history.revisions.has(Bit.BLOCKED)
    runs = np.flatnonzero(intervals.begins(history.item, said))
    item, at = history.item[runs], history.at[runs]
    left = np.where(intervals.ends(item), NEVER, np.append(at[1:], NEVER)[: len(runs)])
    recorded = ~history.revisions.has(Bit.TODAY_ALONE)[runs]
    is_so = said[runs]
    nothing = np.zeros(int(np.count_nonzero(is_so)), np.int64)
    return intervals.memberships(item[is_so], nothing, at[is_so], left[is_so], recorded[is_so])


def estimates(history: History) -> Estimates:
    """Each change of an estimate, with what it was before."""
    points = history.revisions.points
    changed = intervals.begins(np.nan_to_num(points, nan=-1.0)) & ~intervals.begins(history.item)
    rows = np.flatnonzero(changed)
    return Estimates(
        item=history.item[rows].astype(np.uint32), at=history.at[rows].astype(np.uint32), before=points[rows - 1]
    )
