"""Mails that must reach somebody: what a mail server does not take now is kept, sealed, and sent later.

Nothing fails because of it: what was done is done. Kept is what was rendered, at most 30 days; never anything of a
tracker, as no mail holds that.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction

from altaclario.accounts.models import UNSENT, Unsent, User
from altaclario.vault.box import NotOpened
from altaclario.web import mail

_log = logging.getLogger("altaclario.mail")
AGAIN = timedelta(minutes=10)
"""So long after it was tried a mail is tried again."""
State = Literal["", "waits", "refused"]
"""Nothing is owed; some mail is tried again; or the mail server refused it for good."""


def send(
    name: str,
    told: Mapping[str, Any],
    to: str,
    *,
    about: str,
    now: datetime,
    person: User | None = None,
    text: str = "",
) -> None:
    """Now, or later where the mail server takes nothing now. `about` says what leads to it, such as "person:7".

    It takes the place of an earlier one about the same, to the same person, that still waits.
    """
    Unsent.objects.filter(about=about, person=person).delete()
    subject, message = mail.rendered(name, told, text=text)
    made = Unsent(person=person, name=name, about=about, made=now, tried=now)
    try:
        mail.deliver(name, subject, message, to)
    except mail.NotSent as error:
        made.is_refused = isinstance(error, mail.Refused) and error.is_for_good
        with transaction.atomic():
            if not made.is_refused:
                UNSENT.seal(made, json.dumps([subject, message, to]), now=now)
            made.save()


def go_on(*, now: datetime, at_once: bool = False) -> int:
    """Try again what waits, the oldest first; `at_once` also what was tried a moment ago. How many went."""
    sent = 0
    waiting = Unsent.objects.filter(is_refused=False).order_by("made")
    for row in waiting if at_once else waiting.filter(tried__lte=now - AGAIN):
        # Of two processes one has it.
        if not Unsent.objects.filter(pk=row.pk, tried=row.tried).update(tried=now):
            continue
        try:
            sent += _again(row)
        except mail.NotSent:
            break  # The server is down, for all of them.
    return sent


def state(about: str) -> State:
    """Whether mails about it are owed to somebody."""
    refused = set(Unsent.objects.filter(about=about).values_list("is_refused", flat=True))
    return "waits" if False in refused else "refused" if refused else ""


def waiting() -> tuple[int, int]:
    """How many wait, and how many were refused for good in the last 30 days."""
    rows = Unsent.objects.all()
    return rows.filter(is_refused=False).count(), rows.filter(is_refused=True).count()


def remind(*, now: datetime) -> int:
    """Tell the operator's log that mails wait, by number alone; how many."""
    waits = Unsent.objects.filter(is_refused=False, made__lte=now - AGAIN).count()
    if waits:
        _log.warning("Mails that the mail server does not take: %s. `altaclario desk mail-again` tries at once.", waits)
    return waits


def forget(about: str) -> None:
    """What they say is not so any more."""
    Unsent.objects.filter(about=about).delete()


def _again(row: Unsent) -> bool:
    """Whether it went. Raises NotSent when the mail server is down."""
    try:
        with UNSENT.opened(row) as sealed:
            subject, message, to = json.loads(sealed.reveal())
        mail.deliver(row.name, subject, message, to)
    except mail.Refused as refused:
        if refused.is_for_good:
            Unsent.objects.filter(pk=row.pk).update(is_refused=True, sealed=b"")
        return False
    except NotOpened:  # The root key is another one.
        Unsent.objects.filter(pk=row.pk).update(is_refused=True, sealed=b"")
        return False
    row.delete()
    return True
