"""A link that shows the work of one team: that, and never more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from altaclario.connections import team_scopes
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Part
from altaclario.dashboards import frozen
from altaclario.dashboards.tests.test_teams import shop
from altaclario.sharing import links
from altaclario.sharing.models import ShareLink
from altaclario.workspaces import teams
from tests.cast import TUESDAY, House, team_of
from tests.forms import hidden
from tests.remembering import Memory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(connection: Connection, memory: Memory) -> Connection:
    """The connection with two projects, areas and boards in memory."""
    memory.publisher.publish(connection.workspace.owner_key, connection.key, shop())
    assert memory.of(connection)
    return connection


def link_of(acme: House, team: object, dashboard: str = "flow") -> tuple[ShareLink, str]:
    asked = {"dashboard": dashboard, "team": str(team)}
    draft = links.draft(acme.ada, asked, now=timezone.now())
    return links.make(acme.ada, draft, now=timezone.now())


def guest(token: str) -> str:
    return Client().get(f"/s/{token}", follow=True).content.decode()


@pytest.mark.parametrize("work", [{"boards": ["12"]}, {"projects": ["7"]}, {"areas": ["2"]}])
def test_guests_see_the_work_of_the_team_and_its_name(
    work: dict[str, list[str]], acme: House, held: Connection
) -> None:
    team = team_of(acme, held, "Payments", **work)
    other = team_of(acme, held, "Secret plans", boards=["13"])
    link, token = link_of(acme, team.pk)
    assert link.query == {"team": str(team.pk)}
    said = guest(token)
    assert "Payments" in said
    assert "1 not of the team" in said
    assert "Secret plans" not in said
    assert str(other.pk) not in said


def test_it_goes_on_with_the_work_as_it_is_chosen_now_and_shows_nothing_when_none_is(
    acme: House, held: Connection
) -> None:
    team = team_of(acme, held, boards=["12"])
    link, token = link_of(acme, team.pk)
    board, web = Part(held.key, "boards", "12"), Part(held.key, "boards", "13")
    team_scopes.change(acme.ada, team.pk, adding=[web], now=TUESDAY)
    assert "not of the team" not in guest(token)
    for gone in ([board, web], []):
        team_scopes.change(acme.ada, team.pk, taking=gone, adding=[Part(held.key, "boards", "99")], now=TUESDAY)
        shown, words = frozen.board(held, "flow", link.query, shows_keys=False, now=timezone.now())
        assert (shown.page, words) == (None, ())


def test_deleting_the_team_ends_it_and_no_other(acme: House, held: Connection, ada: Client) -> None:
    team, other = team_of(acme, held, boards=["12"]), team_of(acme, held, "Web", boards=["13"])
    tokens = [link_of(acme, one.pk)[1] for one in (team, other)]
    ada.post(f"/w/{acme.slug}/teams/{team.pk}/delete")
    assert "nothing" in guest(tokens[0]).lower()
    assert "throughput" not in guest(tokens[0]).lower()
    assert "Web" in guest(tokens[1])
    listed = ada.get(f"/w/{acme.slug}/shares/").content.decode()
    assert "one that is gone" in listed
    assert str(team.pk) not in listed


def test_what_was_over_before_stays_as_it_was_when_the_team_goes(acme: House, held: Connection) -> None:
    team, now = team_of(acme, held, boards=["12"]), timezone.now()
    revoked, expired, still, another = (link_of(acme, team.pk)[0] for _ in range(4))
    links.revoke(acme.ada, revoked.pk, now=now)
    ShareLink.objects.filter(pk=expired.pk).update(expires=now)
    ShareLink.objects.filter(pk=another.pk).update(question="board=12")
    later = now + timedelta(hours=1)
    assert links.end_those_of(str(team.pk), acme.workspace.pk, now=later) == 1
    ends = dict(ShareLink.objects.values_list("pk", "revoked"))
    assert ends == {revoked.pk: now, expired.pk: None, still.pk: later, another.pk: None}
    assert not ShareLink.objects.get(pk=still.pk).is_open(later)
    assert ShareLink.objects.get(pk=still.pk).expires == later


def test_a_link_whose_team_went_past_every_road_widens_to_nothing(acme: House, held: Connection) -> None:
    team = team_of(acme, held, boards=["12"])
    link, _token = link_of(acme, team.pk)
    teams.Team.objects.filter(pk=team.pk).delete()
    for dashboard in frozen.NAMES:
        shown, words = frozen.board(held, dashboard, link.query, shows_keys=True, now=timezone.now())
        assert (shown.page, words) == (None, ())


def test_a_link_to_a_sprint_stays_with_the_boards_of_the_team(acme: House, held: Connection) -> None:
    link, _token = link_of(acme, team_of(acme, held, projects=["8"]).pk, "sprint")
    assert link.query["board"] == "13"
    shown, words = frozen.board(held, "sprint", link.query, shows_keys=True, now=timezone.now())
    assert shown.page is not None
    assert ("Team", "Payments") in [(str(getattr(name, "text", name)), word) for name, word in words]


def test_a_form_whose_team_was_deleted_meanwhile_makes_no_wider_link(
    acme: House, held: Connection, ada: Client
) -> None:
    team = team_of(acme, held, boards=["12"])
    path = f"/w/{acme.slug}/shares/new?dashboard=flow&team={team.pk}"
    sent = hidden(ada.get(path)) | {"days": "7"}
    teams.delete(acme.ada, team.pk, now=TUESDAY)
    told = ada.post(path, sent)
    said = told.content.decode()
    assert (told.status_code, "nothing was made" in said, "No board is chosen" in said) == (422, True, True)
    assert not ShareLink.objects.exists()
    assert ada.post(path, hidden(told) | {"days": "7"}).status_code == 200


def test_a_team_without_work_is_called_by_its_name(acme: House, held: Connection) -> None:
    idle = team_of(acme, held, "Idle")
    team_of(acme, held, "Payments", boards=["12"])
    draft = links.draft(acme.ada, {"dashboard": "flow", "team": str(idle.pk)}, now=timezone.now())
    assert draft.state == {"team": str(idle.pk)}
    assert "Idle" in [word for _name, word in draft.words]
