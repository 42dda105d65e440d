"""What a reading of a tracker brings: everything, or what changed since one before."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot


class Kept(Protocol):
    """What a later reading can go on from; each tracker has a form of its own."""

    @property
    def size_bytes(self) -> int:
        """Memory of its columns."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A snapshot, and what it was made of where that is kept."""

    snapshot: Snapshot
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Increment:
    """What changed since a reading.

    `part` holds the items that are new or changed, each whole, and all that belongs to no single item (tables, boards,
    findings, when it was read) as a reading of everything would say it now. It is tidied, but may name more sprints,
    versions and so on than its items use. `gone` are the ids of held items that leave, for whatever reason.
    """

    part: Snapshot
    gone: NDArray[np.uint32]
    kept: Kept
    """What the next reading goes on from."""
    added: int = 0
    changed: int = 0
    deleted: int = 0
    moved: int = 0
    """Held items that are now in a project that is not read."""
    hidden: int = 0
    """Held items that are still there, but not for this account."""


class MustReadWhole(Exception):
    """What was kept of the reading before no longer suffices, so everything is read anew.

    `why` is a short word of ours, nothing of the tracker's.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
