"""`altaclario incident`: what the operator says, what comes of it, and what is refused with a word on what to do."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.desk import letters
from altaclario.desk.models import Incident, Saying
from altaclario.web.mail import NotSent
from tests.cast import House

pytestmark = pytest.mark.django_db
OPEN = ["incident", "open", "--title", "Reading from Jira is slow.", "--part", "reading", "--severity", "minor"]
BREACH = ["--concerned", "Names.", "--consequences", "Spam.", "--measures", "It is shut.", "--noticed", "2026-03-02"]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command with a text on its standard input, in the database of this test."""
    monkeypatch.setattr(rotating, "set_up", lambda _data: None)

    def say(*words: str, text: str = "Jira refuses one in three.\n") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        try:
            return main(words)
        except SystemExit as refused:
            return int(refused.code or 0)

    return say


def test_it_is_opened_told_updated_and_over(
    says: Callable[..., int], acme: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(*OPEN, "--workspace", acme.slug, "--since", "2026-03-02 09:40") == 0
    one = Incident.objects.get()
    assert (one.title, one.workspaces) == ("Reading from Jira is slow", [acme.workspace.pk])
    assert capsys.readouterr().out == f"Incident {one.pk} is published.\nMails sent: 2.\n"
    number = str(one.pk)
    assert says("incident", "update", number, text="Better.") == 0
    assert says("incident", "list") == 0
    assert (
        f"{number}\topen\tsince 2026-03-02 09:40\tfault reading minor, concerns workspaces" in capsys.readouterr().out
    )
    assert says("incident", "resolve", number, "--at", "2026-03-02T11:00+01:00", text="Good.") == 0
    assert len(mail.outbox) == 4  # type: ignore[attr-defined]
    assert [saying.text for saying in one.sayings.all()] == ["Jira refuses one in three.", "Better.", "Good."]
    capsys.readouterr()
    assert says("incident", "list") == says("incident", "list", "--all") == 0
    assert capsys.readouterr().out.count("over 2026-03-02 10:00") == 1


def test_of_a_breach_the_list_shows_the_clock_until_the_authority_knows(
    says: Callable[..., int], acme: House, capsys: pytest.CaptureFixture[str]
) -> None:
    del acme
    assert says(*OPEN, *BREACH) == 0
    assert "The authority is OVERDUE since 2026-03-05 00:00 UTC" in capsys.readouterr().out
    number = str(Incident.objects.get().pk)
    assert says("incident", "list") == 0
    assert "AUTHORITY: OVERDUE since 2026-03-05 00:00 UTC; tell it now" in capsys.readouterr().out
    assert says("incident", "authority-told", number) == says("incident", "list") == 0
    assert "AUTHORITY" not in capsys.readouterr().out


def test_mails_that_stopped_are_told_of_and_go_on(
    says: Callable[..., int], acme: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(_about: Any, _saying: Any, address: str, _origin: str, **_more: Any) -> None:
        if address == acme.ben.person.email:
            raise NotSent("the mail server: ConnectionRefusedError")

    with monkeypatch.context() as patch:
        patch.setattr(letters, "incident", stops)
        assert says(*OPEN) == 2
    number = str(Incident.objects.get().pk)
    assert (
        f"The mails stopped (the mail server: ConnectionRefusedError). `altaclario incident tell {number}`"
        in capsys.readouterr().err
    )
    assert says(*OPEN) == 2
    assert f"That is open already as incident {number}." in capsys.readouterr().err
    assert says("incident", "list") == says("incident", "tell", number) == 0
    assert "MAILS STOPPED" in capsys.readouterr().out
    assert [one.to for one in mail.outbox] == [[acme.ben.person.email]]  # type: ignore[attr-defined]


REFUSED: dict[str, tuple[list[str], str, str]] = {
    "a day that is none": ([*OPEN, "--since", "yesterday"], "x", "write it as '2026-03-31 09:40', in UTC"),
    "a time ahead": ([*OPEN, "--since", "2099-01-01"], "x", "lies ahead"),
    "a year before there was any": ([*OPEN, "--since", "0001-01-01"], "x", "outside the years"),
    "a time before the first one": ([*OPEN, "--since", "0001-01-01T00:00+23:59"], "x", "outside the years"),
    "a part that is none": ([*OPEN[:4], "--part", "moon", "--severity", "minor"], "x", "invalid choice"),
    "no title": ([*OPEN[:3], " ", *OPEN[4:]], "x", "--title is one line"),
    "a title of two lines": ([*OPEN[:3], "a\nb", *OPEN[4:]], "x", "--title is one line"),
    "a title that goes backwards": ([*OPEN[:3], "a\u202eb", *OPEN[4:]], "x", "all of which can be seen"),
    "a title without end": ([*OPEN[:3], "a" * 121, *OPEN[4:]], "x", "1 to 120 characters"),
    "no text": (OPEN, " \n", "There are no sentences in it"),
    "a text without end": (OPEN, "a" * 10_001, "or too many"),
    "a text that steers": (OPEN, "a\x1b[31m", "signs in the text that cannot be seen"),
    "a text with a null": (OPEN, "a\x00", "There are no sentences in it"),
    "a file that is none": ([*OPEN, "--text-file", "/no/such/file"], "x", "/no/such/file cannot be read"),
    "half a breach": ([*OPEN, *BREACH[:2]], "x", "give --consequences, --measures, --noticed too"),
    "a breach that is noticed ahead": ([*OPEN, *BREACH[:-1], "2099-01-01"], "x", "--noticed 2099-01-01"),
    "a workspace that is none": ([*OPEN, "--workspace", "nowhere"], "x", "There is no workspace 'nowhere'"),
    "two answers to whom": ([*OPEN, "--workspace", "a", "--concerns", "jira"], "x", "not allowed with"),
    "an incident that is none": (["incident", "update", "77"], "x", "There is no incident 77"),
    "a number that is none": (["incident", "resolve", "x"], "x", "'x' is no number"),
    "a number without end": (["incident", "tell", "9" * 400], "x", "is no number"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_wrong_is_refused_with_a_word_on_what_to_do(
    why: str, says: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    words, text, told = REFUSED[why]
    assert says(*words, text=text) == 2
    assert told in capsys.readouterr().err
    assert not Incident.objects.exists()
    assert mail.outbox == []  # type: ignore[attr-defined]


def test_what_is_over_is_not_changed_and_nothing_ends_before_it_began(
    says: Callable[..., int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "said.txt"
    file.write_text("Good.\n")
    assert says(*OPEN, "--since", "2026-03-02 09:40") == 0
    number = str(Incident.objects.get().pk)
    assert says("incident", "resolve", number, "--at", "2026-03-01") == 2
    assert says("incident", "authority-told", number) == 2
    assert says("incident", "resolve", number, "--text-file", str(file)) == 0
    assert says("incident", "update", number) == says("incident", "resolve", number) == 2
    said = capsys.readouterr().err
    assert "--at lies before incident" in said
    assert "is no breach of personal data" in said
    assert said.count("is over. Open another one if it came back.") == 2
    assert Saying.objects.count() == 2
