"""Cases: one's own account."""

import json
import re
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import Identity, User
from altaclario.accounts.openid import parked
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.authenticator import Device
from altaclario.audit import verbs
from tests.audited.stage import Asked, Stage, case
from tests.cast import PASSWORD

FORM = {"name": "Dee", "email": "dee@acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}
OTHER = "another horse, another staple"
KEYS = f"{signing.SECURITY}webauthn/"
PREFERRED = {"zone": "Europe/Rome", "theme": "dark", "density": "compact"}
WRONG = {"code": "BCDF-GHJK"}


def dee() -> tuple[User, Client]:
    """Somebody who is signed in with a password, and has just confirmed who they are."""
    person, browser = signing.account(), Client(SERVER_NAME="localhost")
    signing.sign_in(browser, person)
    signing.confirm(browser)
    return person, browser


def with_an_app(stage: Stage) -> tuple[User, Client, str]:
    person, browser = dee()
    key = signing.set_up_app(browser)
    stage.clock.goes_on(60)
    return person, browser, key


def in_page(answer: HttpResponse) -> dict[str, Any]:
    found = re.search(r'<script id="js_data"[^>]*>(.*?)</script>', answer.content.decode())
    assert found
    options: dict[str, Any] = json.loads(found[1])
    return options


def with_a_passkey() -> tuple[User, Client, Device]:
    person, browser = dee()
    device = Device()
    browser.post(f"{KEYS}add/", {"name": "Laptop", "credential": device.make(in_page(browser.get(f"{KEYS}add/")))})
    return person, browser, device


@case("account_signup", verbs.SIGNED_UP)
def _(stage: Stage) -> Asked:
    return Asked(Client(), "/accounts/signup/", FORM, wrong={**FORM, "terms": ""})


@case("account_email_verification_sent", verbs.ADDRESS_CONFIRMED)
def _(stage: Stage) -> Asked:
    browser = Client()
    browser.post("/accounts/signup/", FORM)
    return Asked(browser, "/accounts/confirm-email/", {"code": stage.code()}, wrong=WRONG)


@case("account_email_verification_sent", verbs.ADDRESS_CHANGED)
def _(stage: Stage) -> Asked:
    _person, browser = dee()
    browser.post("/accounts/email/", {"email": "dee@new.test", "action_add": ""})
    return Asked(browser, "/accounts/confirm-email/", {"code": stage.code()}, wrong=WRONG)


@case("account_login", verbs.SIGNED_IN)
def _(stage: Stage) -> Asked:
    person = signing.account()
    sent = {"login": person.email, "password": PASSWORD}
    return Asked(Client(), signing.LOGIN, sent, wrong=sent | {"password": OTHER})


@case("account_confirm_login_code", verbs.SIGNED_IN)
def _(stage: Stage) -> Asked:
    person, browser = signing.account(), Client()
    browser.post("/accounts/login/code/", {"email": person.email})
    return Asked(browser, "/accounts/login/code/confirm/", {"code": stage.code()}, wrong=WRONG)


@case("mfa_authenticate", verbs.SIGNED_IN)
def _(stage: Stage) -> Asked:
    person, _home, key = with_an_app(stage)
    browser = Client()
    signing.sign_in(browser, person)
    return Asked(browser, signing.SECOND_STEP, {"code": signing.code(key)}, wrong={"code": "000000"})


@case("mfa_login_webauthn", verbs.SIGNED_IN)
def _(stage: Stage) -> Asked:
    _person, _home, device = with_a_passkey()
    browser = Client(SERVER_NAME="localhost")
    options = browser.get(f"{KEYS}login/", headers={"accept": "application/json"}).json()
    return Asked(browser, f"{KEYS}login/", {"credential": device.answer(options)}, wrong={"credential": "{}"})


@case("account_logout", verbs.SIGNED_OUT)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], "/accounts/logout/")


@case("sign-out-elsewhere", verbs.SIGNED_OUT_ELSEWHERE)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], "/accounts/security/sign-out-elsewhere")


@case("account_change_password", verbs.PASSWORD_CHANGED)
def _(stage: Stage) -> Asked:
    sent = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    return Asked(dee()[1], "/accounts/password/change/", sent, wrong=sent | {"oldpassword": OTHER})


@case("account_complete_password_reset", verbs.PASSWORD_RESET)
def _(stage: Stage) -> Asked:
    person, browser = signing.account(), Client()
    browser.post("/accounts/password/reset/", {"email": person.email})
    browser.post("/accounts/password/reset/confirm/", {"code": stage.code()})
    sent = {"password1": OTHER, "password2": OTHER}
    return Asked(browser, "/accounts/password/reset/complete/", sent, wrong=sent | {"password2": PASSWORD})


@case("mfa_activate_totp", verbs.SECOND_FACTOR_ADDED)
def _(stage: Stage) -> Asked:
    _person, browser = dee()
    key = signing.shown_key(browser.get(signing.SET_UP))
    return Asked(browser, signing.SET_UP, {"code": signing.code(key)}, wrong={"code": "000000"})


@case("mfa_deactivate_totp", verbs.SECOND_FACTOR_REMOVED)
def _(stage: Stage) -> Asked:
    return Asked(with_an_app(stage)[1], signing.TURN_OFF)


@case("mfa_generate_recovery_codes", verbs.RECOVERY_CODES_MADE)
def _(stage: Stage) -> Asked:
    return Asked(with_an_app(stage)[1], signing.NEW_CODES)


@case("mfa_add_webauthn", verbs.SECOND_FACTOR_ADDED)
def _(stage: Stage) -> Asked:
    _person, browser = dee()
    said = Device().make(in_page(browser.get(f"{KEYS}add/")))
    return Asked(browser, f"{KEYS}add/", {"name": "Laptop", "credential": said}, wrong={"credential": "{}"})


@case("mfa_remove_webauthn", verbs.SECOND_FACTOR_REMOVED)
def _(stage: Stage) -> Asked:
    person, browser, _device = with_a_passkey()
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    return Asked(browser, f"{KEYS}keys/{key.pk}/remove/")


@case("preferences", verbs.PREFERENCES_CHANGED)
def _(stage: Stage) -> Asked:
    return Asked(dee()[1], "/accounts/preferences/", PREFERRED, wrong=PREFERRED | {"theme": "pink"})


@case("identity-link", verbs.IDENTITY_LINKED)
def _(stage: Stage) -> Asked:
    person, browser = dee()
    session = browser.session
    parked.park(session, to="", issuer="https://a.test", subject="dee", label="A", then="", now=timezone.now())
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sent = {"account": str(person.pk), "identity": session["parked_identity"]["mark"]}
    return Asked(browser, "/accounts/identity/link", sent, wrong=sent | {"account": "0"})


@case("identity-unlink", verbs.IDENTITY_UNLINKED)
def _(stage: Stage) -> Asked:
    person, browser = dee()
    made = Identity.objects.create(person=person, issuer="https://a.test", subject="dee", made=timezone.now())
    return Asked(browser, f"/accounts/identity/{made.pk}/remove")


@case("cookie-preferences", verbs.ANALYTICS_CHOSEN)
def _(stage: Stage) -> Asked:
    stage.clock.patch.setattr(settings, "ANALYTICS_ID", "G-TEST")
    return Asked(dee()[1], "/cookie-preferences", {"answer": "accept"}, wrong={"answer": "perhaps"})
