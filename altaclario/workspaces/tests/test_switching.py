"""The menu that leads from one workspace to another."""

import re

import pytest
from django.test import Client

from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, TUESDAY, House, signed_in

pytestmark = pytest.mark.django_db
_MENU = re.compile(r'id="workspaces" popover>(.*?)</div>', re.DOTALL)


@pytest.fixture
def both(acme: House, elsewhere: House) -> Client:
    """Cy, who owns one workspace and may look at another."""
    Membership.objects.filter(pk=elsewhere.owner.pk).update(joined=MONDAY)
    Membership.objects.create(workspace=acme.workspace, person=elsewhere.owner.person, role=Role.VIEWER, joined=TUESDAY)
    return signed_in(elsewhere.owner)


def menu(browser: Client, path: str) -> str:
    found = _MENU.search(browser.get(path).content.decode())
    assert found, path
    return found[1]


@pytest.mark.parametrize("page", ["sprint", "flow", "connections/", "members/"])
def test_it_leads_to_the_same_page_of_the_other(page: str, both: Client, acme: House, elsewhere: House) -> None:
    said = menu(both, f"/w/{elsewhere.slug}/{page}")
    assert re.findall(r'href="(/[^"]+)"', said) == [f"/w/{acme.slug}/{page}", "/w/new"]
    assert re.findall(r'aria-current="true"><span class="name">(\w+)', said) == ["Elsewhere"]


def test_from_a_page_that_the_other_has_not_it_leads_to_the_first_or_the_list(
    both: Client, acme: House, elsewhere: House
) -> None:
    assert f'href="/w/{acme.slug}/members/"' in menu(both, f"/w/{elsewhere.slug}/members/invite")
    assert f'href="/w/{acme.slug}/connections/"' in menu(both, f"/w/{elsewhere.slug}/connections/new")


def test_without_a_menu_a_link_leads_to_the_list_of_all(both: Client, acme: House, ada: Client) -> None:
    assert 'href="/w/?all"' in ada.get(f"/w/{acme.slug}/flow").content.decode()
    said = ada.get("/w/?all").content.decode()
    assert f"/w/{acme.slug}/home" in said
    assert 'href="/w/new"' in said


def test_in_the_demo_it_shows_ones_own_and_a_stranger_sees_none(
    demo: Workspace, both: Client, anybody: Client, acme: House
) -> None:
    assert f'href="/w/{acme.slug}/flow"' in menu(both, "/w/demo/flow")
    assert "aria-current" not in menu(both, "/w/demo/flow")
    assert 'id="workspaces"' not in anybody.get("/w/demo/flow").content.decode()


def test_a_workspace_that_was_left_is_not_in_it(both: Client, acme: House, elsewhere: House) -> None:
    both.post(f"/w/{acme.slug}/members/leave")
    assert acme.slug not in menu(both, f"/w/{elsewhere.slug}/flow")
