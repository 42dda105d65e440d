"""What somebody connected is paused with the end of their membership."""

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import credentials, trying
from altaclario.connections.models import Connection
from altaclario.sync import keeping
from altaclario.sync.models import SyncRun
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, connected, joined, signed_in
from tests.remembering import Memory, Read, eventually
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("goes", ["removed", "leaves"])
def test_what_a_member_connected_stops_with_their_membership(
    goes: str, acme: House, site: Simulated, read: Read, memory: Memory
) -> None:
    dee = joined(acme, Role.MEMBER)
    theirs, kept = connected(acme.workspace, site, dee), connected(acme.workspace, site, acme.ada)
    for one in (theirs, kept):
        read(one)
    assert memory.of(theirs) is not None
    if goes == "removed":
        members.remove(acme.ada, dee.pk, seen="member", now=MONDAY)
    else:
        members.leave(dee, now=MONDAY)
    eventually(lambda: memory.of(theirs) is None)
    theirs.refresh_from_db()
    assert (theirs.owner, bytes(theirs.token), theirs.token_end, theirs.account_email) == (None, b"", "", "")
    assert theirs.is_paused
    assert theirs.is_chosen
    assert memory.of(kept) is not None
    assert not Connection.objects.get(pk=kept.pk).is_paused


@pytest.mark.asvs("2.3.3")
@pytest.mark.django_db(transaction=True)
def test_nothing_is_emptied_when_the_removal_does_not_happen(
    acme: House, connection: Connection, read: Read, memory: Memory
) -> None:
    read(connection)
    with pytest.raises(members.NoOwnerLeft):
        members.leave(acme.ada, now=MONDAY)
    assert Connection.objects.get() == connection
    assert memory.of(connection) is not None


def test_what_they_connected_elsewhere_stays(acme: House, elsewhere: House, foreign: Connection) -> None:
    guest = Membership.objects.create(workspace=acme.workspace, person=elsewhere.owner.person, role=Role.MEMBER)
    members.remove(acme.ada, guest.pk, seen="member", now=MONDAY)
    assert Connection.objects.get() == foreign


@pytest.fixture
def paused(acme: House, site: Simulated) -> Connection:
    """What Dee had connected before she left."""
    dee = joined(acme, Role.MEMBER)
    made = connected(acme.workspace, site, dee)
    members.leave(dee, now=MONDAY)
    made.refresh_from_db()
    return made


def test_what_is_paused_is_read_by_nobody_and_says_so(
    acme: House, paused: Connection, ada: Client, ben: Client, memory: Memory
) -> None:
    where = f"/w/{acme.slug}/connections/{paused.pk}/"
    ada.post(f"{where}refresh")
    keeping.keep_fresh(now=timezone.now())
    for page in (where, f"/w/{acme.slug}/flow{paused.query}", f"/w/{acme.slug}/connections/"):
        assert "aused" in ada.get(page).content.decode(), page
    assert not SyncRun.objects.exists()
    assert f"{paused.pk}/token" in ada.get(where).content.decode()
    assert f"{paused.pk}/token" not in ben.get(where).content.decode()
    assert ada.get(f"{where}scope").headers["Location"] == f"{where}token"


def test_whoever_puts_a_token_in_owns_it_and_it_is_read_as_it_was_chosen(
    acme: House, paused: Connection, ada: Client, site: Simulated, memory: Memory
) -> None:
    where, chosen = f"/w/{acme.slug}/connections/{paused.pk}/", (paused.projects, paused.boards)
    assert ada.post(f"{where}token", {"token": site.token}).status_code == 422
    assert ada.post(f"{where}token", {"token": site.token, "email": site.email}).status_code == 200
    paused.refresh_from_db()
    assert (paused.owner, paused.account_email, paused.is_paused) == (acme.ada.person, site.email, False)
    assert ((paused.projects, paused.boards), paused.emptied_why) == (chosen, "")
    assert SyncRun.objects.of(paused).active().exists()
    with credentials.opened(paused) as token:
        assert token.reveal() == site.token


def test_an_admins_token_in_the_place_of_anothers_makes_it_theirs(
    acme: House, connection: Connection, site: Simulated, memory: Memory
) -> None:
    dee = joined(acme, Role.ADMIN)
    where = f"/w/{acme.slug}/connections/{connection.pk}/token"
    page = signed_in(dee).get(where).content.decode()
    assert "the connection becomes yours" in page
    assert 'name="email"' in page
    signed_in(dee).post(where, {"token": site.token, "email": site.email})
    connection.refresh_from_db()
    assert connection.owner == dee.person
    assert 'name="email"' not in signed_in(dee).get(where).content.decode()


def test_nobody_takes_over_what_they_have_connected_already(
    acme: House, paused: Connection, connection: Connection, ada: Client, site: Simulated
) -> None:
    given = ada.post(
        f"/w/{acme.slug}/connections/{paused.pk}/token", {"token": site.token, "email": connection.account_email}
    )
    assert (given.status_code, b"connected this account of this tracker already" in given.content) == (422, True)
    paused.refresh_from_db()
    assert paused.is_paused
    assert paused.owner is None


@pytest.mark.parametrize("then", ["removed", "lowered"])
@pytest.mark.parametrize("what", ["new", "token"])
def test_who_goes_while_the_tracker_is_asked_leaves_no_credential(
    then: str, what: str, acme: House, site: Simulated, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    dee = joined(acme, Role.MEMBER)
    own = connected(acme.workspace, site, dee)
    look = trying.look

    def slowly(account: trying.Account) -> trying.Seen:
        seen = look(account)
        if then == "removed":
            members.remove(acme.ada, dee.pk, seen="member", now=MONDAY)
        else:
            members.change_role(acme.ada, dee.pk, role=Role.VIEWER, seen="member", now=MONDAY)
        return seen

    monkeypatch.setattr(trying, "look", slowly)
    where = f"/w/{acme.slug}/connections/" + ("new" if what == "new" else f"{own.pk}/token")
    form = {"site": site.url, "email": site.email, "token": site.token}
    before = Connection.objects.values_list("pk", "sealed").get()
    assert signed_in(dee).post(where, form).status_code == 403
    assert Connection.objects.values_list("pk", "sealed").get() in (before, (own.pk, None))
