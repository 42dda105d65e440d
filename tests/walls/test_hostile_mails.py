"""Hostile names and addresses in every mail: one mail, to one address, in plain text, and no line of theirs in it."""

from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as library
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client, RequestFactory

from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock
from altaclario.config import typed
from altaclario.config.arguments import BadArgument
from altaclario.desk import incidents
from altaclario.desk import letters as letters_of_the_desk
from altaclario.desk.models import Matter
from altaclario.desk.tests import telling
from altaclario.privacy import letters
from altaclario.web.mail import Terminal
from altaclario.workspaces import invitations
from tests.audited.of_accounts import FORM, KEYS, OTHER, in_page
from tests.cast import MONDAY, PASSWORD, House
from tests.walls import hostile

pytestmark = pytest.mark.django_db
_NEVER_SENT = {
    "account/email/email_confirmation": "an address that is asked for by code has the words of the sign-up",
    "account/email/email_confirm": "it has no code and no link in this product",
    "account/email/email_deleted": "an account has one address",
    "account/email/password_reset": "new passwords are asked for by code",
    "account/email/password_reset_key": "new passwords are asked for by code",
    "account/email/password_set": "everybody has a password",
}
"""Mails of the library that no road of ours leads to."""
ADDRESSES = tuple(
    f'"{said}"@else.test'
    for said in (
        "<img/zzq/src=x/onerror=zzq()>",
        'zzq\\"@acme.test,eve',
        "a>,<eve@acme.test",
        "\x01\x1b[31m",
        "=?utf-8?q?zzq?=",
        "=1+1",
        "\x0bBcc:eve",
    )
)
"""What the grammar of addresses lets pass, or nearly."""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test no transaction ever ends: what waits for that happens now."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_how: work())


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Each mail that the accounts send, by its name, with what it was made of."""
    made: dict[str, dict[str, Any]] = {}
    real = type(get_adapter()).render_mail

    def render(adapter: Any, name: str, email: str, told: dict[str, Any], **more: Any) -> Any:
        made[name] = told
        return real(adapter, name, email, told, **more)

    monkeypatch.setattr(type(get_adapter()), "render_mail", render)
    return made


def every_road(clock: Clock) -> None:
    """Whatever makes the accounts write to somebody."""
    dee, browser = signing.account("Ivo"), Client(SERVER_NAME="localhost")
    for email in (FORM["email"], dee.email):
        Client().post("/accounts/signup/", FORM | {"email": email})
    Client().post("/accounts/login/code/", {"email": dee.email})
    Client().post("/accounts/password/reset/", {"email": "nobody@else.test"})
    forgetful = Client()
    forgetful.post("/accounts/password/reset/", {"email": dee.email})
    forgetful.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mail.outbox)})  # type: ignore[attr-defined]
    forgetful.post("/accounts/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})
    signing.sign_in(browser, dee)
    signing.confirm(browser)
    browser.post("/accounts/email/", {"email": "ivo@new.test", "action_add": ""})
    browser.post("/accounts/confirm-email/", {"code": signing.mailed_code(mail.outbox)})  # type: ignore[attr-defined]
    device = signing_device(browser)
    assert device
    browser.post(f"{KEYS}keys/{device}/remove/")
    signing.set_up_app(browser)
    clock.goes_on(60)
    browser.post(signing.NEW_CODES)
    browser.post(signing.TURN_OFF)
    with library.request_context(RequestFactory().get("/")):
        for what in ("linked", "unlinked"):  # The road there, through an issuer, is tested where it is built.
            get_adapter().send_notification_mail(f"account/email/identity_{what}", dee)
        get_adapter().send_code_to_confirm(dee)  # Of whoever has no password; Dee has one.
    changed = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    browser.post("/accounts/password/change/", changed)


def signing_device(browser: Client) -> int:
    """A passkey of a hostile name; its number."""
    from altaclario.accounts.tests.authenticator import Device

    said = Device().make(in_page(browser.get(f"{KEYS}add/")))
    browser.post(f"{KEYS}add/", {"name": "</p><zzq>\r\nBcc: eve@else.test", "credential": said})
    return int(Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk)


def test_every_mail_of_an_account_keeps_its_lines_whatever_stands_in_it(
    sent: dict[str, dict[str, Any]], at_once: None, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    every_road(Clock(monkeypatch))
    assert (named("account") | named("mfa")) ^ {*sent, *_NEVER_SENT} == set()
    strings, adapter, request = hostile.sample(20), get_adapter(), RequestFactory().get("/")
    with library.request_context(request):
        for name, told in list(sent.items()):
            harmless = render(adapter, name, told, "harmless")
            for said in strings:
                is_intact(render(adapter, name, told, said), harmless, said)
    record_property("counted", f"hostile strings, in mails of accounts: {len(strings)} in {len(sent)} mails")


def named(room: str) -> set[str]:
    """The mails of which the library, or we, have the words."""
    ours = Path(__file__).resolve().parents[2] / "altaclario" / "accounts" / "templates"
    theirs = Path(allauth.__file__).parent / "templates"
    end = "_subject.txt"
    return {
        f"{room}/email/{one.name.removesuffix(end)}"
        for folder in (ours, theirs)
        for one in (folder / room / "email").glob(f"*{end}")
    }


def render(adapter: Any, name: str, told: dict[str, Any], said: str) -> EmailMessage:
    typed = {key: said if isinstance(value, str) else value for key, value in told.items()}
    message: EmailMessage = adapter.render_mail(name, "eve@acme.test", typed)
    return message


def is_intact(message: EmailMessage, harmless: EmailMessage, said: str) -> None:
    """The same head, and as many lines; nothing in it steers, nothing is HTML."""
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    own = harmless.message()
    assert [name.lower() for name in parsed] == [name.lower() for name in own], repr(said)
    assert (message.recipients(), message.attachments) == (harmless.recipients(), [])
    assert not getattr(message, "alternatives", [])
    assert parsed.get_content_type() == "text/plain"
    lines = str(message.body).splitlines()
    assert len(lines) == len(str(harmless.body).splitlines()), repr(said)
    assert [line for line in [*lines, str(message.subject)] if not line.isprintable()] == [], repr(said)


def test_an_invitation_keeps_its_lines_whoever_invites_to_whatever(acme: House, record_property: Any) -> None:
    strings = hostile.sample(40)

    def invitation(said: str) -> EmailMessage:
        acme.ada.person.name = acme.ada.workspace.name = said
        mail.outbox.clear()  # type: ignore[attr-defined]
        invitations._send(acme.ada, "eve@kestrel.test", "https://flow.test/invitations/x")
        (message,) = mail.outbox  # type: ignore[attr-defined]
        return message  # type: ignore[no-any-return]

    harmless = invitation("harmless")
    for said in strings:
        is_intact(invitation(said), harmless, said)
    record_property("counted", f"hostile strings, in invitations: {len(strings)}")


def test_that_a_workspace_is_closed_keeps_its_lines_whatever_it_is_called(
    acme: House, at_once: None, record_property: Any
) -> None:
    strings = hostile.sample(20)

    def closed(said: str) -> EmailMessage:
        acme.ada.workspace.name = said
        mail.outbox.clear()  # type: ignore[attr-defined]
        letters.workspace_closed(
            acme.ada.workspace, MONDAY, [acme.ada.person], "https://flow.test/closed/x", now=MONDAY
        )
        (message,) = mail.outbox  # type: ignore[attr-defined]
        return message  # type: ignore[no-any-return]

    harmless = closed("harmless")
    for said in strings:
        is_intact(closed(said), harmless, said)
    record_property("counted", f"hostile strings, in mails of a closed workspace: {len(strings)}")


@pytest.mark.parametrize("stage", ["opened", "breach", "resolved"])
def test_a_mail_about_an_incident_keeps_its_lines_whatever_the_operator_calls_it(stage: str, acme: House) -> None:
    """What the command takes; it refuses a name of several lines, and one with signs that steer."""
    taken = 0

    def mailed(title: str) -> EmailMessage:
        with transaction.atomic():
            mail.outbox.clear()  # type: ignore[attr-defined]
            more = {"breach": telling.BREACH} if stage == "breach" else {}
            about = telling.publish(title=title, **more)
            if stage == "resolved":
                about = incidents.resolve(about.pk, text="Good.", ended=MONDAY, now=MONDAY)
            last = about.sayings.latest("pk")
            letters_of_the_desk.incident(about, last, "eve@acme.test", "https://flow.test", person=0, now=MONDAY)
            transaction.set_rollback(True)
        (message,) = mail.outbox  # type: ignore[attr-defined]
        message.body = str(message.body).replace(f"#incident-{about.pk}", "")
        return message  # type: ignore[no-any-return]

    harmless = mailed("harmless")
    for said in hostile.sample(40):
        try:
            line = typed.line(said, option="--title", most=120)
        except BadArgument:
            continue
        taken += 1
        is_intact(mailed(line), harmless, said)
    assert taken > 5


@pytest.mark.parametrize("name", ["acknowledged", "extended", "decided"])
def test_a_mail_of_the_desk_holds_nothing_that_a_stranger_wrote(name: str, at_once: None) -> None:
    """Whoever types somebody else's address sends them no words."""

    def mailed(said: str) -> EmailMessage:
        mail.outbox.clear()  # type: ignore[attr-defined]
        matter = Matter(
            reference="AC-2345-6789", kind="contact", email="eve@acme.test", received=MONDAY, due=MONDAY, name=said
        )
        matter.details, matter.decision, matter.reasons = {"message": said}, "refused", "It is so."
        told = {"code": "K", "look_up": "https://flow.test/"} if name == "acknowledged" else {}
        letters_of_the_desk._send(name, matter, told, now=MONDAY)
        (message,) = mail.outbox  # type: ignore[attr-defined]
        return message  # type: ignore[no-any-return]

    harmless = mailed("harmless")
    for said in hostile.sample(20):
        message = mailed(said)
        assert (message.subject, message.body) == (harmless.subject, harmless.body), repr(said)


@pytest.mark.parametrize("address", [*ADDRESSES, *hostile.every()[:: max(1, len(hostile.every()) // 12)]])
def test_a_hostile_address_is_refused_or_gets_one_mail_that_is_its_own(
    address: str, acme: House, ada: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    forms = {
        "/accounts/signup/": FORM | {"email": address},
        "/accounts/password/reset/": {"email": address},
        "/accounts/login/code/": {"email": address},
        f"/w/{acme.slug}/members/invite": {"email": address, "role": "viewer"},
    }
    for path, form in forms.items():
        mail.outbox.clear()  # type: ignore[attr-defined]
        browser = ada if path.startswith("/w/") else Client()
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post(path, form).status_code < 500, path
        assert len(mail.outbox) <= 1, path  # type: ignore[attr-defined]
        for message in mail.outbox:  # type: ignore[attr-defined]
            parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
            assert len(parsed["To"].addresses) == 1, path
            assert parsed["To"].addresses[0].domain == "else.test", path
            assert {"bcc", "cc"}.isdisjoint(name.lower() for name in parsed), path


def test_the_terminal_prints_no_sign_that_steers_it(capsys: pytest.CaptureFixture[str]) -> None:
    for said in hostile.sample(40):
        Terminal().send_messages([EmailMessage(said, "words", "us@acme.test", [f'"{said}"@else.test'])])
        head = capsys.readouterr().out.splitlines()
        assert len(head) == 6, repr(said)
        assert [line for line in head if not line.isprintable()] == [], repr(said)
