"""A dashboard of all trackers of a workspace, and what becomes of it where one of them is empty."""

import re

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from tests.cast import TUESDAY, House, connected, signed_in
from tests.programs import Publish, program
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
PAGES = ("portfolio", "home")


@pytest.fixture
def second(acme: House, connection: Connection, site: Simulated, publish: Publish) -> Connection:
    """Another one of the same site; both are in memory."""
    publish(connection)
    Connection.objects.filter(pk=connection.pk).update(account_email="first@acme.test")
    made = connected(acme.workspace, site, acme.ada)
    Connection.objects.filter(pk=made.pk).update(created=TUESDAY)
    publish(made)
    return made


def listed(page: str) -> list[str]:
    """The first cells of the list of items."""
    return re.findall(r'<tr><th scope="row">(?:<a [^>]*>)?([^<]+)', page[page.index('id="items"') :])


def test_all_trackers_are_shown_and_one_that_is_asked_for_alone(
    ada: Client, acme: House, connection: Connection, second: Connection
) -> None:
    whole, one = (
        ada.get(f"/w/{acme.slug}/portfolio{query}").content.decode() for query in ("", f"?connection={second.pk}")
    )
    assert len(listed(whole)) == 2 * len(listed(one)) > 0
    assert "Tracker <b>All</b>" in whole
    # Both hold the same keys: where one leads, nobody could say.
    assert f'href="/w/{acme.slug}/items/' not in whole
    assert f'href="/w/{acme.slug}/items/{second.pk}/' in one


def test_one_that_is_empty_is_named_and_the_other_is_shown(
    ada: Client, acme: House, connection: Connection, second: Connection
) -> None:
    alone = ada.get(f"/w/{acme.slug}/portfolio?connection={second.pk}").content.decode()
    ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge")
    page = ada.get(f"/w/{acme.slug}/portfolio").content.decode()
    assert listed(page) == listed(alone)
    assert "is in memory (Emptied), so that it is in none of these figures." in page


def test_with_all_of_them_empty_there_is_the_panel_of_every_dashboard(
    ada: Client, acme: House, second: Connection
) -> None:
    for one in Connection.objects.all():
        ada.post(f"/w/{acme.slug}/connections/{one.pk}/purge")
    page = ada.get(f"/w/{acme.slug}/portfolio").content.decode()
    assert "data-chart" not in page
    assert f'href="?connection={second.pk}"' in page


@pytest.mark.proves("tenant-walls")
@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_another_workspace_is_in_it(
    name: str, ada: Client, acme: House, second: Connection, elsewhere: House, site: Simulated, publish: Publish
) -> None:
    before = listed(ada.get(f"/w/{acme.slug}/{name}").content.decode())
    publish(connected(elsewhere.workspace, site, elsewhere.owner))
    assert listed(ada.get(f"/w/{acme.slug}/{name}").content.decode()) == before
    assert signed_in(elsewhere.owner).get(f"/w/{acme.slug}/{name}").status_code == 404


def test_a_program_reads_all_and_hears_of_each_that_changed(
    acme: House, connection: Connection, second: Connection, publish: Publish
) -> None:
    reads = program(acme.ada)
    whole, one = reads.json("portfolio"), reads.json(f"portfolio?connection={second.pk}")
    assert whole["items"]["rows"] == 2 * one["items"]["rows"] > 0
    tag = reads.get("portfolio").headers["ETag"]
    reads.get("portfolio", status=304, headers={"If-None-Match": tag})
    publish(second, seconds=60)
    assert reads.get("portfolio").headers["ETag"] != tag


def test_what_is_made_of_several_stays_beside_none_of_them(
    acme: House, second: Connection, memory: Memory, connection: Connection
) -> None:
    program(acme.ada).get("portfolio")
    held = [memory.of(one) for one in (connection, second)]
    assert [one.told for one in held if one] == [{}, {}]


def test_a_program_hears_of_another_way_to_count_in_any_of_them(
    acme: House, connection: Connection, second: Connection, memory: Memory
) -> None:
    reads = program(acme.ada)
    tag = reads.get("portfolio").headers["ETag"]
    held = memory.of(second)
    assert held
    Connection.objects.filter(pk=second.pk).update(counting={"stages": {held.snapshot.statuses[0].id: "done"}})
    assert reads.get("portfolio", headers={"If-None-Match": tag}, status=200).headers["ETag"] != tag
