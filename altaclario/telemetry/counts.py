"""Counts in the memory of this process, so that no page waits for the database because it is counted."""

import threading
from collections import Counter
from collections.abc import Mapping

from altaclario.telemetry.happened import Happened

MOST = 20_000
"""So many different things at most; whatever else happens until they are written is not counted."""


class Counts:
    """What happened since the counts were last taken. Threads may add at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Counter[Happened] = Counter()
        self._left_out = 0

    def add(self, one: Happened, count: int = 1) -> None:
        with self._lock:
            if one in self._found or len(self._found) < MOST:
                self._found[one] += count
            else:
                self._left_out += count

    def take(self) -> dict[Happened, int]:
        """All of it; from here on it is counted from nothing."""
        with self._lock:
            taken, self._found = self._found, Counter()
            return dict(taken)

    def give_back(self, taken: Mapping[Happened, int]) -> None:
        """It could not be written: it waits beside what happened since."""
        for one, count in taken.items():
            self.add(one, count)

    def left_out(self) -> int:
        """How much found no room since this was last asked."""
        with self._lock:
            count, self._left_out = self._left_out, 0
            return count


HERE = Counts()
"""Those of this process."""
