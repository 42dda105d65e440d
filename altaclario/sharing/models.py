"""Share links: who made them, what they show, and for how long."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import QueryDict

from altaclario.connections.models import Connection
from altaclario.declarations.holdings import holds
from altaclario.workspaces import policies
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Permission, allowed_to


class ShareLinks(models.QuerySet["ShareLink"]):
    """Links: of one workspace, or by what somebody has in hand."""

    def of(self, membership: Membership) -> "ShareLinks":
        """Those of the membership's workspace, the newest first."""
        found = self.filter(workspace=membership.workspace_id).order_by("-created", "pk")
        return found.select_related("workspace", "connection__workspace", "maker__person")

    def open(self, now: datetime) -> "ShareLinks":
        """Those that hold, as long as whoever made them may share, and neither they nor the workspace is closed."""
        holding = self.filter(
            revoked=None, suspended=None, expires__gt=now, maker__role__in=allowed_to(Permission.SHARE)
        )
        return holding.filter(workspace__erases=None, maker__person__erases=None)

    def with_all(self) -> "ShareLinks":
        """With what its page shows, in one question."""
        return self.select_related("workspace", "connection__workspace")


@holds(
    about="workspace",
    personal="password",
    plain="dashboard question token_hash created expires revoked suspended suspended_because shows_keys frame_ancestors"
    " views once",
    find="workspace",
    keep_days=30,
    since="expires",
)
class ShareLink(models.Model):
    """One dashboard of one tracker with a question that stays. The token is in the hand of guests; here is a hash.

    It ends with the membership of whoever made it, and with the connection.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="share_links")
    maker = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="share_links")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="share_links")
    dashboard = models.CharField(max_length=20)
    question = models.CharField(max_length=400, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    suspended = models.DateTimeField(null=True)
    """Since when the operator keeps it from guests; who made it reads why."""
    suspended_because = models.TextField(blank=True)
    password = models.CharField(max_length=128, blank=True)
    """An argon2 hash; empty where none is asked for."""
    shows_keys = models.BooleanField(default=False)
    frame_ancestors = models.JSONField(default=list)
    """The origins whose pages may show it in a frame; without one it cannot be embedded."""
    views = models.PositiveIntegerField(default=0)
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    """Of the form that made it: sent twice, that makes one link."""

    objects = ShareLinks.as_manager()

    if TYPE_CHECKING:
        workspace_id: int
        maker_id: Any

    def __str__(self) -> str:
        return f"share link {self.pk}"

    @property
    def query(self) -> dict[str, str]:
        """The question as an address asks it."""
        return QueryDict(self.question).dict()

    def is_open(self, now: datetime) -> bool:
        """Whether guests see what it shows."""
        return self.suspended is None and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Whether it was revoked or has expired: nothing opens it again."""
        return self.revoked is not None or self.expires <= now


policies.found_by_token("sharing.ShareLink", "token_hash")
