"""What a person may object to: processing that rests on our interest in it and not on what they signed up for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from altaclario.accounts.models import SignIn, User
from altaclario.audit import notes, verbs
from altaclario.charts.messages import Message
from altaclario.declarations.promises import keeps

PURPOSES = {
    "devices": Message("Remembering with which browser and system you are signed in"),
    "telemetry": Message(
        "Counting page views, measuring pages and collecting errors, although nothing in it names you"
    ),
    "updates": Message("Telling you in the product what is new"),
}
"""Each purpose by the word that is stored."""


@keeps("objections-heard")
def has_objected(person: User, purpose: str) -> bool:
    """Whether they do: ask before each of it."""
    return purpose in person.objected.split(",")


def object_to(person: User, purposes: Iterable[str], *, now: datetime) -> None:
    """To these and no others, from the next request on; what was stored for them goes."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        old = locked.objected
        settle(locked, purposes)
        notes.note(locked, verbs.OBJECTED, old=old or "none", new=locked.objected or "none", now=now)


def settle(locked: User, purposes: Iterable[str]) -> None:
    """In the transaction of who says so."""
    locked.objected = ",".join(sorted(set(purposes) & set(PURPOSES)))
    locked.save(update_fields=["objected"])
    if has_objected(locked, "devices"):
        SignIn.objects.filter(person=locked).update(device="")
