"""Who is whom at an issuer: by issuer and subject, never by an address that it tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from altaclario.accounts import issuers, sign_ins
from altaclario.accounts.models import Identity, User
from altaclario.audit import notes, verbs

MOST = 10
"""Of one person."""


class LinkedAlready(Exception):
    """This subject is somebody's."""


class TooMany(Exception):
    """The person has as many as one may."""


class NoSuchLink(Exception):
    """The person has none of that id."""


class LastWayIn(Exception):
    """Without it the person could not sign in any more."""


@dataclass(frozen=True, slots=True)
class Link:
    """One of a person's, for their eyes. Its label is empty when the installation knows the issuer no more."""

    id: Any
    label: str
    issuer: str
    made: datetime
    used: datetime | None


def known(issuer: str, subject: str) -> Identity | None:
    """Whose it is."""
    return Identity.objects.select_related("person").filter(issuer=issuer, subject=subject).first()


def through(identity: Identity) -> str:
    """What a sign-in keeps of how it began."""
    return f"identity:{identity.pk}"


def of(person: Any) -> list[Link]:
    """All of a person's."""
    labels = {one.issuer: one.label for one in issuers.every()}
    rows = Identity.objects.filter(person=person).order_by("made")
    return [Link(one.pk, labels.get(one.issuer, ""), one.issuer, one.made, one.used) for one in rows]


def link(person: User, *, issuer: str, subject: str, now: datetime) -> Identity:
    """From now on the subject signs the person in. Raises LinkedAlready or TooMany."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        own = Identity.objects.filter(person=person)
        if already := own.filter(issuer=issuer, subject=subject).first():
            return already
        if own.count() >= MOST:
            raise TooMany
        try:
            with transaction.atomic():
                made = Identity.objects.create(person=person, issuer=issuer, subject=subject, made=now)
        except IntegrityError:
            raise LinkedAlready from None
        notes.note(person, verbs.IDENTITY_LINKED, now=now)
        return made


def unlink(person: User, identity: Any, *, now: datetime) -> None:
    """It signs nobody in any more, and who came in by it is out. Raises NoSuchLink or LastWayIn."""
    with transaction.atomic():
        kept = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        own = Identity.objects.filter(person=person)
        found = own.filter(pk=identity).first()
        if found is None:
            raise NoSuchLink
        passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
        if not (kept.has_usable_password() or passkeys.exists() or own.exclude(pk=found.pk).exists()):
            raise LastWayIn
        sign_ins.end_through(found.pk)
        found.delete()
        notes.note(person, verbs.IDENTITY_UNLINKED, now=now)


def used(identity: Identity, *, now: datetime) -> None:
    """Somebody came in by it."""
    Identity.objects.filter(pk=identity.pk).update(used=now)
