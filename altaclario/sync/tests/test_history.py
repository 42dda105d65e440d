"""The readings of a connection as their page tells them."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.charts.messages import english
from altaclario.connections.models import Connection
from altaclario.sync import everything, history, keeping
from altaclario.sync.models import Kind, Purge, State, SyncRun, Why
from tests.cast import House
from tests.crawling import words
from tests.remembering import Memory

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def run(connection: Connection, *, minutes: int = 5, **more: object) -> SyncRun:
    asked = NOON - timedelta(minutes=minutes)
    usual = {"asked": asked, "started": asked, "finished": asked + timedelta(seconds=4), "state": State.DONE}
    return SyncRun.objects.create(connection=connection, **usual | more)


def shown(browser: Client, house: House, connection: Connection, query: str = "") -> str:
    return browser.get(f"/w/{house.slug}/connections/{connection.pk}/history{query}").content.decode()


def only(connection: Connection) -> history.Row:
    (row,) = history.history(connection, page="", now=NOON).rows
    return row


def test_a_reading_says_when_why_and_what_it_cost(connection: Connection) -> None:
    run(connection, why=Why.SCHEDULE, items=4812, requests=31, received_bytes=1_200_000)
    row = only(connection)
    assert (row.when, english(row.why), english(row.kind)) == ("11:55", "by schedule", "Everything")
    assert (row.items, row.requests, english(row.received), english(row.took)) == (4812, 31, "1.2 MB", "4 s")
    assert (row.added, row.deleted, row.cause) == (None, None, "")


def test_an_increment_says_what_came_and_how_what_is_gone_went(connection: Connection) -> None:
    run(connection, kind=Kind.INCREMENT, items=100, added=3, changed=12, deleted=2, moved=1, hidden=0)
    row = only(connection)
    assert english(row.kind) == "What changed"
    assert (row.added, row.changed, row.deleted, row.moved, row.hidden) == (3, 12, 2, 1, 0)


def test_a_reading_of_everything_says_why_what_changed_did_not_do(connection: Connection) -> None:
    run(connection, whole_because="sprint is gone")
    assert english(only(connection).because) == "a sprint is gone"


def test_there_is_a_sentence_for_each_reason_and_a_reason_for_each_sentence() -> None:
    # Each stands as a text beside what raises it; a new one without a sentence would show nothing.
    providers = Path(everything.__file__).parents[1] / "providers"
    written = {
        node.value
        for path in providers.rglob("*.py")
        if "MustReadWhole" in path.read_text() and "tests" not in path.parts
        for node in _reasons(ast.parse(path.read_text()))
    }
    assert written == set(everything.SENTENCES) - {everything.ONCE_A_DAY}


def _reasons(tree: ast.Module) -> Iterator[ast.Constant]:
    """The last argument of what raises, and the values of the table of faults that end in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            given = [node.args[-1]] if node.func.id in ("MustReadWhole", "_must_be") else []
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_LOST":
            given = node.value.values  # type: ignore[attr-defined]
        else:
            given = []
        yield from (one for one in given if isinstance(one, ast.Constant))


def test_a_failure_says_its_cause_who_can_mend_it_and_no_count(connection: Connection) -> None:
    run(connection, state=State.FAILED, cause="token-refused", status=401, items=0)
    row = only(connection)
    assert (row.ended.tone, english(row.cause)) == ("is-act", "Jira does not accept the token (401).")
    assert "Its owner can make a new one" in english(row.mend)
    assert row.items is None


@pytest.mark.parametrize(
    ("limit", "left", "said"), [(None, None, ""), (500, 420, "420 of 500 left"), (None, 9, "9 requests left")]
)
def test_a_limit_is_told_where_the_tracker_tells_it(
    connection: Connection, limit: int | None, left: int | None, said: str
) -> None:
    run(connection, quota_limit=limit, quota_remaining=left)
    assert english(only(connection).quota) == said


def test_a_page_holds_fifty_and_leads_to_the_older_ones(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    for minutes in range(history.A_PAGE + 1):
        run(connection, minutes=minutes)
    first = shown(ada, acme, connection)
    assert "51 readings in the last 90 days" in words(first)
    assert first.count("<tr>") == 51
    assert 'href="?page=2"' in first
    assert shown(ada, acme, connection, "?page=2").count("<tr>") == 2
    for odd in ("?page=99", "?page=-1", "?page=x", "?page=" + "9" * 400):
        assert "Page " in shown(ada, acme, connection, odd)


def test_it_asks_as_often_for_fifty_as_for_one(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    run(connection)
    Purge.objects.create(
        connection=connection, person=acme.ada.person, asked=NOON, items=1, transitions=2, size_bytes=3
    )
    shown(ada, acme, connection)
    with CaptureQueriesContext(database) as few:
        shown(ada, acme, connection)
    for minutes in range(60):
        run(connection, minutes=minutes, state=State.FAILED, cause="failing")
        Purge.objects.create(
            connection=connection, person=acme.ada.person, asked=NOON, items=1, transitions=2, size_bytes=3
        )
    with CaptureQueriesContext(database) as many:
        shown(ada, acme, connection)
    assert len(many) == len(few) <= 12


def test_without_any_reading_it_says_what_will_stand_here(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    assert "It has not been read yet" in shown(ada, acme, connection)


def test_looking_at_it_reads_nothing(ada: Client, acme: House, connection: Connection, memory: Memory) -> None:
    shown(ada, acme, connection)
    assert not SyncRun.objects.exists()


def test_why_a_reading_was_made_is_remembered(ada: Client, acme: House, connection: Connection, memory: Memory) -> None:
    later = timezone.now() + timedelta(minutes=16)
    steps = (
        lambda: ada.get(f"/w/{acme.slug}/flow"),
        lambda: ada.post(f"/w/{acme.slug}/connections/{connection.pk}/refresh"),
        lambda: keeping.keep_fresh(now=later),
        lambda: Connection.objects.update(scoped=later + timedelta(minutes=1)),
        lambda: ada.get(f"/w/{acme.slug}/flow"),
        lambda: SyncRun.objects.update(asked=later + timedelta(minutes=2)),
        lambda: ada.get(f"/w/{acme.slug}/flow"),
    )
    for step in steps:
        step()
        SyncRun.objects.active().update(state=State.DONE)
    assert [one.why for one in SyncRun.objects.order_by("pk")] == [
        Why.CHANGE,
        Why.ASKED,
        Why.SCHEDULE,
        Why.CHANGE,
        Why.VISIT,
    ]
