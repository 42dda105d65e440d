"""What somebody connected ends with their membership."""

import pytest

from altaclario.connections.models import Connection
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, connected, joined
from tests.remembering import Memory, Read, eventually
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("goes", ["removed", "leaves"])
def test_what_a_member_connected_ends_with_their_membership(
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
    assert list(Connection.objects.all()) == [kept]
    assert memory.of(kept) is not None


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
