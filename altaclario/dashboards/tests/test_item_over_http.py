"""The page of an item as a browser gets it: from a list, in every state, for both trackers, and to nobody else."""

import re
from uuid import uuid4

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sync.models import State, SyncRun
from tests import building
from tests.cast import House
from tests.crawling import words
from tests.journeys import canaries
from tests.remembering import Memory, Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)
_LINK = re.compile(r'<a href="(/w/[^"]+/items/[^"]+)">([^<]+)</a>')


def links(page: str) -> dict[str, str]:
    """Where each key of a page leads."""
    return {key: address for address, key in _LINK.findall(page)}


def publish(memory: Memory, connection: Connection, *items: building.Item, **more: int) -> None:
    team = building.snapshot(*items, **{"read_at": int(timezone.now().timestamp())} | more)
    memory.publisher.publish(connection.workspace.owner_key, connection.key, team)
    memory.of(connection)


@pytest.mark.parametrize("page", ["flow", "sprint"])
def test_the_keys_of_a_list_lead_to_their_items(
    page: str, ada: Client, acme: House, connection: Connection, read: Read
) -> None:
    read(connection)
    shown = ada.get(f"/w/{acme.slug}/{page}").content.decode()
    listed = re.findall(r'<tr><th scope="row">(.*?)</th>', shown.partition('id="items"')[2])
    assert listed
    assert all(one.startswith("<a href=") for one in listed)
    for key, address in [*links(shown).items()][:5]:
        answer = ada.get(address)
        assert answer.status_code == 200
        assert f"What happened to {key}, and what of it counts how?" in words(answer.content.decode())


def test_the_items_of_a_chart_lead_there_too(ada: Client, acme: House, connection: Connection, read: Read) -> None:
    read(connection)
    chart = (
        ada.get(f"/w/{acme.slug}/flow?window=365")
        .content.decode()
        .partition('id="cycle-time"')[2]
        .partition("</figure>")[0]
    )
    rows = chart.count('<th scope="row">')
    assert len(links(chart)) == rows > 0


def test_an_item_of_azure_devops_has_its_page(ada: Client, acme: House, organisation: Connection, read: Read) -> None:
    read(organisation)
    shown = links(ada.get(f"/w/{acme.slug}/flow").content.decode())
    key, address = next(iter(shown.items()))
    assert re.fullmatch(r"#\d+", key)
    assert address.endswith(key.replace("#", "/"))
    said = words(ada.get(address).content.decode())
    assert f"What happened to {key}" in said
    assert "Stays" in said


def test_no_page_of_an_item_holds_what_people_wrote(
    ada: Client, acme: House, connection: Connection, read: Read, site: Simulated
) -> None:
    read(connection)
    every = links(ada.get(f"/w/{acme.slug}/flow").content.decode())
    pages = b"".join(ada.get(address).content for address in [*every.values()][:20])
    assert canaries.hits(pages, [mark for mark in site.tracker.canaries if len(mark) > 8]) == []


def test_a_key_can_be_followed_to_the_tracker_where_people_see_it(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    publish(memory, connection, building.item("PAY-7"))
    page = f"/w/{acme.slug}/items/{connection.pk}/10"
    assert "Open PAY-7 in the tracker" not in ada.get(page).content.decode()
    Connection.objects.update(site="https://acme.atlassian.net")
    assert '<a class="button" href="https://acme.atlassian.net/browse/PAY-7" rel="noreferrer">' in (
        ada.get(page).content.decode()
    )
    Connection.objects.update(site="https://dev.azure.com/acme", provider="azure-devops")
    assert Connection.objects.get().address_of("#7") == "https://dev.azure.com/acme/_workitems/edit/7"


@pytest.mark.parametrize("id", ["11", "0", "9" * 30])
def test_what_is_not_held_is_404_and_says_what_may_have_happened(
    id: str, ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    publish(memory, connection, building.item("PAY-7"))
    answer = ada.get(f"/w/{acme.slug}/items/{connection.pk}/{id}")
    assert answer.status_code == 404
    assert "This item is not in memory" in answer.content.decode()


def test_while_the_rest_is_read_it_may_still_come(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    now = timezone.now()
    SyncRun.objects.create(connection=connection, asked=now, started=now, state=State.RUNNING)
    publish(memory, connection, building.item("PAY-7"), complete_from=1)
    answer = ada.get(f"/w/{acme.slug}/items/{connection.pk}/11")
    assert answer.status_code == 404
    assert "This item has not been read yet" in answer.content.decode()


def test_without_a_memory_it_says_so_and_offers_to_load(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    answer = ada.get(f"/w/{acme.slug}/items/{connection.pk}/10")
    assert answer.status_code == 200
    assert "Reading" in words(answer.content.decode())
    SyncRun.objects.all().delete()
    ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge")
    said = words(ada.get(f"/w/{acme.slug}/items/{connection.pk}/10").content.decode())
    assert "Memory was emptied at" in said
    assert "Load again" in said


def test_another_workspaces_connection_is_one_that_never_was(
    cy: Client, elsewhere: House, connection: Connection, read: Read
) -> None:
    read(connection)
    theirs = cy.get(f"/w/{elsewhere.slug}/items/{connection.pk}/20002")
    nobodys = cy.get(f"/w/{elsewhere.slug}/items/{uuid4()}/20002")
    assert theirs.status_code == nobodys.status_code == 404
    assert "memory" not in words(theirs.content.decode()).partition("AltaClario reads")[0]


def test_it_asks_the_database_a_few_questions_whatever_the_item_went_through(
    ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    moves = [f"2026-03-{day:02d} 09:00 {status}" for day in range(1, 15) for status in ("To Do", "In Progress")]
    publish(memory, connection, building.item("PAY-1"), building.item("PAY-2", *moves))
    Connection.objects.update(last_viewed=timezone.now())
    asked = []
    for id in (10, 20):
        with CaptureQueriesContext(database) as queries:
            assert ada.get(f"/w/{acme.slug}/items/{connection.pk}/{id}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8
