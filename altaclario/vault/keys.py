"""Data keys by owner: made when first needed, wrapped by the root key, destroyed for good."""

import os
import stat
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from altaclario.vault import box
from altaclario.vault.models import DataKey


class RootKeyUnusable(Exception):
    """The root key file is missing, of the wrong size, or readable by others."""


def make_root_key(path: Path) -> None:
    """Write a new root key, unless there is one; only its owner may read it. Raises RootKeyUnusable."""
    if path.exists():
        _read(path)
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(box.KEY_BYTES))


def current(owner: str, *, now: datetime) -> tuple[int, bytes]:
    """The version and the key that the owner seals with now.

    A first one is made; and the next where the newest does not open because the root key changed, so that what is
    sealed from now on can be opened.
    """
    newest = DataKey.objects.filter(owner=owner).order_by("-version").first()
    if newest is None or not _opens(newest):
        try:
            with transaction.atomic():
                newest = _make(owner, version=newest.version + 1 if newest else 1, now=now)
        except IntegrityError:  # Another process made it at the same moment.
            newest = DataKey.objects.filter(owner=owner).latest("version")
    return newest.version, _unwrapped(newest)


def of_version(owner: str, version: int) -> bytes:
    """The key of one version. Raises NotOpened when it was destroyed."""
    found = DataKey.objects.filter(owner=owner, version=version).first()
    if found is None:
        raise box.NotOpened
    return _unwrapped(found)


def destroy(owner: str) -> None:
    """Everything that the owner sealed can never be opened again."""
    DataKey.objects.filter(owner=owner).delete()


def _make(owner: str, *, version: int, now: datetime) -> DataKey:
    wrapped = box.seal(_root(), os.urandom(box.KEY_BYTES), version=1, bound_to=("data key", owner, str(version)))
    return DataKey.objects.create(owner=owner, version=version, wrapped=wrapped, created=now)


def _opens(key: DataKey) -> bool:
    try:
        _unwrapped(key)
    except box.NotOpened:
        return False
    return True


def _unwrapped(key: DataKey) -> bytes:
    return box.unseal(_root(), bytes(key.wrapped), ("data key", key.owner, str(key.version)))


def _root() -> bytes:
    return _read(Path(settings.ROOT_KEY_FILE))


def _read(path: Path) -> bytes:
    try:
        mode, key = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise RootKeyUnusable(f"There is no root key at {path}.") from None
    if stat.S_IMODE(mode) & 0o077 and os.name == "posix":
        raise RootKeyUnusable(f"{path} is open to others. Take their rights away: chmod 600.")
    if len(key) != box.KEY_BYTES:
        raise RootKeyUnusable(
            f"{path} does not hold a key of {box.KEY_BYTES} bytes. Put the right one back, or take it away: then a new "
            "one is made, and each connection needs its token again."
        )
    return key
