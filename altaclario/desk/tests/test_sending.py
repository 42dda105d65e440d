"""What strangers send: kept once, acknowledged, looked up; and what machines send, kept nowhere."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from altaclario.desk import kinds, references
from altaclario.desk.models import Matter
from altaclario.desk.tests.sending import SENT, send, stamped

pytestmark = pytest.mark.django_db


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> str:
    return stamped(monkeypatch)


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test no transaction ends: what waits for that happens at once."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda work: work())


def told(answer: object) -> tuple[str, str]:
    """The reference and the code on the page."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    found = [re.search(rf'id="{name}">([^<]+)<', text) for name in ("reference", "code")]
    assert found[0]
    assert found[1]
    return found[0][1], found[1][1]


@pytest.mark.proves("contact-form")
@pytest.mark.usefixtures("_at_once")
def test_a_message_gets_a_reference_and_an_acknowledgement(anybody: Client, once: str) -> None:
    reference, code = told(send(anybody, "/contact", once))
    matter = Matter.objects.get()
    assert re.fullmatch(rf"AC-[{references.SIGNS}]{{4}}-[{references.SIGNS}]{{4}}", reference)
    assert (matter.reference, matter.kind, matter.category) == (reference, "contact", "safety")
    assert matter.details == {"text": "Please look.", "law": "gdpr"}
    assert code not in str(matter.__dict__)
    assert [one.recipients() for one in mail.outbox] == [["eve@else.test"]]  # type: ignore[attr-defined]
    sent = mail.outbox[0]  # type: ignore[attr-defined]
    assert reference in sent.subject
    assert code in sent.body
    assert "Please look" not in sent.body


@pytest.mark.usefixtures("_at_once")
def test_the_same_form_sent_twice_is_kept_once_and_an_edited_one_beside_it(anybody: Client, once: str) -> None:
    first, again = told(send(anybody, "/contact", once)), told(send(anybody, "/contact", once))
    other = told(send(anybody, "/contact", once, text="One thing more."))
    assert first == again != other
    assert Matter.objects.count() == len(mail.outbox) == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", SENT)
def test_each_kind_is_taken_when_it_is_whole(path: str, anybody: Client, once: str) -> None:
    told(send(anybody, path, once))
    assert Matter.objects.get().details


def test_who_knows_the_code_sees_how_it_stands_and_nobody_else(anybody: Client, once: str) -> None:
    reference, code = told(send(anybody, "/contact", once))
    sloppy = {"reference": reference.lower().replace("-", " "), "code": code.lower()}
    seen = anybody.post("/desk/status", sloppy)
    assert (seen.status_code, reference in seen.content.decode()) == (200, True)
    assert "Please look" not in seen.content.decode()
    wrong = [("AC-2222-2222", code), (reference, "2222-2222-2222-2222"), ("x", "x"), ("é" * 30, code)]
    answers = [anybody.post("/desk/status", {"reference": one, "code": other}) for one, other in wrong]
    assert {answer.status_code for answer in answers} == {422}
    assert all("Nothing is known under this reference" in answer.content.decode() for answer in answers)


def test_a_machine_is_refused_alike_whatever_gave_it_away(anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    good = stamped(monkeypatch)
    given_away = {
        "too fast": {"once": stamped(monkeypatch, seconds_ago=1)},
        "too late": {"once": stamped(monkeypatch, seconds_ago=90_000)},
        "the unseen field": {"once": good, "subject": "buy"},
        "no stamp": {"once": None},
        "a forged one": {"once": f"x{good}"},
    }
    answers = {why: send(anybody, "/contact", **said) for why, said in given_away.items()}  # type: ignore[arg-type]
    pages = {re.sub(r'name="(csrf\w+|once)" [^>]+>', "", one.content.decode()) for one in answers.values()}
    assert {one.status_code for one in answers.values()} == {422}
    assert len(pages) == 1
    assert "If you are a person" in pages.pop()
    assert not Matter.objects.exists()


def test_a_person_who_was_taken_for_one_finds_everything_and_sends_it_again(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(
        anybody, "/contact", stamped(monkeypatch, seconds_ago=1), subject="filled by a program"
    ).content.decode()
    assert "Please look." in page
    assert "filled by a program" not in page
    assert re.search(r'name="once" value="[^"]+"', page)
    told(send(anybody, "/contact", stamped(monkeypatch)))


def test_nobody_has_many_mails_sent_to_an_address(anybody: Client, once: str) -> None:
    statuses = [send(anybody, "/contact", once, text=f"{number}").status_code for number in range(5)]
    assert statuses == [200, 200, 200, 200, 429]


@pytest.mark.parametrize(
    ("link", "stands"),
    [("1" * 8 + "-2222-4333-8444-" + "5" * 12, True), ("x", False), ("<zzq>", False), ("s/token", False)],
)
def test_a_report_is_about_the_link_that_it_comes_from(link: str, stands: bool, anybody: Client) -> None:
    page = anybody.get("/abuse", {"link": link}).content.decode()
    assert (f'value="{link}"' in page) is stands


@pytest.mark.proves("contact-form")
def test_until_when_an_answer_is_due() -> None:
    at = datetime(2026, 1, 31, 9, tzinfo=UTC)
    cases = {
        ("contact", "privacy", "gdpr"): (2, 28),
        ("contact", "privacy", ""): (2, 28),
        ("contact", "safety", "us-state"): (3, 17),
        ("abuse", "fraud", ""): (2, 7),
        ("abuse", "child-abuse", ""): (2, 1),
        ("dmca", "", ""): (2, 7),
        ("counter", "", ""): (2, 19),
    }
    for said, (month, day) in cases.items():
        assert kinds.due(*said, at) == datetime(2026, month, day, 9, tzinfo=UTC), said
    assert kinds.month_after(datetime(2026, 12, 31, tzinfo=UTC), 2) == datetime(2027, 2, 28, tzinfo=UTC)


@pytest.mark.proves("contact-form")
def test_no_form_shows_an_address_and_the_label_is_the_one_that_the_policy_names(anybody: Client) -> None:
    pages = [anybody.get(path).content.decode() for path in (*SENT, "/desk/status")]
    assert "Other safety concern" in pages[0]
    assert not [page for page in pages if "mailto:" in page or re.search(r"[\w.]@[\w.]", page)]
