"""Which version of the Terms a person accepted, and whether they must be asked again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from altaclario.accounts.models import User
from altaclario.consent.models import TERMS, Agreement
from altaclario.declarations.promises import keeps
from altaclario.web import versions
from altaclario.web.versions import Version

ACCEPTED, DECLINED = "accepted", "declined"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, with the words it was given to."""

    agreement: Agreement
    text: Version


@keeps("versions-kept")
def joined(person: User) -> None:
    """With a new account: what was accepted stands on the person, and here for ever. Raises NoSuchVersion."""
    _write(person, versions.version(TERMS, person.terms_version), at=person.terms_at)


def must_be_asked(person: Any, *, now: datetime) -> bool:
    """Whether the Terms changed in something that matters since the version that the person accepted."""
    return versions.is_behind(TERMS, person.terms_version, today=now.date())


@keeps("versions-kept")
def accept(person: Any, *, seen: str, now: datetime) -> bool:
    """The person accepts the Terms that are in force; False if others were `seen`, and then nothing happens."""
    held = versions.in_force(TERMS, today=now.date())
    if held.version != seen:
        return False
    with transaction.atomic():
        person.terms_version, person.terms_at = held.version, now
        person.save(update_fields=["terms_version", "terms_at"])
        _write(person, held, at=now)
    return True


def of(person: Any) -> list[Said]:
    """Everything that the person answered, the newest first, with the words of each."""
    return [Said(one, versions.version(one.text, one.version)) for one in Agreement.objects.of(person)]


def _write(person: Any, text: Version, *, at: datetime) -> None:
    Agreement.objects.create(
        person=person, text=text.name, version=text.version, sha256=text.sha256, answer=ACCEPTED, at=at
    )
