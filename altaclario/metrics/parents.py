"""Which items lie in which parents (epics, features), however deep."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import stages
from altaclario.snapshots.snapshot import Level, Snapshot

MOST_RUNGS = 20
"""What lies deeper is in a loop, or in a tree that nobody reads."""
_SPARSE = 16


@dataclass(frozen=True, slots=True)
class Kinship:
    """Pairs of an item and a parent that it lies in, each pair once, as rows of the snapshot. Shape (pairs,) each."""

    item: NDArray[np.intp]
    parent: NDArray[np.intp]
    is_nearest: NDArray[np.bool_]
    """Whether no other parent lies between them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items lie in each whole, cancelled ones left out, and how many of them are done. Shape (wholes,)."""

    items: NDArray[np.int64]
    done: NDArray[np.int64]


def kinship(snapshot: Snapshot, counted: NDArray[np.bool_]) -> Kinship:
    """Each counted item with every parent above it, as of today: the tracker gives no history of parents.

    What lies between may be of any rung; parents that are not held end the way up. A loop ends it too, and counts each
    pair once.
    Source: METRICS, "Releases, portfolio".

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", type="Epic"), building.item("PAY-2", parent="PAY-1"))
    >>> kinship(team, np.array([False, True])).parent
    array([0])
    """
    up, is_parent = above(snapshot), snapshot.levels() == Level.PARENT
    items = np.flatnonzero(counted & (up >= 0))
    at, has_one = up.take(items), np.zeros(len(items), np.bool_)
    found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]] = []
    for _ in range(MOST_RUNGS):
        if not len(items):
            break
        is_one = is_parent.take(at)
        found.append((items[is_one], at[is_one], ~has_one[is_one]))
        has_one |= is_one
        at = up.take(at)
        goes_on = at >= 0
        items, at, has_one = items[goes_on], at[goes_on], has_one[goes_on]
    columns = [np.concatenate(one) for one in zip(*found, strict=True)] or [np.zeros(0, np.intp)] * 2 + [
        np.zeros(0, np.bool_)
    ]
    kin = Kinship(*columns)
    return _once(kin, len(snapshot)) if len(items) else kin


def above(snapshot: Snapshot) -> NDArray[np.intp]:
    """The row of each item's parent; -1 for none, for one that is not held, and for itself. Shape (items,).

    >>> from tests import building
    >>> above(building.snapshot(building.item("PAY-1", type="Epic"), building.item("PAY-2", parent="PAY-1")))
    array([-1,  0])
    """
    ids, asked = snapshot.items.id, snapshot.items.parent
    named = np.flatnonzero(asked)
    found = np.full(len(ids), -1, np.intp)
    rows = rows_of(ids, asked.take(named))
    is_other = rows != named
    found[named[is_other]] = rows[is_other]
    return found


def rows_of(ids: NDArray[np.uint32], asked: NDArray[np.uint32]) -> NDArray[np.intp]:
    """The row of each tracker id, where `ids` are those of the rows, ascending; -1 for one that is not held.

    >>> rows_of(np.array([10, 20, 30], np.uint32), np.array([30, 11], np.uint32))
    array([ 2, -1])
    """
    if not len(ids):
        return np.full(len(asked), -1, np.intp)
    rows = np.minimum(_places_of(ids, asked), len(ids) - 1)
    return np.where(ids.take(rows) == asked, rows, -1)


def _places_of(ids: NDArray[np.uint32], asked: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Where each would stand; any row for one that is not there.

    Ids that lie close together are looked up in a table, which is many times faster.
    """
    if int(ids[-1]) - int(ids[0]) > _SPARSE * len(ids):
        return np.searchsorted(ids, asked)
    table = np.zeros(int(ids[-1]) - int(ids[0]) + 1, np.uint32)
    table[ids - ids[0]] = np.arange(len(ids), dtype=np.uint32)
    inside = (asked >= ids[0]) & (asked <= ids[-1])
    return table.take(np.where(inside, asked - ids[0], 0)).astype(np.intp)


def progress(item: NDArray[np.intp], whole: NDArray[np.intp], stage: NDArray[np.uint8], count: int) -> Progress:
    """Items in each whole (a parent, a release) and those of them that are done; cancelled ones are neither.

    `item` and `whole` are pairs, `stage` is that of each item. One that lies in several wholes counts once in each.
    Shape (count,) each.

    >>> progress(np.array([1, 2]), np.array([0, 0]), np.array([stages.ACTIVE, stages.DONE, stages.BACKLOG]), 1)
    Progress(items=array([2]), done=array([1]))
    """
    own = stage.take(item)
    counts = [np.bincount(whole[which], minlength=count) for which in (own <= stages.DONE, own == stages.DONE)]
    return Progress(*counts)


def _once(kin: Kinship, rows: int) -> Kinship:
    """Each pair once, the way that is shorter."""
    _, first = np.unique(kin.item * rows + kin.parent, return_index=True)
    return Kinship(kin.item[first], kin.parent[first], kin.is_nearest[first])
