"""Whatever a tracker does: the run says why, and the last snapshot stays."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from altaclario.accounts import objecting
from altaclario.connections.causes import CAUSES
from altaclario.connections.models import Connection
from altaclario.sync import reading, refreshing, uncaught
from altaclario.sync.models import State, SyncRun
from altaclario.telemetry import counts
from altaclario.telemetry.models import Failure
from altaclario.vault import keys
from tests.remembering import Memory, Read
from tests.trackers import Simulated, nobody

pytestmark = pytest.mark.django_db(transaction=True)

FAULTS: list[tuple[dict[str, Any], str, int]] = [
    ({"path": "/rest/api/3/myself", "kind": "status", "status": 401}, "token-refused", 401),
    ({"path": "/rest/api/3/issue/bulkfetch", "kind": "status", "status": 401, "after": 2}, "token-refused", 401),
    ({"path": "/rest/api/3/search", "kind": "status", "status": 403}, "access-refused", 403),
    ({"path": "/rest", "kind": "status", "status": 429, "reason": "jira-quota-global-based"}, "quota", 429),
    ({"path": "/rest", "kind": "status", "status": 429, "retry_after": 7200.0}, "quota", 429),
    ({"path": "/rest/api/3/status", "kind": "status", "status": 500}, "failing", 500),
    ({"path": "/rest/api/3/changelog", "kind": "status", "status": 503}, "failing", 503),
    ({"path": "/rest/api/3/myself", "kind": "status", "status": 418}, "no-tracker", 418),
    ({"path": "/rest/api/3/field", "kind": "status", "status": 404}, "no-tracker", 404),
    ({"path": "/rest/api/3/myself", "kind": "html"}, "web-page", 200),
    ({"path": "/rest/api/3/search", "kind": "html"}, "web-page", 200),
    ({"path": "/rest/api/3/issue/bulkfetch", "kind": "truncated"}, "garbled", 200),
    ({"path": "/rest/api/3/issuetype", "kind": "nonsense"}, "unknown-form", 200),
    ({"path": "/rest/api/3/changelog", "kind": "empty"}, "garbled", 200),
    ({"path": "/rest/api/3/search/jql", "kind": "repeated_token"}, "endless", 0),
    ({"path": "/rest/api/3/project/10001/versions", "kind": "status", "status": 404}, "project-unknown", 404),
    ({"path": "/rest/agile/1.0/board/1/configuration", "kind": "status", "status": 404}, "board-closed", 0),
]


@pytest.mark.asvs("16.5.2")
@pytest.mark.parametrize(("fault", "cause", "status"), FAULTS, ids=lambda one: str(one))
def test_a_fault_of_the_tracker_is_named_and_the_last_snapshot_stays(
    connection: Connection, read: Read, site: Simulated, memory: Memory, fault: dict[str, Any], cause: str, status: int
) -> None:
    read(connection)
    before = memory.of(connection)
    memory.forget_beside(connection)
    site.faults.add(**fault)
    run = read(connection)
    assert (run.state, run.cause, run.status) == (State.FAILED, cause, status)
    assert memory.of(connection) is before
    assert cause in CAUSES


def _unreachable(connection: Connection, settings: Any) -> None:
    settings.SIMULATOR_URL = nobody()
    Connection.objects.update(site=settings.SIMULATOR_URL)


def _not_allowed(connection: Connection, settings: Any) -> None:
    settings.SIMULATOR_URL = ""


def _another_board(connection: Connection, settings: Any) -> None:
    Connection.objects.update(boards=["999"])


def _key_is_gone(connection: Connection, settings: Any) -> None:
    keys.destroy(connection.workspace.owner_key)


def _root_is_gone(connection: Connection, settings: Any) -> None:
    settings.ROOT_KEY_FILE = Path("/nonexistent/root.key")


def _moved(connection: Connection, settings: Any) -> None:
    """As if somebody with the database alone had put the envelope into another workspace's connection."""
    Connection.objects.update(workspace=_another_workspace())


def _another_workspace() -> Any:
    from altaclario.workspaces import founding
    from tests.cast import MONDAY, person

    return founding.found(person("Cy", "elsewhere"), name="Elsewhere", zone="UTC", now=MONDAY).workspace


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        (_unreachable, "unreachable"),
        (_not_allowed, "address-refused"),
        (_another_board, "board-unknown"),
        (_key_is_gone, "credential-lost"),
        (_root_is_gone, "credential-lost"),
        (_moved, "credential-lost"),
    ],
)
def test_what_is_wrong_here_is_named_too(
    connection: Connection, read: Read, settings: Any, what: Callable[[Connection, Any], None], cause: str
) -> None:
    what(connection, settings)
    run = read(connection)
    assert (run.state, run.cause) == (State.FAILED, cause)


def test_what_is_too_large_for_the_memory_says_so(
    connection: Connection, read: Read, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory.publisher, "_limit", 1000)
    assert read(connection).cause == "no-room"
    assert not memory.publisher.holds(connection.key)


@pytest.fixture
def uncounted() -> None:
    """Nothing is left to be written of what other tests made fail in this process."""
    counts.HERE.take()


def test_what_nobody_foresaw_ends_the_run_and_travels_on(
    connection: Connection, memory: Memory, monkeypatch: pytest.MonkeyPatch, uncounted: None
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(reading, "read", broken)
    run = SyncRun.objects.create(connection=connection, asked=connection.created)
    with pytest.raises(RuntimeError):
        refreshing.perform(run.pk, now=connection.created)
    run.refresh_from_db()
    assert (run.state, run.cause) == (State.FAILED, "unexpected")
    assert "SECRET" not in repr(run.__dict__)
    (counted,) = Failure.objects.values()
    assert (counted["route"], counted["kind"], counted["place"]) == ("", "RuntimeError", "sync/tests/test_faults.py")
    assert "SECRET" not in repr(counted)


def test_who_objects_to_telemetry_is_not_counted_and_what_is_done_by_the_clock_is(
    connection: Connection, uncounted: None
) -> None:
    assert connection.owner is not None
    objecting.object_to(connection.owner, ["telemetry"], now=connection.created)
    connection.owner.refresh_from_db()
    uncaught.count(KeyError("SECRET"), owner=connection.owner)
    assert not Failure.objects.exists()
    uncaught.hear("error", None, KeyError("SECRET"))
    assert [one.kind for one in Failure.objects.all()] == ["KeyError"]


def test_a_fault_in_passing_is_waited_out(connection: Connection, read: Read, site: Simulated) -> None:
    site.faults.add(path="/rest/api/3/issue", kind="status", status=503, times=2)
    site.faults.add(path="/rest/api/3/changelog", kind="truncated", times=1)
    run = read(connection)
    assert run.state == State.DONE
    assert run.waiting_seconds == 0


@pytest.mark.asvs("16.2.5")
def test_a_failed_run_tells_the_log_no_more_than_ids(
    connection: Connection, read: Read, site: Simulated, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        site.faults.add(path="/rest/api/3/issue", kind="truncated")
        read(connection)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert site.token not in said
    assert site.email not in said
    assert not any(name in said for name in site.tracker.canaries)
