"""A mail to each of many people, once: what was stopped goes on where it was."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from altaclario.declarations.promises import keeps
from altaclario.web import mail

_log = logging.getLogger("altaclario.mail")
UNDER_WAY = timedelta(minutes=5)
"""So long after it last said so a command counts as one that goes on; no mail takes as long."""


class IsUnderWay(Exception):
    """Another command is sending the same mails."""


def confirmed(*, has_closed: bool = False) -> "QuerySet[EmailAddress]":
    """The confirmed address of everybody whose account is open; `has_closed`: also of who closed it, until it is
    erased."""
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(verified=True, primary=True)
    return found if has_closed else found.filter(user__erases=None)


@keeps("incidents-told")
def tell(addresses: "QuerySet[EmailAddress]", of: "QuerySet[Any]", *, send: Callable[[str, int], None]) -> int:
    """Send to each address and its person, in the order of their ids; how many mails that was.

    `of` are the rows that say how far it came: `told_to` is the last person, and `telling` when somebody last went on.
    Nobody is left out and nobody is told twice; but for one person, where it is killed between the mail and the keeping
    of it. An address that the mail server does not take stops nobody else's mail; `send` keeps one that it may take
    later.

    Raises IsUnderWay, and NotSent when the mail server is down.
    """
    with _alone(of) as go_on:
        mails = 0
        after = min(of.values_list("told_to", flat=True), default=0)
        people = addresses.filter(user_id__gt=after).order_by("user_id").values_list("email", "user_id")
        for address, person in people.iterator():
            try:
                send(address, person)
                mails += 1
            except mail.Refused as refused:
                then = "" if refused.is_for_good else " now; it is tried again"
                _log.warning("The mail server does not take the address of person %s%s.", person, then)
            go_on(person)
        return mails


def is_under_way(row: Any) -> bool:
    """Whether a command is sending the mails of this row now."""
    return row.telling is not None and row.telling > timezone.now() - UNDER_WAY


@contextmanager
def _alone(of: "QuerySet[Any]") -> Iterator[Callable[[int], None]]:
    """Nobody else sends meanwhile; gives what keeps how far it came. Killed, it lets others in after a while."""
    mine = timezone.now()

    def go_on(person: int) -> None:
        nonlocal mine
        before, mine = mine, timezone.now()
        with transaction.atomic():
            if of.filter(telling=before).update(telling=mine) != of.count():
                raise IsUnderWay
            of.filter(told_to__lt=person).update(told_to=person)

    with transaction.atomic():
        free = of.filter(Q(telling=None) | Q(telling__lte=mine - UNDER_WAY))
        if free.update(telling=mine) != of.count():
            raise IsUnderWay
    try:
        yield go_on
    finally:
        of.filter(telling=mine).update(telling=None)
