"""Which items are counted."""

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Level, Snapshot


def base_level(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Stories, bugs, tasks: items that are neither a part of another (sub-tasks) nor made of others (epics).

    Shape (items,).

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", type="Epic"), building.item("PAY-2", type="Story"))
    >>> base_level(team)
    array([False,  True])
    """
    is_base = np.array([kind.level is Level.BASE for kind in snapshot.types], np.bool_)
    return is_base.take(snapshot.items.type)


def levels(snapshot: Snapshot) -> dict[Level, int]:
    """The number of items on each rung.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", type="Epic"), building.item("PAY-2", type="Story"))
    >>> levels(team)[Level.BASE]
    1
    """
    counts = np.bincount(snapshot.items.type, minlength=len(snapshot.types)).tolist()
    rungs = dict.fromkeys(Level, 0)
    for kind, count in zip(snapshot.types, counts, strict=True):
        rungs[kind.level] += count
    return rungs
