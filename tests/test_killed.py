"""The sync process is killed at a random moment of a reading: nothing wrong is ever published, and the next resumes."""

import contextlib
import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from typing import TYPE_CHECKING

import pytest
from django.db import connection as database
from django.utils import timezone

from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots import blocks, packing
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync.reading import Reading
from tests import conftest
from tests.depth import DEEP
from tests.remembering import Memory, eventually
from tests.sync_process import SyncProcess
from tests.trackers import NOW

if TYPE_CHECKING:
    from altaclario.connections.models import Connection
    from altaclario.sync.models import SyncRuns

pytestmark = pytest.mark.django_db(transaction=True)

_TODAY = datetime.now(UTC).timetuple().tm_yday
CHOSEN = range(50) if DEEP else [(3 * _TODAY + place) % 50 for place in range(3)]
"""All of them with --deep; otherwise each day three others."""
_WITHIN = 60.0
_LATENCY_MS = 5.0
_OF_AN_INCREMENT = 9
"""Requests, or a few more: a reading that is over by then is killed after it."""


@dataclass
class Listener:
    """Hears everything that is published, from one sync process after the other."""

    address: str
    key: bytes
    heard: list[Snapshot] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        while not self.is_over.wait(0.01):
            with contextlib.suppress(OSError, EOFError, AuthenticationError):
                self._hear()

    def _hear(self) -> None:
        with Client(self.address, authkey=self.key) as line:
            while True:
                said = json.loads(line.recv_bytes())
                if said["what"] == "here":
                    self.heard.append(packing.unpacked(blocks.receive(line, said["size"])))


@dataclass
class World:
    """A site, a connection to it, the process that reads it, and all that this has published."""

    site: Simulated
    connection: "Connection"
    process: SyncProcess
    listener: Listener
    chance: random.Random

    def ask(self) -> None:
        """For a reading, as a button does."""
        from altaclario.sync import asking

        asking.refresh(self.connection, now=timezone.now())

    def runs(self) -> "SyncRuns":
        from altaclario.sync.models import SyncRun

        return SyncRun.objects.of(self.connection)

    def is_over(self) -> bool:
        """Whether no reading is asked for or goes on."""
        return not self.runs().active().exists()

    def kill_at_random(self, requests: int) -> None:
        """End the process while it reads: after one of so many requests, at once or a moment later."""
        chosen = self.chance.randrange(1, requests + 1)
        eventually(lambda: len(self.site.requests) >= chosen or self.is_over(), _WITHIN)
        threading.Event().wait(self.chance.choice((0, self.chance.random() * 0.03)))
        self.process.kill()

    def truth(self) -> Reading:
        """What a reading without any harm gives."""
        self.site.latency_ms = 0.0
        projects, boards = self.connection.projects, tuple(self.connection.boards)
        found = conftest.read(self.site, *projects, boards=boards, now=int(timezone.now().timestamp()))
        self.site.latency_ms = _LATENCY_MS
        self.site.requests.clear()
        return found


@pytest.fixture
def world(memory: Memory, settings: object, request: pytest.FixtureRequest, transactional_db: None) -> Iterator[World]:
    number = request.param
    with running(Simulated(generate(Wish(issues=200, seed=number, now_ms=NOW * 1000, teams=TEAMS[:2])))) as site:
        settings.SIMULATOR_URL = site.url  # type: ignore[attr-defined]
        connection = _connection(request, site)
        process = SyncProcess(site.url, str(database.settings_dict["NAME"]))
        listener = Listener(process.address.replace("@", "\0"), process.key.encode())
        thread = threading.Thread(target=listener.listen, daemon=True)
        thread.start()
        try:
            yield World(site, connection, process, listener, random.Random(number))
        finally:
            listener.is_over.set()
            process.kill()
            thread.join(10)


def _connection(request: pytest.FixtureRequest, site: Simulated) -> "Connection":
    from altaclario.connections.models import Connection
    from tests.cast import connected

    acme = request.getfixturevalue("acme")
    made = connected(acme.workspace, site, acme.ada)
    Connection.objects.update(last_viewed=timezone.now())
    made.refresh_from_db()
    return made


def _numbered(world: int) -> str:
    return f"number {world}"


@pytest.mark.parametrize("world", CHOSEN, indirect=True, ids=_numbered)
def test_a_reading_that_is_killed_leaves_nothing_wrong_and_is_done_again(world: World) -> None:
    first = world.truth()
    truths = [first.snapshot]
    world.process.start()
    world.ask()
    requests = first.requests
    if world.chance.random() < 0.5:
        eventually(world.is_over, _WITHIN)
        world.site.live_on(20)
        truths.append(world.truth().snapshot)
        world.ask()
        requests = _OF_AN_INCREMENT
    world.kill_at_random(requests)
    heard = len(world.listener.heard)
    world.process.start()
    world.ask()
    eventually(lambda: _wholes(world.listener.heard[heard:]) and world.is_over(), _WITHIN)
    assert _told(world.listener.heard[-1]) == _told(truths[-1])
    for one in world.listener.heard:
        if one.complete_from:
            assert any(_rows(one).items() <= _rows(truth).items() for truth in truths)
        else:
            assert _told(one) in [_told(truth) for truth in truths]
    ends = {(run.state, run.cause) for run in world.runs()}
    assert ends <= {("done", ""), ("failed", "interrupted")}
    assert ("done", "") in ends


def _wholes(snapshots: list[Snapshot]) -> list[Snapshot]:
    return [one for one in snapshots if not one.complete_from]


def _told(snapshot: Snapshot) -> bytes:
    """All that it says, but for when it was read."""
    return b"".join(map(bytes, packing.packed(replace(snapshot, read_at=0))))


def _rows(snapshot: Snapshot) -> dict[int, object]:
    """What it says of each item, by its id."""
    items, moves = snapshot.items, snapshot.transitions
    first = moves.first.tolist()
    return {
        id: (
            snapshot.key(row),
            *(int(column[row]) for column in (items.created, items.resolved, items.parent, items.flags)),
            [(at, snapshot.statuses[code].id) for at, code in _pairs(snapshot, first[row], first[row + 1])],
        )
        for row, id in enumerate(items.id.tolist())
    }


def _pairs(snapshot: Snapshot, start: int, end: int) -> list[tuple[int, int]]:
    moves = snapshot.transitions
    return list(zip(moves.at[start:end].tolist(), moves.status[start:end].tolist(), strict=True))
