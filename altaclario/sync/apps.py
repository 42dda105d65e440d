"""The sync app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """Sync runs."""

    name = "altaclario.sync"
