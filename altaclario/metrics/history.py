"""What held at an instant: looking up rows of a history that is ordered by item, then time."""

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot


def starts(groups: NDArray[np.integer], count: int) -> NDArray[np.intp]:
    """Where each group begins in rows that are sorted by group: CSR, shape (count + 1,).

    >>> starts(np.array([0, 0, 2], dtype=np.uint32), 3)
    array([0, 2, 2, 3])
    """
    found = np.zeros(count + 1, np.intp)
    np.cumsum(np.bincount(groups, minlength=count), out=found[1:])
    return found


def rows_of(first: NDArray[np.integer], groups: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All rows of these groups one after the other, and for each row the place of its group among those asked for.

    `first` is CSR over the rows.

    >>> rows_of(np.array([0, 2, 2, 5]), np.array([2, 0]))
    (array([2, 3, 4, 0, 1]), array([0, 0, 0, 1, 1]))
    """
    begin = first.take(groups).astype(np.intp)
    sizes = first[1:].take(groups).astype(np.intp) - begin
    ends = np.cumsum(sizes)
    rows: NDArray[np.intp] = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begin - ends + sizes, sizes)
    return rows, np.repeat(np.arange(len(groups)), sizes)


def latest(
    first: NDArray[np.integer], at: NDArray[np.uint32], groups: NDArray[np.integer], instants: NDArray[np.integer]
) -> NDArray[np.intp]:
    """For each pair of group and instant, the last row of the group at or before it; the one before its first if none.

    `first` is CSR over `at`, ascending within a group; `groups` and `instants` have one shape, which is the answer's.
    Steps back from the newest row: most questions are about the recent past.

    >>> at = np.array([10, 20, 30, 15], dtype=np.uint32)
    >>> latest(np.array([0, 3, 4]), at, np.array([0, 0, 1]), np.array([20, 5, 99]))
    array([ 1, -1,  3])
    """
    begin = first.take(groups).astype(np.intp, copy=False)
    found: NDArray[np.intp] = first[1:].take(groups).astype(np.intp) - 1
    pending: NDArray[np.intp] = np.flatnonzero(found >= begin)
    while pending.size:
        rows = found.take(pending)
        late = np.flatnonzero(at.take(rows) > instants.take(pending))
        pending, rows = pending.take(late), rows.take(late) - 1
        found[pending] = rows
        pending = pending.take(np.flatnonzero(rows >= begin.take(pending)))
    return found


def moves_at(snapshot: Snapshot, items: NDArray[np.integer], until: int) -> NDArray[np.intp]:
    """The row of `Snapshot.transitions` that held for each item just before an instant: its status, and since when.

    Each of the items was created before it. Shape (items,).

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress"))
    >>> moves_at(team, np.array([0]), building.instant("2026-03-03 09:00"))
    array([0])
    """
    moves = snapshot.transitions
    return latest(moves.first, moves.at, items, np.full(len(items), until - 1))


def estimates_at(
    snapshot: Snapshot, items: NDArray[np.integer], *instants: NDArray[np.integer]
) -> list[NDArray[np.float32]]:
    """The estimate in points of each item at an instant, changes of that second included; NaN: not estimated.

    Today's value, unless a change came later: then what it was before the first such change. An item that never
    changed has had today's value since its creation. Each of `instants` has the shape of `items` and gives one answer.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", estimate=5, estimates={"2026-03-04 09:00": 3}))
    >>> estimates_at(team, np.array([0]), np.array([0]), np.array([building.instant("2026-03-04 09:00")]))
    [array([3.], dtype=float32), array([5.], dtype=float32)]
    """
    return _values_at(snapshot, items, instants, snapshot.items.estimate, snapshot.estimates.before)


def points_at(
    snapshot: Snapshot, items: NDArray[np.integer], *instants: NDArray[np.integer]
) -> list[NDArray[np.float32]]:
    """As `estimates_at`, for adding up: what is not estimated counts 0.

    >>> from tests import building
    >>> points_at(building.snapshot(building.item("PAY-1")), np.array([0]), np.array([0]))
    [array([0.], dtype=float32)]
    """
    estimates = (snapshot.items.estimate, snapshot.estimates.before)
    today, before = (np.where(np.isnan(one), np.float32(0), one) for one in estimates)
    return _values_at(snapshot, items, instants, today, before)


def _values_at(
    snapshot: Snapshot,
    items: NDArray[np.integer],
    instants: tuple[NDArray[np.integer], ...],
    today: NDArray[np.float32],
    before: NDArray[np.float32],
) -> list[NDArray[np.float32]]:
    changes = snapshot.estimates
    newest = np.zeros(len(snapshot), np.uint32)
    newest[changes.item] = changes.at
    last_change, now = newest.take(items), today.take(items)
    first = starts(changes.item, len(snapshot))
    answers = []
    for asked in instants:
        later = np.flatnonzero(last_change > asked)
        found = now.copy()
        if later.size:
            rows = latest(first, changes.at, items.take(later), asked.take(later)) + 1
            found[later] = before.take(rows)
        answers.append(found)
    return answers
