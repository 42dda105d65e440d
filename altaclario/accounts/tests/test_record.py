"""One's own record: what was done, by oneself or by whoever has one's password; nobody else sees it."""

import pytest
from django.db import transaction
from django.test import Client

from altaclario.accounts import record
from altaclario.accounts.models import User
from altaclario.accounts.tests import signing
from altaclario.audit import notes, verbs
from altaclario.audit.models import Chain, Note
from altaclario.vault.models import DataKey
from tests.cast import PASSWORD, TUESDAY
from tests.crawling import words

pytestmark = pytest.mark.django_db
ALL = f"{signing.SECURITY}activity"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test no transaction ever ends: what waits for that happens at once, while there is a request."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_how: work())


def said(browser: Client, path: str) -> str:
    return words(browser.get(path).content.decode())


def test_the_page_of_security_tells_the_newest_first(dee: User, secret: str, anybody: Client) -> None:
    signing.sign_in(anybody, dee)
    anybody.post(signing.SECOND_STEP, {"code": signing.code(secret)})
    for path in (signing.SECURITY, ALL):
        told = said(anybody, path)
        steps = (
            "You signed in with password,totp.",
            "You set up a second factor: totp.",
            "You signed in with password.",
        )
        assert [told.index(step) for step in steps] == sorted(told.index(step) for step in steps)


def test_a_wrong_password_and_an_unfinished_step_are_no_sign_in(dee: User, secret: str, anybody: Client) -> None:
    before = Note.objects.count()
    signing.sign_in(anybody, dee, "not the password of anybody")
    signing.sign_in(anybody, dee)
    assert Note.objects.count() == before


def test_all_of_it_is_on_pages(dee: User, anybody: Client) -> None:
    for _ in range(60):
        notes.note(dee, verbs.PASSWORD_CHANGED, now=TUESDAY)
    signing.sign_in(anybody, dee)
    assert said(anybody, signing.SECURITY).count("You changed the password.") == record.NEWEST - 1
    assert "Page 1 of 2" in said(anybody, ALL)
    assert said(anybody, f"{ALL}?page=2").count("You changed the password.") == 11


def test_nobody_else_sees_it(dee: User, anybody: Client, cy: Client) -> None:
    notes.note(dee, verbs.PASSWORD_CHANGED, now=TUESDAY)
    assert anybody.get(ALL).headers["Location"].startswith("/accounts/login/")
    assert "changed the password" not in said(cy, ALL)


def test_with_the_account_its_notes_and_its_keys_are_gone(dee: User, home: Client) -> None:
    assert Note.objects.of(dee.owner_key).exists()
    owner = dee.owner_key
    User.objects.filter(pk=dee.pk).delete()
    assert not Chain.objects.of(owner).exists()
    assert not Note.objects.exists()
    assert not DataKey.objects.filter(owner=owner).exists()


def test_who_has_two_things_happen_in_one_request_has_one_note(dee: User, anybody: Client) -> None:
    """An app comes with recovery codes."""
    signing.sign_in(anybody, dee)
    signing.set_up_app(anybody)
    assert PASSWORD not in str(list(Note.objects.values()))
    assert [note.what for note in Note.objects.of(dee.owner_key)] == ["second-factor-added", "signed-in"]
