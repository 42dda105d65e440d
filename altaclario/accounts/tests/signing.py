"""What somebody with an account does: signs in, confirms who they are, sets up an app, reads its codes."""

import re
import time

import pytest
from allauth.account.internal.flows import login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from altaclario.accounts.models import User
from tests.cast import MONDAY, PASSWORD

LOGIN, SECOND_STEP = "/accounts/login/", "/accounts/security/authenticate/"
SECURITY = "/accounts/security/"
SET_UP, TURN_OFF = f"{SECURITY}totp/activate/", f"{SECURITY}totp/deactivate/"
CODES, NEW_CODES = f"{SECURITY}recovery-codes/", f"{SECURITY}recovery-codes/generate/"
PERIOD_SECONDS = 30


def account(name: str = "Dee") -> User:
    """Somebody who signs in with a password."""
    email = f"{name.lower()}@acme.test"
    agreed = {"terms_version": "2026-11-24", "terms_at": MONDAY, "is_of_age": True}
    person = User.objects.create_user(email, PASSWORD, name=name, **agreed)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def sign_in(browser: Client, person: User, password: str = PASSWORD) -> HttpResponse:
    return browser.post(LOGIN, {"login": person.email, "password": password})


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def confirm(browser: Client, password: str = PASSWORD) -> HttpResponse:
    """That it is they, before something sensitive."""
    return browser.post("/accounts/reauthenticate/", {"password": password})


def has_confirmed(browser: Client, person: User) -> None:
    """A moment ago, as the session has it afterwards; for a person without a password."""
    session = browser.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    known = {"method": "password", "at": time.time(), "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [known]
    session.save()


def set_up_app(browser: Client) -> str:
    """Returns the key that the app keeps."""
    confirm(browser)
    key = shown_key(browser.get(SET_UP))
    assert browser.post(SET_UP, {"code": code(key)}).status_code == 302
    return key


def shown_key(page: HttpResponse) -> str:
    """The key that stands on the page which sets up an app."""
    found = re.search(r'id="key" value="([A-Z2-7]+)"', page.content.decode())
    assert found, page.content
    return found[1]


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // PERIOD_SECONDS + steps)))


def recovery_codes(browser: Client) -> list[str]:
    confirm(browser)
    return re.findall(r"<li>(\d{10})</li>", browser.get(CODES).content.decode())


def has_app(person: User) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def mailed_code(mails: list[EmailMessage]) -> str:
    found = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", str(mails[-1].body), re.MULTILINE)
    assert found, mails[-1].body
    return found[1]


class Clock:
    """The time that everybody reads, which goes on when a test says so."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        # In the middle of a time step, so that what is done in a row happens within one.
        self.now = time.time() // PERIOD_SECONDS * PERIOD_SECONDS + 5
        self.patch = patch
        patch.setattr(time, "time", lambda: self.now)

    def goes_on(self, seconds: float) -> None:
        self.now += seconds
