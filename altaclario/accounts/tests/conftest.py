"""Dee, her clock, and the browser at home where she is signed in and has her app set up."""

import pytest
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def dee(db: None) -> User:
    return signing.account()


@pytest.fixture
def home(dee: User, clock: Clock) -> Client:
    """Where Dee is signed in, and has her app set up."""
    browser = Client()
    signing.sign_in(browser, dee)
    browser.secret = signing.set_up_app(browser)  # type: ignore[attr-defined]
    clock.goes_on(60)
    return browser


@pytest.fixture
def secret(home: Client) -> str:
    return home.secret  # type: ignore[attr-defined,no-any-return]
