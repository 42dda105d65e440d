"""Mails to many: each once, in the order of their ids, whatever stops it."""

from smtplib import SMTPRecipientsRefused

import pytest

from altaclario.accounts import telling
from altaclario.accounts.tests.signing import account
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def test_an_address_that_the_mail_server_refuses_keeps_nobody_else_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    dee, eve, fay = (account(name) for name in ("Dee", "Eve", "Fay"))
    sent: list[str] = []
    reached: list[int] = []

    def send(address: str, person: int) -> None:
        if person == eve.pk:
            raise SMTPRecipientsRefused({address: (550, b"no such user")})
        sent.append(address)

    assert telling.tell(telling.confirmed(), after=0, send=send, reached=reached.append) == 2
    assert sent == [dee.email, fay.email]
    assert reached == [dee.pk, eve.pk, fay.pk]
    assert [one.getMessage() for one in caplog.records] == [
        f"The mail server does not take the address of person {eve.pk}."
    ]


def test_who_closed_the_account_is_told_only_of_what_reaches_further() -> None:
    dee = account("Dee")
    dee.erases = MONDAY
    dee.save()
    assert (telling.confirmed().count(), telling.confirmed(has_closed=True).count()) == (0, 1)
