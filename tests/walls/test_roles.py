"""Every address of a workspace, asked by each role over HTTP: an answer, or 403 and nothing changed."""

import pytest
from django.test import Client

from altaclario.connections.models import Connection
from altaclario.workspaces.permissions import TABLE, Permission, Role
from altaclario.workspaces.tests.test_permissions import MAY
from tests import addresses
from tests.addresses import NOBODY, Address
from tests.cast import House, connected, invited, joined, shared, signed_in, team_of
from tests.programs import program
from tests.remembering import Memory
from tests.rows import rows
from tests.trackers import Simulated
from tests.walls.test_strangers import ask

pytestmark = [pytest.mark.django_db, pytest.mark.turns(6)]


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_was_agreed_and_no_more(permission: Permission, role: Role, acme: House) -> None:
    assert joined(acme, role).may(permission) == (role in MAY[permission].split())


def test_each_permission_stands_in_the_table_once() -> None:
    assert [row.permission for row in TABLE] == list(Permission)
    assert list(MAY) == [str(permission) for permission in Permission]


@pytest.mark.asvs("8.2.1", "8.3.1")
@pytest.mark.parametrize("address", addresses.in_workspaces(), ids=lambda address: address.name)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", Role)
def test_an_address_answers_the_roles_that_have_its_permission(
    address: Address, method: str, role: Role, acme: House, jira_app: Simulated, memory: Memory
) -> None:
    who = joined(acme, role)
    own = connected(acme.workspace, jira_app, who)
    permission: Permission = address.view.permission  # type: ignore[attr-defined]
    browser, link = signed_in(who), shared(acme, own, by=who)[0] if who.may(Permission.SHARE) else None
    ids = {"member": acme.ben.pk, "invitation": invited(acme)[0].pk, "link": link.pk if link else NOBODY}
    ids["team"] = team_of(acme, own, "Core", who).pk
    ids["api_token"] = program(who).token.pk
    path = address.of(acme.slug, own.pk, **ids)
    before = rows()
    given = ask(browser, method, path)
    if role in MAY[permission].split():
        assert given.status_code in (200, 302, 405, 422)
    else:
        assert given.status_code == 403 or (given.status_code, method) == (405, "get")
        assert rows() == before


CHANGING = ("connection-scope", "connection-purge", "connection-remove", "connection-test", "connection-token")


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("role", Role)
def test_a_colleagues_connection_is_changed_by_owner_and_admin_alone(
    name: str, role: Role, acme: House, connection: Connection, memory: Memory
) -> None:
    (address,) = [one for one in addresses.in_workspaces() if one.name == name]
    browser = signed_in(joined(acme, role))
    before = rows()
    given = ask(browser, "post", address.of(acme.slug, connection.pk))
    if role in (Role.OWNER, Role.ADMIN):
        assert given.status_code in (200, 302, 422)
    else:
        assert given.status_code == 403
        assert rows() == before


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("role", Role)
def test_a_page_shows_the_buttons_whose_doors_would_open(
    role: Role, acme: House, connection: Connection, memory: Memory
) -> None:
    said = signed_in(joined(acme, role)).get(f"/w/{acme.slug}/connections/{connection.pk}/").content.decode()
    for name in ("scope", "purge", "remove", "test", "token"):
        assert (f"{connection.pk}/{name}" in said) == (role in (Role.OWNER, Role.ADMIN)), name
    assert any(f"{connection.pk}/{name}" in said for name in ("refresh", "cancel")) == (role is not Role.VIEWER)
    assert (connection.account_email in said) == (role in (Role.OWNER, Role.ADMIN))


def test_a_member_sees_the_buttons_of_their_own(acme: House, site: Simulated, memory: Memory) -> None:
    dee = joined(acme, Role.MEMBER)
    own = connected(acme.workspace, site, dee)
    said = signed_in(dee).get(f"/w/{acme.slug}/connections/{own.pk}/").content.decode()
    assert all(f"{own.pk}/{name}" in said for name in ("scope", "purge", "remove", "test", "token"))


def test_the_account_of_a_colleague_makes_a_connection_of_ones_own(
    acme: House, connection: Connection, site: Simulated
) -> None:
    """And does not put another token into theirs."""
    dee, before = joined(acme, Role.MEMBER), bytes(connection.token)
    form = {"site": site.url, "email": site.email, "token": site.token}
    given = signed_in(dee).post(f"/w/{acme.slug}/connections/new", form)
    connection.refresh_from_db()
    made = Connection.objects.exclude(pk=connection.pk).get()
    assert given.headers["Location"].endswith(f"/connections/{made.pk}/scope")
    assert made.owner == dee.person
    assert (bytes(connection.token), connection.owner) == (before, acme.ada.person)


@pytest.mark.asvs("8.3.1")
def test_a_role_that_is_lowered_while_a_page_is_open_counts_at_once(
    acme: House, connection: Connection, site: Simulated, memory: Memory
) -> None:
    dee = joined(acme, Role.ADMIN)
    browser: Client = signed_in(dee)
    path = f"/w/{acme.slug}/connections/{connection.pk}/"
    assert b"/purge" in browser.get(path).content
    dee.role = Role.VIEWER
    dee.save()
    before = rows()
    assert browser.post(f"{path}purge").status_code == 403
    assert rows() == before
