"""What became of a sprint: its commitment, what was added and removed, what got done."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, memberships, points, windows
from altaclario.metrics.memberships import Pairs
from altaclario.metrics.points import Points
from altaclario.metrics.stages import Stays
from altaclario.metrics.windows import Windows
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint


@dataclass(frozen=True, slots=True)
class Scope:
    """The sets of one sprint, each as ascending rows of `Snapshot.items`."""

    commitment: NDArray[np.intp]
    added: NDArray[np.intp]
    removed: NDArray[np.intp]
    left_and_returned: NDArray[np.intp]
    done_before_start: NDArray[np.intp]
    completed: NDArray[np.intp]
    not_completed: NDArray[np.intp]
    carried_over: NDArray[np.intp]
    points: Points | None
    """None when the tracker has no field for estimates."""
    say_do: float | None
    """Completed of the commitment / commitment, in items; None when nothing was committed."""


@dataclass(frozen=True, slots=True)
class Members:
    """One set of every sprint: that of sprint k is `items[first[k]:first[k + 1]]`, ascending rows of the snapshot."""

    items: NDArray[np.intp]
    first: NDArray[np.intp]

    def of(self, sprint: int) -> NDArray[np.intp]:
        """The members of one sprint (its index)."""
        return self.items[self.first[sprint] : self.first[sprint + 1]]

    def counts(self) -> NDArray[np.intp]:
        """How many there are in each sprint. Shape (sprints,)."""
        return np.diff(self.first)


@dataclass(frozen=True, slots=True)
class Replay:
    """Any number of sprints at once: their sets, and their points."""

    sets: Mapping[str, Members]
    """By the names that `Scope` has for them."""
    kept: Members
    """What was committed and completed."""
    points: NDArray[np.float64] | None
    """The fields of `Points`, in their order, of each sprint of the snapshot: shape (sprints, 6)."""


def replay(snapshot: Snapshot, stays: Stays, until: int, chosen: NDArray[np.bool_]) -> Replay:
    """Replay the chosen sprints (shape (sprints,)) from the history of memberships, estimates and stages.

    `until` is the instant after the last one that is known: the end of an active sprint.
    See `scope` for the definitions.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", sprints=[("S1", "2026-03-01 09:00")]), sprints=["S1"])
    >>> replay(team, building.stays_of(team), NEVER, np.array([True])).sets["commitment"].counts()
    array([1])
    """
    spans = windows.of_sprints(snapshot.sprints, until)
    found = memberships.pairs(stays, memberships.in_sprints(snapshot, stays, chosen), spans)
    items = stays.items.take(found.item)
    bounds = history.starts(found.window, len(snapshot.sprints))
    counted = ~found.done_before
    commitment = found.in_at_begin & counted
    which = {
        "commitment": commitment,
        "added": ~found.in_at_begin & counted,
        "removed": ~found.in_at_end & counted,
        "left_and_returned": found.returned & counted,
        "done_before_start": found.done_before,
        "completed": found.completed,
        "not_completed": found.in_at_end & (found.since == NEVER),
        "carried_over": _carried_over(snapshot, items, found, spans),
    }
    return Replay(
        sets={name: _members(items, bounds, one) for name, one in which.items()},
        kept=_members(items, bounds, commitment & found.completed),
        points=points.totals(snapshot, items, found, bounds) if snapshot.has_points else None,
    )


def scope(played: Replay, sprint: int) -> Scope:
    """The sets and points of one sprint (its index) of a replay.

    commitment: in the sprint at its activation and not done then. added / removed: entered / left after the activation
    and before the end; an item that left and returned is neither, but is listed. done before start: done at the
    activation; in none of the former. completed: done at the end (`completed` of a closed sprint), having entered that
    stay in done after the activation while in the sprint, so that an item finished and then taken out is in both
    completed and removed. not completed: in the sprint at its end and not done (cancelled items too). carried over:
    those of them that are in a later or future sprint after the end.
    Points: commitment as estimated at activation, added when it entered, removed when it left, completed at completion;
    re-estimated is the change from the first to the last moment inside, what changed during an absence included.
    Source: METRICS, "Sprints". Jira's own report takes today's estimates for the commitment; ours does not move.

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", "2026-03-01 08:00 To Do", "2026-03-05 09:00 Done", estimate=3,
    ...         sprints=[("S1", "2026-03-01 09:00")]),
    ...     building.item("PAY-2", "2026-03-01 08:00 To Do", estimate=5, sprints=[("S1", "2026-03-04 09:00")]),
    ...     sprints=[building.sprint("S1", "2026-03-02 09:00", "2026-03-13 17:00")])
    >>> end = building.instant("2026-03-20 00:00")
    >>> late = scope(replay(team, building.stays_of(team), end, np.array([True])), 0)
    >>> late.added, late.say_do, late.points.added
    (array([1]), 1.0, 5.0)
    """
    committed = len(played.sets["commitment"].of(sprint))
    return Scope(
        **{name: members.of(sprint) for name, members in played.sets.items()},
        points=None if played.points is None else Points(*played.points[sprint].tolist()),
        say_do=len(played.kept.of(sprint)) / committed if committed else None,
    )


def re_estimated(snapshot: Snapshot, stays: Stays, until: int, sprint: int) -> NDArray[np.intp]:
    """The items of one sprint (its index) whose estimate changed from their first to their last moment inside.

    What was done before the start is left out, as everywhere; an item without an estimate counts 0, so that its first
    estimate is a change. Ascending rows of `Snapshot.items`.

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", estimate=5, estimates={"2026-03-04 09:00": 3}, sprints=[("S1", "2026-03-01 09:00")]),
    ...     building.item("PAY-2", estimate=5, sprints=[("S1", "2026-03-01 09:00")]), sprints=["S1"])
    >>> re_estimated(team, building.stays_of(team), building.instant("2026-03-20 00:00"), 0)
    array([0])
    """
    chosen = np.arange(len(snapshot.sprints)) == sprint
    spans = windows.of_sprints(snapshot.sprints, until)
    found = memberships.pairs(stays, memberships.in_sprints(snapshot, stays, chosen), spans)
    items = stays.items.take(found.item)
    first, last = history.points_at(snapshot, items, found.first, found.last)
    return np.sort(items[(first != last) & ~found.done_before])


def _members(items: NDArray[np.intp], bounds: NDArray[np.intp], which: NDArray[np.bool_]) -> Members:
    rows = np.flatnonzero(which)
    return Members(items.take(rows), np.searchsorted(rows, bounds))


def _carried_over(snapshot: Snapshot, items: NDArray[np.intp], pairs: Pairs, spans: Windows) -> NDArray[np.bool_]:
    """Whether an unfinished item was, after the end, in a sprint that began later or has not begun."""
    every = snapshot.sprint_memberships
    order = np.array([_order(one) for one in snapshot.sprints], np.uint32)
    first = history.starts(every.item, len(snapshot))
    open_ = np.flatnonzero(pairs.in_at_end & (pairs.since == NEVER))
    rows, owner = history.rows_of(first, items.take(open_))
    pair = open_.take(owner)
    window = pairs.window.take(pair)
    is_later = order.take(every.of.take(rows)) > order.take(window)
    is_later &= every.left.take(rows) > spans.end.take(window)
    found = np.zeros(len(items), np.bool_)
    found[pair.take(np.flatnonzero(is_later))] = True
    return found


def _order(sprint: Sprint) -> int:
    """When it began; a future sprint comes after all others, one without dates before."""
    if sprint.state == "future":
        return NEVER
    began = sprint.activated if sprint.activated != NEVER else sprint.start
    return 0 if began == NEVER else began
