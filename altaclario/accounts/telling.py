"""A mail to each of many people, once: what was stopped goes on where it was."""

import logging
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

_log = logging.getLogger("altaclario.mail")


def confirmed(*, has_closed: bool = False) -> "QuerySet[EmailAddress]":
    """The confirmed address of everybody whose account is open; `has_closed`: also of who closed it, until it is
    erased."""
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(verified=True, primary=True)
    return found if has_closed else found.filter(user__erases=None)


def tell(
    addresses: "QuerySet[EmailAddress]",
    *,
    after: int,
    send: Callable[[str, int], None],
    reached: Callable[[int], object],
) -> int:
    """Send to each address and its person, in the order of their ids, behind the id `after`; how many mails that was.

    After each person `reached` keeps how far it came, so that nobody is left out and nobody is told twice; but for one
    person, where it is killed between the two. An address that the mail server does not take stops nobody else's mail.
    """
    mails = 0
    people = addresses.filter(user_id__gt=after).order_by("user_id").values_list("email", "user_id")
    for address, person in people.iterator():
        try:
            send(address, person)
            mails += 1
        except SMTPRecipientsRefused:
            _log.warning("The mail server does not take the address of person %s.", person)
        reached(person)
    return mails
