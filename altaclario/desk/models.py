"""What was sent and what was decided on it; incidents, and what was said of them."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from altaclario.declarations.holdings import YEAR_DAYS, holds
from altaclario.declarations.promises import keeps
from altaclario.desk.incident_kinds import UNTIL_AUTHORITY, Nature, Part, Severity, Stage, Whom
from altaclario.desk.kinds import Decision, Kind

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

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

    @property
    def may_wait(self) -> bool:
        """Whether law gives it more time: only messages may have it, and only once."""
        return self.kind == Kind.CONTACT and not self.extended and self.decided is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been decided before."""
        return self.decided is None and self.due < now

    def days_left(self, now: datetime) -> int:
        """Whole days until it is due; below zero once it is over."""
        return (self.due - now) // timedelta(days=1)


class Incidents(models.QuerySet["Incident"]):
    """Incidents, the newest first, each with what was said of it in the order in which it was said."""

    def told(self) -> "Incidents":
        return self.order_by("-opened", "-pk").prefetch_related("sayings")

    def open(self) -> "Incidents":
        """Those that are not over."""
        return self.filter(resolved=None)

    def since(self, moment: datetime) -> "Incidents":
        """Those that are over, and were not before that moment."""
        return self.filter(resolved__gte=moment)


@holds(
    about="instance",
    plain="nature part severity whom workspaces title concerned consequences measures began opened noticed authority"
    " resolved",
    kept="installation",
)
class Incident(models.Model):
    """Something that went wrong and that people were told of. It is kept; workspaces stand in it by their ids."""

    nature = models.CharField(max_length=10, choices=Nature)
    part = models.CharField(max_length=10, choices=Part)
    severity = models.CharField(max_length=10, choices=Severity)
    whom = models.CharField(max_length=20, choices=Whom)
    workspaces = models.JSONField(default=list)
    title = models.CharField(max_length=120)
    """One clause that pages go on with: "Reading from Jira is slow" since 09:40 UTC."""
    concerned = models.TextField(blank=True)
    """Of a breach: which data, and of how many people of which kind."""
    consequences = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    began = models.DateTimeField()
    opened = models.DateTimeField()
    """When people were told."""
    noticed = models.DateTimeField(null=True)
    """When whoever runs the installation learned of a breach: the clock of the law begins."""
    authority = models.DateTimeField(null=True)
    """When the authority was told of it."""
    resolved = models.DateTimeField(null=True)

    objects = Incidents.as_manager()

    if TYPE_CHECKING:
        sayings: "RelatedManager[Saying]"

    def __str__(self) -> str:
        return f"incident {self.pk}"

    @property
    def is_breach(self) -> bool:
        return self.nature == Nature.BREACH

    @property
    def authority_due(self) -> datetime | None:
        """Until when the authority must know; None where it need not, or does."""
        return self.noticed + UNTIL_AUTHORITY if self.noticed and not self.authority else None


@holds(about="instance", plain="stage text at told told_to telling", kept="installation")
class Saying(models.Model):
    """What was said of an incident, once, and how far it was mailed."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="sayings")
    stage = models.CharField(max_length=10, choices=Stage)
    text = models.TextField()
    at = models.DateTimeField()
    told = models.DateTimeField(null=True)
    """When the last of those whom it concerns had a mail; at once where none is sent."""
    told_to = models.BigIntegerField(default=0)
    """The id of the last person who had one so far: a command that was stopped goes on behind them."""
    telling = models.DateTimeField(null=True)
    """When the command that sends the mails last went on; None while none does."""

    objects: ClassVar["models.Manager[Saying]"] = models.Manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"saying {self.pk}"
