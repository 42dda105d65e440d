"""Sync runs, and receipts: counts, durations and the name of what went wrong; nothing of a tracker's."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from altaclario.connections.models import Connection
from altaclario.declarations.holdings import holds


class State(models.TextChoices):
    """How far a run is."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.ASKED, State.RUNNING)


class Kind(models.TextChoices):
    """Whether a run reads everything, or only what changed since the last one."""

    FULL = "full"
    INCREMENT = "increment"


class Why(models.TextChoices):
    """What made a run: somebody pressed a button, looked while memory was empty, changed what is read; or the clock."""

    ASKED = "asked"
    VISIT = "visit"
    CHANGE = "change"
    SCHEDULE = "schedule"


class SyncRuns(models.QuerySet["SyncRun"]):
    """Runs, always of connections that are given."""

    def of(self, connection: Connection) -> "SyncRuns":
        return self.filter(connection=connection.pk).order_by("-asked", "-pk")

    def newest(self, connections: Iterable[Connection]) -> "dict[str, SyncRun]":
        """The newest run of each that has one, by the connection's key; all in one query."""
        last = self.filter(connection=OuterRef("pk")).order_by("-asked", "-pk").values("pk")[:1]
        among = Connection.objects.filter(pk__in=[one.pk for one in connections]).annotate(last=Subquery(last))
        return {str(one.connection_id): one for one in self.filter(pk__in=among.values("last"))}

    def active(self) -> "SyncRuns":
        return self.filter(state__in=ACTIVE)


@holds(
    about="workspace",
    plain="asked started finished state stop_asked stage items_read items_expected requests waiting_seconds "
    "partial_at items transitions size_bytes cause status kind why added changed deleted moved hidden "
    "received_bytes quota_limit quota_remaining left_alone_until whole_because",
    find="connection__workspace",
    keep_days=90,
    since="asked",
)
class SyncRun(models.Model):
    """One reading of a connection, from the moment somebody or the schedule asked for it."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="runs")
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    stop_asked = models.BooleanField(default=False)
    stage = models.CharField(max_length=30, blank=True)
    items_read = models.PositiveIntegerField(default=0)
    items_expected = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    waiting_seconds = models.FloatField(default=0)
    partial_at = models.DateTimeField(null=True)
    items = models.PositiveIntegerField(default=0)
    transitions = models.PositiveIntegerField(default=0)
    size_bytes = models.PositiveBigIntegerField(default=0)
    cause = models.CharField(max_length=30, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FULL)
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.ASKED)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    hidden = models.PositiveIntegerField(default=0)
    received_bytes = models.PositiveBigIntegerField(default=0)
    quota_limit = models.PositiveIntegerField(null=True)
    quota_remaining = models.PositiveIntegerField(null=True)
    left_alone_until = models.DateTimeField(null=True)
    """When the tracker wants to be asked again, where it said so."""
    whole_because = models.CharField(max_length=30, blank=True)
    """Why everything was read although there was something to go on from; a word of `everything`."""

    objects = SyncRuns.as_manager()

    if TYPE_CHECKING:
        connection_id: str

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection"], condition=Q(state__in=("asked", "running")), name="one_active_run_a_connection"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["connection", "-asked"])]

    def __str__(self) -> str:
        return f"sync run {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class EndpointUses(models.QuerySet["EndpointUse"]):
    """Uses, always of one connection."""

    def of(self, connection: Connection) -> "EndpointUses":
        return self.filter(run__connection=connection.pk).select_related("run")


@holds(about="workspace", plain="endpoint requests", find="run__connection__workspace", kept="workspace")
class EndpointUse(models.Model):
    """How often the newest reading of a connection asked one endpoint, by our name for it; older ones are not kept."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="uses")
    endpoint = models.CharField(max_length=30)
    requests = models.PositiveIntegerField()

    objects = EndpointUses.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "endpoint"], name="one_use_an_endpoint_and_run")
        ]

    def __str__(self) -> str:
        return f"endpoint use {self.pk}"


class Purges(models.QuerySet["Purge"]):
    """Receipts, always of one connection, newest first."""

    def of(self, connection: Connection) -> "Purges":
        related = self.select_related("person", "connection__workspace")
        return related.filter(connection=connection.pk).order_by("-asked", "-pk")


@holds(
    about="workspace",
    plain="asked done items transitions size_bytes",
    find="connection__workspace",
    keep_days=90,
    since="asked",
)
class Purge(models.Model):
    """The receipt of a memory that somebody emptied. `done` is when the process that held it had let go."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="purges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked = models.DateTimeField()
    done = models.DateTimeField(null=True)
    items = models.PositiveIntegerField()
    transitions = models.PositiveIntegerField()
    size_bytes = models.PositiveBigIntegerField()

    objects = Purges.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["connection", "-asked"])]

    def __str__(self) -> str:
        return f"purge {self.pk}"
