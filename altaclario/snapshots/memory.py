"""Snapshots in memory: the sync process publishes them, web processes attach them without copying."""

import gc
import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from typing import Literal, Protocol

import msgspec

from altaclario.declarations.promises import keeps
from altaclario.snapshots import blocks, leftovers, packing
from altaclario.snapshots.blocks import Shared
from altaclario.snapshots.snapshot import Snapshot

_FIRST_WAIT = 1.0
"""Seconds that the first page of a web process waits to be told what is held."""
_AGAIN = 0.2


class NoRoom(Exception):
    """The snapshot alone is larger than all the memory that this installation gives to snapshots."""


class Beside(Protocol):
    """What the sync process holds beside a snapshot, for the next reading; nobody else has it."""

    @property
    def size_bytes(self) -> int:
        """Memory that it takes."""


class _Said(msgspec.Struct):
    """One line from the publisher: a block follows, a connection is empty now, or that was all for a start."""

    what: Literal["here", "gone", "all"]
    workspace: str = ""
    connection: str = ""
    size: int = 0
    beside: int = 0
    """The memory that the sync process needs for the next reading."""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """One snapshot as a web process has it, and the memory that it takes, with what is held beside it."""

    connection: str
    snapshot: Snapshot
    size_bytes: int
    version: str = ""
    """Tells this snapshot from any other, in every process alike."""
    told: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    """What was answered from it, so that it need not be made again: it goes when the snapshot goes."""


@dataclass(slots=True)
class _Published:
    workspace: str
    block: Shared
    beside: Beside | None
    order: int
    version: str

    @property
    def beside_bytes(self) -> int:
        return self.beside.size_bytes if self.beside else 0

    @property
    def size_bytes(self) -> int:
        return self.block.size + self.beside_bytes


class Publisher:
    """Holds the newest snapshot of each connection, within a limit, and tells every process that listens."""

    def __init__(
        self, limit_bytes: int, on_evicted: Callable[[str], None] = lambda _: None, *, name: str = "altaclario"
    ) -> None:
        """`name` tells the memory of this installation from that of others, where memory must have a name."""
        blocks.sweep(name)
        self._name = name
        self._limit = limit_bytes
        self._on_evicted = on_evicted
        self._held: dict[str, _Published] = {}
        self._dropped: set[str] = set()
        self._listeners: list[Connection] = []
        self._lock = threading.RLock()
        self._count = 0

    @property
    def size_bytes(self) -> int:
        return sum(one.size_bytes for one in self._held.values())

    @keeps("memory-only")
    def publish(self, workspace: str, connection: str, snapshot: Snapshot, beside: Beside | None = None) -> int:
        """Replace the connection's snapshot, and what is held `beside` it where there is room for that.

        Returns the memory that it takes. The longest unpublished make room. Raises NoRoom.
        """
        parts = packing.packed(snapshot)
        size = sum(len(part) for part in parts)
        if size > self._limit:
            raise NoRoom
        if beside and size + beside.size_bytes > self._limit:
            beside = None
        size += beside.size_bytes if beside else 0
        with self._lock:
            self._make_room(size, besides=connection)
            # Shared before the old one is let go of: if the system has no memory left, the old one stays.
            block = blocks.share(parts, self._name)
            self._let_go(connection)
            self._count += 1
            published = _Published(workspace, block, beside, self._count, _version(parts))
            self._held[connection] = published
            self._dropped.discard(connection)
            self._tell_all(connection, published)
        return size

    def drop(self, connection: str) -> None:
        """Empty the memory of a connection, here and in every process that listens."""
        with self._lock:
            self._let_go(connection)
            leftovers.overwrite()
            self._dropped.add(connection)
            self._tell_all(connection, None)

    def holds(self, connection: str) -> bool:
        return connection in self._held

    def held(self, connection: str) -> tuple[Snapshot, Beside | None] | None:
        """The newest snapshot of a connection, without a copy, and what is held beside it."""
        with self._lock:
            found = self._held.get(connection)
            return (packing.unpacked(found.block.view()), found.beside) if found else None

    def keys(self) -> frozenset[str]:
        """The connections of which something is held."""
        with self._lock:
            return frozenset(self._held)

    @contextmanager
    def serving(self, address: str, key: bytes) -> Iterator[None]:
        """Let processes that know the key listen, for as long as the block lasts."""
        is_over = threading.Event()
        with Listener(address) as door:
            threading.Thread(target=self._open, args=(door, key, is_over), daemon=True).start()
            try:
                yield
            finally:
                is_over.set()

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            for connection in list(self._held):
                self._let_go(connection)

    def _open(self, door: Listener, key: bytes, is_over: threading.Event) -> None:
        """Each who knocks is looked at in a thread of its own: one that says nothing keeps nobody else out."""
        while not is_over.is_set():
            try:
                knocking = door.accept()
            except OSError:  # It hung up at once, or no more files may be open, or the door is closed.
                is_over.wait(_AGAIN)
                continue
            threading.Thread(target=self._admit, args=(knocking, key), daemon=True).start()

    def _admit(self, listener: Connection, key: bytes) -> None:
        try:
            deliver_challenge(listener, key)
            answer_challenge(listener, key)
        except (AuthenticationError, OSError, EOFError):
            listener.close()
            return
        with self._lock:
            told = all(self._tell(listener, name, one) for name, one in self._known())
            if told and _said(listener, _Said("all")):
                self._listeners.append(listener)

    def _known(self) -> Iterator[tuple[str, _Published | None]]:
        """What is held; and what was dropped, for one who may have it from a publisher before this one."""
        yield from self._held.items()
        yield from ((connection, None) for connection in self._dropped)

    def _make_room(self, size: int, *, besides: str) -> None:
        others = {name: one for name, one in self._held.items() if name != besides}
        taken = sum(one.size_bytes for one in others.values())
        for name in sorted(others, key=lambda one: others[one].order):
            if taken + size <= self._limit:
                return
            taken -= others[name].size_bytes
            self._evict(name)

    def _evict(self, connection: str) -> None:
        self.drop(connection)
        self._on_evicted(connection)

    def _let_go(self, connection: str) -> None:
        if published := self._held.pop(connection, None):
            published.block.close()

    def _tell_all(self, connection: str, published: _Published | None) -> None:
        self._listeners = [one for one in self._listeners if self._tell(one, connection, published)]

    def _tell(self, listener: Connection, connection: str, published: _Published | None) -> bool:
        if published is None:
            return _said(listener, _Said("gone", connection=connection))
        said = _Said(
            what="here",
            workspace=published.workspace,
            connection=connection,
            size=published.block.size,
            beside=published.beside_bytes,
            version=published.version,
        )
        return _said(listener, said, published.block)


def _version(parts: Iterable[bytes | bytearray | memoryview]) -> str:
    """A short name for what these bytes are."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()[:24]


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
        # What pages left behind in circles is let go of too, so that the memory itself is given back now.
        gc.collect()
        leftovers.overwrite()

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
            except (OSError, EOFError, AuthenticationError):
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
                before = several.get(said.connection)
                if before and snapshot.complete_from and not before.snapshot.complete_from:
                    # A new publisher begins with a part; the whole that is here stays until the next whole.
                    return
                held = Held(said.connection, snapshot, said.size + said.beside, said.version)
                self._held = self._held | {said.workspace: several | {said.connection: held}}
