"""The operator's side: list, show, decide once with reasons, put off, be reminded; and for how long it all stays."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from altaclario.accounts.models import User
from altaclario.config import rotating
from altaclario.config.command import main
from altaclario.declarations.holdings import YEAR_DAYS
from altaclario.desk import deciding
from altaclario.desk.kinds import Decision
from altaclario.desk.models import KEEP_DAYS, Matter
from altaclario.privacy import retention
from tests.cast import MONDAY, House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command looks at the database of this test, and no transaction ends in it."""
    from django.db import transaction

    monkeypatch.setattr(rotating, "set_up", lambda _data: None)
    monkeypatch.setattr(transaction, "on_commit", lambda work: work())


def sent(**more: Any) -> Matter:
    said = {"reference": "AC-2345-6789", "kind": "contact", "category": "privacy", "email": "eve@else.test"}
    return Matter.objects.create(**{**said, "received": MONDAY, "due": MONDAY + timedelta(days=30), **more})


def test_it_is_listed_shown_and_decided_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(details={"text": "two\nlines\x1b[31m and \u202e more"})
    assert main(["desk", "list"]) == main(["desk", "show", "ac 2345 6789"]) == 0
    said = capsys.readouterr().out
    assert "AC-2345-6789\tcontact privacy\treceived 2026-03-02\tdue 2026-04-01\tOVERDUE" in said
    assert "text: two\n    lines\N{REPLACEMENT CHARACTER}[31m and \N{REPLACEMENT CHARACTER} more" in said
    decide = ["desk", "decide", "AC-2345-6789", "--decision", "granted"]
    monkeypatch.setattr("sys.stdin", io.StringIO(" \n"))
    assert main(decide) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("We deleted <it>.\n"))
    assert main(decide) == 0
    (told,) = mail.outbox  # type: ignore[attr-defined]
    assert "Done as you asked.\n\nReasons:\nWe deleted <it>." in told.body
    assert main([*decide[:2], "AC-9999-9999", *decide[3:]]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("Again."))
    assert main(decide) == 2
    assert Matter.objects.get().reasons == "We deleted <it>."
    capsys.readouterr()
    assert main(["desk", "list"]) == main(["desk", "list", "--all"]) == 0
    assert capsys.readouterr().out.count("AC-2345-6789") == 1


def test_a_message_is_put_off_once_and_told_why_and_a_report_is_not() -> None:
    sent()
    assert deciding.extend("AC-2345-6789", reasons="Much to look at.", now=MONDAY).due.month == 6
    assert "Much to look at." in mail.outbox[0].body  # type: ignore[attr-defined]
    with pytest.raises(deciding.MayNotWait):
        deciding.extend("AC-2345-6789", reasons="Still.", now=MONDAY)
    american = sent(reference="AC-3333-3333", details={"law": "us-state"})
    assert deciding.extend(american.reference, reasons="x", now=MONDAY).due - american.due == timedelta(days=45)
    with pytest.raises(deciding.MayNotWait):
        deciding.extend(sent(reference="AC-4444-4444", kind="abuse").reference, reasons="x", now=MONDAY)


def test_who_sent_it_reads_decision_and_reasons(anybody: Client) -> None:
    from altaclario.desk import references

    sent(code_hash=references.hashed("2222-3333-4444-5555"))
    deciding.decide("AC-2345-6789", Decision.REFUSED, reasons="It is <lawful>.", now=MONDAY)
    page = anybody.post("/desk/status", {"reference": "AC-2345-6789", "code": "2222 3333 4444 5555"}).content.decode()
    assert "Not done." in page
    assert "It is &lt;lawful&gt;." in page


def test_the_log_reminds_of_what_is_due_by_reference_alone(caplog: pytest.LogCaptureFixture) -> None:
    sent(name="Eve")
    sent(reference="AC-3333-3333", due=MONDAY + timedelta(days=60))
    sent(reference="AC-4444-4444", decided=MONDAY)
    assert [deciding.remind(now=MONDAY + timedelta(days=day)) for day in (22, 24, 31)] == [0, 1, 1]
    assert [record.getMessage() for record in caplog.records] == [
        "The desk: AC-2345-6789 (contact) is due on 2026-04-01.",
        "The desk: AC-2345-6789 (contact) is OVERDUE since 2026-04-01.",
    ]


@pytest.mark.proves("reports-kept")
def test_a_report_stays_when_everybody_is_gone_and_goes_when_its_time_is_over(acme: House) -> None:
    sent(kind="abuse", email="ada@acme.test", name="Ada")
    acme.workspace.delete()
    User.objects.all().delete()
    retention.sweep(now=MONDAY + timedelta(days=YEAR_DAYS))
    assert Matter.objects.count() == 1
    retention.sweep(now=MONDAY + timedelta(days=KEEP_DAYS, minutes=1))
    assert not Matter.objects.exists()
