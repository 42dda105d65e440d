"""What was granted is renewed in time, by one process at a time; what is lost on the way is said, and can be mended."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db import connections
from django.test import Client
from django.utils import timezone

from altaclario.connections import credentials, making, renewing
from altaclario.connections.grants import asking, grant
from altaclario.connections.grants.grant import Grant
from altaclario.connections.models import Connection
from altaclario.providers.faults import TrackerFault
from altaclario.vault import rotating
from tests.cast import House
from tests.forms import hidden
from tests.granting import ACME, allowed, answers, leaves
from tests.remembering import Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(ada: Client, acme: House, jira_app: Simulated) -> Connection:
    """Ada's connection by what she allowed, with a project chosen."""
    found = allowed(ada, acme, jira_app)
    making.choose(found, projects=["10000"], boards=["1"], now=timezone.now())
    return Connection.objects.get(pk=found.pk)


def held(connection: Connection) -> Grant:
    with credentials.opened(Connection.objects.get(pk=connection.pk)) as text:
        return grant.read(text.reveal())


def end_of(one: Grant) -> datetime:
    return datetime.fromtimestamp(one.until, UTC)


def asked_to_renew(site: Simulated) -> int:
    return sum(one["path"] == "/oauth/token" and "refresh_token" in (one["body"] or {}) for one in site.requests)


def used(connection: Connection, now: datetime) -> str:
    with renewing.ready(connection, now=now) as token:
        return token.reveal()


def test_as_long_as_it_lasts_nobody_is_asked(made: Connection, jira_app: Simulated) -> None:
    assert used(made, timezone.now()) == held(made).access
    assert asked_to_renew(jira_app) == 0


def test_before_it_ends_it_is_renewed_and_stored_before_it_is_used(
    made: Connection, jira_app: Simulated, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(made)
    late = end_of(before) - timedelta(minutes=5)
    assert used(made, late) == held(made).access != before.access
    assert held(made).refresh == jira_app.atlassian.ledger.grants[0].refresh != before.refresh
    assert Connection.objects.get().renewing is None
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")


def test_a_reading_of_tomorrow_renews_first(made: Connection, jira_app: Simulated, read: Read) -> None:
    jira_app.atlassian.ledger.lasts_seconds = 60
    renewing.renew(made, held(made), now=timezone.now())
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")
    assert asked_to_renew(jira_app) == 2


@pytest.mark.parametrize("several", [2, 6])
def test_of_many_who_renew_at_once_one_asks_and_all_go_on(made: Connection, jira_app: Simulated, several: int) -> None:
    late = end_of(held(made))

    def work(_: int) -> str:
        try:
            return used(Connection.objects.get(pk=made.pk), late)
        finally:
            database.close()

    jira_app.latency_ms = 30
    with ThreadPoolExecutor(several) as workers:
        found = set(workers.map(work, range(several)))
    assert found == {held(made).access}
    assert asked_to_renew(jira_app) == 1
    assert not jira_app.atlassian.ledger.grants[0].has_ended


def in_processes(number: int, work: Any) -> list[int]:
    """How each of so many processes ended that did this at once."""
    connections.close_all()
    children = []
    for _ in range(number):
        child = os.fork()
        if not child:
            status = 1
            try:
                work()
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def test_several_processes_that_renew_at_once_do_not_lose_the_session(made: Connection, jira_app: Simulated) -> None:
    """The maker ends the whole grant where a refresh comes twice."""
    jira_app.latency_ms = 30
    for _ in range(3):
        late = end_of(held(made))
        assert in_processes(3, lambda late=late: used(Connection.objects.get(pk=made.pk), late)) == [0, 0, 0]
    assert asked_to_renew(jira_app) == 3
    assert used(Connection.objects.get(pk=made.pk), timezone.now()) == held(made).access
    assert not jira_app.atlassian.ledger.grants[0].has_ended


def cut_off(made: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies between the answer and what it would have stored."""
    late = end_of(held(made))
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "_stored", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        assert in_processes(1, lambda: used(Connection.objects.get(pk=made.pk), late)) == [-signal.SIGKILL]


def test_what_a_kill_lost_is_said_and_mended_by_allowing_it_again(
    ada: Client,
    acme: House,
    made: Connection,
    jira_app: Simulated,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_off(made, monkeypatch)
    assert Connection.objects.get().renewing is not None
    jira_app.clock, before = (lambda: end_of(held(made)).timestamp()), jira_app.clock
    monkeypatch.setattr(renewing, "_HOLDS", timedelta(0))
    monkeypatch.setattr(Grant, "lasts", lambda *_: False)
    run = read(Connection.objects.get())
    jira_app.clock = before
    assert (run.state, run.cause, run.status) == ("failed", "grant-lost", 403)
    where = f"/w/{acme.slug}/connections/{made.pk}/"
    said = ada.get(where).content.decode()
    assert "A renewal of what was allowed was cut off" in said
    assert "can allow it again" in said
    monkeypatch.undo()
    page = ada.get(answers(jira_app, leaves(ada, acme, made), ACME))
    assert "Yes, go on reading it" in page.content.decode()


def test_allowing_again_takes_the_place_of_what_was_lost(
    ada: Client, acme: House, made: Connection, jira_app: Simulated, read: Read
) -> None:
    jira_app.atlassian.ledger.end_all()
    page = ada.get(answers(jira_app, leaves(ada, acme, made), ACME))
    sent = hidden(page) | {"site": ACME}
    answer = ada.post(f"/w/{acme.slug}/connections/{made.pk}/allowed/jira", sent)
    assert answer.headers["Location"] == f"/w/{acme.slug}/connections/{made.pk}/"
    run = read(Connection.objects.get())
    assert (run.state, run.cause) == ("done", "")


def test_while_somebody_renews_the_others_wait_and_then_say_so(
    made: Connection, jira_app: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "_LOOKS_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(renewing, "_LOOKS", 3)
    Connection.objects.update(renewing=timezone.now())
    with pytest.raises(TrackerFault) as refused:
        used(Connection.objects.get(), end_of(held(made)))
    assert refused.value.cause == "renewing"
    assert asked_to_renew(jira_app) == 0


def test_a_turn_that_nobody_ended_is_taken_after_a_minute(made: Connection, jira_app: Simulated) -> None:
    Connection.objects.update(renewing=timezone.now() - timedelta(seconds=61))
    used(Connection.objects.get(), end_of(held(made)))
    assert asked_to_renew(jira_app) == 1
    assert Connection.objects.get().renewing is None


@pytest.mark.parametrize(
    ("fault", "cause", "stands"),
    [
        ({"kind": "status", "status": 503}, "failing", False),
        ({"kind": "status", "status": 429}, "rate-limited", False),
        ({"kind": "status", "status": 401}, "app-refused", False),
        ({"kind": "dropped"}, "broke-off", True),
        ({"kind": "cut"}, "broke-off", True),
        ({"kind": "nonsense"}, "unknown-form", True),
    ],
    ids=str,
)
def test_a_renewal_that_fails_in_passing_keeps_what_was_granted(
    made: Connection, jira_app: Simulated, fault: dict[str, Any], cause: str, stands: bool
) -> None:
    before = held(made)
    jira_app.faults.add(path="/oauth/token", **fault)
    with pytest.raises(TrackerFault) as refused:
        used(Connection.objects.get(), end_of(before))
    assert refused.value.cause == cause
    assert held(made) == before
    assert (Connection.objects.get().renewing is not None) == stands


def test_where_the_operator_took_the_app_away_the_page_says_so(
    ada: Client, acme: House, made: Connection, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JIRA_APP_ID = ""
    monkeypatch.setattr(Grant, "lasts", lambda *_: False)
    said = ada.post(f"/w/{acme.slug}/connections/{made.pk}/test", follow=True).content.decode()
    assert "is not set up any more" in said


def test_a_rotation_of_keys_during_a_renewal_loses_nothing(
    acme: House, made: Connection, jira_app: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asking.renewed

    def meanwhile(*told: Any, **more: Any) -> Grant:
        rotating.rotate([acme.workspace.owner_key], now=timezone.now())
        return ask(*told, **more)

    monkeypatch.setattr(asking, "renewed", meanwhile)
    used(Connection.objects.get(), end_of(held(made)))
    assert held(made).refresh == jira_app.atlassian.ledger.grants[0].refresh


def test_one_that_was_replaced_meanwhile_is_not_written_over(
    ada: Client, acme: House, made: Connection, jira_app: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asking.renewed

    def meanwhile(*told: Any, **more: Any) -> Grant:
        monkeypatch.setattr(asking, "renewed", ask)
        allowed(ada, acme, jira_app)
        return ask(*told, **more)

    monkeypatch.setattr(asking, "renewed", meanwhile)
    used(Connection.objects.get(), end_of(held(made)))
    assert held(made).refresh == jira_app.atlassian.ledger.grants[-1].refresh


def test_one_that_was_removed_meanwhile_stays_removed(
    made: Connection, jira_app: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asking.renewed

    def meanwhile(*told: Any, **more: Any) -> Grant:
        Connection.objects.all().delete()
        return ask(*told, **more)

    monkeypatch.setattr(asking, "renewed", meanwhile)
    with pytest.raises(TrackerFault):
        used(made, end_of(held(made)))
    assert not Connection.objects.exists()
