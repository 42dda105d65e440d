"""What a run can go on from: the reading before, while it is held and what is to be read is still the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from altaclario.connections.models import Connection
from altaclario.providers.faults import ScopeUnknown
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Kept
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import holding
from altaclario.sync.reading import Reading

EVERYTHING_AFTER = timedelta(hours=24)
"""Some changes are seen by a reading of everything alone, so there is one every day."""


@dataclass(frozen=True, slots=True)
class Base:
    """What is held beside a snapshot, in the sync process alone, and dropped with it."""

    kept: Kept
    scope: Scope
    chosen: datetime | None
    """When somebody last chose what is read,"""
    sealed: datetime | None
    """and when the token was put in: another one may see other things."""
    whole_at: datetime
    """When everything was read."""

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""
        return self.kept.size_bytes

    def suffices(self, *, now: datetime) -> bool:
        """Whether reading what changed is enough."""
        return now - self.whole_at < EVERYTHING_AFTER


Before: TypeAlias = tuple[Snapshot, Base]
"""A whole snapshot that is held, and what stands beside it."""


def before(connection: Connection, scope: Scope) -> Before | None:
    """The reading before; None where there is none, or where another choice or token came since."""
    snapshot, beside = holding.publisher().held(connection.key) or (None, None)
    if snapshot is None or snapshot.complete_from or not isinstance(beside, Base):
        return None
    is_same = (beside.scope, beside.chosen, beside.sealed) == (scope, connection.scoped, connection.sealed)
    return (snapshot, beside) if is_same else None


def after(connection: Connection, scope: Scope, read: Reading, before: Before | None, *, now: datetime) -> Base | None:
    """What the next run can go on from. Raises ScopeUnknown where all of a project is gone at once."""
    if before and (count := _lost(before[0], read)):
        raise ScopeUnknown(
            f"None of {count:,} items of a project can be seen any more.",
            mend="Ask an administrator of the tracker for the right to see them.",
            next="What was read before stays.",
            cause="items-lost",
        )
    if read.kept is None:
        return None
    whole_at = before[1].whole_at if before and read.increment else now
    return Base(read.kept, scope, connection.scoped, connection.sealed, whole_at)


def _lost(held: Snapshot, read: Reading) -> int:
    """How many items were held of projects of which none is left; a single one may well have been deleted.

    An increment tells what moved from what is hidden, and has looked itself; it may leave nothing at all either.
    """
    if read.increment and len(read.snapshot):
        return 0
    every = np.bincount(held.items.project, minlength=len(held.projects))
    left = np.bincount(held.items.project[np.isin(held.items.id, read.snapshot.items.id)], minlength=len(held.projects))
    return int(every[(left == 0) & (every > 1)].sum())
