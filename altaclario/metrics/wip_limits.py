"""Where more is in progress at once than a team allows itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Excess:
    """A status in which there are more items than its limit."""

    status: str
    items: int
    limit: int


def beyond(snapshot: Snapshot, status: NDArray[np.unsignedinteger], limits: Mapping[str, int]) -> tuple[Excess, ...]:
    """The statuses whose limit is passed by the items that are in progress; `status` is the index of each.

    Source: METRICS, "Flow": WIP; a limit is kept when as many items as it says are there, or fewer.

    >>> from tests import building
    >>> now = np.array([1, 1, 2], np.uint16)
    >>> beyond(building.snapshot(), now, {"In Progress": 1, "Testing": 1})
    (Excess(status='In Progress', items=2, limit=1),)
    """
    counts = np.bincount(status, minlength=len(snapshot.statuses)).tolist()
    found = zip(snapshot.statuses, counts, strict=True)
    return tuple(
        Excess(one.name, count, limits[one.id]) for one, count in found if one.id in limits and count > limits[one.id]
    )
