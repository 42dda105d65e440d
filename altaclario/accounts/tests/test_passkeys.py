"""A passkey signs in alone; one that lies about anything does not; and what it once said is worth nothing again."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.authenticator import Device
from altaclario.accounts.tests.signing import is_signed_in, sign_in
from tests.cast import PASSWORD
from tests.rows import rows

pytestmark = pytest.mark.django_db
KEYS = f"{signing.SECURITY}webauthn/"
ADD, LOGIN, AGAIN = f"{KEYS}add/", f"{KEYS}login/", f"{KEYS}reauthenticate/"
ASKS = {"headers": {"accept": "application/json"}}


def browser_at_home() -> Client:
    """Where passkeys work: the address that `run` prints."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def anybody() -> Client:
    return browser_at_home()


@pytest.fixture
def here(dee: User) -> Client:
    browser = browser_at_home()
    sign_in(browser, dee)
    signing.confirm(browser)
    return browser


@pytest.fixture
def device(here: Client) -> Device:
    """With which Dee signs in."""
    return added(here, Device())


def in_page(answer: HttpResponse) -> dict[str, Any]:
    found = re.search(r'<script id="js_data"[^>]*>(.*?)</script>', answer.content.decode())
    assert found, answer.content.decode()
    options: dict[str, Any] = json.loads(found[1])
    return options


def added(browser: Client, device: Device) -> Device:
    answer = browser.post(ADD, {"name": "Laptop", "credential": device.make(in_page(browser.get(ADD)))})
    assert answer.status_code == 302, answer.content.decode()
    return device


def asked(browser: Client) -> dict[str, Any]:
    options: dict[str, Any] = browser.get(LOGIN, **ASKS).json()
    return options


@pytest.mark.asvs("11.6.1")
def test_a_page_asks_for_keys_of_a_standard_and_the_strongest_first(here: Client) -> None:
    asked = in_page(here.get(ADD))["creation_options"]["publicKey"]["pubKeyCredParams"]
    assert [one["alg"] for one in asked] == [-8, -7, -257]


@pytest.mark.asvs("11.6.1")
@pytest.mark.parametrize(
    "public",
    [
        {1: 2, 3: -47, -1: 8, -2: b"x" * 32, -3: b"y" * 32},
        {1: 3, 3: -65535, -1: b"\xc1" * 256, -2: b"\x01\x00\x01"},
        {1: 2, 3: -999, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
    ],
    ids=["a curve of no standard of ours", "RSA with SHA-1", "of no kind that is known"],
)
def test_a_device_that_made_another_kind_of_key_is_refused(here: Client, public: dict[int, Any]) -> None:
    answer = here.post(ADD, {"name": "Old", "credential": Device(public=public).make(in_page(here.get(ADD)))})
    assert b"did not answer as it should" in answer.content
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_it_signs_in_without_password_and_without_second_step(device: Device, anybody: Client) -> None:
    answer = anybody.post(LOGIN, {"credential": device.answer(asked(anybody))})
    assert answer.headers["Location"] == "/w/"
    assert is_signed_in(anybody)


def test_it_brings_recovery_codes_and_stands_on_the_page_by_its_name(dee: User, here: Client, device: Device) -> None:
    assert len(signing.recovery_codes(here)) == 10
    page = here.get(signing.SECURITY).content.decode()
    assert "Laptop" in page
    assert Authenticator.objects.get(type="webauthn").user == dee


def test_after_the_password_it_is_the_second_step(dee: User, device: Device, anybody: Client) -> None:
    assert sign_in(anybody, dee).headers["Location"] == signing.SECOND_STEP
    options = in_page(anybody.get(signing.SECOND_STEP))
    anybody.post(signing.SECOND_STEP, {"credential": device.answer(options)})
    assert is_signed_in(anybody)


def test_then_a_recovery_code_does_as_well(dee: User, here: Client, device: Device, anybody: Client) -> None:
    sign_in(anybody, dee)
    anybody.post(signing.SECOND_STEP, {"code": signing.recovery_codes(here)[3]})
    assert is_signed_in(anybody)


def test_it_confirms_who_it_is(dee: User, device: Device, anybody: Client) -> None:
    anybody.post(LOGIN, {"credential": device.answer(asked(anybody))})
    assert anybody.get(signing.CODES).status_code == 302
    anybody.post(AGAIN, {"credential": device.answer(in_page(anybody.get(AGAIN)))})
    assert anybody.get(signing.CODES).status_code == 200


@pytest.mark.asvs("6.5.1")
def test_what_it_said_once_is_worth_nothing_again(dee: User, device: Device, anybody: Client) -> None:
    said = device.answer(asked(anybody))
    anybody.post(LOGIN, {"credential": said})
    anybody.post("/accounts/logout/")
    anybody.post(LOGIN, {"credential": said})
    assert not is_signed_in(anybody)
    asked(anybody)
    anybody.post(LOGIN, {"credential": said})
    assert not is_signed_in(anybody)


def test_what_was_asked_in_one_browser_is_no_answer_in_another(dee: User, device: Device, anybody: Client) -> None:
    said = device.answer(asked(anybody))
    other = browser_at_home()
    for _ in range(2):
        other.post(LOGIN, {"credential": said})
        assert not is_signed_in(other)
        asked(other)


LIES: dict[str, Callable[[Device], object]] = {
    "of another site": lambda device: setattr(device, "site", "evil.test"),
    "from another origin": lambda device: setattr(device, "origin", "https://evil.test"),
    "from a host whose name begins alike": lambda device: setattr(device, "origin", "http://localhost.evil.test"),
    "without asking its owner": lambda device: setattr(device, "verifies", False),
    "with another key": lambda device: setattr(device, "key", Device().key),
    "under an id that nobody has": lambda device: setattr(device, "id", b"x" * 32),
    "for somebody who is not": lambda device: setattr(device, "owner", "enp6"),
    "for nobody": lambda device: setattr(device, "owner", ""),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_device_that_lies_opens_nothing(dee: User, device: Device, anybody: Client, lie: str) -> None:
    LIES[lie](device)
    answer = anybody.post(LOGIN, {"credential": device.answer(asked(anybody))}, follow=True)
    assert answer.status_code == 200
    assert "did not answer as it should" in answer.content.decode()
    assert not is_signed_in(anybody)


def test_one_of_somebody_else_is_no_second_step(dee: User, device: Device, anybody: Client) -> None:
    eve, evil = signing.account("Eve"), Device(id=b"e" * 32)
    hers = browser_at_home()
    sign_in(hers, eve)
    signing.confirm(hers)
    added(hers, evil)
    sign_in(anybody, dee)
    anybody.post(signing.SECOND_STEP, {"credential": evil.answer(in_page(anybody.get(signing.SECOND_STEP)))})
    assert not is_signed_in(anybody)
    evil.owner, other = device.owner, browser_at_home()
    other.post(LOGIN, {"credential": evil.answer(asked(other))})
    assert not is_signed_in(other)


@pytest.mark.parametrize("lie", ["of another site", "from another origin", "without asking its owner"])
def test_nor_is_such_a_device_added(dee: User, here: Client, lie: str) -> None:
    device = Device()
    LIES[lie](device)
    options = in_page(here.get(ADD))
    answer = here.post(ADD, {"name": "x", "credential": device.make(options)})
    assert "did not answer as it should" in answer.content.decode()
    assert not Authenticator.objects.exists()


HOSTILE = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    "7",
    '"text"',
    '{"id": {}, "rawId": [], "type": 7, "response": {}}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": null}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", '
    '"signature": "AA", "userHandle": "%"}}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "AA", "attestationObject": "oA"}}',
    "[" * 10_000,
    json.dumps({"id": "x" * 100_000}),
    "\x00",
    "NaN",
]


@pytest.mark.asvs("15.3.5")
@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_sent_instead_of_an_answer_gets_a_sentence(
    dee: User, here: Client, device: Device, anybody: Client, said: str
) -> None:
    before = rows("sessions.Session")
    asked(anybody)
    assert anybody.post(LOGIN, {"credential": said}).status_code == 302
    in_page(here.get(ADD))
    assert here.post(ADD, {"name": "x", "credential": said}).status_code == 200
    in_page(here.get(AGAIN))
    assert here.post(AGAIN, {"credential": said}).status_code == 302
    assert not is_signed_in(anybody)
    assert rows("sessions.Session", "accounts.SignIn") == {
        label: held for label, held in before.items() if label != "accounts.SignIn"
    }


class TestRemoving:
    def remove(self, browser: Client) -> HttpResponse:
        key = Authenticator.objects.get(type="webauthn").pk
        return browser.post(f"{KEYS}keys/{key}/remove/", follow=True)

    def test_it_opens_nothing_any_more(self, dee: User, here: Client, device: Device, anybody: Client) -> None:
        self.remove(here)
        assert not Authenticator.objects.exists()
        anybody.post(LOGIN, {"credential": device.answer(asked(anybody))})
        assert not is_signed_in(anybody)

    def test_not_while_a_short_password_needs_it(self, dee: User, here: Client, device: Device) -> None:
        sent = {"oldpassword": PASSWORD, "password1": "k7-moss!", "password2": "k7-moss!"}
        here.post("/accounts/password/change/", sent)
        signing.confirm(here, "k7-moss!")
        assert "Choose a longer password first" in self.remove(here).content.decode()
        assert Authenticator.objects.filter(type="webauthn").exists()

    def test_nobody_removes_anothers(self, dee: User, device: Device, anybody: Client) -> None:
        sign_in(anybody, signing.account("Eve"))
        signing.confirm(anybody)
        assert self.remove(anybody).status_code == 404
        assert Authenticator.objects.filter(user=dee).exists()


@pytest.mark.asvs("7.5.1")
def test_adding_one_asks_who_it_is_and_is_told_by_mail(
    dee: User, anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(anybody, dee)
    assert anybody.get(ADD).headers["Location"].startswith("/accounts/reauthenticate/")
    signing.confirm(anybody)
    added(anybody, Device())
    assert mailoutbox[-1].subject == "A passkey was added to your account"


def test_the_page_of_sign_in_tells_nobody_who_has_one(dee: User, device: Device, anybody: Client) -> None:
    options = asked(anybody)["request_options"]["publicKey"]
    assert options.get("allowCredentials", []) == []
    assert options["userVerification"] == "required"
