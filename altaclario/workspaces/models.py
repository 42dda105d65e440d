"""Workspaces and memberships."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from altaclario.declarations.holdings import holds
from altaclario.metrics.settings import Settings
from altaclario.workspaces.permissions import ALLOWED, Permission, Role


@holds(about="workspace", plain="name slug zone is_demo created", find="pk")
class Workspace(models.Model):
    """One organisation's room: what is connected in it is seen by its members alone."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True)
    zone = models.CharField(max_length=64, default="UTC")
    is_demo = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"workspace {self.pk}"

    @property
    def settings(self) -> Settings:
        """How its figures are counted."""
        return Settings(zone=self.zone)

    @property
    def owner_key(self) -> str:
        """Its name in the vault and in memory."""
        return f"workspace:{self.pk}"


class Memberships(models.QuerySet["Membership"]):
    """Memberships, always of one person."""

    def of(self, person: Any) -> "Memberships":
        """The memberships of somebody who is signed in; none for anybody else."""
        return self.filter(person=person.pk).select_related("workspace") if person.is_authenticated else self.none()


@holds(about="person", personal="role joined", find="person")
class Membership(models.Model):
    """One person in one workspace. One that was never saved is a visit to the demo."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(role.value, role.value) for role in Role])
    joined = models.DateTimeField(default=timezone.now)

    objects = Memberships.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "person"], name="one_membership_a_person")
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in ALLOWED[Role(self.role)]

    @property
    def may_refresh(self) -> bool:
        return self.may(Permission.REFRESH)

    @property
    def may_connect(self) -> bool:
        return self.may(Permission.CONNECT)
