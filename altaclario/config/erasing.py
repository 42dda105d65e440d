"""`altaclario replay-purges` and `erase-account`: what was erased stays erased, and what must go at once goes."""

import argparse

from altaclario.config import rotating
from altaclario.config.arguments import BadArgument

NOT_CLEAN = 1


def replay(said: argparse.Namespace) -> int:
    """After a backup was restored: erase again what the journal names. Raises BadArgument."""
    rotating.set_up(said.data)
    from django.utils import timezone

    from altaclario.privacy import erasing, journal

    try:
        found = erasing.erase_again(now=timezone.now())
    except journal.JournalUnusable as unusable:
        raise BadArgument(str(unusable)) from None
    print(f"Erased before and brought back: {len(found)}.")
    return _erase()


def account(said: argparse.Namespace) -> int:
    """Erase one account now, without the wait and without asking its person. Raises BadArgument."""
    rotating.set_up(said.data)
    from django.utils import timezone

    from altaclario.accounts.models import User
    from altaclario.privacy import closing

    person = User.objects.filter(email=said.address.lower()).first()
    if person is None:
        raise BadArgument(f"There is no account with the address {said.address!r}.")
    closing.close_reported(person, now=timezone.now())
    return _erase()


def _erase() -> int:
    from django.utils import timezone

    from altaclario.privacy import erasing

    told = erasing.erase_due(now=timezone.now())
    print(f"Erased: {len(told.owners)}.")
    if told.unclean:
        print(f"Off the tables, and not off the disk yet: {told.unclean}. The sync process tries again every minute.")
    return NOT_CLEAN if told.unclean else 0
