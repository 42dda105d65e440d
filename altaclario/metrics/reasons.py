"""Why a sprint has no figures."""

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import counting, windows
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint

NOT_STARTED = "not started"
NO_DATES = "no dates"
NO_HISTORY = "no sprint history"
LOADING = "not all of the history is read"


def of_sprints(snapshot: Snapshot) -> list[str | None]:
    """Why a sprint has no figures, for each sprint; None when it has.

    A sprint without history has members, but of none of them a recorded change of sprint: then nobody can say who
    was in it at its activation. In a snapshot without any such record, no sprint has figures. Members are all items of
    base level, whichever of them are looked at.

    >>> from tests import building
    >>> soon = building.sprint("S2", state="future")
    >>> team = building.snapshot(building.item("PAY-1"), sprints=["S1", soon])
    >>> of_sprints(team)
    ['no sprint history', 'not started']
    """
    intervals = snapshot.sprint_memberships
    member = 2 * counting.base_level(snapshot).astype(np.uint8)
    codes = (intervals.of.astype(np.intp) << 2) + (member.take(intervals.item) + intervals.recorded)
    counts = np.bincount(codes, minlength=4 * len(snapshot.sprints)).reshape(-1, 4)
    has_members, has_history = counts[:, 2:].any(axis=1), counts[:, 3] > 0
    is_bare = (has_members & ~has_history) | (not intervals.recorded.any())
    return [_reason(one, snapshot, bool(bare)) for one, bare in zip(snapshot.sprints, is_bare, strict=True)]


def members_today(snapshot: Snapshot, stays: Stays, sprint: int) -> NDArray[np.intp]:
    """The counted items that are in a sprint (its index) now: ascending rows of `Snapshot.items`.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", sprints=[("S1", "2026-03-01 09:00")]), sprints=["S1"])
    >>> members_today(team, building.stays_of(team), 0)
    array([0])
    """
    intervals = snapshot.sprint_memberships
    inside = intervals.item[(intervals.of == sprint) & (intervals.left == NEVER)]
    return np.intersect1d(inside, stays.items).astype(np.intp)


def _reason(sprint: Sprint, snapshot: Snapshot, is_bare: bool) -> str | None:
    if sprint.state == "future":
        return NOT_STARTED
    if sprint.activated == NEVER or (sprint.state == "closed" and windows.closing(sprint) == NEVER):
        return NO_DATES
    if sprint.activated < snapshot.complete_from:
        return LOADING
    if is_bare:
        return LOADING if snapshot.complete_from else NO_HISTORY
    return None
