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
    is_base: NDArray[np.bool_] = snapshot.levels() == Level.BASE
    return is_base


def levels(snapshot: Snapshot) -> dict[Level, int]:
    """The number of items on each rung.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", type="Epic"), building.item("PAY-2", type="Story"))
    >>> levels(team)[Level.BASE]
    1
    """
    counts = np.bincount(snapshot.levels(), minlength=len(Level)) if len(snapshot) else np.zeros(len(Level), int)
    return {level: int(counts[level]) for level in Level}
