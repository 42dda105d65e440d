"""What the work of a team is, in which tracker."""

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.audit.models import Note
from altaclario.connections import team_scopes
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Part
from altaclario.workspaces import members
from altaclario.workspaces.permissions import Role
from tests.cast import TUESDAY, House, connected, joined, team_of
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db


def test_more_and_less_of_it_is_noted_by_ids(acme: House, connection: Connection) -> None:
    team = team_of(acme, connection, boards=["1", "2"])
    new, old = Part(connection.key, "projects", "10000"), Part(connection.key, "boards", "1")
    team_scopes.change(acme.ada, team.pk, adding=[new], taking=[old], now=TUESDAY)
    assert team_scopes.parts(acme.ada) == {str(team.pk): [Part(connection.key, "boards", "2"), new]}
    last = Note.objects.order_by("pk").last()
    assert last is not None
    assert (last.what, last.old) == ("team-scoped", f"{connection.key}/boards:1")
    assert last.new == f"{connection.key}/projects:10000"


def test_a_long_change_is_noted_as_far_as_there_is_room(acme: House, connection: Connection) -> None:
    parts = [Part(connection.key, "boards", f"{number:036d}") for number in range(200)]
    team = team_of(acme, connection)
    team_scopes.change(acme.ada, team.pk, adding=parts, now=TUESDAY)
    last = Note.objects.order_by("pk").last()
    assert last is not None
    assert last.new.count(",") < 200
    assert int(last.new.rpartition(",+")[2]) == 200 - last.new.count(",")
    with pytest.raises(team_scopes.TooMany):
        team_scopes.change(acme.ada, team.pk, adding=[Part(connection.key, "boards", "x")], now=TUESDAY)


def test_of_two_who_choose_at_once_neither_undoes_the_other(ada: Client, acme: House, connection: Connection) -> None:
    team = team_of(acme, connection, boards=["1"])
    page, key = f"/w/{acme.slug}/teams/{team.pk}/work", connection.key
    shown = {"initial-boards": [f"{key}/1"]}
    ada.post(page, {**shown, "boards": [f"{key}/1", f"{key}/2"]})
    ada.post(page, {**shown, "boards": [], "projects": [f"{key}/10000"]})
    assert team_scopes.parts(acme.ada)[str(team.pk)] == [Part(key, "boards", "2"), Part(key, "projects", "10000")]


def test_what_is_anothers_or_no_id_means_nothing(
    ada: Client, acme: House, connection: Connection, foreign: Connection
) -> None:
    team = team_of(acme, connection)
    sent = [f"{foreign.key}/1", f"{connection.key}/<b>", f"{connection.key}/", "x" * 10_000, f"{connection.key}/1/2"]
    assert ada.post(f"/w/{acme.slug}/teams/{team.pk}/work", {"boards": sent}).status_code == 302
    assert team_scopes.parts(acme.ada) == {}


def test_a_member_chooses_the_work_of_their_own_team_alone(acme: House, connection: Connection) -> None:
    dee = joined(acme, Role.MEMBER)
    own, other = team_of(acme, connection, "Own", dee), team_of(acme, connection, "Other")
    part = Part(connection.key, "boards", "1")
    team_scopes.change(dee, own.pk, adding=[part], now=TUESDAY)
    with pytest.raises(members.NotAllowed):
        team_scopes.change(dee, other.pk, adding=[part], now=TUESDAY)
    assert list(team_scopes.parts(acme.ada)) == [str(own.pk)]


def test_it_goes_with_its_connection_and_the_team_stays(acme: House, connection: Connection, site: Simulated) -> None:
    second = connected(acme.workspace, site)
    team = team_of(acme, connection, boards=["1"])
    team_scopes.change(acme.ada, team.pk, adding=[Part(second.key, "boards", "2")], now=TUESDAY)
    connection.delete()
    (known,) = team_scopes.of_workspace(acme.workspace.pk)
    assert list(known.works) == [second.key]
    second.delete()
    assert team_scopes.of_workspace(acme.workspace.pk) == ()
    (named,) = team_scopes.of_workspace(acme.workspace.pk, named=str(team.pk))
    assert (named.name, named.works) == ("Payments", {})


def test_a_list_of_many_teams_costs_as_many_questions_as_one_of_few(
    ada: Client, acme: House, connection: Connection
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(database) as questions:
            assert ada.get(f"/w/{acme.slug}/teams/").status_code == 200
        return len(questions)

    team_of(acme, connection, "First", acme.ben, boards=["1"])
    few = asked()
    for number in range(5):
        team_of(acme, connection, f"Team {number}", acme.ada, acme.ben, boards=["1"], projects=["10000"])
    assert asked() == few
