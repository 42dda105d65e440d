"""Outgoing mail: what somebody typed stays a word in it; in the embedded edition it is printed, and kept nowhere."""

import logging
import smtplib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from altaclario.declarations import mails

_log = logging.getLogger("altaclario.mail")
_FOR_GOOD = 500
"""From this answer of a mail server on it is no use to try again."""


class NotSent(Exception):
    """The mail server cannot be reached, or sends nothing of ours now."""


class Refused(NotSent):
    """The mail server works, and does not take this one mail: `is_for_good`, or for now."""

    def __init__(self, *, is_for_good: bool) -> None:
        super().__init__()
        self.is_for_good = is_for_good


def send(name: str, told: Mapping[str, Any], to: str, *, text: str = "") -> None:
    """The one door for mails of ours, by the name of their templates. Raises NotDeclared, NotSent or Refused."""
    deliver(name, *rendered(name, told, text=text), to)


def rendered(name: str, told: Mapping[str, Any], *, text: str = "") -> tuple[str, str]:
    """Its subject and words. Each string in `told` stands on one line, as somebody may have typed it; `text` is what
    the operator wrote, and keeps its lines. Raises NotDeclared.
    """
    known = mails.declared(name).name
    said = {key: word(value) if isinstance(value, str) else value for key, value in told.items()} | {"text": text}
    return word(render_to_string(f"{known}_subject.txt", said)), render_to_string(f"{known}_message.txt", said)


def deliver(name: str, subject: str, message: str, to: str) -> None:
    """What was rendered. Raises NotSent or Refused."""
    try:
        send_mail(subject, message, None, [to])
    except OSError as error:
        _log.warning("A mail was not sent (%s): %s.", name, type(error).__name__)
        raise _why(error) from None


def _why(error: OSError) -> NotSent:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Refused(is_for_good=all(code >= _FOR_GOOD for code, _said in error.recipients.values()))
    if isinstance(error, smtplib.SMTPDataError):
        return Refused(is_for_good=error.smtp_code >= _FOR_GOOD)
    return NotSent(f"the mail server: {type(error).__name__}")


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
