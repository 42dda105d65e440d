"""Whoever has neither a password nor a second factor shows who they are by the letter box."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, mailed_code
from altaclario.audit.models import Note
from tests.cast import House

pytestmark = pytest.mark.django_db
BY_MAIL = "/accounts/reauthenticate/mail/"


@pytest.fixture
def ada(acme: House) -> Client:
    """Signed in a while ago, in an account without a password."""
    browser = Client()
    browser.force_login(acme.ada.person)
    return browser


@pytest.fixture
def asked(ada: Client) -> str:
    """The page to which a sensitive step leads."""
    return str(ada.post("/accounts/security/sign-out-elsewhere").headers["Location"])


def test_a_sensitive_step_waits_for_a_code_by_mail_and_then_goes_on(
    ada: Client, asked: str, mailoutbox: list[EmailMessage]
) -> None:
    assert asked.startswith(f"{BY_MAIL}?next=")
    assert "ada@acme.test" in ada.get(asked).content.decode()
    there = "/accounts/security/sign-out-elsewhere"
    assert (
        ada.post(BY_MAIL, {"send": "1", "next": there}).headers["Location"]
        == f"{BY_MAIL}?next={there.replace('/', '%2F')}"
    )
    assert mailoutbox[-1].to == ["ada@acme.test"]
    assert not Note.objects.filter(what="signed-out-elsewhere").exists()
    ada.post(BY_MAIL, {"code": mailed_code(mailoutbox), "next": there})
    assert Note.objects.filter(what="signed-out-elsewhere").count() == 1
    assert ada.post(there).headers["Location"] == signing.SECURITY


@pytest.mark.asvs("7.5.1")
@pytest.mark.parametrize("where", ["security/totp/activate/", "security/webauthn/add/", "security/recovery-codes/"])
def test_nobody_sets_up_means_of_their_own_in_somebodys_browser(where: str, ada: Client) -> None:
    assert ada.get(f"/accounts/{where}").headers["Location"].startswith(BY_MAIL)


def test_owners_confirm_what_they_alone_may(acme: House, ada: Client) -> None:
    answer = ada.get(f"/w/{acme.slug}/identity-provider")
    assert answer.headers["Location"].startswith(BY_MAIL)


def test_three_wrong_codes_end_it_and_an_old_one_is_worth_nothing(
    ada: Client, asked: str, mailoutbox: list[EmailMessage], clock: Clock
) -> None:
    ada.post(BY_MAIL, {"send": "1"})
    right = mailed_code(mailoutbox)
    for _ in range(3):
        assert ada.post(BY_MAIL, {"code": "BCDF-GHJK"}).status_code == 200
    assert ada.post(BY_MAIL, {"code": right}).status_code == 200
    ada.post(BY_MAIL, {"send": "1"})
    clock.goes_on(301)
    assert ada.post(BY_MAIL, {"code": mailed_code(mailoutbox)}).status_code == 200
    for nothing in ("", " ", "-"):
        assert ada.post(BY_MAIL, {"code": nothing}).status_code == 200
    assert ada.get("/accounts/security/totp/activate/").status_code == 302


def test_mails_are_counted_and_so_are_codes(ada: Client, mailoutbox: list[EmailMessage]) -> None:
    sent = [ada.post(BY_MAIL, {"send": "1"}).status_code for _ in range(6)]
    assert sent == [302] * 5 + [429]
    assert [ada.post(BY_MAIL, {"code": "x"}).status_code for _ in range(11)].count(429) > 0


def test_who_has_a_password_is_asked_for_that(anybody: Client) -> None:
    signing.sign_in(anybody, signing.account())
    assert anybody.get(BY_MAIL).headers["Location"] == "/accounts/reauthenticate/"
    assert anybody.post(BY_MAIL, {"send": "1"}).headers["Location"] == "/accounts/reauthenticate/"
