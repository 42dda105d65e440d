"""Stopping, emptying, removing, and asking twice, while a reading goes on."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.db import connection as database

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import asking, keeping, refreshing, watching, writing
from altaclario.sync.models import Purge, State, SyncRun, SyncRuns
from altaclario.sync.queue import prompt, readings
from altaclario.sync.watching import Watched
from altaclario.vault.models import DataKey
from tests.remembering import Memory, Read, eventually
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
UnderWay = Callable[[Connection], AbstractContextManager[SyncRun]]


@pytest.fixture
def slowly(site: Simulated) -> Simulated:
    """A site whose items come slowly, so that there is time to change one's mind."""
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="slow", seconds=0.4)
    return site


def test_a_reading_that_is_stopped_ends_and_is_never_whole(
    connection: Connection, under_way: UnderWay, site: Simulated, memory: Memory
) -> None:
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="slow", seconds=5, after=6)
    with under_way(connection) as run:
        asking.stop(connection, now=NOON)
    run.refresh_from_db()
    held = memory.of(connection)
    assert (run.state, run.cause) == (State.CANCELLED, "cancelled")
    assert (run.finished - run.started).total_seconds() < 4
    assert held is None or held.snapshot.complete_from


def test_what_was_held_before_stays_when_a_reading_is_stopped(
    connection: Connection, read: Read, under_way: UnderWay, site: Simulated, memory: Memory
) -> None:
    readings.immediate = True
    read(connection)
    readings.immediate = False
    before = memory.of(connection)
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="slow", seconds=0.4)
    with under_way(connection) as run:
        asking.stop(connection, now=NOON)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert memory.of(connection) is before


def test_a_reading_that_has_not_begun_is_over_at_once(connection: Connection, memory: Memory) -> None:
    run = asking.refresh(connection, now=NOON)
    asking.stop(connection, now=NOON)
    refreshing.perform(run.pk, now=NOON)
    run.refresh_from_db()
    assert (run.state, run.finished, run.requests) == (State.CANCELLED, NOON, 0)


@pytest.mark.proves("memory-only")
def test_what_is_removed_while_it_is_read_leaves_nothing(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory
) -> None:
    key = connection.key
    with under_way(connection):
        asking.remove(connection, now=NOON)
    assert not memory.publisher.holds(key)
    assert not SyncRun.objects.exists()
    assert not Connection.objects.exists()


@pytest.mark.proves("memory-only")
def test_what_is_removed_after_its_first_part_was_shown_leaves_nothing(
    connection: Connection, under_way: UnderWay, site: Simulated, memory: Memory
) -> None:
    Connection.objects.update(boards=[])
    recent = site.answers.found("project in (10000, 10001, 10002, 10003)")
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="slow", seconds=3, after=len(recent) // 100 - 1)
    connection.refresh_from_db()
    key = connection.key
    with under_way(connection):
        eventually(lambda: memory.publisher.holds(key))
        asking.remove(connection, now=NOON)
    assert not memory.publisher.holds(key)


@pytest.mark.proves("memory-only")
def test_what_is_emptied_while_it_is_read_stays_empty(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory
) -> None:
    with under_way(connection) as run:
        asking.purge(connection, now=NOON)
    run.refresh_from_db()
    connection.refresh_from_db()
    assert run.state == State.CANCELLED
    assert connection.emptied_why == Emptied.PURGED
    assert not memory.publisher.holds(connection.key)


def test_room_made_for_others_meanwhile_does_not_empty_what_was_read(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory
) -> None:
    with under_way(connection) as run:
        Connection.objects.update(emptied=NOON.replace(year=2100), emptied_why=Emptied.ROOM)
    run.refresh_from_db()
    connection.refresh_from_db()
    assert run.state == State.DONE
    assert connection.emptied_why == Emptied.NOT
    assert memory.publisher.holds(connection.key)


def test_who_loads_right_after_emptying_gets_it(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_EVERY_SECONDS", 3600)
    with under_way(connection) as run:
        asking.purge(connection, now=NOON)
        assert asking.load(connection, now=NOON) == run
    run.refresh_from_db()
    assert run.state == State.DONE
    assert memory.of(connection) is not None


def test_who_loads_when_a_stop_was_heard_already_gets_another_reading(
    connection: Connection, under_way: UnderWay, site: Simulated, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="slow", seconds=5, after=6)
    must_stop = Watched.must_stop

    def heard(watched: Watched) -> bool:
        stops = must_stop(watched)
        if stops:
            asking.load(connection, now=NOON)
        return stops

    monkeypatch.setattr(Watched, "must_stop", heard)
    with under_way(connection) as run:
        asking.purge(connection, now=NOON)
    run.refresh_from_db()
    newest = SyncRun.objects.of(connection).first()
    assert run.state == State.CANCELLED
    assert newest is not None
    assert (newest.pk > run.pk, newest.state) == (True, State.ASKED)


def test_emptying_says_how_much_is_gone(connection: Connection, read: Read, memory: Memory) -> None:
    run = read(connection)
    assert memory.of(connection) is not None
    receipt = asking.purge(connection, now=NOON)
    assert receipt is not None
    assert (receipt.items, receipt.transitions) == (run.items, run.transitions)
    assert receipt.size_bytes == run.size_bytes > 0
    assert memory.of(connection) is None
    assert asking.purge(connection, now=NOON) is None


def test_a_receipt_is_signed_when_nothing_is_held_any_more(connection: Connection, read: Read, memory: Memory) -> None:
    read(connection)
    prompt.immediate = False
    asking.purge(connection, now=NOON)
    refreshing.confirm(now=NOON)
    assert Purge.objects.get().done is None
    refreshing.drop(connection.key, now=NOON)
    assert Purge.objects.get().done == NOON


def test_a_receipt_waits_for_the_reading_that_goes_on(
    connection: Connection, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = SyncRun.objects.create(connection=connection, asked=NOON, started=NOON, state=State.RUNNING)
    monkeypatch.setattr(refreshing, "_going_on", {run.pk})
    asking.purge(connection, now=NOON)
    refreshing.drop(connection.key, now=NOON)
    assert Purge.objects.get().done is None
    refreshing._going_on.clear()
    refreshing.confirm(now=NOON)
    assert Purge.objects.get().done == NOON


def test_a_reading_that_is_emptied_signs_at_its_end(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory
) -> None:
    with under_way(connection):
        asking.purge(connection, now=NOON)
    assert Purge.objects.get().done is not None


def test_after_a_restart_what_was_emptied_is_gone(connection: Connection, memory: Memory) -> None:
    asking.purge(connection, now=NOON)
    keeping.begin_again(now=NOON)
    assert Purge.objects.get().done == NOON


def test_emptying_leaves_the_connection_and_its_token(connection: Connection, read: Read) -> None:
    read(connection)
    asking.purge(connection, now=NOON)
    asking.load(connection, now=NOON)
    assert SyncRun.objects.of(connection)[0].state == State.DONE


@pytest.mark.proves("sealed-credentials")
def test_removing_leaves_no_sealed_token(connection: Connection, read: Read, memory: Memory) -> None:
    read(connection)
    asking.remove(connection, now=NOON)
    assert not Connection.objects.exists()
    assert DataKey.objects.count() == 1
    assert memory.publisher.size_bytes == 0


def test_asking_twice_is_one_reading(connection: Connection, memory: Memory) -> None:
    assert asking.refresh(connection, now=NOON) == asking.refresh(connection, now=NOON)
    assert SyncRun.objects.count() == 1
    assert len(readings) == 1


def test_asking_twice_at_the_same_moment_is_one_reading(connection: Connection, memory: Memory) -> None:
    together, runs = threading.Barrier(4), []

    def ask() -> None:
        together.wait(5)
        try:
            runs.append(asking.refresh(connection, now=NOON).pk)
        finally:
            database.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(runs) == 4
    assert len(set(runs)) == SyncRun.objects.count() == 1


def test_a_run_is_performed_once(connection: Connection, read: Read, site: Simulated) -> None:
    run = read(connection)
    asked = len(site.requests)
    refreshing.perform(run.pk, now=NOON)
    assert len(site.requests) == asked


def test_a_run_that_was_cut_off_says_so_and_is_asked_again(connection: Connection, memory: Memory) -> None:
    run = SyncRun.objects.create(connection=connection, asked=NOON, started=NOON, state=State.RUNNING)
    Connection.objects.update(last_viewed=NOON)
    keeping.begin_again(now=NOON)
    run.refresh_from_db()
    assert (run.state, run.cause, run.finished) == (State.FAILED, "interrupted", NOON)
    assert SyncRun.objects.active().count() == 1


def test_a_run_that_waited_while_the_process_was_away_is_done(connection: Connection, at_once: Memory) -> None:
    run = SyncRun.objects.create(connection=connection, asked=NOON)
    keeping.begin_again(now=NOON)
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_database_that_is_locked_for_a_moment_delays_a_reading_and_no_more(
    connection: Connection, under_way: UnderWay, slowly: Simulated, memory: Memory
) -> None:
    with under_way(connection) as run, _locked():
        threading.Event().wait(1.5)
    run.refresh_from_db()
    assert run.state == State.DONE
    assert memory.of(connection) is not None


def test_a_run_is_over_even_if_that_can_be_written_only_later(
    connection: Connection, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails, update = iter([True] * 3), SyncRuns.update

    def locked_at_first(runs: SyncRuns, **changes: object) -> int:
        if changes.get("state") == State.DONE and next(fails, False):
            raise OperationalError("database is locked")
        return update(runs, **changes)

    monkeypatch.setattr(writing, "_PAUSES", (0, 0, 0))
    monkeypatch.setattr(SyncRuns, "update", locked_at_first)
    assert read(connection).state == State.DONE


def _locked() -> AbstractContextManager[object]:
    """Nobody else may write for the length of the block."""
    if database.vendor == "sqlite":
        other = sqlite3.connect(str(database.settings_dict["NAME"]), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        return _ending(other)
    import psycopg

    server = database.settings_dict
    other = psycopg.connect(host=server["HOST"], port=server["PORT"], user=server["USER"], dbname=server["NAME"])
    other.execute("LOCK TABLE sync_syncrun IN ACCESS EXCLUSIVE MODE")
    return _ending(other)


class _ending(AbstractContextManager[object]):
    def __init__(self, other: object) -> None:
        self.other = other

    def __exit__(self, *_: object) -> None:
        self.other.rollback()  # type: ignore[attr-defined]
        self.other.close()  # type: ignore[attr-defined]
