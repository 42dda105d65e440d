"""The vault app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Data keys, wrapped."""

    name = "altaclario.vault"
