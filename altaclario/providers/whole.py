"""What a whole reading of a tracker brings."""

from dataclasses import dataclass
from typing import Protocol

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
