"""What was sent, and what was decided on it."""

import uuid
from datetime import datetime, timedelta

from django.db import models

from altaclario.declarations.holdings import YEAR_DAYS, holds
from altaclario.declarations.promises import keeps
from altaclario.desk.kinds import Decision, Kind

KEEP_DAYS = 2 * YEAR_DAYS


class Matters(models.QuerySet["Matter"]):
    """Matters: those that wait, and those that wait too long."""

    def open(self) -> "Matters":
        """What is not decided yet, the most urgent first."""
        return self.filter(decided=None).order_by("due", "pk")

    def due_by(self, moment: datetime) -> "Matters":
        """What is to be decided until then."""
        return self.open().filter(due__lte=moment)


@keeps("reports-kept")
@holds(
    about="instance",
    personal="name email details",
    plain="reference code_hash kind category link received due extended decided decision reasons",
    keep_days=KEEP_DAYS,
    since="received",
    at_least_days=YEAR_DAYS,
)
class Matter(models.Model):
    """One message, report or notice. It belongs to nobody's account, so that it stays when accounts go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)
    """Such as "AC-7K2M-9QXD"; it may be said aloud."""
    code_hash = models.CharField(max_length=64)
    """Of what has to be known beside it to see how things stand."""
    kind = models.CharField(max_length=20, choices=Kind)
    category = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    details = models.JSONField(default=dict)
    """What was written in each further field, by its name."""
    link = models.UUIDField(null=True)
    """The share link that it is about, if it is there."""
    received = models.DateTimeField()
    due = models.DateTimeField()
    extended = models.TextField(blank=True)
    """Why it takes longer than it should."""
    decided = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    reasons = models.TextField(blank=True)

    objects = Matters.as_manager()

    def __str__(self) -> str:
        return self.reference

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been decided before."""
        return self.decided is None and self.due < now

    def days_left(self, now: datetime) -> int:
        """Whole days until it is due; below zero once it is over."""
        return (self.due - now) // timedelta(days=1)
