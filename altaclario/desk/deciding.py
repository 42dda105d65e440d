"""What the operator does with what was sent: look, decide with reasons, say that it takes longer, be reminded."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from altaclario.accounts.sign_ins import Operator
from altaclario.audit import notes, verbs
from altaclario.desk import kinds, letters, references
from altaclario.desk.kinds import Decision, Law
from altaclario.desk.models import Matter, Matters

_log = logging.getLogger("altaclario.desk")
REMINDED_BEFORE = timedelta(days=7)
BY_COMMAND = Operator("instance")
"""Who decides on the machine itself, without an account."""
_LONGER_MONTHS, _LONGER_DAYS = 2, timedelta(days=45)


class NoSuchMatter(Exception):
    """Nothing was sent under that reference."""


class DecidedAlready(Exception):
    """It was decided before; a decision that was told to somebody stays."""


class MayNotWait(Exception):
    """It was put off before, or it is of a kind that law gives no more time to."""


def one(reference: str) -> Matter:
    """What was sent under a reference. Raises NoSuchMatter."""
    found = Matter.objects.filter(reference=references.normal(reference)).first()
    if found is None:
        raise NoSuchMatter
    return found


def every(*, decided: bool = False) -> Matters:
    """What waits, the most urgent first; with `decided` all of it."""
    return Matter.objects.order_by("received", "pk") if decided else Matter.objects.open()


def decide(reference: str, decision: Decision, *, reasons: str, now: datetime, by: Operator = BY_COMMAND) -> Matter:
    """Once, and whoever asked is told with the reasons. Raises NoSuchMatter or DecidedAlready."""
    with transaction.atomic():
        matter = _locked(reference)
        matter.decided, matter.decision, matter.reasons = now, decision, reasons
        matter.save(update_fields=["decided", "decision", "reasons"])
        notes.note(by, verbs.MATTER_DECIDED, on=matter.reference, new=decision, now=now)
        letters.decided(matter, now=now)
    return matter


def extend(reference: str, *, reasons: str, now: datetime, by: Operator = BY_COMMAND) -> Matter:
    """Two months more, or 45 days, for a message that takes them; whoever asked is told why.

    Raises NoSuchMatter, DecidedAlready or MayNotWait.
    """
    with transaction.atomic():
        matter = _locked(reference)
        if not matter.may_wait:
            raise MayNotWait
        is_american = matter.details.get("law") == Law.CCPA
        matter.due = matter.due + _LONGER_DAYS if is_american else kinds.month_after(matter.due, _LONGER_MONTHS)
        matter.extended = reasons
        matter.save(update_fields=["due", "extended"])
        notes.note(by, verbs.MATTER_EXTENDED, on=matter.reference, now=now)
        letters.extended(matter, now=now)
    return matter


def remind(*, now: datetime) -> int:
    """Tell the operator's log what is due, by reference and day alone; how many that were."""
    waiting = Matter.objects.due_by(now + REMINDED_BEFORE)
    for matter in waiting:
        said = "OVERDUE since" if matter.is_overdue(now) else "due on"
        _log.warning("The desk: %s (%s) is %s %s.", matter.reference, matter.kind, said, f"{matter.due:%Y-%m-%d}")
    return len(waiting)


def _locked(reference: str) -> Matter:
    found = Matter.objects.select_for_update().filter(reference=references.normal(reference)).first()
    if found is None:
        raise NoSuchMatter
    if found.decided:
        raise DecidedAlready
    return found
