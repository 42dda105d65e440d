"""Which root key wraps a data key, and which one opens it."""

from datetime import datetime

from django.db import transaction

from altaclario.vault import box, custody
from altaclario.vault.models import DataKey, KnownRoot
from altaclario.vault.roots import RootKey, RootKeyUnusable


def wrapped(plain: bytes, *, owner: str, version: int, now: datetime) -> tuple[KnownRoot, bytes]:
    """The data key wrapped by the newest root key that is held. Ask in the transaction that stores it."""
    root, key = newest(now=now)
    return root, key.wrap(plain, version=root.version, bound_to=_place(owner, version))


def unwrapped(key: DataKey) -> bytes:
    """The data key itself. Raises NotOpened."""
    found: DataKey | None = key
    for _ in range(2):  # Between looking at the row and at the root key, both may have been replaced, but once.
        held = {one.name: one for one in custody.chosen().held()}
        if found is not None and found.root.retired is None and found.root.name in held:
            return held[found.root.name].unwrap(bytes(found.wrapped), _place(found.owner, found.version))
        found = DataKey.objects.select_related("root").filter(pk=key.pk).first()
    raise box.NotOpened


def wrap_again(pk: int, *, now: datetime) -> bool:
    """Another root key came: wrap this data key with it. False if there is nothing to do. Raises NotOpened."""
    with transaction.atomic():
        # The data key before the root keys, as whoever seals takes them: so that no two wait for each other.
        found = DataKey.objects.filter(pk=pk).select_for_update(of=("self",)).select_related("root").first()
        root, key = newest(now=now)
        if found is None or found.root == root:
            return False
        again = key.wrap(unwrapped(found), version=root.version, bound_to=_place(found.owner, found.version))
        DataKey.objects.filter(pk=pk).update(root=root, wrapped=again)
    return True


def newest(*, now: datetime) -> tuple[KnownRoot, RootKey]:
    """The root key that wraps from now on; who replaces it waits until this transaction ends.

    Raises RootKeyUnusable where the only key at hand is one that was replaced.
    """
    held = _known_and_held(now=now)
    root, key = max(held, key=lambda one: one[0].version)
    if root.retired is not None:
        raise RootKeyUnusable(
            f"This root key was replaced by another on {root.retired:%Y-%m-%d} and may not be used again. "
            "Put the newer one in its place."
        )
    return root, key


def check(*, now: datetime) -> None:
    """See that there is a root key that may be used. Raises RootKeyUnusable."""
    with transaction.atomic():
        newest(now=now)


def locked() -> None:
    """No root key is made known, taken or retired by anybody else until this transaction ends."""
    list(KnownRoot.objects.select_for_update().order_by("version"))


def _known_and_held(*, now: datetime) -> list[tuple[KnownRoot, RootKey]]:
    locked()
    known = {root.name: root for root in KnownRoot.objects.all()}  # Read after the lock: it may have changed.
    last = max((root.version for root in known.values()), default=0)
    found: list[tuple[KnownRoot, RootKey]] = []
    for key in custody.chosen().held():
        root = known.get(key.name)
        if root is None:
            last += 1
            root = KnownRoot.objects.create(version=last, name=key.name, since=now)
        found.append((root, key))
    return found


def _place(owner: str, version: int) -> tuple[str, ...]:
    return ("data key", owner, str(version))
