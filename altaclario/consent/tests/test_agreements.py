"""Terms that changed in something that matters are asked for at the next sign-in, before anything else."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.tests.signing import LOGIN, account, is_signed_in, sign_in
from altaclario.audit.models import Note
from altaclario.consent import agreements
from altaclario.consent.models import Agreement
from altaclario.web import versions

pytestmark = pytest.mark.django_db
DOOR = "/accounts/terms/"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The texts, in a folder where a test may add versions."""
    folder = tmp_path / "policy"
    copytree(versions.FOLDER, folder)
    monkeypatch.setattr(versions, "FOLDER", folder)
    return folder


def add(shelf: Path, name: str, number: str, *, matters: bool, effective: Any = TODAY) -> None:
    said = f"# {name.title()}\nVersion {number}, effective {effective}{', material' if matters else ''}\n"
    text = f"{said}Changed: We may paint it blue.\n\n## The question\nMay we paint it blue?\n"
    (shelf / "versions" / name / f"{number}.md").write_text(text)
    with (shelf / versions.SEALS).open("a") as seals:
        seals.write(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}/{number}.md\n")
    versions.forget()


@pytest.fixture
def changed(shelf: Path) -> Path:
    """Other Terms, in something that matters."""
    add(shelf, "terms", "2999", matters=True)
    return shelf


@pytest.mark.proves("versions-kept")
def test_a_new_account_stands_in_the_log_with_the_words_that_it_accepted() -> None:
    dee = account()
    (said,) = agreements.of(dee)
    assert (said.agreement.text, said.agreement.version, said.agreement.answer) == ("terms", "2026-11-24", "accepted")
    assert said.agreement.at == dee.terms_at
    kept = versions.FOLDER / "versions" / "terms" / "2026-11-24.md"
    assert said.agreement.sha256 == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert said.text.body in kept.read_text()


def test_by_no_road_comes_an_account_with_terms_that_never_were() -> None:
    agreed = {"terms_version": "1999-01-01", "terms_at": datetime.now(UTC), "is_of_age": True}
    with pytest.raises(versions.NoSuchVersion):
        User.objects.create_user("eve@acme.test", "x", name="Eve", **agreed)


def test_what_does_not_matter_is_not_asked_about(shelf: Path) -> None:
    add(shelf, "terms", "2999", matters=False)
    browser = Client()
    sign_in(browser, account())
    assert is_signed_in(browser)


def test_what_is_not_in_force_yet_is_not_asked_about(shelf: Path) -> None:
    add(shelf, "terms", "2999", matters=True, effective=TODAY + timedelta(days=30))
    browser = Client()
    sign_in(browser, account())
    assert is_signed_in(browser)
    assert "From" in (said := browser.get("/terms").content.decode())
    assert "We may paint it blue." in said


def test_what_mattered_before_is_asked_about_under_what_holds_now(changed: Path) -> None:
    add(changed, "terms", "3000", matters=False)
    assert agreements.must_be_asked(account(), now=datetime.now(UTC))


@pytest.mark.proves("told-of-changes")
def test_nobody_is_signed_in_before_they_accept(changed: Path) -> None:
    dee, browser = account(), Client()
    assert sign_in(browser, dee).headers["Location"] == DOOR
    assert not is_signed_in(browser)
    said = browser.get(DOOR).content.decode()
    assert "We may paint it blue." in said
    assert "since=2026-11-24" in said
    for path in ("/w/", "/accounts/security/", "/accounts/preferences/"):
        assert browser.get(path).headers["Location"].startswith(LOGIN)
    answer = browser.post(DOOR, {"answer": "accept", "seen": "2999"})
    assert (answer.status_code, is_signed_in(browser)) == (302, True)
    dee.refresh_from_db()
    assert dee.terms_version == "2999"
    assert abs(dee.terms_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert [one.version for one in Agreement.objects.of(dee)] == ["2999", "2026-11-24"]
    assert [one.what for one in Note.objects.of(dee.owner_key)] == ["signed-in"]
    again = Client()
    sign_in(again, dee)
    assert is_signed_in(again)


def test_who_leaves_is_not_signed_in_and_nothing_changed(changed: Path) -> None:
    dee, browser = account(), Client()
    sign_in(browser, dee)
    assert browser.post(DOOR, {"answer": "leave"}).headers["Location"] == "/"
    assert not is_signed_in(browser)
    assert browser.get(DOOR).headers["Location"] == LOGIN
    dee.refresh_from_db()
    assert (dee.terms_version, Agreement.objects.of(dee).count()) == ("2026-11-24", 1)


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "accept"}, {"answer": "accept", "seen": "2026-11-24"}, {"answer": "x"}]
)
def test_an_answer_to_other_words_than_those_that_hold_counts_for_nothing(changed: Path, sent: dict[str, str]) -> None:
    dee, browser = account(), Client()
    sign_in(browser, dee)
    assert browser.post(DOOR, sent).status_code == 200
    assert (is_signed_in(browser), Agreement.objects.of(dee).count()) == (False, 1)


def test_the_door_is_for_those_who_stand_before_it(anybody: Client) -> None:
    for answer in (anybody.get(DOOR), anybody.post(DOOR, {"answer": "accept", "seen": "2026-11-24"})):
        assert answer.headers["Location"] == LOGIN


def test_one_reads_what_one_agreed_to_and_nobody_else_does(anybody: Client) -> None:
    dee = account()
    anybody.force_login(dee)
    said = anybody.get("/accounts/agreed/").content.decode()
    assert "text=terms&amp;version=2026-11-24" in said
    assert Client().get("/accounts/agreed/").headers["Location"].startswith(LOGIN)


@pytest.mark.proves("asked-fairly")
def test_an_older_yes_is_asked_anew_where_it_matters_and_an_older_no_never(shelf: Path, settings: Any) -> None:
    settings.ANALYTICS_ID = "G-TEST"
    yes, no = Client(), Client()
    yes.post("/cookie-preferences", {"answer": "accept"})
    no.post("/cookie-preferences", {"answer": "decline"})
    add(shelf, "cookies", "2999", matters=False)
    assert [b"data-question" in one.get("/").content for one in (yes, no)] == [False, False]
    add(shelf, "cookies", "3000", matters=True)
    assert [b"data-question" in one.get("/").content for one in (yes, no)] == [True, False]
    assert b"May we paint it blue?" in yes.get("/").content
    assert b"You accepted an older version" in yes.get("/cookie-preferences").content
