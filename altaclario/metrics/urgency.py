"""How urgent a priority is: trackers and teams name them, and few names mean anything to all."""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot

UNKNOWN = 0
"""Of a priority whose name says nothing, and of an item that has none."""
URGENT = 2
"""What is as urgent as this, or more, is p1 or p2."""
_NUMBER = re.compile(r"^(?:p|prio|priority)?\s*(\d)\b", re.IGNORECASE | re.ASCII)
_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("highest", "blocker", "urgent", "immediate"), 1),
    **dict.fromkeys(("high", "critical"), 2),
    **dict.fromkeys(("medium", "normal", "major"), 3),
    **dict.fromkeys(("low", "minor"), 4),
    **dict.fromkeys(("lowest", "trivial"), 5),
}


def rank(name: str) -> int:
    """How urgent a priority of that name is: 1 is the most; 0 where the name does not say.

    A digit at its beginning says it ("1", "P2", "3 - Medium"), or it is one of the names that trackers start with. 0
    as a digit ("P0") is as urgent as 1.

    >>> [rank(one) for one in ("Highest", "P2", "3 - Medium", "P0", "Someday", "")]
    [1, 2, 3, 1, 0, 0]
    """
    found = _NUMBER.match(name.strip())
    if found:
        return max(int(found[1]), 1)
    return _WORDS.get(name.strip().casefold(), UNKNOWN)


def ranks(snapshot: Snapshot) -> NDArray[np.int64]:
    """How urgent each item is. Shape (items,); 0: nobody knows.

    >>> from tests import building
    >>> ranks(building.snapshot(building.item("PAY-1", priority="High"), building.item("PAY-2")))
    array([2, 0])
    """
    return np.array([rank(name) for name in snapshot.priorities], np.int64).take(snapshot.items.priority)
