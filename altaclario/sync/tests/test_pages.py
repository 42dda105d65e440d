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
from altaclario.workspaces.models import Workspace
from tests import building
from tests.cast import House, connected
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


def refreshed_after(page: str) -> list[str]:
    """The seconds after which a page loads itself again without scripts."""
    return re.findall(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', page)


def goes_on(connection: Connection) -> None:
    now = timezone.now()
    SyncRun.objects.create(connection=connection, asked=now, started=now, state=State.RUNNING)


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


def test_a_receipt_speaks_of_the_workspaces_time_and_writes_numbers_as_everywhere(
    ada: Client, acme: House, connection: Connection, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    Workspace.objects.update(zone="Asia/Kolkata")
    monkeypatch.setattr("altaclario.sync.asking.purge", lambda *_, **__: (3000, 1))
    india = timezone.get_fixed_timezone(330)
    before = timezone.now().astimezone(india)
    page = ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge").content.decode()
    ((time, what),) = re.findall(r"Memory was emptied at (\d\d:\d\d) Asia/Kolkata: (.*? are gone\.)", page)
    assert time in (f"{before:%H:%M}", f"{timezone.now().astimezone(india):%H:%M}")
    assert what == "3\u202f000 items and 1 status change are gone."


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


def test_a_list_tells_the_newest_run_of_each(
    ada: Client, acme: House, connection: Connection, memory: Memory, foreign: Connection
) -> None:
    now = timezone.now()
    for number, one in enumerate((connection, connection, foreign)):
        asked = now + timedelta(minutes=number)
        SyncRun.objects.create(connection=one, asked=asked, finished=asked, state=State.DONE, items=number)
    found = SyncRun.objects.newest([connection])
    assert {key: run.items for key, run in found.items()} == {connection.key: 1}
