"""A pytest plugin: programs of members, each of which shows an API token and no cookie, and something to read."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from django.test import Client

from altaclario.providers.scope import Scope
from altaclario.simulator.serving import Simulated
from altaclario.snapshots.snapshot import Snapshot
from tests.remembering import Memory, eventually
from tests.trackers import LOOPBACK, NOW, QUICK

if TYPE_CHECKING:
    from altaclario.connections.models import Connection
    from altaclario.workspaces.models import ApiToken, Membership

Publish: TypeAlias = Callable[..., None]
"""Has a snapshot in memory as of one connection, read so many seconds later; the fixture `publish` is one."""


@dataclass(frozen=True, slots=True)
class Program:
    """One that reads."""

    text: str
    token: "ApiToken"
    client: Client = field(default_factory=Client)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}

    def get(self, path: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Any:
        """One answer, by its path below the API or as another answer named it."""
        whole = path if path.startswith("/") else f"/api/v1/{path}"
        answer = self.client.get(whole, headers={**self.headers, **(headers or {})})
        assert answer.status_code == status, (path, answer.status_code, answer.content[:300])
        return answer

    def json(self, path: str) -> Any:
        return json.loads(self.get(path).content)

    def all(self, path: str) -> list[list[Any]]:
        """Every row of a table, part after part."""
        found: list[list[Any]] = []
        following: str | None = path
        while following:
            part = self.json(following)
            found += part["rows"]
            assert part["total"] >= len(found)
            following = part["next"]
        return found


def program(membership: "Membership", **more: Any) -> Program:
    """A program of somebody, with a token that holds now."""
    from django.utils import timezone

    from altaclario.workspaces import api_tokens

    made, text = api_tokens.make(membership, **{"name": "A spreadsheet", "now": timezone.now(), **more})
    return Program(text, made)


@pytest.fixture(scope="session")
def read_once(_team: Simulated) -> Snapshot:
    """What one reading of the simulated site brought."""
    from altaclario.sync import reading
    from altaclario.sync.reading import Source

    source = Source(_team.url, _team.email, _team.token, (LOOPBACK,))
    scope = Scope(tuple(_team.tracker.projects), tuple(map(str, _team.tracker.boards)))
    return asyncio.run(reading.read(source, scope, now=NOW, patience=QUICK)).snapshot


@pytest.fixture
def publish(read_once: Snapshot, memory: Memory) -> Publish:
    """Have it in memory, without another reading."""

    def go(connection: "Connection", seconds: int = 0) -> None:
        newer = replace(read_once, read_at=read_once.read_at + seconds)
        memory.publisher.publish(connection.workspace.owner_key, connection.key, newer)
        eventually(lambda: (held := memory.of(connection)) and held.snapshot.read_at == newer.read_at)

    return go
