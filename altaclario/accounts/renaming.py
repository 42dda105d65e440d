"""What a person is called."""

from datetime import datetime

from django.db import transaction

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs


def rename(person: User, *, name: str, now: datetime) -> None:
    """From the next page on, everywhere."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        locked.name = name
        locked.save(update_fields=["name"])
        notes.note(locked, verbs.NAME_CHANGED, now=now)
