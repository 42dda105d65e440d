"""Every address of a workspace, asked by those who do not belong there: as if it did not exist."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.connections.models import Connection
from altaclario.declarations import dashboards
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import ALLOWED, Permission, Role
from tests import addresses, building
from tests.addresses import NOBODY, Address
from tests.cast import House, connected, invited, shared, team_of
from tests.programs import program
from tests.remembering import Memory
from tests.rows import rows
from tests.trackers import Simulated

pytestmark = [pytest.mark.django_db, pytest.mark.proves("tenant-walls"), pytest.mark.turns(6)]
NOWHERE = "no-such-workspace-234567"
SENT = {
    "site": "https://acme.atlassian.net",
    "email": "ada@acme.test",
    "token": "ATATT-something-long-enough",
    "projects": ["10000"],
    "boards": ["1"],
    "from": "flow",
    "name": "Mine",
}
METHODS = ("get", "post", "head", "put", "delete", "options")
_CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def _named(address: Address) -> str:
    return address.name


in_workspaces = pytest.mark.parametrize("address", addresses.in_workspaces(), ids=_named)
methods = pytest.mark.parametrize("method", METHODS)
of_a_member = pytest.mark.parametrize(
    "address", [one for one in addresses.in_workspaces() if one.takes_a_member], ids=_named
)
within_one = pytest.mark.parametrize(
    "address", [one for one in addresses.in_workspaces() if one.takes_an_id], ids=_named
)


def ask(browser: Client, method: str, path: str) -> HttpResponse:
    return getattr(browser, method)(path, SENT) if method == "post" else getattr(browser, method)(path)


def answer(browser: Client, method: str, path: str, memory: Memory | None = None) -> tuple[int, bytes, Any]:
    """Everything that the one who asks can see, without what is new in each answer."""
    given = ask(browser, method, path)
    headers = {name: value for name, value in given.items() if name != "Content-Length"}
    return given.status_code, _CHANGING.sub(b"", given.content), (headers, sorted(given.cookies))


@pytest.mark.asvs("8.2.2", "8.4.1")
@in_workspaces
@methods
@pytest.mark.parametrize("who", ["anybody", "cy"])
def test_a_stranger_sees_what_they_would_see_if_there_were_no_such_workspace(
    request: pytest.FixtureRequest, address: Address, method: str, who: str, acme: House, connection: Connection
) -> None:
    browser = request.getfixturevalue(who)
    nowhere = answer(browser, method, address.of(NOWHERE, NOBODY))
    before = rows()
    for id in (connection.pk, NOBODY):
        assert answer(browser, method, address.of(acme.slug, id)) == nowhere
    assert nowhere[0] == 404 or (nowhere[0] == 405 and method not in ("get", "post")) or _refuses(address, method)
    assert rows() == before


def _refuses(address: Address, method: str) -> bool:
    """A button's address takes POST alone, wherever it is."""
    return method == "get" and address.view.permission is not Permission.VIEW  # type: ignore[attr-defined]


@in_workspaces
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_costs_as_many_questions_to_the_database_as_nothing_does(
    address: Address, method: str, cy: Client, acme: House, connection: Connection
) -> None:
    """So that the time of an answer tells nothing either."""
    assert _asked(cy, method, address.of(acme.slug, connection.pk)) == _asked(cy, method, address.of(NOWHERE, NOBODY))


def _asked(browser: Client, method: str, path: str) -> int:
    from django.db import connection as database

    with CaptureQueriesContext(database) as asked:
        ask(browser, method, path)
    return len(asked)


@pytest.mark.asvs("8.2.2", "8.4.1")
@within_one
@methods
def test_anothers_connection_in_ones_own_workspace_is_one_that_never_was(
    address: Address, method: str, cy: Client, elsewhere: House, foreign: Connection, connection: Connection
) -> None:
    own = address.of(elsewhere.slug, connection.pk)
    before = rows()
    never_was = answer(cy, method, address.of(elsewhere.slug, NOBODY))
    assert answer(cy, method, own) == never_was
    assert never_was[0] == 404 or never_was[0] == 405
    assert (method, never_was[0]) != ("post", 405)
    assert rows() == before


@pytest.mark.asvs("8.2.2", "8.4.1")
@of_a_member
@methods
def test_anothers_member_in_ones_own_workspace_is_one_that_never_was(
    address: Address, method: str, cy: Client, elsewhere: House, acme: House
) -> None:
    before = rows()
    never_was = answer(cy, method, address.of(elsewhere.slug, NOBODY))
    assert answer(cy, method, address.of(elsewhere.slug, NOBODY, member=acme.ben.pk)) == never_was
    assert never_was[0] == 404 or (never_was[0] == 405 and method != "post")
    assert rows() == before


@methods
def test_anothers_link_in_ones_own_workspace_is_one_that_never_was(
    method: str, cy: Client, elsewhere: House, acme: House, connection: Connection
) -> None:
    (address,) = [one for one in addresses.in_workspaces() if one.takes_a_link]
    link, _ = shared(acme, connection)
    before = rows()
    never_was = answer(cy, method, address.of(elsewhere.slug, NOBODY))
    assert answer(cy, method, address.of(elsewhere.slug, NOBODY, link=link.pk)) == never_was
    assert never_was[0] == (404 if method == "post" else 405)
    assert rows() == before


@methods
@pytest.mark.parametrize("address", [one for one in addresses.in_workspaces() if one.takes_a_team], ids=_named)
def test_anothers_team_in_ones_own_workspace_is_one_that_never_was(
    address: Address, method: str, cy: Client, elsewhere: House, acme: House
) -> None:
    foreign = team_of(acme, None)
    before = rows()
    never_was = answer(cy, method, address.of(elsewhere.slug, NOBODY))
    assert answer(cy, method, address.of(elsewhere.slug, NOBODY, team=foreign.pk)) == never_was
    assert never_was[0] == 404 or (never_was[0] == 405 and method != "post")
    assert rows() == before


@pytest.mark.parametrize("page", dashboards.NAMES)
def test_anothers_team_in_the_address_of_a_dashboard_is_one_that_never_was(
    page: str, cy: Client, elsewhere: House, foreign: Connection, acme: House, memory: Memory
) -> None:
    memory.publisher.publish(foreign.workspace.owner_key, foreign.key, building.snapshot(building.item("PAY-1")))
    assert memory.of(foreign)
    team = team_of(acme, None)
    paths = [f"/w/{elsewhere.slug}/{page}?team={id}" for id in (NOBODY, team.pk)]
    answer(cy, "get", paths[0])
    never_was, asked = (answer(cy, "get", path) for path in paths)
    assert b"none of this workspace" in asked[1]
    assert asked[1].replace(str(team.pk).encode(), b"") == never_was[1].replace(str(NOBODY).encode(), b"")
    assert (asked[0], asked[2]) == (never_was[0], never_was[2])
    assert _asked(cy, "get", paths[0]) == _asked(cy, "get", paths[1])


@in_workspaces
@pytest.mark.parametrize("who", ["anybody", "cy", "ada"])
def test_the_demo_may_be_looked_at_and_not_touched(
    request: pytest.FixtureRequest, address: Address, who: str, demo: Workspace, site: Simulated
) -> None:
    shown = connected(demo, site)
    browser = request.getfixturevalue(who)
    permission: Permission = address.view.permission  # type: ignore[attr-defined]
    before = rows()
    path = address.of(demo.slug, shown.pk)
    if permission is not Permission.VIEW:
        assert ask(browser, "post", path).status_code == 403
        assert ask(browser, "get", path).status_code in (403, 405)
        assert rows() == before
    else:
        assert ask(browser, "get", path).status_code == 200
    assert not Membership.objects.filter(workspace=demo).exists()


@in_workspaces
def test_ben_may_look_and_not_touch(address: Address, ben: Client, acme: House, connection: Connection) -> None:
    if address.view.permission is Permission.VIEW:  # type: ignore[attr-defined]
        assert ben.get(address.of(acme.slug, connection.pk)).status_code == 200
        return
    before = rows()
    is_refused = ask(ben, "post", address.of(acme.slug, connection.pk)).status_code == 403
    assert is_refused is (address.view.permission not in ALLOWED[Role.VIEWER])  # type: ignore[attr-defined]
    assert rows() == before


@in_workspaces
def test_ada_gets_an_answer_from_every_one_of_them(
    address: Address, ada: Client, acme: House, connection: Connection, memory: Memory
) -> None:
    """So the refusals above are not the answers of pages that do not work."""
    ids = {"member": acme.ben.pk, "invitation": invited(acme)[0].pk, "link": shared(acme, connection)[0].pk}
    ids["api_token"] = program(acme.owner).token.pk
    ids["team"] = team_of(acme, connection, "Core", acme.ben, boards=["1"]).pk
    path = address.of(acme.slug, connection.pk, **ids)
    given = ask(ada, "post" if _refuses(address, "get") else "get", path)
    if given.status_code == 405:
        # A file that only who may change something can take along.
        given = ask(ada, "get", path)
    assert given.status_code in (200, 302, 422)


@pytest.mark.parametrize("page", dashboards.NAMES)
def test_naming_anothers_connection_shows_nothing_of_it(
    page: str, cy: Client, elsewhere: House, connection: Connection, site: Simulated
) -> None:
    plain = cy.get(f"/w/{elsewhere.slug}/{page}")
    asked = cy.get(f"/w/{elsewhere.slug}/{page}?connection={connection.pk}")
    assert _CHANGING.sub(b"", asked.content) == _CHANGING.sub(b"", plain.content)


def test_what_is_a_workspace_of_ones_own_is_not_told_by_its_address(ada: Client, cy: Client, acme: House) -> None:
    assert cy.get(f"/w/{acme.slug}/flow").status_code == 404
    assert ada.get(f"/w/{acme.slug}/flow").status_code == 200
    assert ada.get(f"/w/{acme.slug.upper()}/flow").status_code == 404


def test_who_left_is_a_stranger_from_the_next_request_on(ben: Client, acme: House) -> None:
    assert ben.get(f"/w/{acme.slug}/flow").status_code == 200
    acme.ben.delete()
    assert ben.get(f"/w/{acme.slug}/flow").status_code == 404


def test_no_page_of_one_house_names_the_other(
    cy: Client, acme: House, connection: Connection, elsewhere: House, foreign: Connection
) -> None:
    from tests.crawling import crawl

    for path, given in crawl(cy, "/w/", f"/w/{elsewhere.slug}/flow").items():
        said = given.content.decode()
        assert acme.slug not in said, path
        assert connection.key not in said, path
        assert acme.workspace.name not in said, path
