"""The pages of connections: what they say without a script, in which zone, and what they ask the database."""

import re
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sync.models import State, SyncRun
from tests import building
from tests.cast import House, connected
from tests.remembering import Memory, Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def refreshed_after(page: str) -> list[str]:
    """The seconds after which a page loads itself again without scripts."""
    return re.findall(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', page)


def goes_on(connection: Connection) -> None:
    now = timezone.now()
    SyncRun.objects.create(connection=connection, asked=now, started=now, state=State.RUNNING)


@pytest.mark.parametrize("page", ["flow", "sprint", "connections/"])
def test_where_nothing_is_connected_every_page_leads_to_the_first_tracker(
    page: str, ada: Client, ben: Client, acme: House
) -> None:
    leads = f'href="/w/{acme.slug}/connections/new"'
    assert leads in ada.get(f"/w/{acme.slug}/{page}").content.decode()
    seen = ben.get(f"/w/{acme.slug}/{page}").content.decode()
    assert leads not in seen
    assert "Owners, admins and members of this workspace can connect one." in seen


def test_without_scripts_there_is_time_to_type_while_a_reading_goes_on(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    goes_on(connection)
    address = f"/w/{acme.slug}/connections/{connection.pk}/"
    page = ada.get(address).content.decode()
    assert refreshed_after(page) == ["10"]
    assert f'<a href="{address}">Refresh</a></p></noscript>' in page


def test_without_scripts_a_page_of_the_newest_part_renews_itself_too(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    part = building.snapshot(building.item("PAY-1"), read_at=int(timezone.now().timestamp()), complete_from=1)
    memory.publisher.publish(connection.workspace.owner_key, connection.key, part)
    memory.of(connection)
    goes_on(connection)
    page = ada.get(f"/w/{acme.slug}/flow").content.decode()
    assert "this page renews itself" in page
    assert refreshed_after(page) == ["10"]
    SyncRun.objects.update(state=State.FAILED, finished=timezone.now(), cause="cancelled")
    assert refreshed_after(ada.get(f"/w/{acme.slug}/flow").content.decode()) == []


def test_a_list_asks_as_often_for_five_connections_as_for_one(
    ada: Client, acme: House, connection: Connection, memory: Memory, site: Simulated
) -> None:
    address = f"/w/{acme.slug}/connections/"
    ada.get(address)
    with CaptureQueriesContext(database) as few:
        ada.get(address)
    for number in range(4):
        Connection.objects.update(account_email=f"{number}@acme.test")
        Connection.objects.filter(pk=connected(acme.workspace, site, acme.ada).pk).update(site=f"https://{number}.test")
    for one in Connection.objects.all():
        SyncRun.objects.create(connection=one, asked=timezone.now(), state=State.DONE)
    with CaptureQueriesContext(database) as many:
        ada.get(address)
    assert len(many) == len(few)


def test_when_a_reading_ends_the_page_gets_what_changed_and_is_not_loaded_anew(
    ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    """So nobody loses what they are about to confirm; a dashboard that waited for its figures is loaded anew."""
    read(connection)
    address = f"/w/{acme.slug}/connections/{connection.pk}/progress"
    part = ada.get(f"{address}?of=connection")
    assert "HX-Refresh" not in part.headers
    assert part.headers["HX-Reswap"] == "none"
    page = part.content.decode()
    renewed = set(re.findall(r'id="([a-z]+)"[^>]* hx-swap-oob="true"', page))
    assert renewed == {"chips", "head", "trouble", "reading", "memory", "chosen", "provenance"}
    assert "Empty it now" not in page
    assert ada.get(address).headers["HX-Refresh"] == "true"


def test_another_token_is_typed_on_a_page_that_nothing_loads_anew(
    ada: Client, acme: House, connection: Connection, site: Simulated
) -> None:
    goes_on(connection)
    address = f"/w/{acme.slug}/connections/{connection.pk}/token"
    page = ada.get(address).content.decode()
    assert 'name="token"' in page
    assert refreshed_after(page) == []
    assert "hx-get" not in page
    refused = ada.post(address, {"token": "wrong"})
    assert refused.status_code == 422
    assert "does not accept the token (401)" in refused.content.decode()
    assert ada.post(address, {"token": ""}).status_code == 422


def test_a_list_tells_the_newest_run_of_each(
    ada: Client, acme: House, connection: Connection, memory: Memory, foreign: Connection
) -> None:
    now = timezone.now()
    for number, one in enumerate((connection, connection, foreign)):
        asked = now + timedelta(minutes=number)
        SyncRun.objects.create(connection=one, asked=asked, finished=asked, state=State.DONE, items=number)
    found = SyncRun.objects.newest([connection])
    assert {key: run.items for key, run in found.items()} == {connection.key: 1}
