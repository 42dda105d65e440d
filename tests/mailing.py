"""A mail server that takes nothing for some, or is down."""

import smtplib
from collections.abc import Sequence
from typing import ClassVar

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Server(EmailBackend):
    """What it says to an address; else it takes the mail."""

    refuses: ClassVar[dict[str, int]] = {}
    is_down: ClassVar[bool] = False

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for one in messages:
            if Server.is_down:
                raise ConnectionRefusedError
            if refused := {to: (Server.refuses[to], b"no") for to in one.to if to in Server.refuses}:
                raise smtplib.SMTPRecipientsRefused(refused)
        return int(super().send_messages(messages))


@pytest.fixture
def server(settings: object, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    """The one through which mails of the test go; say what it refuses, or that it is down."""
    settings.EMAIL_BACKEND = "tests.mailing.Server"  # type: ignore[attr-defined]
    monkeypatch.setattr(Server, "refuses", {})
    monkeypatch.setattr(Server, "is_down", False)
    return Server
