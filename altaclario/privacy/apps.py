"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Retention, ending and rights: walks what the other rooms declare."""

    name = "altaclario.privacy"
