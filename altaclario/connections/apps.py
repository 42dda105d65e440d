"""The connections app."""

from typing import Any

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Connections and their sealed credentials."""

    name = "altaclario.connections"

    def ready(self) -> None:
        from altaclario.workspaces import record

        record.NAMED["connection"] = _named


def _named(membership: Any) -> dict[str, str]:
    """What the log calls each connection that is still there: the host of its site."""
    from altaclario.connections import finding

    return {one.key: one.label for one in finding.every(membership)}
