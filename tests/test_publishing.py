"""Nothing that matters changes before people were told: not a text, and not who receives anything."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from altaclario.accounts.tests.signing import account
from altaclario.config import command
from altaclario.config.gates import texts
from altaclario.declarations.subprocessors import Subprocessor
from altaclario.privacy import publishing
from altaclario.privacy.models import Publication
from altaclario.web import versions
from tests.cast import House, signed_in
from tests.mailing import Server

pytestmark = pytest.mark.django_db
MAIL = Subprocessor("mail", "Mail", "mails", "addresses", "DE", agreed=date(2026, 3, 1), hosts=("mail.acme.test",))
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ORIGIN = "https://flow.test"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """An installation that published everything, and whose texts a test may change."""
    settings.SUBPROCESSORS = (MAIL,)
    folder = tmp_path / "policy"
    copytree(versions.FOLDER, folder)
    monkeypatch.setattr(versions, "FOLDER", folder)
    publishing.settle(now=NOW)
    return folder


def change(shelf: Path, name: str, number: str, *, matters: bool = True) -> None:
    said = f"# {name.title()}\nVersion {number}, effective 2026-12-01{', material' if matters else ''}\n"
    text = f"{said}Changed: It is blue.\n\nAll is blue.\n"
    (shelf / "versions" / name / f"{number}.md").write_text(text)
    with (shelf / versions.SEALS).open("a") as seals:
        seals.write(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}/{number}.md\n")
    versions.forget()


def publish() -> int:
    mail.outbox.clear()  # type: ignore[attr-defined]
    return publishing.publish(origin=ORIGIN, now=NOW)


def test_a_new_installation_tells_nobody_of_what_nobody_knew_otherwise() -> None:
    account()
    assert texts.told() == ""
    assert publish() == 0
    assert publishing.pending() == []


@pytest.mark.proves("told-of-changes")
def test_a_change_that_matters_keeps_a_server_from_starting_until_everybody_was_told(shelf: Path) -> None:
    people = [account(name) for name in ("Dee", "Eve")]
    change(shelf, "privacy", "2999")
    assert (
        texts.told() == "Privacy 2999 changed in something that matters: tell people with `altaclario publish-policy`."
    )
    publishing.settle(now=NOW)
    assert texts.told()
    assert publish() == 2
    assert [one.recipients() for one in mail.outbox] == [[one.email] for one in people]  # type: ignore[attr-defined]
    said = mail.outbox[0].body  # type: ignore[attr-defined]
    assert "Privacy, version 2999, from 2026-12-01 on: It is blue." in said
    assert f"{ORIGIN}/privacy/versions" in said
    assert (texts.told(), publish()) == ("", 0)


def test_what_does_not_matter_is_published_without_a_word(shelf: Path) -> None:
    account()
    change(shelf, "privacy", "2999", matters=False)
    assert (texts.told(), publish()) == ("", 0)
    assert Publication.objects.filter(text="privacy", version="2999").exists()


def test_what_mattered_is_told_although_something_else_followed(shelf: Path) -> None:
    account()
    change(shelf, "privacy", "2999")
    change(shelf, "privacy", "3000", matters=False)
    assert (bool(texts.told()), publish()) == (True, 1)


@pytest.mark.proves("told-of-changes")
def test_a_command_that_was_stopped_goes_on_and_tells_nobody_twice(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [account(name) for name in ("Dee", "Eve", "Fay")]
    change(shelf, "terms", "2999")
    send, sent = publishing._send, []

    def stops(changes: Any, address: str, origin: str, **more: Any) -> None:
        if len(sent) == 1:
            sent.append("")
            raise ConnectionError
        sent.append(address)
        send(changes, address, origin, **more)

    monkeypatch.setattr(publishing, "_send", stops)
    with pytest.raises(ConnectionError):
        publish()
    assert texts.told()
    assert publishing.publish(origin=ORIGIN, now=NOW) == 2
    assert [one for one in sent if one] == [one.email for one in people]


def test_the_command_says_that_the_mail_server_is_down_and_what_goes_on(
    shelf: Path, server: type[Server], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("altaclario.config.rotating.set_up", lambda _data: None)
    account()
    change(shelf, "privacy", "2999")
    server.is_down = True
    assert command.main(["publish-policy"]) == 2
    assert "(the mail server: ConnectionRefusedError). `altaclario publish-policy` goes on" in capsys.readouterr().err
    server.is_down = False
    assert command.main(["publish-policy"]) == 0
    assert "Mails sent: 1." in capsys.readouterr().out


@pytest.mark.proves("told-of-changes")
def test_a_change_that_joins_one_which_was_stopped_is_told_without_the_other_to_who_knows_it(
    shelf: Path,
) -> None:
    dee, eve = (account(name) for name in ("Dee", "Eve"))
    change(shelf, "privacy", "2999")
    assert publish() == 2
    Publication.objects.filter(text="privacy", version="2999").update(told=None, told_to=dee.pk)
    change(shelf, "terms", "2999")
    assert publish() == 2
    told = {one.to[0]: one.body for one in mail.outbox}  # type: ignore[attr-defined]
    assert "Terms" in told[dee.email]
    assert "Privacy, version" not in told[dee.email]
    assert "Privacy, version" in told[eve.email]


@pytest.mark.proves("told-of-changes")
def test_another_recipient_is_a_change_that_matters_and_one_who_comes_back_is_too(shelf: Path, settings: Any) -> None:
    account()
    count = Subprocessor("counting", "Count", "counting", "numbers", "DE", hosts=("count.acme.test",))
    for listed in ((MAIL, count), (MAIL,), (MAIL, replace(count, country="US"))):
        settings.SUBPROCESSORS = listed
        assert "Subprocessors" in texts.told()
        assert publish() == 1
        told = mail.outbox[0].body  # type: ignore[attr-defined]
        assert all(f"{one.name} ({one.country}, {one.hosts[0]}) for {one.purpose}" in told for one in listed)
        assert texts.told() == ""


def test_what_the_operator_does_alone_and_a_renewed_agreement_are_nobody_else(shelf: Path, settings: Any) -> None:
    own = Subprocessor("hosting", "Acme", country="DE", is_own=True)
    settings.SUBPROCESSORS = (own, replace(MAIL, agreed=date(2026, 11, 1)))
    assert texts.told() == ""


def test_a_text_that_is_other_than_what_was_published_keeps_a_server_from_starting(shelf: Path) -> None:
    assert texts.altered() == ""
    Publication.objects.filter(text="dmca").update(sha256="0" * 64)
    assert "dmca" in texts.altered()


def test_who_never_confirmed_an_address_gets_no_mail(shelf: Path) -> None:
    account().emailaddress_set.update(verified=False)
    change(shelf, "terms", "2999")
    assert publish() == 0


@pytest.mark.proves("told-of-changes")
def test_pages_tell_of_it_for_a_while(shelf: Path, acme: House) -> None:
    from django.utils import timezone

    browser = signed_in(acme.ada)
    path = f"/w/{acme.slug}/members/"
    assert b"What changed" not in browser.get(path).content
    today = timezone.now().date()
    text = f"# Rules\nVersion 2999, effective {today}, material\nChanged: It is blue.\n\nAll is blue.\n"
    (shelf / "versions" / "acceptable-use" / "2999.md").write_text(text)
    with (shelf / versions.SEALS).open("a") as seals:
        seals.write(f"{hashlib.sha256(text.encode()).hexdigest()}  acceptable-use/2999.md\n")
    versions.forget()
    assert b"It is blue." in browser.get(path).content
    change(shelf, "acceptable-use", "3000", matters=False)
    assert b"It is blue." in browser.get(path).content  # a correction of the next day hides nothing
    assert b"It is blue." not in Client().get("/accounts/login/").content
