"""Outgoing mail: what somebody typed stays a word in it; in the embedded edition it is printed, and kept nowhere."""

import sys
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _


def word(typed: str) -> str:
    r"""What somebody typed, as it may stand in a mail: on one line, without signs that steer instead of being read.

    Else a name of several lines would be sentences of ours.

    >>> word("Acme\r\n\nCall this number"), word("gpj.\u202eexe")
    ('Acme Call this number', 'gpj. exe')
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())


def address(typed: str) -> str:
    """An address to which a mail may go; the grammar of addresses allows signs that would end a line of its head.

    Raises ValidationError.
    """
    if not typed.isprintable():
        raise ValidationError(_("Enter a valid email address."), code="invalid")
    return typed


class Terminal(BaseEmailBackend):
    """Prints each mail between two lines, for the person who runs the command."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            head = f"To: {word(', '.join(mail.recipients()))}\nSubject: {word(str(mail.subject))}"
            sys.stdout.write(f"── mail ──\n{head}\n\n{str(mail.body).strip()}\n── end ──\n")
        sys.stdout.flush()
        return len(email_messages)
