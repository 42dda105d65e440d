"""Two workspaces read the same site: each sees its own reading, and one's purge is not the other's."""

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from tests.cast import House
from tests.remembering import Memory, Read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("tenant-walls")]


@pytest.mark.asvs("8.4.1")
def test_each_has_its_own_snapshot(connection: Connection, foreign: Connection, read: Read, memory: Memory) -> None:
    read(connection)
    assert memory.of(connection) is not None
    assert memory.of(foreign) is None
    assert memory.reader.attach(foreign.workspace.owner_key) == ()


def test_emptying_ones_own_leaves_the_others(
    connection: Connection,
    foreign: Connection,
    read: Read,
    memory: Memory,
    cy: Client,
    elsewhere: House,
) -> None:
    read(connection)
    read(foreign)
    cy.post(f"/w/{elsewhere.slug}/connections/{foreign.pk}/purge")
    assert memory.of(foreign) is None
    assert memory.of(connection) is not None


def test_a_page_without_a_reading_of_its_own_shows_no_figure_of_anothers(
    connection: Connection,
    read: Read,
    cy: Client,
    ada: Client,
    acme: House,
    elsewhere: House,
) -> None:
    read(connection)
    assert b"<table" in ada.get(f"/w/{acme.slug}/flow").content
    assert b"<table" not in cy.get(f"/w/{elsewhere.slug}/flow").content
