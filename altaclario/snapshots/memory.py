"""Snapshots in memory: the sync process publishes them, web processes attach them without copying."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Client, Connection, Listener
from typing import Literal

import msgspec

from altaclario.declarations.promises import keeps
from altaclario.snapshots import blocks, packing
from altaclario.snapshots.blocks import Shared
from altaclario.snapshots.snapshot import Snapshot

_FIRST_WAIT = 1.0
"""Seconds that the first page of a web process waits to be told what is held."""
_AGAIN = 0.2


class NoRoom(Exception):
    """The snapshot alone is larger than all the memory that this installation gives to snapshots."""


class _Said(msgspec.Struct):
    """One line from the publisher: a block follows, a connection is empty now, or that was all for a start."""

    what: Literal["here", "gone", "all"]
    workspace: str = ""
    connection: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """One snapshot as a web process has it, and the memory that it takes."""

    connection: str
    snapshot: Snapshot
    size_bytes: int


@dataclass(slots=True)
class _Published:
    workspace: str
    block: Shared
    order: int


class Publisher:
    """Holds the newest snapshot of each connection, within a limit, and tells every process that listens."""

    def __init__(self, limit_bytes: int, on_evicted: Callable[[str], None] = lambda _: None) -> None:
        self._limit = limit_bytes
        self._on_evicted = on_evicted
        self._held: dict[str, _Published] = {}
        self._listeners: list[Connection] = []
        self._lock = threading.RLock()
        self._count = 0

    @property
    def size_bytes(self) -> int:
        return sum(one.block.size for one in self._held.values())

    @keeps("memory-only")
    def publish(self, workspace: str, connection: str, snapshot: Snapshot) -> int:
        """Replace the connection's snapshot; returns its size. The longest unpublished make room. Raises NoRoom."""
        parts = packing.packed(snapshot)
        size = sum(len(part) for part in parts)
        if size > self._limit:
            raise NoRoom
        with self._lock:
            self._let_go(connection)
            while self._held and self.size_bytes + size > self._limit:
                self._evict(min(self._held, key=lambda one: self._held[one].order))
            self._count += 1
            published = _Published(workspace, blocks.share(parts), self._count)
            self._held[connection] = published
            self._tell_all(connection, published)
        return size

    def drop(self, connection: str) -> None:
        """Empty the memory of a connection, here and in every process that listens."""
        with self._lock:
            self._let_go(connection)
            self._tell_all(connection, None)

    def holds(self, connection: str) -> bool:
        return connection in self._held

    @contextmanager
    def serving(self, address: str, key: bytes) -> Iterator[None]:
        """Let processes that know the key listen, for as long as the block lasts."""
        with Listener(address, authkey=key) as door:
            threading.Thread(target=self._admit, args=(door,), daemon=True).start()
            yield

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            for connection in list(self._held):
                self._let_go(connection)

    def _admit(self, door: Listener) -> None:
        while True:
            try:
                listener = door.accept()
            except OSError:
                return
            except Exception as stranger:  # noqa: BLE001 - whoever fails the key's challenge is turned away
                del stranger
                continue
            with self._lock:
                told = all(self._tell(listener, name, one) for name, one in self._held.items())
                if told and _said(listener, _Said("all")):
                    self._listeners.append(listener)

    def _evict(self, connection: str) -> None:
        self._let_go(connection)
        self._tell_all(connection, None)
        self._on_evicted(connection)

    def _let_go(self, connection: str) -> None:
        if published := self._held.pop(connection, None):
            published.block.close()

    def _tell_all(self, connection: str, published: _Published | None) -> None:
        self._listeners = [one for one in self._listeners if self._tell(one, connection, published)]

    def _tell(self, listener: Connection, connection: str, published: _Published | None) -> bool:
        if published is None:
            return _said(listener, _Said("gone", connection=connection))
        said = _Said("here", published.workspace, connection, published.block.size)
        return _said(listener, said, published.block)


def _said(listener: Connection, said: _Said, block: Shared | None = None) -> bool:
    """Whether the listener is still there."""
    try:
        listener.send_bytes(msgspec.json.encode(said))
        if block:
            block.hand(listener)
    except OSError:
        listener.close()
        return False
    return True


@dataclass(slots=True)
class Reader:
    """What one web process has mapped. When the publisher dies it keeps what it has, and waits for the next one."""

    address: str
    key: bytes
    _held: dict[str, dict[str, Held]] = field(default_factory=dict)
    _knows: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_listening: bool = False

    def attach(self, workspace: str) -> tuple[Held, ...]:
        """The workspace's snapshots, in the order of their connections' ids; no copy, no question to anybody."""
        if not self._knows.is_set():
            self._listen()
            self._knows.wait(_FIRST_WAIT)
            self._knows.set()
        return tuple(held for _, held in sorted(self._held.get(workspace, {}).items()))

    def forget(self, connection: str) -> None:
        """Let go of one connection's snapshot at once, before the publisher says so."""
        with self._lock:
            self._held = {
                workspace: {name: held for name, held in several.items() if name != connection}
                for workspace, several in self._held.items()
            }

    def _listen(self) -> None:
        with self._lock:
            if not self._is_listening:
                self._is_listening = True
                threading.Thread(target=self._follow, daemon=True, name="snapshots").start()

    def _follow(self) -> None:
        while True:
            try:
                with Client(self.address, authkey=self.key) as publisher:
                    while True:
                        self._hear(publisher)
            except (OSError, EOFError):
                time.sleep(_AGAIN)

    def _hear(self, publisher: Connection) -> None:
        said = msgspec.json.decode(publisher.recv_bytes(), type=_Said)
        if said.what == "all":
            self._knows.set()
        elif said.what == "gone":
            self.forget(said.connection)
        else:
            snapshot = packing.unpacked(blocks.receive(publisher, said.size))
            with self._lock:
                several = self._held.get(said.workspace, {})
                held = Held(said.connection, snapshot, said.size)
                self._held = self._held | {said.workspace: several | {said.connection: held}}
