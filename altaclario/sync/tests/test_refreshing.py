"""One run over the whole road: from the sealed credential to what a page sees."""

from datetime import timedelta
from typing import Any

import pytest

from altaclario.connections.models import Connection
from altaclario.providers.jira.columns.fields import ALLOWED
from altaclario.snapshots.memory import Beside
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync.models import State
from tests.remembering import Memory, Read
from tests.trackers import Simulated, answering, tracker

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOM = (tracker.SPRINT_FIELD, tracker.FLAG_FIELD, tracker.POINTS_FIELD, tracker.OTHER_POINTS_FIELD)
FINE = {"created", "statuscategorychangedate"}


@pytest.fixture
def published(at_once: Memory, monkeypatch: pytest.MonkeyPatch) -> list[Snapshot]:
    """Every snapshot in the order in which it was published."""
    snapshots: list[Snapshot] = []
    publish = at_once.publisher.publish

    def noting(workspace: str, connection: str, snapshot: Snapshot, beside: Beside | None = None) -> int:
        snapshots.append(snapshot)
        return publish(workspace, connection, snapshot, beside)

    monkeypatch.setattr(at_once.publisher, "publish", noting)
    return snapshots


def test_a_run_ends_with_its_counts(connection: Connection, read: Read, site: Simulated) -> None:
    run = read(connection)
    assert (run.state, run.cause, run.status) == (State.DONE, "", 0)
    assert run.items == run.items_read == run.items_expected == len(site.tracker.issues)
    assert run.requests == len(site.requests)
    assert run.transitions > run.items
    assert run.started <= run.partial_at <= run.finished


def test_what_the_tracker_tells_of_its_limit_stands_on_the_run_also_when_it_refuses(
    connection: Connection, read: Read, site: Simulated
) -> None:
    assert (read(connection).quota_remaining, read(connection).quota_limit) == (340, 350)
    site.faults.add(path="/rest", kind="status", status=429, retry_after=7200.0)
    refused = read(connection)
    assert (refused.cause, refused.quota_remaining) == ("quota", 340)


def test_how_long_a_tracker_asks_to_be_left_alone_stands_on_the_run(
    connection: Connection, read: Read, site: Simulated
) -> None:
    site.faults.add(path="/rest", kind="status", status=429, retry_after=7200.0)
    refused = read(connection)
    assert refused.left_alone_until - refused.finished == timedelta(hours=2)


def test_what_was_read_is_what_a_page_has(connection: Connection, read: Read, memory: Memory) -> None:
    run = read(connection)
    held = memory.of(connection)
    assert held is not None
    assert (len(held.snapshot), held.size_bytes) == (run.items, run.size_bytes)
    assert held.snapshot.complete_from == 0


def test_a_first_reading_shows_its_first_part_before_the_whole(
    connection: Connection, read: Read, published: list[Snapshot]
) -> None:
    read(connection)
    part, whole = published
    assert part.complete_from > 0
    assert whole.complete_from == 0
    assert len(part) < len(whole)


def test_a_later_reading_never_replaces_the_whole_by_a_part(
    connection: Connection, read: Read, published: list[Snapshot]
) -> None:
    read(connection)
    read(connection)
    assert [one.complete_from == 0 for one in published] == [False, True, True]


def test_a_part_that_stayed_is_replaced_by_the_whole(
    connection: Connection, read: Read, site: Simulated, memory: Memory
) -> None:
    site.faults.add(path="/rest/api/3/issue/bulkfetch", kind="status", status=403, after=5)
    failed = read(connection)
    held = memory.of(connection)
    assert failed.state == State.FAILED
    assert held is None or held.snapshot.complete_from
    site.faults.clear()
    assert read(connection).state == State.DONE
    assert memory.of(connection).snapshot.complete_from == 0  # type: ignore[union-attr]


def test_a_reading_asks_only_for_what_was_chosen(connection: Connection, read: Read, site: Simulated) -> None:
    Connection.objects.update(projects=["10001"], boards=[])
    read(connection)
    searched = [asked["body"]["jql"] for asked in site.requests if asked["path"].endswith("/search/jql")]
    assert searched
    assert all(jql.startswith("project in (10001)") for jql in searched)


@pytest.mark.proves("metadata-only")
def test_no_request_asks_for_contents(connection: Connection, read: Read, site: Simulated) -> None:
    run = read(connection)
    assert [asked for asked in site.requests if asked["refused"]] == []
    assert run.state == State.DONE


@pytest.mark.proves("metadata-only")
def test_every_field_that_is_asked_for_is_on_the_list(connection: Connection, read: Read, site: Simulated) -> None:
    read(connection)
    listed = {one.field for one in ALLOWED} | {"id", *CUSTOM}
    asked = {name for body in _bodies(site) for name in body.get("fields", []) + body.get("fieldIds", [])}
    assert asked > FINE
    assert asked <= listed
    assert not asked & answering.CONTENTS
    assert not any(body.get("expand") or body.get("properties") for body in _bodies(site))


@pytest.mark.proves("metadata-only")
def test_the_simulator_would_refuse_and_note_what_asks_for_contents(team: Simulated) -> None:
    """So the proofs above mean something."""
    with pytest.raises(answering.Refused) as refused:
        team.answers.post("/rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": ["10000"], "fields": ["summary"]})
    assert refused.value.asked_for_contents


def _bodies(site: Simulated) -> list[dict[str, Any]]:
    return [asked["body"] for asked in site.requests if asked["body"]]
