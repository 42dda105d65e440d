"""The desk as a page: what waits and how long, and each decided once, with reasons, and noted."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from altaclario.accounts import outbox
from altaclario.accounts.models import User
from altaclario.audit.models import Note
from altaclario.desk.models import Matter
from tests.mailing import Server

pytestmark = pytest.mark.django_db
DESK, ONE = "/operator/desk", "/operator/desk/AC-2345-6789"
DECIDED = {"decision": "granted", "reasons": "We deleted <it>."}


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No transaction ends in a test: what waits for that happens at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda work: work())


def sent(**more: Any) -> Matter:
    now = timezone.now()
    said = {"reference": "AC-2345-6789", "kind": "contact", "category": "privacy", "email": "eve@else.test"}
    return Matter.objects.create(**{**said, "received": now, "due": now + timedelta(days=30, hours=1), **more})


def noted() -> list[tuple[str, str, str, str]]:
    found = Note.objects.of("instance").filter(kind="matter").order_by("number")
    return [(one.who, one.what, one.on, one.new) for one in found]


def shown(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_stands_there_with_the_days_that_are_left(operator: Client) -> None:
    assert "Nothing waits for a decision." in shown(operator, DESK)
    sent()
    sent(reference="AC-3333-3333", kind="abuse", category="fraud", due=timezone.now() - timedelta(days=1))
    page = shown(operator, DESK)
    assert "2 wait for a decision, 1 is overdue." in page
    assert "30 days left" in page
    assert page.index("AC-3333-3333") < page.index("AC-2345-6789")


def test_what_was_written_is_shown_as_it_was_and_steers_nothing(operator: Client) -> None:
    sent(details={"text": "two\nlines <script>", "law": "gdpr"})
    page = shown(operator, ONE)
    assert "two<br>lines &lt;script&gt;" in page
    assert "Europe, the United Kingdom or Switzerland" in page


def test_it_is_decided_once_with_reasons_told_and_noted_under_who_did(operator: Client, dee: User) -> None:
    sent()
    for wrong in ({}, {"decision": "granted", "reasons": " "}, {"decision": "x", "reasons": "x"}):
        assert operator.post(f"{ONE}/decide", wrong).status_code == 422
    assert noted() == []
    for _ in range(2):
        assert operator.post(f"{ONE}/decide", DECIDED).headers["Location"] == ONE
    (told,) = mail.outbox  # type: ignore[attr-defined]
    assert "We deleted <it>." in told.body
    assert noted() == [(str(dee.pk), "matter-decided", "AC-2345-6789", "granted")]
    assert "Done as you asked." in shown(operator, ONE)
    assert "AC-2345-6789" in shown(operator, f"{DESK}?all")
    assert "AC-2345-6789" not in shown(operator, DESK)


def test_a_decision_that_could_not_be_mailed_says_so_beside_the_address(operator: Client, server: type[Server]) -> None:
    sent()
    server.is_down = True
    assert operator.post(f"{ONE}/decide", DECIDED).status_code == 302
    assert "The last mail could not be sent yet" in shown(operator, ONE)
    server.refuses["eve@else.test"], server.is_down = 550, False
    outbox.go_on(now=timezone.now() + outbox.AGAIN)
    assert "The mail server refused the last mail to it" in shown(operator, ONE)


def test_more_time_is_taken_once_and_what_was_never_sent_is_not_there(operator: Client) -> None:
    matter = sent()
    for _ in range(2):
        assert operator.post(f"{ONE}/extend", {"reasons": "Much to look at."}).status_code == 302
    assert [one[1] for one in noted()] == ["matter-extended"]
    assert Matter.objects.get().due > matter.due + timedelta(days=50)
    assert operator.get(f"{DESK}/AC-9999-9999").status_code == 404
    assert operator.post(f"{DESK}/AC-9999-9999/decide", DECIDED).status_code == 404


def test_to_everybody_else_there_is_no_desk(anybody: Client, ada: Client) -> None:
    sent()
    for browser in (anybody, ada):
        for path in (DESK, ONE):
            assert browser.get(path).status_code == 404
        assert browser.post(f"{ONE}/decide", DECIDED).status_code == 404
    assert Matter.objects.get().decided is None
