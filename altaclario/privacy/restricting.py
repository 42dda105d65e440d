"""Pausing: what is held of a person stays, and nothing else is done with it until they say so."""

from datetime import datetime

from django.db import transaction

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.declarations.promises import keeps
from altaclario.privacy import closing


@keeps("processing-paused")
def pause(person: User, *, now: datetime) -> None:
    """Their trackers are read no more and leave memory; mail is what they ask for and what concerns their safety."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if locked.restricted is None:
            settle(locked, since=now, now=now)
        notes.note(locked, verbs.PROCESSING_PAUSED, now=now)


def resume(person: User, *, now: datetime) -> None:
    """Everything goes on where it was."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        settle(locked, since=None, now=now)
        notes.note(locked, verbs.PROCESSING_RESUMED, now=now)


def settle(locked: User, *, since: datetime | None, now: datetime) -> None:
    """In the transaction of who says so."""
    locked.restricted = since
    locked.save(update_fields=["restricted"])
    closing.settle_all_of(locked, now=now)
