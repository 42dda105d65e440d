"""A run over the whole road for an organisation of Azure DevOps, and how it ends when something is wrong."""

from typing import Any

import pytest

from altaclario.connections.causes import CAUSES
from altaclario.connections.models import Connection
from altaclario.providers import pacing
from altaclario.providers.azure_devops.columns.fields import ALLOWED
from altaclario.sync.models import State
from tests.remembering import Memory, Read
from tests.trackers import Quota, Simulated

pytestmark = pytest.mark.django_db(transaction=True)

FEED = "*/_apis/wit/reporting/workitemrevisions"
FAULTS: list[tuple[dict[str, Any], str, int]] = [
    ({"path": "*/_apis/connectionData", "kind": "status", "status": 203}, "token-refused", 203),
    ({"path": "*/_apis/wit", "kind": "status", "status": 203}, "token-refused", 203),
    ({"path": FEED, "kind": "status", "status": 401, "after": 2}, "token-refused", 401),
    ({"path": "*/_apis/wit/wiql", "kind": "html"}, "web-page", 200),
    ({"path": "*/_apis/wit/wiql", "kind": "status", "status": 403}, "access-refused", 403),
    ({"path": FEED, "kind": "status", "status": 429, "retry_after": 0.001}, "rate-limited", 429),
    ({"path": FEED, "kind": "status", "status": 429, "retry_after": 7200.0}, "quota", 429),
    ({"path": "*/_apis/wit/fields", "kind": "status", "status": 500}, "failing", 500),
    ({"path": FEED, "kind": "status", "status": 503}, "failing", 503),
    ({"path": "*/_apis/connectionData", "kind": "status", "status": 404}, "no-tracker", 404),
    ({"path": "*/_apis/projects", "kind": "status", "status": 404}, "project-unknown", 404),
    ({"path": "*/_apis/work/teamsettings/teamfieldvalues", "kind": "status", "status": 404}, "board-closed", 0),
    ({"path": FEED, "kind": "truncated"}, "garbled", 200),
    ({"path": FEED, "kind": "empty"}, "garbled", 200),
    ({"path": FEED, "kind": "nonsense"}, "unknown-form", 200),
    ({"path": "*/_apis/wit/workitemtypes", "kind": "nonsense"}, "unknown-form", 200),
    ({"path": FEED, "kind": "repeated_token"}, "endless", 0),
]


def test_a_run_ends_with_its_counts(organisation: Connection, read: Read, site: Simulated) -> None:
    run = read(organisation)
    assert (run.state, run.cause, run.status) == (State.DONE, "", 0)
    assert run.items == run.items_read == run.items_expected == len(site.tracker.issues)
    assert run.requests == len(site.requests)
    assert run.transitions > run.items
    assert run.started <= run.partial_at <= run.finished


def test_what_is_left_of_a_limit_stands_on_the_run(organisation: Connection, read: Read, site: Simulated) -> None:
    site.azure.quota = Quota(limit=100, delay_seconds=0)
    run = read(organisation)
    assert run.state == State.DONE
    assert run.quota_limit == 100
    # The answer that came last is not always that of the last request: several are under way at once.
    assert 100 - run.requests <= run.quota_remaining < 100 - run.requests + pacing.MOST


def test_what_was_read_is_what_a_page_has(organisation: Connection, read: Read, memory: Memory) -> None:
    run = read(organisation)
    held = memory.of(organisation)
    assert held is not None
    assert (len(held.snapshot), held.size_bytes) == (run.items, run.size_bytes)
    assert held.snapshot.complete_from == 0
    assert set(held.snapshot.on_board) == set(organisation.boards)


@pytest.mark.parametrize(("fault", "cause", "status"), FAULTS, ids=lambda one: str(one))
def test_a_fault_of_the_tracker_is_named_and_the_last_snapshot_stays(
    organisation: Connection,
    read: Read,
    site: Simulated,
    memory: Memory,
    fault: dict[str, Any],
    cause: str,
    status: int,
) -> None:
    read(organisation)
    before = memory.of(organisation)
    memory.forget_beside(organisation)
    site.faults.add(**fault)
    run = read(organisation)
    assert (run.state, run.cause, run.status) == (State.FAILED, cause, status)
    assert memory.of(organisation) is before
    assert cause in CAUSES


@pytest.mark.proves("metadata-only")
def test_no_request_asks_for_contents(organisation: Connection, read: Read, site: Simulated) -> None:
    run = read(organisation)
    assert [asked for asked in site.requests if asked["refused"]] == []
    assert run.state == State.DONE


@pytest.mark.proves("metadata-only")
def test_every_field_that_is_asked_for_is_on_the_list(organisation: Connection, read: Read, site: Simulated) -> None:
    read(organisation)
    bodies = [asked["body"] for asked in site.requests if asked["body"]]
    asked = {name for body in bodies for name in body.get("fields", [])}
    assert asked > {"System.State", "System.IterationId"}
    assert asked <= {one.field for one in ALLOWED}
    assert not [body for body in bodies if body.get("$expand")]
    assert all("SELECT [System.Id] FROM" in body["query"] for body in bodies if "query" in body)
