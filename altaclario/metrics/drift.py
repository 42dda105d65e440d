"""By how much what is to be done grew since it was begun."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import NEVER, Instants


@dataclass(frozen=True, slots=True)
class Drift:
    """When each whole was begun (`NEVER`: not yet), its items at the end of then, and those that came later."""

    begun: Instants
    then: NDArray[np.int64]
    later: NDArray[np.int64]

    def share(self, place: int) -> float | None:
        """Items that came later ÷ items there were; None before the beginning."""
        return float(self.later[place] / self.then[place]) if self.then[place] else None


def drift(part: NDArray[np.intp], whole: NDArray[np.intp], born: Instants, started: Instants, count: int) -> Drift:
    """How many parts each whole had when the first of them was started, and how many were created after that.

    `part` and `whole` are pairs; `born` and `started` are of each part (`NEVER`: not started). Which whole a part
    belongs to is as of today, so that what was taken out is in neither number. Unit: items. Shape (count,) each.
    Source: METRICS, "Releases, portfolio": scope drift.

    >>> born, started = np.array([10, 20, 30], np.uint32), np.array([25, NEVER, NEVER], np.uint32)
    >>> found = drift(np.array([0, 1, 2]), np.array([0, 0, 0]), born, started, 1)
    >>> found.then, found.later, found.share(0)
    (array([2]), array([1]), 0.5)
    """
    begun = np.full(count, np.uint32(NEVER))
    np.minimum.at(begun, whole, started.take(part))
    is_begun = begun.take(whole) != NEVER
    is_later = born.take(part) > begun.take(whole)
    then = np.bincount(whole[is_begun & ~is_later], minlength=count)
    return Drift(begun, then, np.bincount(whole[is_begun & is_later], minlength=count))
