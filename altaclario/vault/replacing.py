"""Another root key in the place of the one in use: each data key is wrapped anew, then the old root key is refused.

It may be cut off at any moment: until the old one goes, both are held, and each data key says which of them wrapped it.
Run again, it goes on with the key that was to come.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from altaclario.declarations.promises import keeps
from altaclario.vault import box, custody, wrapping
from altaclario.vault.models import DataKey, KnownRoot
from altaclario.vault.roots import Custody, RootKey, RootKeyUnusable


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done, in numbers, and what is left to the operator."""

    wrapped: int
    unopened: int
    """Data keys that no root key at hand opens, now or before."""
    to_do: str


@keeps("sealed-credentials")
def replace(*, now: datetime) -> Replaced:
    """Another root key wraps all data keys from now on. Raises RootKeyUnusable."""
    kept = custody.chosen()
    root, coming = _announced(kept, now=now)
    wrapped, closed = 0, set[int]()
    while not _retired(kept, root, closed, now=now):
        done, unopened = _wrap_all_again(closed, now=now)
        wrapped, closed = wrapped + done, closed | unopened
    return Replaced(wrapped, len(closed), kept.let_go(coming))


def _announced(kept: Custody, *, now: datetime) -> tuple[KnownRoot, RootKey]:
    """The key that is to come is known, so that every process wraps with it."""
    with transaction.atomic():
        wrapping.locked()
        coming = kept.prepare_next()
        root, key = wrapping.newest(now=now)
    if key.name != coming.name:
        raise RootKeyUnusable("The root key that is to come was in use before. Make a new one.")
    return root, coming


def _wrap_all_again(closed: set[int], *, now: datetime) -> tuple[int, set[int]]:
    """How many, and those that do not open."""
    wrapped, unopened = 0, set()
    for pk in list(DataKey.objects.exclude(pk__in=closed).values_list("pk", flat=True)):
        try:
            wrapped += wrapping.wrap_again(pk, now=now)
        except box.NotOpened:
            unopened.add(pk)
    return wrapped, unopened


def _retired(kept: Custody, root: KnownRoot, closed: set[int], *, now: datetime) -> bool:
    """Retire the keys before it, if nothing that opens is left under them: some process may have made one meanwhile."""
    with transaction.atomic():
        wrapping.locked()
        if DataKey.objects.filter(root__version__lt=root.version).exclude(pk__in=closed).exists():
            return False
        names = [one.name for one in kept.held()]
        before = KnownRoot.objects.filter(version__lt=root.version, name__in=names, retired=None)
        before.update(retired=now)
        return True
