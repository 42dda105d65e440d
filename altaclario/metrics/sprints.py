"""What became of a sprint: its commitment, what was added and removed, what got done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, memberships, sums
from altaclario.metrics.memberships import Pairs, Windows
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint

NOT_STARTED = "not started"
NO_DATES = "no dates"
NO_HISTORY = "no sprint history"
LOADING = "history is still loading"

COMPLETED = 4
"""The place of `completed` among the fields of `Points`."""


@dataclass(frozen=True, slots=True)
class Points:
    """Estimates of one sprint; an item without an estimate counts 0.

    Always: commitment + added - removed + re_estimated = in_scope_at_end, all without what was done before the start.
    """

    commitment: float
    added: float
    removed: float
    re_estimated: float
    completed: float
    in_scope_at_end: float


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
class Replay:
    """Any number of sprints at once: their pairs of sprint and item, by sprint, and what follows from them."""

    items: NDArray[np.intp]
    """Rows of `Snapshot.items`. Shape (pairs,)."""
    first: NDArray[np.intp]
    """CSR over the sprints of the snapshot."""
    pairs: Pairs
    carried_over: NDArray[np.bool_]
    """Shape (pairs,)."""
    points: NDArray[np.float64] | None
    """The fields of `Points`, in their order, of each sprint of the snapshot: shape (sprints, 6)."""


def replay(snapshot: Snapshot, stays: Stays, until: int, chosen: NDArray[np.bool_]) -> Replay:
    """Replay the chosen sprints (shape (sprints,)) from the history of memberships, estimates and stages.

    `until` is the instant after the last one that is known: the end of an active sprint.
    See `scope` for the definitions.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", sprints=[("S1", "2026-03-01 09:00")]), sprints=["S1"])
    >>> replay(team, building.stays_of(team), NEVER, np.array([True])).pairs.in_at_begin
    array([ True])
    """
    windows = sprint_windows(snapshot.sprints, until)
    found = memberships.pairs(stays, memberships.in_sprints(snapshot, stays, chosen), windows)
    items = stays.items.take(found.item)
    return Replay(
        items=items,
        first=history.starts(found.window, len(snapshot.sprints)),
        pairs=found,
        carried_over=_carried_over(snapshot, items, found, windows),
        points=_totals(snapshot, items, found) if snapshot.has_points else None,
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
    rows = slice(played.first[sprint], played.first[sprint + 1])
    pairs, items = played.pairs, played.items[rows]
    counted = ~pairs.done_before[rows]
    commitment = pairs.in_at_begin[rows] & counted
    completed = pairs.completed[rows]
    is_open = pairs.in_at_end[rows] & (pairs.since[rows] == NEVER)
    return Scope(
        commitment=items[commitment],
        added=items[~pairs.in_at_begin[rows] & counted],
        removed=items[~pairs.in_at_end[rows] & counted],
        left_and_returned=items[pairs.returned[rows] & counted],
        done_before_start=items[~counted],
        completed=items[completed],
        not_completed=items[is_open],
        carried_over=items[played.carried_over[rows]],
        points=None if played.points is None else Points(*played.points[sprint].tolist()),
        say_do=float((completed & commitment).sum() / commitment.sum()) if commitment.any() else None,
    )


def _totals(snapshot: Snapshot, items: NDArray[np.intp], pairs: Pairs) -> NDArray[np.float64]:
    """The fields of `Points`, in their order, of every sprint. Shape (sprints, 6)."""
    first, last = (_points(snapshot, items, one) for one in (pairs.first, pairs.last))
    done = _points(snapshot, items, np.where(pairs.completed, pairs.since, np.uint32(0)))
    is_scope = ~pairs.done_before
    columns = (
        first * (is_scope & pairs.in_at_begin),
        first * (is_scope & ~pairs.in_at_begin),
        last * (is_scope & ~pairs.in_at_end),
        (last - first) * is_scope,
        done * pairs.completed,
        last * (is_scope & pairs.in_at_end),
    )
    window, count = pairs.window.astype(np.intp), len(snapshot.sprints)
    return np.stack([sums.by_group(window, column, count) for column in columns], axis=1)


def _points(snapshot: Snapshot, items: NDArray[np.intp], instants: NDArray[np.uint32]) -> NDArray[np.float64]:
    then = history.estimates_at(snapshot, items, instants)
    return np.where(np.isnan(then), 0.0, then)


def _carried_over(snapshot: Snapshot, items: NDArray[np.intp], pairs: Pairs, windows: Windows) -> NDArray[np.bool_]:
    """Whether an unfinished item was, after the end, in a sprint that began later or has not begun."""
    every = snapshot.sprint_memberships
    order = np.array([_order(one) for one in snapshot.sprints], np.uint32)
    first = history.starts(every.item, len(snapshot))
    open_ = np.flatnonzero(pairs.in_at_end & (pairs.since == NEVER))
    owner = items.take(open_)
    begin = first.take(owner)
    sizes = first.take(owner + 1) - begin
    pair = np.repeat(open_, sizes)
    rows = np.arange(len(pair)) + np.repeat(begin - np.cumsum(sizes) + sizes, sizes)
    window = pairs.window.take(pair)
    is_later = order.take(every.of.take(rows)) > order.take(window)
    is_later &= every.left.take(rows) > windows.end.take(window)
    found = np.zeros(len(items), np.bool_)
    found[pair.take(np.flatnonzero(is_later))] = True
    return found


def _order(sprint: Sprint) -> int:
    """When it began; a future sprint comes after all others, one without dates before."""
    if sprint.state == "future":
        return NEVER
    began = sprint.activated if sprint.activated != NEVER else sprint.start
    return 0 if began == NEVER else began


def sprint_windows(sprints: tuple[Sprint, ...], until: int) -> Windows:
    """From activation to completion, or to `until` for a sprint that is active. Shape (sprints,).

    >>> closed = Sprint(7, "S7", "closed", activated=100, completed=900)
    >>> sprint_windows((closed, Sprint(8, "S8", "active", activated=950)), 2000).end
    array([ 900, 2000], dtype=uint32)
    """
    begin = [one.activated for one in sprints]
    end = [until if one.state == "active" else _closed(one) for one in sprints]
    last = [until - 1 if one.state == "active" else _closed(one) for one in sprints]
    return Windows(*(np.array(column, np.uint32) for column in (begin, end, last)))


def reasons(snapshot: Snapshot, stays: Stays) -> list[str | None]:
    """Why a sprint has no figures, for each sprint; None when it has.

    A sprint without history has members, but of none of them a recorded change of sprint: then nobody can say who
    was in it at its activation. In a snapshot without any such record, no sprint has figures.

    >>> from tests import building
    >>> soon = building.sprint("S2", state="future")
    >>> team = building.snapshot(building.item("PAY-1"), sprints=["S1", soon])
    >>> reasons(team, building.stays_of(team))
    ['no sprint history', 'not started']
    """
    intervals = snapshot.sprint_memberships
    member = np.zeros(len(snapshot), np.uint8)
    member[stays.items] = 2
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
    if sprint.activated == NEVER or (sprint.state == "closed" and _closed(sprint) == NEVER):
        return NO_DATES
    if is_bare:
        return NO_HISTORY
    return LOADING if sprint.activated < snapshot.complete_from else None


def _closed(sprint: Sprint) -> int:
    return sprint.completed if sprint.completed != NEVER else sprint.end
