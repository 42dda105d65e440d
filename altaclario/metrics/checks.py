"""What a hygiene rule looks at, and what it finds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import lifecycle, stages
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Codes, Flag, Snapshot


@dataclass(frozen=True, slots=True)
class Seen:
    """The counted items as they stand now. Columns of items are in the order of `Lives.items`, shape (counted,)."""

    snapshot: Snapshot
    settings: Settings
    stays: Stays
    lives: Lives
    finished: NDArray[np.bool_]
    """What was finished in the window that is looked at."""
    until: int
    """The instant after the last one that is known."""
    board: str | None = None
    """The one board that is looked at."""

    @property
    def working(self) -> NDArray[np.bool_]:
        """What is in an active or waiting stage now."""
        return lifecycle.is_working(self.lives.stage)

    @property
    def counted(self) -> NDArray[np.bool_]:
        """What the headline figures are made of: in progress now, or finished in the window."""
        found: NDArray[np.bool_] = self.finished | self.working
        return found

    @property
    def kept(self) -> NDArray[np.bool_]:
        """What anybody can still mend: all that is open, and what was finished in the window."""
        found: NDArray[np.bool_] = self.counted | (self.lives.stage == stages.BACKLOG)
        return found

    def flagged(self, flags: Flag) -> NDArray[np.bool_]:
        """Which items have one of these flags."""
        found: NDArray[np.bool_] = self.snapshot.items.flags.take(self.lives.items) & np.uint8(flags) > 0
        return found

    def status(self) -> Codes:
        """The status of each item now, as an index into `Snapshot.statuses`."""
        moves = self.snapshot.transitions
        return moves.status.take(moves.first.take(self.lives.items + 1) - 1)

    def of_stays(self, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The items that have one of these stays; `which` has shape (stays,)."""
        found = np.zeros(len(self.lives.items), np.bool_)
        found[self.stays.owner.take(np.flatnonzero(which))] = True
        return found

    def of_rows(self, rows: NDArray[np.integer]) -> NDArray[np.bool_]:
        """The items that are named by rows of `Snapshot.items`, in any order and as often as you like."""
        found = np.zeros(len(self.snapshot), np.bool_)
        found[rows] = True
        return found.take(self.lives.items)


@dataclass(frozen=True, slots=True)
class Check:
    """What a rule found. Shape (counted,) each; whatever it found is among what it looked at."""

    of: NDArray[np.bool_]
    """The items about which it can say anything."""
    found: NDArray[np.bool_]
    """Those that it would have somebody mend."""

    @property
    def share(self) -> float | None:
        """What it found of what it looked at; None where it looked at nothing."""
        every = int(np.count_nonzero(self.of))
        return int(np.count_nonzero(self.found)) / every if every else None


def check(of: NDArray[np.bool_], found: NDArray[np.bool_]) -> Check:
    """What was found among what is looked at.

    >>> check(np.array([True, True, False]), np.array([True, False, True])).share
    0.5
    """
    return Check(of, of & found)
