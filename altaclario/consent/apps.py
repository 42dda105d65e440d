"""The consent app."""

from typing import Any

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Agreements, and the choice about analytics."""

    name = "altaclario.consent"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_save

        from altaclario.accounts.models import User

        post_save.connect(_joined, sender=User, dispatch_uid="the Terms of a new account")
        user_logged_in.connect(_arrived, dispatch_uid="the choice of a device that somebody signs in on")


def _joined(instance: Any, created: bool, raw: bool = False, **_signal: Any) -> None:
    """By whatever road an account comes to be: what it agreed to stands in the log with it."""
    from altaclario.consent import agreements

    if created and not raw:
        agreements.joined(instance)


def _arrived(request: Any, user: Any, **_signal: Any) -> None:
    from django.utils import timezone

    from altaclario.consent import choosing

    choosing.arrived(request, user, now=timezone.now())
