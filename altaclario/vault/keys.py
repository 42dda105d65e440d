"""Data keys by owner: made when first needed, renewed in time, wrapped by the root key, destroyed for good."""

import os
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from altaclario.vault import box, wrapping
from altaclario.vault.models import DataKey

MOST_SEALS = 1 << 24
"""One key never seals more often than this: nonces are random, and two must not be alike (NIST SP 800-38D, 8.3)."""
RENEWED_AFTER_SEALS = 1 << 20
RENEWED_AFTER = timedelta(days=90)


class SealedAlone(Exception):
    """Seal and store in one transaction: else a rotation may destroy the key in between."""


def for_sealing(owner: str, *, now: datetime) -> tuple[int, bytes]:
    """The version and the key that the owner seals with now; each asking counts as one seal.

    A first one is made; and the next where the newest has sealed enough, is old, or does not open because the root key
    changed. It cannot be destroyed before this transaction ends.
    """
    if not connection.in_atomic_block:
        raise SealedAlone
    while True:
        newest = _newest(owner)
        if newest is None or _is_spent(newest, now=now) or not _opens(newest):
            newest = _renewed(owner, after=newest, now=now)
        if newest is not None and _counted(newest):
            return newest.version, wrapping.unwrapped(newest)


def of_version(owner: str, version: int) -> bytes:
    """The key of one version. Raises NotOpened when it was destroyed."""
    found = DataKey.objects.filter(owner=owner, version__gte=version).select_related("root").order_by("version")
    keys = list(found)
    if not keys or keys[0].version != version or keys[-1].opens_from > version:
        raise box.NotOpened
    return wrapping.unwrapped(keys[0])


def renew(owner: str, *, now: datetime) -> None:
    """From now on an owner who has a key seals with another; what the old ones sealed still opens."""
    if newest := _newest(owner):
        _renewed(owner, after=newest, now=now)


def held(owner: str) -> list[DataKey]:
    """The owner's keys, oldest first. Nobody seals with one of them until this transaction ends."""
    keys = DataKey.objects.filter(owner=owner).order_by("version")
    while True:
        locked = list(keys.select_for_update())
        # Who had to wait may hold none any more: another rotation has put a newer one in the place of those it knew.
        if [one.pk for one in locked] == list(keys.values_list("pk", flat=True)):
            return locked


def owners() -> list[str]:
    """Everybody who has a key."""
    return list(DataKey.objects.order_by("owner").values_list("owner", flat=True).distinct())


def destroy_all_but(owner: str, versions: set[int]) -> int:
    """Of the keys up to the newest of these, these alone stay, and none before them is ever accepted again. How many
    were destroyed. A newer one that somebody made meanwhile has sealed something, perhaps.
    """
    keys = DataKey.objects.filter(owner=owner)
    keys.update(opens_from=min(versions))
    destroyed, _ = keys.filter(version__lt=max(versions)).exclude(version__in=versions).delete()
    return destroyed


def destroy(owner: str) -> None:
    """Everything that the owner sealed can never be opened again."""
    DataKey.objects.filter(owner=owner).delete()


def _newest(owner: str) -> DataKey | None:
    return DataKey.objects.filter(owner=owner).select_related("root").order_by("-version").first()


def _renewed(owner: str, *, after: DataKey | None, now: datetime) -> DataKey | None:
    """The next version; None if another process made it at the same moment."""
    version, opens_from = (after.version + 1, after.opens_from) if after else (1, 1)
    try:
        with transaction.atomic():
            root, wrapped = wrapping.wrapped(os.urandom(box.KEY_BYTES), owner=owner, version=version, now=now)
            return DataKey.objects.create(
                owner=owner, version=version, root=root, wrapped=wrapped, created=now, opens_from=opens_from
            )
    except IntegrityError:
        return None


def _counted(key: DataKey) -> bool:
    """One seal more, unless the key is spent or gone. Holds the row until the transaction ends."""
    rows = DataKey.objects.filter(pk=key.pk, seals__lt=MOST_SEALS)
    return rows.update(seals=F("seals") + 1) == 1


def _is_spent(key: DataKey, *, now: datetime) -> bool:
    return key.seals >= RENEWED_AFTER_SEALS or now - key.created >= RENEWED_AFTER


def _opens(key: DataKey) -> bool:
    try:
        wrapping.unwrapped(key)
    except box.NotOpened:
        return False
    return True
