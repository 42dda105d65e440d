"""What must be so at Google: listed, signed by somebody in a role, kept, and asked for before a server starts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.config.gates import analytics
from altaclario.consent.analytics import checklist
from altaclario.consent.analytics.checklist import ITEMS, NotDone
from altaclario.consent.models import PropertyCheck
from tests.google import PROPERTY, Google

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ALL = [item.name for item in ITEMS]
SIGN = ["analytics", "sign", "--role", "data protection officer", "--retention-months", "14"]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)


def sign(*done: str, now: datetime = NOON) -> None:
    said = {"role": "data protection officer", "retention_months": 14}
    checklist.sign(**said, done=done or ALL, now=now)  # type: ignore[arg-type]


@pytest.mark.proves("property-checked")
def test_who_signs_does_so_in_a_role_on_a_day_and_it_is_kept(google: Google) -> None:
    assert checklist.signed() is None
    assert "Nobody signed" in analytics.signed()
    sign()
    sign(now=NOON + timedelta(days=90))
    held = checklist.signed()
    assert held is not None
    assert (held.role, held.retention_months) == ("data protection officer", 14)
    assert (held.at, len(held.sentences)) == (NOON + timedelta(days=90), len(ITEMS))
    assert (PropertyCheck.objects.count(), analytics.signed()) == (2, "")


@pytest.mark.proves("property-checked")
def test_who_signed_another_list_or_another_property_has_not_signed(
    google: Google, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign()
    settings.ANALYTICS_ID = "G-ANOTHER"
    assert checklist.signed() is None
    settings.ANALYTICS_ID = PROPERTY
    assert checklist.signed()
    monkeypatch.setattr(checklist, "ITEMS", ITEMS[:-1])
    assert checklist.signed() is None


@pytest.mark.parametrize("item", ALL)
def test_nothing_is_signed_while_one_thing_is_not_so(item: str, google: Google) -> None:
    with pytest.raises(NotDone, match=f"^{item}$"):
        sign(*(name for name in ALL if name != item))
    assert not PropertyCheck.objects.exists()


@pytest.mark.proves("property-checked")
def test_the_list_asks_for_what_the_texts_promise() -> None:
    said = " ".join(item.sentence for item in ITEMS)
    promised = (
        "months that are signed, 2 or 14",
        "on new activity",
        "Enhanced measurement",
        "Google signals",
        "Ads personalization",
    )
    assert [words for words in (*promised, "data sharing", "terms are accepted") if words not in said] == []


def test_the_operator_is_shown_the_list_and_signs_it(google: Google, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analytics", "show"]) == 0
    said = capsys.readouterr().out
    assert all(item.sentence in said for item in ITEMS)
    assert "Not signed." in said
    assert main([*SIGN, "--done", *ALL]) == 0
    capsys.readouterr()
    assert main(["analytics", "show"]) == 0
    assert "as data protection officer: all of it is so. Google keeps 14 months." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*SIGN, "--done", *ALL[1:]], "Not signed: retention must be so as well."),
        ([*SIGN, "--done", *ALL, "everything"], "There is no item everything;"),
    ],
)
def test_what_cannot_be_signed_is_said_in_one_line(
    words: list[str], said: str, google: Google, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    err = capsys.readouterr().err
    assert (said in err, err.count("\n")) == (True, 1)
    assert not PropertyCheck.objects.exists()


@pytest.mark.parametrize(("word", "instead"), [(3, ""), (3, "ada@acme.test"), (3, "x" * 61), (5, "26")])
def test_words_that_mean_nothing_are_refused(word: int, instead: str, google: Google) -> None:
    words = [*SIGN, "--done", *ALL]
    words[word] = instead
    with pytest.raises(SystemExit):
        main(words)


def test_where_nothing_is_counted_there_is_nothing_to_sign(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analytics", "show"]) == 2
    assert "No analytics is named here" in capsys.readouterr().err
    assert [gate() for gate in analytics.GATES] == [""] * 4


def test_people_read_for_how_long_google_keeps_it_and_who_looked(anybody: Client, google: Google) -> None:
    assert "Google keeps" not in anybody.get("/cookie-preferences").content.decode()
    sign()
    said = anybody.get("/cookie-preferences").content.decode()
    assert "Google keeps what is counted for 14 months" in said
    assert "2026-12-01 (data protection officer)" in said


def test_the_page_of_trust_shows_what_was_signed(anybody: Client, google: Google) -> None:
    assert "What was signed" not in anybody.get("/trust").content.decode()
    sign()
    said = anybody.get("/trust").content.decode()
    assert "signed on 2026-12-01 (data protection officer)" in said
    assert all(item.sentence.replace('"', "&quot;").replace("'", "&#x27;") in said for item in ITEMS)


def test_a_server_starts_with_a_secret_that_is_its_own_and_hits_that_go_to_google_alone(
    google: Google, settings: Any
) -> None:
    path = Path(settings.ANALYTICS_SECRET_FILE)
    assert analytics.secret() == ""
    path.chmod(0o644)
    assert analytics.secret().endswith("Take their rights away: chmod 600.")
    path.chmod(0o600)
    path.write_text(" \n")
    assert "its API secret is not" in analytics.secret()
    settings.ANALYTICS_SECRET_FILE = ""
    assert "its API secret is not" in analytics.secret()
    assert "leads elsewhere than to Google Analytics" in analytics.only_google()
    settings.ANALYTICS_URL = "https://region1.google-analytics.com"
    assert "ANALYTICS_NETWORKS is for trials" in analytics.only_google()
    settings.ANALYTICS_NETWORKS = ()
    assert analytics.only_google() == ""
    assert analytics.recipient().startswith("region1.google-analytics.com is no declared recipient")
    settings.RECIPIENTS = ["region1.google-analytics.com"]
    assert analytics.recipient() == ""
