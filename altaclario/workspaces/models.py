"""Workspaces, memberships, and invitations to become one."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from altaclario.accounts.openid import known
from altaclario.accounts.openid.known import KnownIssuer
from altaclario.charts.messages import Message
from altaclario.declarations.holdings import holds
from altaclario.metrics import written
from altaclario.metrics.settings import Settings
from altaclario.vault import columns
from altaclario.workspaces.permissions import ALLOWED, NAMES, OF_ONES_OWN_MEANS, Permission, Role, allowed_to


@holds(
    about="workspace",
    plain="name slug zone week_start counting needs_second_factor is_demo once created erases",
    find="pk",
    kept="workspace",
)
class Workspace(models.Model):
    """One organisation's room: what is connected in it is seen by its members alone."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True)
    zone = models.CharField(max_length=64, default="UTC")
    week_start = models.PositiveSmallIntegerField(default=0)
    """The day on which its weeks begin, 0 for Monday."""
    counting = models.JSONField(default=dict)
    """How its figures are counted, where that is not the default and means the same for every tracker; see
    `metrics.written`."""
    needs_second_factor = models.BooleanField(default=False)
    """Whether members without one are shut out until they have one."""
    is_demo = models.BooleanField(default=False)
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    """Of the form that made it: sent twice, it makes one workspace."""
    created = models.DateTimeField(default=timezone.now)
    erases = models.DateTimeField(null=True)
    """When all of it is erased, since an owner closed it; None while it is open."""

    def __str__(self) -> str:
        return f"workspace {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Whether an owner closed it, and it waits to be erased."""
        return self.erases is not None

    @property
    def settings(self) -> Settings:
        """How its figures are counted, but for what is said in words of one tracker; see `connections.choices`."""
        return Settings(zone=self.zone, week_start=self.week_start, **written.read(self.counting))

    @property
    def owner_key(self) -> str:
        """Its name in the vault and in memory."""
        return f"workspace:{self.pk}"


class Memberships(models.QuerySet["Membership"]):
    """Memberships, always of one person or of one workspace."""

    def of(self, person: Any) -> "Memberships":
        """The memberships of somebody who is signed in; none for anybody else.

        Who came in through the provider of one workspace has this one alone, whatever else is theirs.
        """
        if not person.is_authenticated:
            return self.none()
        own = self.filter(person=person.pk).select_related("workspace")
        confined_to = getattr(person, "confined_to", None)
        return own.filter(workspace=confined_to) if confined_to else own

    def beside(self, membership: "Membership") -> "Memberships":
        """All of the membership's workspace, itself included, in the order in which they came."""
        return self.filter(workspace=membership.workspace_id).select_related("person").order_by("joined", "pk")


@holds(about="person", personal="role joined", plain="came_with", find="person", kept="account")
class Membership(models.Model):
    """One person in one workspace. One that was never saved is a visit to the demo."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    joined = models.DateTimeField(default=timezone.now)
    came_with = models.CharField(max_length=64, blank=True)
    """The hash of the invitation that was accepted last: accepted twice, it leads here."""

    is_confined = False
    """Whether whoever asks came in through the provider of the workspace, and by no means of their own."""

    objects = Memberships.as_manager()

    if TYPE_CHECKING:
        workspace_id: int
        person_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "person"], name="one_membership_a_person")
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def owner_key(self) -> str:
        """In whose chain it is noted what is done under this membership."""
        return self.workspace.owner_key

    @property
    def actor_id(self) -> str:
        """Who does it, without a name."""
        return str(self.person_id)

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it, and the way in which they came."""
        if (self.is_confined or self.is_visit) and permission in OF_ONES_OWN_MEANS:
            return False
        return permission in ALLOWED[Role(self.role)]

    @property
    def owns_by_another_way_in(self) -> bool:
        """Whether the role allows everything, and the way in which they came not what owners alone may."""
        return self.is_confined and self.role == Role.OWNER

    @property
    def may_invite_as(self) -> list[Role]:
        """The roles that one may invite people to."""
        if not self.may(Permission.MEMBERS):
            return []
        return [role for role in Role if role is not Role.OWNER or self.may(Permission.OWNERSHIP)]

    def may_change_what_is_of(self, person_id: int | None) -> bool:
        """Whether a connection of that person may be changed: one's own, or anybody's."""
        is_own = person_id is not None and person_id == self.person_id
        return self.may(Permission.CHANGE_ANY) or (is_own and self.may(Permission.CONNECT))

    @property
    def role_name(self) -> Message:
        """The role as people read it."""
        return NAMES[Role(self.role)]

    @property
    def is_visit(self) -> bool:
        """Whether it is nobody's: a look at the demo."""
        return self.person_id is None

    @property
    def may_refresh(self) -> bool:
        return self.may(Permission.REFRESH)

    @property
    def may_connect(self) -> bool:
        return self.may(Permission.CONNECT)

    @property
    def may_change_any(self) -> bool:
        return self.may(Permission.CHANGE_ANY)

    @property
    def may_make_teams(self) -> bool:
        return self.may(Permission.TEAMS)

    @property
    def may_share(self) -> bool:
        return self.may(Permission.SHARE)

    @property
    def may_api(self) -> bool:
        return self.may(Permission.API)

    @property
    def may_change_members(self) -> bool:
        return self.may(Permission.MEMBERS)

    @property
    def may_change_settings(self) -> bool:
        return self.may(Permission.SETTINGS)

    @property
    def may_audit(self) -> bool:
        return self.may(Permission.AUDIT)

    @property
    def may_close(self) -> bool:
        return self.may(Permission.CLOSE)

    @property
    def may_change_owners(self) -> bool:
        return self.may(Permission.OWNERSHIP)


class Invitations(models.QuerySet["Invitation"]):
    """Invitations: of one workspace, or by what was sent."""

    def of(self, membership: Membership) -> "Invitations":
        return self.filter(workspace=membership.workspace_id)

    def open(self, now: datetime) -> "Invitations":
        """Those that hold: what is revoked or used is gone, and a closed workspace takes nobody in."""
        return self.filter(expires__gt=now, workspace__erases=None)


@holds(
    about="workspace",
    personal="email",
    plain="role token_hash created expires",
    find="workspace",
    keep_days=30,
    since="created",
)
class Invitation(models.Model):
    """One address that may join in one role. Its token stands in the mail alone; here is a hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    """Who sent it: with their membership it ends, and with the right to send it."""
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()

    objects = Invitations.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "email"], name="one_invitation_an_address")
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def role_name(self) -> Message:
        """The role as people read it."""
        return NAMES[Role(self.role)]


class Teams(models.QuerySet["Team"]):
    """Teams, always of one workspace."""

    def of(self, membership: Membership) -> "Teams":
        """Those of the membership's workspace, by name."""
        return self.filter(workspace=membership.workspace_id).order_by("name", "pk")

    def with_members(self) -> "Teams":
        """With those who belong to them, as they came, in one question more."""
        people = Membership.objects.order_by("joined", "pk").select_related("person")
        return self.prefetch_related(models.Prefetch("members", people))


@holds(about="workspace", plain="name folded counting created", find="workspace", kept="workspace")
class Team(models.Model):
    """A part of a workspace whose work can be looked at alone. What its work is, connections know."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)
    folded = models.CharField(max_length=180)
    """The name without regard to how it is written: no two teams look alike."""
    counting = models.JSONField(default=dict)
    """How its figures are counted, where that is other than in the workspace."""
    members = models.ManyToManyField(Membership, through="TeamMember", related_name="teams")
    created = models.DateTimeField()

    objects = Teams.as_manager()

    if TYPE_CHECKING:
        workspace_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "folded"], name="one_team_a_name")
        ]

    def __str__(self) -> str:
        return f"team {self.pk}"


@holds(about="workspace", find="team__workspace", kept="workspace")
class TeamMember(models.Model):
    """One member of a workspace in one of its teams."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="belonging")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="belonging")

    if TYPE_CHECKING:
        team_id: uuid.UUID
        membership_id: uuid.UUID

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "membership"], name="once_in_a_team")
        ]

    def __str__(self) -> str:
        return f"membership {self.membership_id} in team {self.team_id}"


@holds(about="workspace", plain=f"entry {known.COLUMNS}", find="workspace", kept="workspace")
class OwnIssuer(KnownIssuer):
    """The identity provider of a workspace: who comes in through it is somebody there, and nowhere else."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="own_issuer")
    entry = models.CharField(max_length=64, unique=True)
    """Of its address: by this it is found before anybody is known to belong here."""

    objects: ClassVar["models.Manager[OwnIssuer]"] = models.Manager()

    if TYPE_CHECKING:
        workspace_id: int

    def __str__(self) -> str:
        return f"issuer of workspace {self.workspace_id}"

    @property
    def tenant(self) -> int:
        return self.workspace_id


OWN_ISSUER_SECRET = columns.declare("workspaces.OwnIssuer", "secret", owner="workspace:workspace_id")


@holds(about="person", personal="subject made used", find="person", kept="account")
class MemberIdentity(models.Model):
    """That a member is a certain subject of the workspace's issuer; with the membership or the issuer it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="identity")
    issuer = models.ForeignKey(OwnIssuer, on_delete=models.CASCADE, related_name="members")
    subject = models.CharField(max_length=255)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)

    objects: ClassVar["models.Manager[MemberIdentity]"] = models.Manager()

    if TYPE_CHECKING:
        person_id: int

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_member_a_subject")
        ]

    def __str__(self) -> str:
        return f"identity of a member {self.pk}"


class ApiTokens(models.QuerySet["ApiToken"]):
    """Tokens: of one workspace, or by what somebody shows."""

    def of(self, membership: Membership) -> "ApiTokens":
        """Those of the membership's workspace, the newest first."""
        return self.filter(workspace=membership.workspace_id).order_by("-created", "pk").select_related("person")

    def open(self, now: datetime) -> "ApiTokens":
        """Those that hold, as long as whoever made them may have one, and nothing of them or of the workspace rests."""
        holding = self.filter(revoked=None, expires__gt=now, membership__role__in=allowed_to(Permission.API))
        here = holding.filter(workspace__erases=None, person__is_active=True)
        return here.filter(person__erases=None, person__restricted=None)


@holds(
    about="person",
    personal="name scopes created expires revoked used",
    plain="token_hash ending once",
    find="person",
    keep_days=30,
    since="expires",
)
class ApiToken(models.Model):
    """What a program of a member shows to read figures of one workspace. Here is a hash of it; it ends with the
    membership."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_tokens")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="api_tokens")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    scopes = models.CharField(max_length=40)
    """Words of `api_tokens.SCOPES`, with a space between."""
    token_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    """Its last signs, by which somebody tells it from others of theirs."""
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    used = models.DateField(null=True)
    """The day on which it was shown last, and not when or from where."""
    once = models.UUIDField(default=uuid.uuid4, editable=False)
    """Of the form that made it: sent twice, that makes one token."""

    objects = ApiTokens.as_manager()

    if TYPE_CHECKING:
        workspace_id: int
        membership_id: uuid.UUID
        person_id: int

    def __str__(self) -> str:
        return f"API token {self.pk}"

    def is_over(self, now: datetime) -> bool:
        """Whether it was revoked or has expired: nothing opens it again."""
        return self.revoked is not None or self.expires <= now

    def has(self, scope: str) -> bool:
        """Whether it may read what the scope says."""
        return scope in self.scopes.split()
