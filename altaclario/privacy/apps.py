"""The privacy app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Retention, ending and rights: walks what the other rooms declare."""

    name = "altaclario.privacy"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from altaclario.privacy import unsampled

        post_migrate.connect(unsampled.build, sender=self, dispatch_uid="no samples of personal columns")
