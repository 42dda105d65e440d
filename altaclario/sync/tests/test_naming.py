"""Two connections to one site: told apart by what the reader may know, and by nothing that is stored for it."""

import pytest
from django.test import Client

from altaclario.charts.messages import english
from altaclario.connections.models import Connection, Emptied
from altaclario.sync import naming
from altaclario.workspaces.models import Membership
from tests import building
from tests.cast import TUESDAY, House, connected
from tests.crawling import words
from tests.remembering import Memory
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(acme: House, connection: Connection, site: Simulated, memory: Memory) -> tuple[Connection, Connection]:
    """Of two accounts, of one project and of two."""
    Connection.objects.filter(pk=connection.pk).update(account_email="first@acme.test", projects=["1"])
    second = connected(acme.workspace, site, acme.ada)
    Connection.objects.filter(pk=second.pk).update(
        account_email="second@acme.test", projects=["1", "2"], created=TUESDAY
    )
    return tuple(Connection.objects.order_by("created"))  # type: ignore[return-value]  # there are two


def called(membership: Membership) -> list[str]:
    every = list(Connection.objects.of(membership))
    found = naming.names(membership, every)
    return [english(found[one.key]).partition(" · ")[2] for one in every]


def test_alone_it_is_called_by_its_host(acme: House, connection: Connection, memory: Memory) -> None:
    assert english(naming.name(acme.ada, connection, [connection])) == connection.label


def test_who_may_connect_tells_them_by_their_accounts(acme: House, both: tuple[Connection, Connection]) -> None:
    assert called(acme.ada) == ["first", "second"]
    Connection.objects.filter(pk=both[1].pk).update(account_email="first@elsewhere.test")
    assert called(acme.ada) == ["first@acme.test", "first@elsewhere.test"]


def test_who_may_look_tells_them_by_the_projects_in_memory(
    acme: House, both: tuple[Connection, Connection], memory: Memory
) -> None:
    for one, key in zip(both, ("PAY-1", "WEB-1"), strict=True):
        memory.publisher.publish(acme.workspace.owner_key, one.key, building.snapshot(building.item(key)))
        memory.of(one)
    assert called(acme.ben) == ["PAY", "WEB"]
    Connection.objects.update(emptied_why=Emptied.PURGED)
    assert called(acme.ben) == ["1 project", "2 projects"]


def test_without_memory_by_their_number_and_at_last_by_their_order(
    acme: House, both: tuple[Connection, Connection]
) -> None:
    assert called(acme.ben) == ["1 project", "2 projects"]
    Connection.objects.update(projects=["1"])
    assert called(acme.ben) == ["no. 1", "no. 2"]


def test_sites_behind_one_gateway_are_told_by_their_ids(acme: House, both: tuple[Connection, Connection]) -> None:
    for one, cloud in zip(both, ("1324a887-45db", "9f24c001-17aa"), strict=True):
        Connection.objects.filter(pk=one.pk).update(site=f"https://api.atlassian.com/ex/jira/{cloud}")
    assert called(acme.ben) == ["1324a887", "9f24c001"]


def test_organisations_have_names_of_their_own(acme: House, both: tuple[Connection, Connection]) -> None:
    for one, name in zip(both, ("contoso", "fabrikam"), strict=True):
        Connection.objects.filter(pk=one.pk).update(site=f"https://dev.azure.com/{name}", provider="azure-devops")
    found = naming.names(acme.ben, list(Connection.objects.of(acme.ben)))
    assert sorted(map(english, found.values())) == ["contoso", "fabrikam"]


def test_the_list_and_the_choice_of_a_dashboard_say_them(
    ada: Client, ben: Client, acme: House, both: tuple[Connection, Connection]
) -> None:
    for page in ("flow", "connections/"):
        said = words(ada.get(f"/w/{acme.slug}/{page}").content.decode())
        assert f"{both[0].label} · first" in said
        assert f"{both[1].label} · second" in said
        seen = words(ben.get(f"/w/{acme.slug}/{page}").content.decode())
        assert "first" not in seen.partition("Cookie")[0].lower().replace("comes first", "")
        assert f"{both[1].label} · 2 projects" in seen
