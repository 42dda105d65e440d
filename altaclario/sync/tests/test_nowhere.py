"""What a tracker holds is in memory, on the page of who may see it, and nowhere else."""

import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from altaclario.sync import asking
from tests import conftest
from tests.cast import MONDAY, House
from tests.crawling import crawl
from tests.journeys import canaries
from tests.remembering import Memory, Read
from tests.rows import rows, stored
from tests.three_roles import Roles
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def names(site: Simulated) -> list[str]:
    """What is read and must stay in memory: sprints, boards, versions; long enough not to be met by chance."""
    tracker = site.tracker
    sprints = [str(sprint["name"]) for board in tracker.boards.values() for sprint in board.sprints]
    versions = [str(one["name"]) for several in tracker.versions.values() for one in several]
    return [name for name in {*sprints, *versions, *(board.name for board in tracker.boards.values())} if len(name) > 8]


def planted(site: Simulated) -> list[str]:
    """What people wrote; long enough not to be met by chance in any of its forms."""
    return [mark for mark in site.tracker.canaries if len(mark) > 8]


@pytest.mark.asvs("14.2.2", "14.2.4")
@pytest.mark.proves("memory-only")
def test_after_a_reading_and_every_page_nothing_is_stored(
    connection: Connection, read: Read, site: Simulated, ada: Client, acme: House, settings: Any
) -> None:
    begun = Path(settings.DATA).stat().st_mtime - 1
    assert read(connection).state == "done"
    pages = crawl(ada, f"/w/{acme.slug}/flow", f"/w/{acme.slug}/sprint", f"/w/{acme.slug}/connections/")
    marks = [*names(site), *planted(site)]
    assert len(pages) > 8
    assert len(marks) > 30
    assert canaries.hits(stored(), marks) == []
    assert canaries.hits(repr(dict(ada.session)).encode(), marks) == []
    assert canaries.in_folders([Path(settings.DATA)], marks, since=begun) == []


@pytest.mark.postgres
@pytest.mark.proves("memory-only")
def test_no_dump_and_no_file_of_a_server_holds_any_of_it(
    connection: Connection, read: Read, site: Simulated, ada: Client, acme: House, three_roles: Roles, settings: Any
) -> None:
    begun = time.time() - 1
    assert read(connection).state == "done"
    crawl(ada, f"/w/{acme.slug}/flow", f"/w/{acme.slug}/sprint", f"/w/{acme.slug}/connections/", "/accounts/privacy/")
    marks = [*names(site), *planted(site)]
    with three_roles.asking() as superuser:
        superuser.execute("CHECKPOINT")
        dumped, files = dump(three_roles), b"".join(of_server(superuser, begun))
        assert canaries.hits(dumped, marks) == []
        assert canaries.hits(files, marks) == []
        left = f"left behind {secrets.token_hex(8)}"
        superuser.execute("CREATE TABLE left_behind AS SELECT %s::text AS said", [left])
        superuser.execute("CHECKPOINT")
        assert canaries.hits(dump(three_roles), [left])
        # In a table, and in the log of changes.
        assert len(list(of_server(superuser, begun, holding=left.encode()))) >= 2
        superuser.execute("DROP TABLE left_behind")


def dump(roles: Roles) -> bytes:
    """As an operator backs it up."""
    words = [roles.program("pg_dump"), "--dbname", roles.url(roles.server["user"])]
    return subprocess.run(words, capture_output=True, check=True).stdout


def of_server(superuser: Any, since: float, holding: bytes = b"") -> Iterator[bytes]:
    """The files of this database and of the server's log of changes that were written since; only those that hold
    something, if it is named."""
    (root,) = superuser.execute("SHOW data_directory").fetchone()
    (oid,) = superuser.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    for folder in (Path(root, "base", str(oid)), Path(root, "pg_wal")):
        for path in folder.glob("*"):
            is_new = path.is_file() and path.stat().st_mtime >= since
            if is_new and holding in (held := path.read_bytes()):
                yield held


@pytest.mark.proves("memory-only")
def test_the_marks_are_of_what_is_held(connection: Connection, read: Read, site: Simulated, memory: Memory) -> None:
    """So the search above looks for what there is."""
    read(connection)
    held = memory.of(connection)
    assert held is not None
    has = {sprint.name for sprint in held.snapshot.sprints} | {board.name for board in held.snapshot.boards}
    assert len(has & set(names(site))) > 10


def test_no_printed_form_of_a_reading_names_anything(site: Simulated) -> None:
    """Programs print what they hold where nobody asked them to: in an error, or of a task that ended."""
    for reading in (conftest.read(site), conftest.read_azure(site)):
        told = repr(reading)
        assert len(told) < 300
        assert canaries.hits(told.encode(), names(site)) == []


@pytest.mark.proves("memory-only")
def test_the_queue_holds_ids_of_ours(connection: Connection, memory: Memory, site: Simulated) -> None:
    from altaclario.sync.queue import prompt, readings

    run = asking.refresh(connection, now=MONDAY)
    asking.let_go(connection.key)
    asked = [(task.args, task.kwargs) for task in (*readings.pending(), *prompt.pending())]
    assert run
    assert asked == [((str(run.pk),), {}), ((connection.key,), {})]


@pytest.mark.proves("metadata-only")
@pytest.mark.any_database
def test_no_page_and_no_snapshot_holds_what_people_wrote(
    connection: Connection, read: Read, site: Simulated, memory: Memory, ada: Client, acme: House
) -> None:
    from altaclario.snapshots import packing

    read(connection)
    held = memory.of(connection)
    assert held is not None
    block = b"".join(bytes(part) for part in packing.packed(held.snapshot))
    pages = crawl(ada, f"/w/{acme.slug}/flow", f"/w/{acme.slug}/sprint")
    assert canaries.hits(block, planted(site)) == []
    assert canaries.hits(b"".join(page.content for page in pages.values() if not page.streaming), planted(site)) == []


def test_looking_stores_when_and_nothing_more(connection: Connection, read: Read, ada: Client, acme: House) -> None:
    read(connection)
    before = rows("sessions.Session")
    ada.get(f"/w/{acme.slug}/flow")
    after = rows("sessions.Session")
    changed = {label for label in before if before[label] != after[label]}
    assert changed <= {"connections.Connection"}
