"""One connection of a workspace to a tracker."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from altaclario.declarations.holdings import holds
from altaclario.vault import columns
from altaclario.workspaces.models import Membership, Team, Workspace


class Connections(models.QuerySet["Connection"]):
    """Connections, always of one workspace."""

    def of(self, membership: Membership) -> "Connections":
        return self.filter(workspace=membership.workspace_id).order_by("created", "pk")


class Way(models.TextChoices):
    """By what a tracker lets us in."""

    TOKEN = "token"  # noqa: S105 - a word, no secret
    GRANT = "grant"
    PRINCIPAL = "principal"


class Emptied(models.TextChoices):
    """Why the memory of a connection was emptied."""

    NOT = ""
    PURGED = "purged"
    IDLE = "idle"
    ROOM = "room"


@holds(
    about="workspace",
    personal="account_email token token_end",
    plain="provider way site home renewing sealed projects boards counting labels scoped created last_viewed emptied "
    "emptied_why paused frozen",
    find="workspace",
    kept="workspace",
)
class Connection(models.Model):
    """A tracker's address, a sealed token or grant, and what is read, by the tracker's ids: names are never stored.

    It belongs to the person whose credential it is; the demo's belongs to nobody, nor does one whose owner has left.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="connections")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="connections")
    provider = models.CharField(max_length=20, default="jira")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.TOKEN)
    site = models.CharField(max_length=300)
    home = models.CharField(max_length=300, blank=True)
    """Where people see it in their browser, where the tracker said that this is another address."""
    account_email = models.EmailField()
    token = models.BinaryField()
    token_end = models.CharField(max_length=4, blank=True)
    sealed = models.DateTimeField(null=True)
    """Since when this token stands here."""
    renewing = models.DateTimeField(null=True)
    """Since when a process renews what was granted; see `renewing`."""
    projects = models.JSONField(default=list)
    boards = models.JSONField(default=list)
    counting = models.JSONField(default=dict)
    """How its figures are counted, by ids that are numbers and keyed hashes of all other words; see `choices`."""
    labels = models.BooleanField(default=False)
    """Whether labels (tags) of items are read as well."""
    scoped = models.DateTimeField(null=True)
    created = models.DateTimeField(default=timezone.now)
    last_viewed = models.DateTimeField(null=True)
    emptied = models.DateTimeField(null=True)
    emptied_why = models.CharField(max_length=10, choices=Emptied.choices, blank=True)
    paused = models.DateTimeField(null=True)
    """Since when nobody's credential is under it: who connected it belongs to the workspace no more."""

    frozen = models.DateTimeField(null=True)
    """Since when it is not read because somebody may still undo something; see `freezing`."""

    objects = Connections.as_manager()

    if TYPE_CHECKING:
        workspace_id: int
        owner_id: int | None

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "owner", "site", "account_email"], name="one_connection_a_person_account_and_site"
            )
        ]

    def __str__(self) -> str:
        return f"connection {self.pk}"

    @property
    def key(self) -> str:
        """Its name in memory."""
        return str(self.pk)

    @property
    def query(self) -> str:
        """What the address of a dashboard says to show this connection."""
        return f"?connection={self.key}"

    @property
    def is_jira(self) -> bool:
        """Whether it has boards and keys; otherwise it is an Azure DevOps, with teams and areas."""
        return self.provider.startswith("jira")

    @property
    def label(self) -> str:
        """The host of its site, or the organisation, which is what people call it."""
        host, _, path = self._shown.partition("://")[2].partition("/")
        return path.rpartition("/")[2] if path and not self.is_jira else host

    @property
    def _shown(self) -> str:
        return self.home or self.site

    @property
    def is_granted(self) -> bool:
        """Whether somebody allowed it at the tracker's maker, instead of typing a token."""
        return self.way == Way.GRANT

    @property
    def is_bearer(self) -> bool:
        """Whether what opens the tracker is got from its maker first."""
        return self.way != Way.TOKEN

    @property
    def items_address(self) -> str:
        """Where people see an item in their browser, before its key; the address of an API is no such place."""
        if settings.SIMULATOR_URL and f"{self.site}/".startswith(f"{settings.SIMULATOR_URL}/"):
            return ""
        if not self.is_jira:
            return f"{self.site}/_workitems/edit/"
        has_pages = self.provider != "jira" or self.label.endswith(".atlassian.net")
        return f"{self._shown}/browse/" if has_pages else ""

    def address_of(self, key: str) -> str:
        """Where people see the item of that key in their browser; empty where nobody can."""
        return f"{self.items_address}{key.lstrip('#')}" if self.items_address else ""

    @property
    def is_paused(self) -> bool:
        """Whether it waits for somebody's credential, and is read by nobody."""
        return self.paused is not None

    @property
    def is_frozen(self) -> bool:
        """Whether its workspace or the account of its owner is closed, or its owner pauses processing."""
        return self.frozen is not None

    @property
    def is_chosen(self) -> bool:
        """Whether somebody said what to read of it."""
        return bool(self.projects)


TOKEN = columns.declare("connections.Connection", "token", owner="workspace:workspace_id")
"""The credential, sealed."""


class TeamScopes(models.QuerySet["TeamScope"]):
    """What the work of teams is, always of one workspace."""

    def of_workspace(self, workspace: int) -> "TeamScopes":
        """Of all its teams, by their names, and of all its trackers."""
        found = self.filter(team__workspace=workspace, connection__workspace=workspace).select_related("team")
        return found.order_by("team__name", "team", "pk")


@holds(about="workspace", plain="boards projects areas counting", find="team__workspace", kept="workspace")
class TeamScope(models.Model):
    """The work of one team in one tracker, by the tracker's ids. It goes with the team and with the connection."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="scopes")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="team_scopes")
    boards = models.JSONField(default=list)
    projects = models.JSONField(default=list)
    areas = models.JSONField(default=list)
    counting = models.JSONField(default=dict)
    """How the team counts there, where that is other than in the workspace."""

    objects = TeamScopes.as_manager()

    if TYPE_CHECKING:
        team_id: uuid.UUID
        connection_id: uuid.UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "connection"], name="one_scope_a_team_and_tracker")
        ]

    def __str__(self) -> str:
        return f"the work of team {self.team_id} in connection {self.connection_id}"
