"""What was lost on its way is found within a minute; what is locked keeps nobody from looking."""

import sqlite3
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import asking, keeping, queue, refreshing, seeing
from altaclario.sync.models import State, SyncRun
from altaclario.sync.queue import readings
from tests.cast import MONDAY, House
from tests.publishing import some
from tests.remembering import Memory, Read

LATER = MONDAY + timedelta(minutes=2)


def test_a_reading_whose_work_was_lost_is_asked_for_again(connection: Connection, memory: Memory) -> None:
    run = asking.refresh(connection, now=MONDAY)
    readings.flush()
    keeping.keep_fresh(now=LATER)
    assert run
    assert [task.args for task in readings.pending()] == [(str(run.pk),)]


def test_a_reading_on_which_nobody_works_is_over(connection: Connection, memory: Memory) -> None:
    run = SyncRun.objects.create(connection=connection, asked=MONDAY, started=MONDAY, state=State.RUNNING)
    keeping.keep_fresh(now=LATER)
    run.refresh_from_db()
    assert (run.state, run.cause) == (State.FAILED, "interrupted")


def test_a_reading_that_goes_on_is_left_alone(connection: Connection, memory: Memory) -> None:
    run = SyncRun.objects.create(connection=connection, asked=MONDAY, started=MONDAY, state=State.RUNNING)
    refreshing._going_on.add(run.pk)
    keeping.keep_fresh(now=LATER)
    refreshing._going_on.discard(run.pk)
    run.refresh_from_db()
    assert run.state == State.RUNNING


@pytest.mark.proves("memory-only")
def test_memory_that_nobody_wants_any_more_is_let_go_of(connection: Connection, memory: Memory) -> None:
    memory.publisher.publish(connection.workspace.owner_key, connection.key, some(3))
    memory.publisher.publish("workspace:0", "removed", some(3))
    Connection.objects.filter(pk=connection.pk).update(emptied=MONDAY, emptied_why=Emptied.PURGED)
    keeping.keep_fresh(now=LATER)
    assert memory.publisher.keys() == frozenset()


@pytest.mark.proves("memory-only")
def test_what_was_purged_is_shown_to_nobody_even_before_it_is_gone(connection: Connection, memory: Memory) -> None:
    memory.publisher.publish(connection.workspace.owner_key, connection.key, some(3))
    assert memory.of(connection)
    asking.purge(connection, now=MONDAY)
    memory.publisher.publish(connection.workspace.owner_key, connection.key, some(3))
    connection.refresh_from_db()
    assert seeing.look(connection, now=LATER)[1] is None


def test_while_the_queue_is_locked_nothing_is_lost(
    connection: Connection, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: str) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(queue, "_read", locked)
    run = asking.refresh(connection, now=MONDAY)
    monkeypatch.undo()
    assert run
    assert run.state == State.ASKED


@pytest.mark.asvs("16.5.2")
def test_a_page_from_memory_is_there_while_nothing_can_be_written(
    connection: Connection, read: Read, ada: Client, acme: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(connection)
    Connection.objects.update(last_viewed=None)

    def locked(*_: object, **__: object) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(Connection.objects.all()), "update", locked)
    assert ada.get(f"/w/{acme.slug}/flow").status_code == 200


@pytest.mark.asvs("16.5.3")
def test_a_form_while_nothing_can_be_written_is_answered_in_words(
    connection: Connection, ada: Client, acme: House, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(Connection.objects.all()), "update", locked)
    answer = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge")
    assert answer.status_code == 503
    assert b"nothing is lost" in answer.content


def test_what_had_to_make_room_says_so_and_does_not_push_back_at_once(connection: Connection, memory: Memory) -> None:
    connection.emptied, connection.emptied_why = MONDAY, Emptied.ROOM
    connection.save()
    told, _ = seeing.look(connection, now=LATER)
    assert (told.kind, SyncRun.objects.count()) == ("cold", 0)
    assert "needed for another tracker" in str(told.cause)


def test_a_connection_that_is_gone_is_asked_for_in_vain(
    transactional_db: None, connection: Connection, memory: Memory
) -> None:
    Connection.objects.all().delete()
    assert asking.refresh(connection, now=MONDAY) is None


def test_nothing_is_read_before_something_is_chosen(connection: Connection, memory: Memory) -> None:
    connection.projects = []
    assert asking.load(connection, now=MONDAY) is None
    assert SyncRun.objects.count() == 0
