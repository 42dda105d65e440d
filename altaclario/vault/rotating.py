"""Other data keys in the place of the old ones: what is sealed is sealed anew, then the old keys are destroyed.

It may be cut off at any moment: until an old key goes, nothing needs it any more. Run again, it goes on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from altaclario.declarations.promises import keeps
from altaclario.vault import box, columns, keys
from altaclario.vault.columns import SealedColumn


@dataclass(slots=True)
class Rotated:
    """What was done, in numbers. What no key here opens stays as it is, and so does its key."""

    owners: int = 0
    sealed: int = 0
    destroyed: int = 0
    unopened: int = 0


@keeps("sealed-credentials")
def rotate(owners: list[str], *, now: datetime) -> Rotated:
    """Give each of them another data key, and destroy the old ones. Raises RootKeyUnusable."""
    told = Rotated()
    for owner in owners:
        keys.renew(owner, now=now)
        sealed, _ = _seal_all_anew(owner, now=now)
        late, unopened, destroyed = _destroy_the_old(owner, now=now)
        told.owners += 1
        told.sealed += sealed + late
        told.unopened += unopened
        told.destroyed += destroyed
    return told


def _destroy_the_old(owner: str, *, now: datetime) -> tuple[int, int, int]:
    """How many secrets were sealed anew only now, how many do not open, how many keys are destroyed."""
    with transaction.atomic():
        newest = _newest_of(owner)
        # Whoever took an old key before the new one came has stored by now, and nobody takes one any more.
        late, closed = _seal_all_anew(owner, now=now)
        needed = {version for column, pk in closed for version in _versions(column, owner, pk)}
        return late, len(closed), keys.destroy_all_but(owner, needed | {newest})


def _seal_all_anew(owner: str, *, now: datetime) -> tuple[int, list[tuple[SealedColumn, Any]]]:
    """How many, and those that do not open."""
    sealed, closed = 0, []
    for column in columns.REGISTER.values():
        for pk in list(column.rows_of(owner).values_list("pk", flat=True)):
            try:
                sealed += _sealed_anew(column, owner, pk, now=now)
            except box.NotOpened:
                closed.append((column, pk))
    return sealed, closed


def _sealed_anew(column: SealedColumn, owner: str, pk: Any, *, now: datetime) -> bool:
    """Whether there was something to do. Raises NotOpened."""
    with transaction.atomic():
        newest = _newest_of(owner)
        row = column.rows_of(owner).select_for_update(of=("self",)).filter(pk=pk).first()
        envelope = column.envelope(row) if row is not None else b""
        if row is None or not envelope or box.version_of(envelope) == newest:
            return False
        with column.opened(row) as secret:
            column.seal(row, secret.reveal(), now=now)
        column.rows_of(owner).filter(pk=pk).update(**{column.column: getattr(row, column.column)})
    return True


def _versions(column: SealedColumn, owner: str, pk: Any) -> set[int]:
    """Which key sealed a secret that does not open; none where not even that can be told."""
    row = column.rows_of(owner).filter(pk=pk).first()
    try:
        return {box.version_of(column.envelope(row))} if row is not None else set()
    except box.NotOpened:
        return set()


def _newest_of(owner: str) -> int:
    """Nobody else seals for the owner until this transaction ends. 0 if the owner's keys are gone."""
    held = keys.held(owner)
    return held[-1].version if held else 0
