"""What became of each item: it is here, was deleted, lies in a project that is not read, or is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns.revisions import Bit, Revisions
from altaclario.providers.columns import intervals


@dataclass(frozen=True, slots=True)
class Standing:
    """Of revisions by item. `owner` is the project (its index) that each revision lies in, -1: none that is read."""

    owner: NDArray[np.int64]
    last: NDArray[np.intp]
    """The row of the last revision of each item. Shape (items,), as those that follow."""
    is_deleted: NDArray[np.bool_]
    is_moved: NDArray[np.bool_]
    is_hidden: NDArray[np.bool_]

    @property
    def is_here(self) -> NDArray[np.bool_]:
        """Which items are there still, and in what is read."""
        return ~(self.is_deleted | self.is_moved | self.is_hidden)

    def of_items(self, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The revisions of some items. Shape (n,)."""
        return np.repeat(which, np.diff(np.append(-1, self.last)))


def of(
    revisions: Revisions, areas: Iterable[Iterable[int]], existing: NDArray[np.int64] | None, *, read_at: int
) -> Standing:
    """The standing of mended revisions; `areas` are those of each project, `existing` what a query found.

    What changed after the question who is there may have come since.
    """
    owner = _owners(revisions, areas)
    last = np.flatnonzero(intervals.ends(revisions.id))
    is_deleted = revisions.has(Bit.DELETED)[last]
    is_moved = (owner[last] < 0) & ~is_deleted
    is_hidden = np.zeros(len(last), np.bool_)
    if existing is not None:
        is_hidden = ~np.isin(revisions.id[last], existing) & (revisions.changed[last] < read_at)
    return Standing(owner, last, is_deleted, is_moved, is_hidden & ~is_deleted & ~is_moved)


def _owners(revisions: Revisions, areas: Iterable[Iterable[int]]) -> NDArray[np.int64]:
    known = sorted((area, place) for place, own in enumerate(areas) for area in own)
    ids = np.array([area for area, _ in known], np.int64)
    owner = np.append(np.array([place for _, place in known], np.int64), -1)
    place = np.searchsorted(ids, revisions.area)
    return owner[np.where(np.append(ids, -1)[place] == revisions.area, place, len(ids))]
