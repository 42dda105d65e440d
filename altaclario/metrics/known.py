"""What was known at an instant: a snapshot without what came later."""

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, windows
from altaclario.snapshots.snapshot import (
    NEVER,
    Affected,
    Estimates,
    Flag,
    Items,
    Labels,
    Links,
    Memberships,
    Snapshot,
    Sprint,
    Stage,
    Status,
    Transitions,
)

_Columns = TypeVar("_Columns", Items, Memberships, Estimates, Links, Labels, Affected)
_Pairs = TypeVar("_Pairs", Links, Labels, Affected)


def by(snapshot: Snapshot, until: int) -> Snapshot:
    """The snapshot without anything from the instant `until` (UTC seconds) on; itself when nothing is later.

    Later items, moves, memberships and changes of estimates are dropped; what ended later is still so; each item's
    status is that of its last row; sprints started later are future, sprints closed later are active. An item without
    history that was resolved later is in the backlog. Fields without history (type, parent, project, resolution,
    priority, links, labels, affected versions) stay as they are today.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-05 09:00 Done"))
    >>> len(by(team, building.instant("2026-03-04 00:00")).transitions.at)
    1
    """
    if not _is_later(snapshot, until):
        return snapshot
    kept = snapshot.items.created < until
    estimated = replace(snapshot.items, estimate=_estimates_then(snapshot, until))
    items, unborn = _undated(_taken(estimated, kept), until)
    transitions = _transitions(snapshot.transitions, kept, until)
    statuses = snapshot.statuses
    if unborn.any():
        # Its status since creation is today's, which is wrong before the resolution: an own status stands for that.
        transitions.status[transitions.first[:-1][unborn]] = len(statuses)
        statuses = (*statuses, Status("", "", Stage.BACKLOG))
    place = np.cumsum(kept, dtype=np.uint32) - np.uint32(1)
    return replace(
        snapshot,
        items=items,
        transitions=transitions,
        statuses=statuses,
        sprint_memberships=_memberships(snapshot.sprint_memberships, kept, place, until),
        version_memberships=_memberships(snapshot.version_memberships, kept, place, until),
        flagged=_memberships(snapshot.flagged, kept, place, until),
        estimates=_estimates(snapshot.estimates, kept, place, until),
        links=_owned(snapshot.links, kept, place),
        labelled=_owned(snapshot.labelled, kept, place),
        affected=_owned(snapshot.affected, kept, place),
        sprints=tuple(_sprint(one, until) for one in snapshot.sprints),
        on_board={board: shown[kept] for board, shown in snapshot.on_board.items()},
    )


def _is_later(snapshot: Snapshot, until: int) -> bool:
    intervals = (snapshot.sprint_memberships, snapshot.version_memberships, snapshot.flagged)
    begun = (
        snapshot.items.created,
        snapshot.transitions.at,
        snapshot.estimates.at,
        *(one.entered for one in intervals),
    )
    ended = (snapshot.items.resolved, *(one.left for one in intervals))
    return (
        any(column.max(initial=0) >= until for column in begun)
        or any(bool(((column >= until) & (column != NEVER)).any()) for column in ended)
        or any(_sprint(one, until) != one for one in snapshot.sprints)
    )


def _taken(columns: _Columns, kept: NDArray[np.bool_]) -> _Columns:
    return replace(columns, **{column.name: getattr(columns, column.name)[kept] for column in fields(columns)})


def _undated(items: Items, until: int) -> tuple[Items, NDArray[np.bool_]]:
    later = (items.resolved >= until) & (items.resolved != NEVER)
    dated = replace(
        items,
        resolved=np.where(later, np.uint32(NEVER), items.resolved),
        resolution=np.where(later, items.resolution.dtype.type(0), items.resolution),
    )
    return dated, later & (items.flags & Flag.NO_HISTORY > 0)


def _transitions(transitions: Transitions, kept: NDArray[np.bool_], until: int) -> Transitions:
    early = transitions.at < until
    early[transitions.first[:-1]] = True
    early &= np.repeat(kept, np.diff(transitions.first))
    running = np.append(np.uint32(0), np.cumsum(early, dtype=np.uint32))
    first = np.append(running[transitions.first[:-1][kept]], running[-1])
    return Transitions(first, transitions.at[early], transitions.status[early])


def _memberships(intervals: Memberships, kept: NDArray[np.bool_], place: NDArray[np.uint32], until: int) -> Memberships:
    early = _taken(intervals, kept[intervals.item] & (intervals.entered < until))
    left = np.where(early.left >= until, np.uint32(NEVER), early.left)
    return replace(early, item=place[early.item], left=left)


def _estimates(changes: Estimates, kept: NDArray[np.bool_], place: NDArray[np.uint32], until: int) -> Estimates:
    early = _taken(changes, kept[changes.item] & (changes.at < until))
    return replace(early, item=place[early.item])


def _owned(columns: _Pairs, kept: NDArray[np.bool_], place: NDArray[np.uint32]) -> _Pairs:
    """What has no history is as of now, of the items that are there."""
    some = _taken(columns, kept[columns.item])
    return replace(some, item=place[some.item])


def _estimates_then(snapshot: Snapshot, until: int) -> NDArray[np.float32]:
    every = np.arange(len(snapshot))
    return history.estimates_at(snapshot, every, np.full(len(every), until - 1))[0]


def _sprint(sprint: Sprint, until: int) -> Sprint:
    if until <= sprint.activated < NEVER and sprint.state != "future":
        return replace(sprint, state="future", activated=NEVER, completed=NEVER)
    if until <= windows.closing(sprint) < NEVER and sprint.state == "closed":
        return replace(sprint, state="active", completed=NEVER)
    return sprint
