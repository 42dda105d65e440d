"""Outgoing mail of the embedded edition: printed in the terminal, and kept nowhere."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Terminal(BaseEmailBackend):
    """Prints each mail between two lines, for the person who runs the command."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            head = f"To: {', '.join(mail.recipients())}\nSubject: {mail.subject}"
            sys.stdout.write(f"── mail ──\n{head}\n\n{str(mail.body).strip()}\n── end ──\n")
        sys.stdout.flush()
        return len(email_messages)
