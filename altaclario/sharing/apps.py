"""The sharing app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Share links."""

    name = "altaclario.sharing"
