"""Another address: confirmed by a code, told to the old one, and only for whoever proves to be the person."""

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import is_signed_in, sign_in
from tests.cast import PASSWORD
from tests.rows import rows

pytestmark = pytest.mark.django_db
PAGE, CODE = "/accounts/email/", "/accounts/confirm-email/"


@pytest.fixture
def here(dee: User) -> Client:
    browser = Client()
    sign_in(browser, dee)
    return browser


def ask_for(browser: Client, email: str) -> None:
    signing.confirm(browser)
    browser.post(PAGE, {"email": email, "action_add": ""})


def test_the_new_address_counts_once_its_code_is_typed_and_the_old_one_is_told(
    dee: User, here: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_for(here, "Dee@New.test")
    assert User.objects.get().email == "dee@acme.test"
    assert mailoutbox[-1].to == ["dee@new.test"]
    here.post(CODE, {"code": signing.mailed_code(mailoutbox)})
    assert User.objects.get().email == "dee@new.test"
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.all()] == [
        ("dee@new.test", True, True)
    ]
    assert mailoutbox[-1].to == ["dee@acme.test"]
    assert "from dee@acme.test to dee@new.test" in str(mailoutbox[-1].body)


def test_afterwards_one_signs_in_with_the_new_one_alone(
    dee: User, here: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_for(here, "dee@new.test")
    here.post(CODE, {"code": signing.mailed_code(mailoutbox)})
    for email, works in (("dee@acme.test", False), ("dee@new.test", True)):
        browser = Client()
        browser.post(signing.LOGIN, {"login": email, "password": PASSWORD})
        assert is_signed_in(browser) is works


@pytest.mark.asvs("7.5.1")
def test_without_confirming_who_it_is_nothing_changes_and_nothing_is_sent(
    dee: User, here: Client, mailoutbox: list[EmailMessage]
) -> None:
    before = rows("sessions.Session")
    answer = here.post(PAGE, {"email": "dee@new.test", "action_add": ""})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert rows("sessions.Session") == before
    assert mailoutbox == []


def test_what_was_typed_before_confirming_is_not_lost(dee: User, here: Client, mailoutbox: list[EmailMessage]) -> None:
    asked = here.post(PAGE, {"email": "dee@new.test", "action_add": ""})
    here.post(asked.headers["Location"], {"password": PASSWORD, "next": PAGE})
    assert mailoutbox[-1].to == ["dee@new.test"]


def test_anothers_address_gets_the_same_answer_and_is_told(
    dee: User, here: Client, mailoutbox: list[EmailMessage]
) -> None:
    signing.account("Eve")
    signing.confirm(here)
    answers = [here.post(PAGE, {"email": email, "action_add": ""}) for email in ("eve@acme.test", "nobody@acme.test")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert mailoutbox[0].to == ["eve@acme.test"]
    assert User.objects.get(pk=dee.pk).email == "dee@acme.test"


def test_a_wrong_code_changes_nothing(dee: User, here: Client, mailoutbox: list[EmailMessage]) -> None:
    ask_for(here, "dee@new.test")
    here.post(CODE, {"code": "BBBB-BBBB"})
    assert User.objects.get().email == "dee@acme.test"
    assert [mail.to for mail in mailoutbox] == [["dee@new.test"]]


@pytest.mark.asvs("6.6.2")
def test_a_code_opens_nothing_in_the_browser_of_somebody_else(
    dee: User, here: Client, anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask_for(here, "dee@new.test")
    sign_in(anybody, signing.account("Eve"))
    anybody.post(CODE, {"code": signing.mailed_code(mailoutbox)})
    assert set(User.objects.values_list("email", flat=True)) == {"dee@acme.test", "eve@acme.test"}
