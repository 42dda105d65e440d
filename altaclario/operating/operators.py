"""Who may see the pages of the operator: people with an account whom a command names, each noted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from altaclario.accounts import second_factors
from altaclario.accounts.models import User
from altaclario.accounts.sign_ins import Operator
from altaclario.audit import notes, verbs
from altaclario.audit.verbs import Verb

_OPERATOR = Operator("instance")


class NoSuchAccount(Exception):
    """Nobody has an account with that address."""


def make(email: str, *, now: datetime) -> User:
    """The pages are open to this person from their next request on; who is one stays one. Raises NoSuchAccount."""
    return _set(email, now, verbs.OPERATOR_MADE, now=now)


def remove(email: str, *, now: datetime) -> User:
    """They are closed to this person from their next request on. Raises NoSuchAccount."""
    return _set(email, None, verbs.OPERATOR_REMOVED, now=now)


def may_operate(person: Any) -> bool:
    """Whether this person was made one, and has a second factor."""
    return getattr(person, "operates", None) is not None and second_factors.has_one(person)


def _set(email: str, operates: datetime | None, verb: Verb, *, now: datetime) -> User:
    with transaction.atomic():
        person = User.objects.select_for_update().filter(email=email.lower()).first()
        if person is None:
            raise NoSuchAccount
        if bool(person.operates) != bool(operates):
            person.operates = operates
            person.save(update_fields=["operates"])
            notes.note(_OPERATOR, verb, on=person, now=now)
    return person
