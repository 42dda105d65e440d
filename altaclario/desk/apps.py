"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What strangers send, and what is decided on it."""

    name = "altaclario.desk"
