"""A connection that was read is read on: what changed, what that cost, and when everything is read anew."""

from datetime import timedelta
from math import ceil

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sync import asking, continuing, history
from altaclario.sync.models import Kind, State
from tests.cast import House
from tests.remembering import Memory, Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(own_site: Simulated) -> Simulated:
    """One to which things may happen."""
    return own_site


@pytest.fixture
def connection(connection: Connection, site: Simulated) -> Connection:
    """Acme's, of which one project and its board are chosen."""
    Connection.objects.update(projects=["10001"], boards=["2"])
    connection.refresh_from_db()
    return connection


def _of(site: Simulated, count: int = 1) -> list[int]:
    return [one.id for one in site.tracker.issues.values() if one.project == "WEB" and one.category != "done"][:count]


def _linked_to(site: Simulated, id: int) -> set[int]:
    """Who has a link to it: what goes away takes that from them. Each link is held once, where it begins."""
    return {source for links in site.tracker.links.values() for source, target, _ in links if target == id}


def test_a_second_run_reads_what_changed_and_says_so(
    connection: Connection, read: Read, site: Simulated, memory: Memory, ada: Client, acme: House
) -> None:
    first = read(connection)
    one, two, three = _of(site, 3)
    site.happen("finished", item=one)
    site.happen("deleted", item=two)
    site.happen("moved to project", item=three, project="OPS")
    site.happen("created", project="WEB")
    site.requests.clear()
    run = read(connection)
    assert (first.kind, run.kind, run.state) == (Kind.FULL, Kind.INCREMENT, State.DONE)
    assert (run.added, run.changed, run.deleted, run.moved, run.hidden) == (1, 1, 1, 1, 0)
    assert run.items == first.items - 1 == len(memory.of(connection).snapshot)  # type: ignore[union-attr]
    assert run.requests == len(site.requests) <= ceil(run.items / 5000) + 1 + 5
    assert 0 < run.received_bytes < first.received_bytes
    row = history.row(run, connection, now=timezone.now())
    assert (row.added, row.changed, row.deleted, row.moved, row.hidden) == (1, 1, 1, 1, 0)
    page = ada.get(f"/w/{acme.slug}/connections/{connection.pk}/history").content.decode()
    assert "What changed" in page


def test_an_organisation_of_azure_devops_is_read_on_too(
    organisation: Connection, read: Read, site: Simulated, memory: Memory
) -> None:
    first = read(organisation)
    finished, deleted = _of(site, 2)
    changed = {finished} | _linked_to(site, deleted)
    site.happen("finished", item=finished)
    site.happen("deleted", item=deleted)
    run = read(organisation)
    assert (first.kind, run.kind, run.state) == (Kind.FULL, Kind.INCREMENT, State.DONE)
    assert (run.added, run.changed, run.deleted, run.moved, run.hidden) == (0, len(changed), 1, 0, 0)
    assert run.items == first.items - 1
    assert run.requests < first.requests


def test_what_it_goes_on_from_counts_as_memory(connection: Connection, read: Read, memory: Memory) -> None:
    run = read(connection)
    snapshot, beside = memory.publisher.held(connection.key)  # type: ignore[misc]
    assert beside is not None
    assert beside.size_bytes > 16 * len(snapshot)
    held = memory.of(connection)
    assert run.size_bytes == held.size_bytes == memory.publisher.size_bytes > beside.size_bytes  # type: ignore[union-attr]


@pytest.mark.proves("memory-only")
def test_it_is_dropped_with_the_snapshot(connection: Connection, read: Read, memory: Memory) -> None:
    read(connection)
    asking.purge(connection, now=timezone.now())
    assert memory.publisher.held(connection.key) is None
    assert memory.publisher.size_bytes == 0


def test_where_there_is_no_room_for_it_everything_is_read_again(
    connection: Connection, read: Read, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = read(connection)
    beside = memory.publisher.held(connection.key)[1]  # type: ignore[index]
    asking.purge(connection, now=timezone.now())
    Connection.objects.update(emptied=None, emptied_why="")
    monkeypatch.setattr(memory.publisher, "_limit", run.size_bytes - beside.size_bytes)  # type: ignore[union-attr]
    assert [read(connection).kind, read(connection).kind] == [Kind.FULL, Kind.FULL]


@pytest.mark.parametrize(
    "change",
    [
        {"scoped": timezone.now() + timedelta(seconds=1)},
        {"sealed": timezone.now() + timedelta(seconds=1)},
        {"boards": []},
        {"projects": ["10001", "10002"], "boards": []},
    ],
    ids=lambda one: next(iter(one)),
)
def test_another_choice_or_token_means_everything(
    connection: Connection, read: Read, change: dict[str, object], memory: Memory
) -> None:
    read(connection)
    Connection.objects.update(**change)
    assert read(connection).kind == Kind.FULL
    assert read(connection).kind == Kind.INCREMENT


def test_everything_is_read_once_a_day(
    connection: Connection, read: Read, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(connection)
    _, base = continuing.before(*_as_read(connection))  # type: ignore[misc]
    assert base.suffices(now=base.whole_at + timedelta(hours=23, minutes=59))
    assert not base.suffices(now=base.whole_at + timedelta(hours=24))
    read(connection)
    assert continuing.before(*_as_read(connection))[1].whole_at == base.whole_at  # type: ignore[index]
    monkeypatch.setattr(continuing, "EVERYTHING_AFTER", timedelta(0))
    assert read(connection).kind == Kind.FULL


def _as_read(connection: Connection) -> tuple[Connection, continuing.Scope]:
    return connection, continuing.Scope(tuple(connection.projects), tuple(connection.boards))


def test_what_no_increment_can_tell_is_read_whole_in_the_same_run(
    connection: Connection, read: Read, site: Simulated, memory: Memory
) -> None:
    read(connection)
    site.happen("renamed project", project="WEB", name="Shop", key="SHOP")
    run = read(connection)
    assert (run.state, run.kind, run.changed) == (State.DONE, Kind.FULL, 0)
    assert "SHOP" in memory.of(connection).snapshot.projects  # type: ignore[union-attr]


def test_a_failed_increment_keeps_the_last_snapshot_and_loses_nothing(
    connection: Connection, read: Read, site: Simulated, memory: Memory
) -> None:
    read(connection)
    before = memory.of(connection)
    site.happen("finished", item=_of(site)[0])
    site.faults.add(path="/rest/api/3/changelog", kind="status", status=503)
    failed = read(connection)
    assert (failed.state, failed.cause, failed.kind) == (State.FAILED, "failing", Kind.INCREMENT)
    assert memory.of(connection) is before
    site.faults.clear()
    run = read(connection)
    assert (run.state, run.kind, run.changed) == (State.DONE, Kind.INCREMENT, 1)


def test_a_project_that_is_lost_is_a_fault_and_never_an_empty_dashboard(
    connection: Connection, read: Read, site: Simulated, memory: Memory
) -> None:
    read(connection)
    before = memory.of(connection)
    site.happen("hidden", project="WEB")
    run = read(connection)
    assert (run.state, run.cause) == (State.FAILED, "project-unknown")
    assert memory.of(connection) is before


@pytest.mark.parametrize("is_whole", [False, True], ids=["what changed", "everything"])
def test_so_are_all_items_of_a_project_at_once(
    connection: Connection, read: Read, site: Simulated, memory: Memory, is_whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(connection)
    before = memory.of(connection)
    for one in [one for one in site.tracker.issues.values() if one.project == "WEB"]:
        site.happen("hidden", item=one.id)
    if is_whole:
        monkeypatch.setattr(continuing, "EVERYTHING_AFTER", timedelta(0))
    run = read(connection)
    assert (run.state, run.cause) == (State.FAILED, "items-lost")
    assert memory.of(connection) is before


def test_the_columns_that_it_goes_on_from_are_those_that_were_published(
    connection: Connection, read: Read, memory: Memory
) -> None:
    read(connection)
    snapshot, _ = memory.publisher.held(connection.key)  # type: ignore[misc]
    held = memory.of(connection)
    np.testing.assert_array_equal(snapshot.items.id, held.snapshot.items.id)  # type: ignore[union-attr]
    assert not snapshot.items.id.flags.writeable
