"""Mails that must reach somebody: each is kept, sealed, with what it tells of, and gone once a mail server took it.

So neither a mail server that is down nor a process that is killed loses one, and nothing fails because of it: what was
done is done. Kept is what was rendered, at most 30 days; never anything of a tracker, as no mail holds that.
"""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q

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
    """Once what it tells of is stored, and later where the mail server takes nothing then. Call it in the same
    transaction. `about` says what leads to it, such as "person:7".

    It takes the place of an earlier one about the same, to the same person, that still waits.
    """
    with transaction.atomic():
        Unsent.objects.filter(about=about, person=person).delete()
        made = Unsent(person=person, name=name, about=about, made=now)
        _keep(made, (*mail.rendered(name, told, text=text), to), now=now)
        transaction.on_commit(partial(_first_time, made, now=now))


def send_now(name: str, told: Mapping[str, Any], to: str, *, about: str, person: int, now: datetime) -> None:
    """One of many, at once, to somebody with an account; what the mail server does not take of it for now is kept, and
    tried again. Raises NotSent, or Refused in either case.
    """
    subject, message = mail.rendered(name, told)
    try:
        mail.deliver(name, subject, message, to)
    except mail.Refused as refused:
        if not refused.is_for_good:
            made = Unsent(person_id=person, name=name, about=about, made=now, tried=now)
            _keep(made, (subject, message, to), now=now)
        raise


def go_on(*, now: datetime, at_once: bool = False) -> int:
    """Try again what waits, the oldest first; `at_once` also what was tried a moment ago, or is being
    tried. How many went."""
    sent = 0
    waiting = Unsent.objects.filter(is_refused=False).order_by("made")
    is_due = Q(tried=None, made__lte=now - AGAIN) | Q(tried__lte=now - AGAIN)
    for row in waiting if at_once else waiting.filter(is_due):
        try:
            sent += _has_it(row, now=now) and _sent(row)
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


def _keep(made: Unsent, letter: tuple[str, str, str], *, now: datetime) -> None:
    with transaction.atomic():
        UNSENT.seal(made, json.dumps(letter), now=now)
        made.save()


def _first_time(row: Unsent, *, now: datetime) -> None:
    with suppress(mail.NotSent):  # It waits.
        if _has_it(row, now=now):
            _sent(row)


def _has_it(row: Unsent, *, now: datetime) -> bool:
    """Of two processes one has it; and none what is not so any more."""
    return Unsent.objects.filter(pk=row.pk, tried=row.tried).update(tried=now) == 1


def _sent(row: Unsent) -> bool:
    """Whether it went; killed in between, it goes twice. Raises NotSent when the mail server is down."""
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
