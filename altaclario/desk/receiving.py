"""What strangers do: send something, and look how it stands."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from altaclario.declarations.promises import keeps
from altaclario.desk import kinds, letters, references
from altaclario.desk.forms import Sent
from altaclario.desk.models import Matter

_ATTEMPTS = 5


class NothingOfThatName(Exception):
    """There is no such reference, or the code is not its own: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Received:
    """What was sent, and the code that nobody can tell afterwards."""

    matter: Matter
    code: str
    is_mailed: bool
    """Whether both went to the address that was given; if none was, or the mail server refused it, they did not."""


@keeps("contact-form")
def receive(form: Sent, *, look_up: str, now: datetime) -> Received:
    """Keep what is in a form that was found to be whole, and acknowledge it. The same form sent twice is kept once."""
    said = json.dumps([form.data.get("once", ""), form.kind, form.cleaned_data], default=str, sort_keys=True)
    for attempt in range(_ATTEMPTS):
        reference, code = references.derived(said, attempt)
        with transaction.atomic():
            found, is_new = _kept(form, reference, references.hashed(code), now)
            if is_new:
                letters.acknowledged(found, code, look_up, now=now)
        if is_new or references.fits(code, found.code_hash):
            return Received(found, code, is_mailed=bool(found.email) and not letters.owed(found))
    raise IntegrityError("no reference is free")


def standing(reference: str, code: str) -> Matter:
    """How it stands, for who knows the code as well. Raises NothingOfThatName."""
    found = Matter.objects.filter(reference=references.normal(reference)).first()
    is_theirs = references.fits(code, found.code_hash if found else references.hashed("none"))
    if found is None or not is_theirs:
        raise NothingOfThatName
    return found


def _kept(form: Sent, reference: str, code_hash: str, now: datetime) -> tuple[Matter, bool]:
    category, law = form.cleaned_data.get("category", ""), form.cleaned_data.get("law", "")
    told = {
        **form.own,
        "kind": form.kind,
        "details": form.details,
        "code_hash": code_hash,
        "received": now,
        "due": kinds.due(form.kind, category, law, now),
    }
    return Matter.objects.get_or_create(reference=reference, defaults=told)
