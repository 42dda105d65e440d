"""The accounts app, and what the tables of the libraries that it uses hold."""

from typing import Any

from django.apps import AppConfig

from altaclario.declarations.holdings import declare


class AccountsConfig(AppConfig):
    """Declares other people's tables in this one place."""

    name = "altaclario.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.models import Authenticator
        from django.db.models.signals import post_init

        from altaclario.accounts import attempts, by_mail, noted, signals
        from altaclario.accounts.second_factors import bind_to_their_rows

        signals.connect()
        noted.connect()
        attempts.connect()
        by_mail.connect()
        post_init.connect(bind_to_their_rows, sender=Authenticator)
        declare("account.EmailAddress", about="person", personal="email verified primary", find="user", kept="account")
        declare(
            "account.EmailConfirmation",
            about="person",
            plain="created sent key",
            find="email_address__user",
            kept="account",
        )
        declare(
            "mfa.Authenticator",
            about="person",
            personal="type data created_at last_used_at",
            find="user",
            kept="account",
        )
        declare(
            "sessions.Session",
            about="person",
            personal="session_data",
            plain="expire_date",
            find="session_key",
            keep_days=14,
            since="expire_date",
        )
        stays: dict[str, Any] = {"about": "instance", "kept": "installation", "erased": "never"}
        declare("contenttypes.ContentType", plain="app_label model", **stays)
        declare("auth.Permission", plain="name codename", **stays)
        declare("auth.Group", plain="name", **stays)
        declare("auth.Group_permissions", **stays)
