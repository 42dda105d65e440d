"""Where what is held came from, as the page of a connection tells it: what was asked is what the tracker saw."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from altaclario.connections.kinds import KINDS
from altaclario.connections.models import Connection
from altaclario.egress import calling
from altaclario.providers.endpoints import listed
from altaclario.sync import provenance
from altaclario.sync.models import EndpointUse, SyncRun
from tests.cast import MONDAY, House, connected
from tests.crawling import words
from tests.remembering import Memory, Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def used(connection: Connection) -> dict[str, int]:
    return {one.endpoint: one.requests for one in EndpointUse.objects.of(connection)}


def page(browser: Client, house: House, connection: Connection) -> str:
    return browser.get(f"/w/{house.slug}/connections/{connection.pk}/").content.decode()


@pytest.mark.proves("listed-requests")
def test_every_request_of_a_reading_is_counted_where_it_is_listed(
    connection: Connection, read: Read, site: Simulated
) -> None:
    read(connection)
    asked = [listed(KINDS["jira"].endpoints, one["method"], one["path"]).name for one in site.requests]
    assert used(connection) == Counter(asked)
    assert {"Ids", "Issues", "History"} < set(asked)


def test_the_counts_are_those_of_the_newest_reading_alone(connection: Connection, read: Read, site: Simulated) -> None:
    read(connection)
    site.requests.clear()
    run = read(connection)
    assert sum(used(connection).values()) == run.requests == len(site.requests)
    assert set(EndpointUse.objects.values_list("run", flat=True)) == {run.pk}


def test_a_reading_that_failed_tells_what_it_asked(connection: Connection, read: Read, site: Simulated) -> None:
    site.faults.add(path="/rest/api/3/myself", kind="status", status=401)
    run = read(connection)
    assert (run.state, used(connection), run.requests) == ("failed", {"Account": 1}, 1)


def test_what_was_removed_meanwhile_is_not_counted(connection: Connection, read: Read, monkeypatch: Any) -> None:
    begun = Connection.objects.get()
    from altaclario.sync.watching import Watched

    note = Watched.note_whole

    def removed(self: Watched, *rest: Any) -> None:
        note(self, *rest)
        Connection.objects.all().delete()

    monkeypatch.setattr(Watched, "note_whole", removed)
    with pytest.raises(SyncRun.DoesNotExist):
        read(begun)
    assert not EndpointUse.objects.exists()


@pytest.mark.proves("own-credential")
def test_each_connection_is_read_under_its_own_credential(
    connection: Connection, read: Read, acme: House, site: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    from altaclario.connections import credentials

    shown: list[str] = []
    line = calling.line

    def noting(url: str, *, authorization: str, **rest: Any) -> Any:
        shown.append(authorization)
        return line(url, authorization=authorization, **rest)

    Connection.objects.filter(pk=connection.pk).update(account_email="other@acme.test")
    second = connected(acme.workspace, site, acme.ada)
    with transaction.atomic():
        credentials.seal(second, site.powerless_token, now=MONDAY)
        second.save()
    monkeypatch.setattr(calling, "line", noting)
    for one in (connection, second):
        one.refresh_from_db()
        read(one)
    with credentials.opened(connection) as first_token, credentials.opened(second) as second_token:
        from altaclario.providers.jira.client import authorization

        expected = [
            authorization("other@acme.test", first_token.reveal()),
            authorization(site.email, second_token.reveal()),
        ]
    assert shown == expected
    assert len(set(shown)) == 2


def test_the_page_names_every_field_and_address_of_the_list(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    said = words(page(ada, acme, connection))
    told = KINDS["jira"]
    for one in told.fields:
        assert f"{one.field} {one.kept} {one.needed_by}" in said
    for one in told.refused:
        assert f"{one.fields} {one.holds} {one.why}" in said
    for one in told.endpoints:
        assert f"{one.name} {one.why} {one.method}\xa0{one.path} {used(connection).get(one.name, 0)}" in said


def test_the_page_tells_whose_credential_it_is_to_whom_it_may(
    ada: Client, ben: Client, acme: House, connection: Connection, read: Read, site: Simulated
) -> None:
    read(connection)
    owner, viewer = words(page(ada, acme, connection)), words(page(ben, acme, connection))
    assert f"the token of Ada, ending in {site.token[-4:]}, here since 2 Mar 2026, 09:00" in owner
    assert "the token of Ada, here since 2 Mar 2026, 09:00" in viewer
    assert "ending in" not in viewer
    assert "ends in" not in viewer
    assert site.email not in viewer


def test_the_page_tells_what_left_and_which_promise_stands_behind_it(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    html = page(ada, acme, connection)
    assert "Nothing went to anybody else." in html
    for slug in ("memory-only", "own-credential", "listed-requests", "no-third-party-scripts", "metadata-only"):
        assert f'href="/privacy#{slug}"' in html
        assert f'id="{slug}"' in ada.get("/privacy").content.decode()


def test_names_of_what_is_read_come_from_memory_and_go_with_it(
    ada: Client, acme: House, connection: Connection, read: Read, site: Simulated
) -> None:
    read(connection)
    board = next(iter(site.tracker.boards.values())).name
    key = min(project["key"] for project in site.tracker.projects.values())
    assert f"projects: {key}, " in words(page(ada, acme, connection))
    assert board in page(ada, acme, connection)
    ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge")
    assert board not in page(ada, acme, connection)
    assert f"{len(site.tracker.projects)} projects" in words(page(ada, acme, connection))


def test_before_the_first_reading_no_count_is_made_up(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    told = provenance.provenance(connection, None, now=timezone.now())
    assert told.last is None
    assert {one.requests for one in told.uses} == {None}
    assert "none has ended yet" in page(ada, acme, connection)
