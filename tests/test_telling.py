"""Mails to many: each once, in the order of their ids, whatever stops it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from altaclario.accounts import telling
from altaclario.accounts.tests.signing import account
from altaclario.privacy.models import Publication
from altaclario.web import mail
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def begun() -> Publication:
    """Something of which everybody is to be told."""
    return Publication.objects.create(text="terms", version="2999", sha256="0" * 64, began=MONDAY)


def test_an_address_that_the_mail_server_refuses_keeps_nobody_else_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    dee, eve, fay = (account(name) for name in ("Dee", "Eve", "Fay"))
    sent: list[str] = []
    row = begun()

    def send(address: str, person: int) -> None:
        if person == eve.pk:
            raise mail.Refused(is_for_good=True)
        sent.append(address)

    assert telling.tell(telling.confirmed(), Publication.objects.filter(pk=row.pk), send=send) == 2
    assert sent == [dee.email, fay.email]
    row.refresh_from_db()
    assert (row.told_to, row.telling) == (fay.pk, None)
    assert [one.getMessage() for one in caplog.records] == [
        f"The mail server does not take the address of person {eve.pk}."
    ]


def test_of_two_commands_at_once_one_sends_and_the_other_says_that_it_is_under_way() -> None:
    people = [account(name) for name in ("Dee", "Eve")]
    rows, sent = Publication.objects.filter(pk=begun().pk), []

    def send(address: str, _person: int) -> None:
        sent.append(address)
        with pytest.raises(telling.IsUnderWay):
            telling.tell(telling.confirmed(), rows, send=send)
        assert telling.is_under_way(rows.get())

    assert telling.tell(telling.confirmed(), rows, send=send) == 2
    assert sent == [one.email for one in people]


def test_after_a_command_that_was_killed_another_goes_on_before_long() -> None:
    dee, row = account("Dee"), begun()
    Publication.objects.filter(pk=row.pk).update(telling=timezone.now() - telling.UNDER_WAY + timedelta(seconds=30))
    rows, sent = Publication.objects.filter(pk=row.pk), []
    with pytest.raises(telling.IsUnderWay):
        telling.tell(telling.confirmed(), rows, send=lambda address, _person: sent.append(address))
    rows.update(telling=timezone.now() - telling.UNDER_WAY)
    assert telling.tell(telling.confirmed(), rows, send=lambda address, _person: sent.append(address)) == 1
    assert sent == [dee.email]


def test_who_closed_the_account_is_told_only_of_what_reaches_further() -> None:
    dee = account("Dee")
    dee.erases = MONDAY
    dee.save()
    assert (telling.confirmed().count(), telling.confirmed(has_closed=True).count()) == (0, 1)
