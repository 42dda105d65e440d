"""The workspaces app."""

from typing import Any

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """Workspaces, memberships, permissions, the access door."""

    name = "altaclario.workspaces"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from altaclario.workspaces.models import Workspace

        post_delete.connect(_erase, sender=Workspace, dispatch_uid="notes and keys of a workspace")


def _erase(instance: Any, **_signal: Any) -> None:
    """By whatever road a workspace goes: its notes go with it, and what its keys sealed opens in no copy any more."""
    from altaclario.audit import notes
    from altaclario.vault import keys

    notes.erase(instance.owner_key)
    keys.destroy(instance.owner_key)
