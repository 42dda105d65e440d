"""The workspaces app."""

from typing import Any

from django.apps import AppConfig
from django.core import checks


class WorkspacesConfig(AppConfig):
    """Workspaces, memberships, permissions, the access door, and the second wall."""

    name = "altaclario.workspaces"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_delete, post_migrate

        from altaclario.workspaces import api_tokens, own_issuers, policies, record, teams, walls
        from altaclario.workspaces.models import MemberIdentity, Workspace

        record.NAMED["team"] = teams.names
        record.NAMED["invitation"] = _named
        record.NAMED["API token"] = api_tokens.names
        post_delete.connect(_erase, sender=Workspace, dispatch_uid="notes and keys of a workspace")
        post_delete.connect(
            own_issuers.end_what_began_by_it, sender=MemberIdentity, dispatch_uid="sign-ins by a link that is gone"
        )
        connection_created.connect(walls.watch, dispatch_uid="the second wall")
        post_migrate.connect(policies.build, sender=self, dispatch_uid="the policies of the second wall")
        checks.register(policies.check)


def _named(membership: Any) -> dict[str, str]:
    """What the log calls each invitation that nobody has answered yet: the address to which it was sent."""
    from altaclario.workspaces.models import Invitation

    return {str(id): f"to {email}" for id, email in Invitation.objects.of(membership).values_list("pk", "email")}


def _erase(instance: Any, **_signal: Any) -> None:
    """By whatever road a workspace goes: its notes go with it, and its keys are destroyed."""
    from altaclario.audit import notes
    from altaclario.vault import keys

    notes.erase(instance.owner_key)
    keys.destroy(instance.owner_key)
