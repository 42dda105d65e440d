"""A pytest plugin: the sync process and a web process in one, so that a page sees what a reading published."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from altaclario.connections.models import Connection
    from altaclario.snapshots.memory import Held, Publisher, Reader
    from altaclario.sync.models import SyncRun

PATIENCE = 10.0
Read: TypeAlias = 'Callable[["Connection"], "SyncRun"]'
"""Reads a connection now; the fixture `read` is one."""


def eventually(is_so: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait for what another thread or process does. Fails when it does not."""
    until = time.monotonic() + within
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < until, "it did not happen"
        pause.wait(0.001)


@dataclass(slots=True)
class Memory:
    """Both ends of it."""

    publisher: "Publisher"
    reader: "Reader"

    def of(self, connection: "Connection") -> "Held | None":
        """What a page has of the connection, once it has heard everything that was published."""
        owner = connection.workspace.owner_key
        is_held = self.publisher.holds(connection.key)
        eventually(lambda: any(one.connection == connection.key for one in self.reader.attach(owner)) == is_held)
        return next((one for one in self.reader.attach(owner) if one.connection == connection.key), None)

    def forget_beside(self, connection: "Connection") -> None:
        """The next reading of it reads everything, as after a day."""
        self.publisher._held[connection.key].beside = None


@pytest.fixture(scope="session")
def _memory() -> Iterator[tuple[Memory, str, bytes]]:
    from altaclario.snapshots.memory import Publisher, Reader
    from altaclario.sync import holding

    address, key = f"\0altaclario-tests-{secrets.token_hex(8)}", secrets.token_bytes(32)
    publisher = Publisher(1 << 28, on_evicted=holding._note_evicted)
    with publisher.serving(address, key):
        yield Memory(publisher, Reader(address, key)), address, key
        publisher.close()


@pytest.fixture
def memory(_memory: tuple[Memory, str, bytes], settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """The memory of this process, empty at first and in the end; nobody hears what is asked of the sync process."""
    from altaclario.sync import holding
    from altaclario.sync.queue import prompt, readings

    prompt.flush()
    readings.flush()
    both, settings.MEMORY_ADDRESS, settings.MEMORY_KEY = _memory  # type: ignore[attr-defined]
    monkeypatch.setattr(holding, "publisher", lambda: both.publisher)
    monkeypatch.setattr(holding, "reader", lambda: both.reader)
    yield both
    for connection in list(both.publisher._held):
        both.publisher.drop(connection)
        both.reader.forget(connection)


@pytest.fixture
def at_once(memory: Memory) -> Iterator[Memory]:
    """What is asked of the sync process is done before the answer."""
    from altaclario.sync import jobs
    from altaclario.sync.queue import prompt, readings

    assert jobs.WORK
    prompt.immediate = readings.immediate = True
    yield memory
    prompt.immediate = readings.immediate = False


@pytest.fixture
def under_way(memory: Memory, transactional_db: None) -> Callable[["Connection"], AbstractContextManager["SyncRun"]]:
    """Has a connection read in a thread of its own for the length of a block, and waits for its end."""
    from django.db import connection as database
    from django.utils import timezone

    from altaclario.sync import asking, refreshing
    from altaclario.sync.models import State

    def perform(run: "SyncRun") -> None:
        try:
            refreshing.perform(run.pk, now=timezone.now())
        finally:
            database.close()

    @contextmanager
    def go(connection: "Connection") -> Iterator["SyncRun"]:
        run = asking.refresh(connection, now=timezone.now())
        thread = threading.Thread(target=perform, args=(run,))
        thread.start()
        try:
            eventually(lambda: type(run).objects.filter(pk=run.pk, state=State.RUNNING).exists())
            yield run
        finally:
            thread.join(PATIENCE)
            assert not thread.is_alive()

    return go


@pytest.fixture
def read(at_once: Memory, transactional_db: None) -> Callable[["Connection"], "SyncRun"]:
    """Read a connection now, over the whole road; returns how it went."""
    from django.utils import timezone

    from altaclario.sync import asking

    def go(connection: "Connection") -> "SyncRun":
        run = asking.refresh(connection, now=timezone.now())
        run.refresh_from_db()
        return run

    return go
