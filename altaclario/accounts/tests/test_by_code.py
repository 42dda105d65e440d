"""A code by mail instead of the password: once, soon, in the browser that asked, and never around the second step."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, is_signed_in, mailed_code
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ASK, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"


def ask(browser: Client, email: str = "dee@acme.test") -> HttpResponse:
    return browser.post(ASK, {"email": email})


@pytest.mark.asvs("6.5.1")
def test_a_code_signs_in_once(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    assert ask(anybody).headers["Location"] == CODE
    assert not is_signed_in(anybody)
    code = mailed_code(mailoutbox)
    anybody.post(CODE, {"code": code})
    assert is_signed_in(anybody)
    anybody.post("/accounts/logout/")
    anybody.post(CODE, {"code": code})
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.6.2")
def test_in_another_browser_it_is_worth_nothing(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(anybody)
    code, other = mailed_code(mailoutbox), Client()
    other.post(CODE, {"code": code})
    ask(other)
    other.post(CODE, {"code": code})
    assert not is_signed_in(other)


def test_nor_after_a_few_minutes(dee: User, clock: Clock, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(anybody)
    clock.goes_on(3 * 60 + 1)
    anybody.post(CODE, {"code": mailed_code(mailoutbox)})
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.6.3")
def test_nor_after_three_wrong_ones(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(anybody)
    for _ in range(3):
        anybody.post(CODE, {"code": "BBBB-BBBB"})
    anybody.post(CODE, {"code": mailed_code(mailoutbox)})
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.3.4")
def test_whoever_has_a_second_factor_is_asked_for_it(
    dee: User, secret: str, anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask(anybody)
    assert anybody.post(CODE, {"code": mailed_code(mailoutbox)}).headers["Location"] == signing.SECOND_STEP
    assert not is_signed_in(anybody)
    anybody.post(signing.SECOND_STEP, {"code": signing.code(secret)})
    assert is_signed_in(anybody)


def test_an_unknown_address_gets_the_same_page(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    other = Client()
    answers = [ask(anybody), ask(other, "nobody@acme.test")]
    assert len({(one.status_code, one.headers["Location"]) for one in answers}) == 1
    pages = [browser.get(CODE).content.decode() for browser in (anybody, other)]
    assert len({re.sub(r'value="[^"]{30,}"|\w+@acme\.test', "", page) for page in pages}) == 1
    assert [mail.to for mail in mailoutbox] == [["dee@acme.test"], ["nobody@acme.test"]]
    for code in ("", "BBBB-BBBB", mailed_code(mailoutbox[:1])):
        other.post(CODE, {"code": code})
        assert not is_signed_in(other)


def test_an_account_that_somebody_else_made_on_ones_address_is_not_confirmed_by_a_code(
    anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    form = {"name": "Eve", "email": "dee@acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}
    Client().post("/accounts/signup/", form)
    mailoutbox.clear()
    ask(anybody)
    assert "no account with this address" in str(mailoutbox[-1].body)
    assert not EmailAddress.objects.get().verified


def test_who_asks_and_asks_is_stopped(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    for _ in range(30):
        ask(Client())
    assert len(mailoutbox) < 10
