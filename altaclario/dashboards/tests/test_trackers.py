"""Two trackers in one workspace: every link and button of one leads back to it."""

import re

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from altaclario.workspaces.models import Workspace
from tests.cast import TUESDAY, House, connected
from tests.remembering import Memory, Read
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(acme: House, connection: Connection, site: Simulated, read: Read) -> Connection:
    """Another account's connection; both are in memory."""
    read(connection)
    Connection.objects.filter(pk=connection.pk).update(account_email="first@acme.test")
    made = connected(acme.workspace, site, acme.ada)
    Connection.objects.filter(pk=made.pk).update(created=TUESDAY)
    read(made)
    return made


def links(page: str, path: str) -> list[str]:
    """Where links to a dashboard lead."""
    return re.findall(rf'href="({path}(?:\?[^"]*)?)"', page)


def shown(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_the_rail_stays_with_the_tracker_that_is_shown(ada: Client, acme: House, second: Connection) -> None:
    flow, sprint = f"/w/{acme.slug}/flow", f"/w/{acme.slug}/sprint"
    for page in (f"{flow}?connection={second.pk}", f"{sprint}?connection={second.pk}"):
        assert links(shown(ada, page), flow) + links(shown(ada, page), sprint) == [
            f"{flow}?connection={second.pk}",
            f"{sprint}?connection={second.pk}",
        ]
    assert links(shown(ada, flow), sprint) == [sprint]


def test_the_page_of_a_connection_leads_to_its_own_flow(ada: Client, acme: House, second: Connection) -> None:
    flow = f"/w/{acme.slug}/flow"
    page = shown(ada, f"/w/{acme.slug}/connections/{second.pk}/")
    assert "See the flow" in page
    assert links(page, flow) == [f"{flow}?connection={second.pk}"] * 2


@pytest.mark.parametrize("name", ["flow", "sprint"])
def test_a_button_leads_back_to_the_dashboard_of_its_tracker(
    ada: Client, acme: House, second: Connection, name: str
) -> None:
    answer = ada.post(f"/w/{acme.slug}/connections/{second.pk}/refresh", {"from": name})
    assert answer.headers["Location"] == f"/w/{acme.slug}/{name}?connection={second.pk}"


def test_another_tracker_is_asked_for_the_same_days_and_not_for_this_ones_board(
    ada: Client, acme: House, connection: Connection, second: Connection
) -> None:
    page = shown(ada, f"/w/{acme.slug}/flow?connection={second.pk}&window=30&clock=working&board=1")
    assert f'href="?window=30&amp;clock=working&amp;connection={connection.pk}"' in page


def test_a_tracker_that_is_not_here_is_said_and_forgotten(
    ada: Client, acme: House, second: Connection, foreign: Connection
) -> None:
    for odd in (foreign.key, "zz", "x" * 200):
        answer = ada.get(f"/w/{acme.slug}/flow", {"connection": odd})
        page = answer.content.decode()
        assert "The tracker of this address is not connected here; 127.0.0.1" in page
        assert f"connection={odd}" not in page
        assert links(page, f"/w/{acme.slug}/sprint") == [f"/w/{acme.slug}/sprint"]


def test_from_an_empty_tracker_the_other_can_be_chosen(
    ada: Client, acme: House, connection: Connection, second: Connection, memory: Memory
) -> None:
    ada.post(f"/w/{acme.slug}/connections/{connection.pk}/purge")
    page = shown(ada, f"/w/{acme.slug}/flow")
    assert "data-chart" not in page
    assert f'href="?connection={second.pk}"' in page


def test_visitors_of_the_demo_keep_the_tracker_too(
    anybody: Client, demo: Workspace, site: Simulated, read: Read
) -> None:
    made = connected(demo, site)
    read(made)
    assert links(shown(anybody, f"/w/demo/flow?connection={made.pk}"), "/w/demo/sprint") == [
        f"/w/demo/sprint?connection={made.pk}"
    ]
