"""The connections app."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Connections and their sealed credentials."""

    name = "altaclario.connections"
