"""A connection by what somebody allowed: what its readings do where that does not hold any more."""

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import making
from altaclario.connections.grants.grant import Grant
from altaclario.connections.models import Connection
from altaclario.sync import schedule
from altaclario.sync.models import SyncRun
from tests.cast import House
from tests.granting import allowed
from tests.remembering import Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(ada: Client, acme: House, jira_app: Simulated) -> Connection:
    """Ada's connection by what she allowed, with a project chosen."""
    found = allowed(ada, acme, jira_app)
    making.choose(found, projects=["10000"], boards=["1"], now=timezone.now())
    return Connection.objects.get(pk=found.pk)


def test_what_was_taken_back_pauses_the_reading_and_says_who_mends_it(
    ada: Client, acme: House, made: Connection, jira_app: Simulated, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    jira_app.atlassian.ledger.end_all()
    monkeypatch.setattr(Grant, "lasts", lambda *_: False)
    run = read(Connection.objects.get())
    assert (run.state, run.cause, run.status) == ("failed", "grant-ended", 403)
    last = SyncRun.objects.of(made).first()
    assert schedule.next_reading(Connection.objects.get(), last, now=timezone.now()) is None
    said = ada.get(f"/w/{acme.slug}/connections/{made.pk}/").content.decode()
    assert "does not hold any more (403)" in said
    assert "The owner of the connection can allow it again, on its page." in said
    assert "Allow it again" in ada.get(f"/w/{acme.slug}/connections/{made.pk}/token").content.decode()


@pytest.mark.parametrize(("after", "cause"), [(0, "token-refused"), (2, "token-aged")])
def test_a_token_that_ends_while_it_is_used_is_no_wrong_one_and_the_schedule_goes_on(
    ada: Client, acme: House, made: Connection, jira_app: Simulated, read: Read, after: int, cause: str
) -> None:
    jira_app.faults.add(path="*/rest/", kind="status", status=401, after=after)
    run = read(Connection.objects.get())
    assert (run.state, run.cause, run.status) == ("failed", cause, 401)
    last = SyncRun.objects.of(made).first()
    goes_on = schedule.next_reading(Connection.objects.get(), last, now=timezone.now()) is not None
    said = ada.get(f"/w/{acme.slug}/connections/{made.pk}/").content.decode()
    is_aged = cause == "token-aged"
    assert (goes_on, "stopped accepting the token while the reading went on (401)" in said) == (is_aged, is_aged)
    assert ("put it in" in said) != is_aged
