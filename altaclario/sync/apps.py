"""The sync app."""

from typing import Any

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Sync runs, and the pause of what a member connected when they go."""

    name = "altaclario.sync"

    def ready(self) -> None:
        from altaclario.workspaces import members

        members.gone.connect(_pause_what_they_connected, dispatch_uid="connections of who is gone")


def _pause_what_they_connected(membership: Any, now: Any, **_signal: Any) -> None:
    from altaclario.sync import asking

    asking.pause_all_of(membership, now=now)
