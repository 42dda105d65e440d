"""Teams: who makes and changes them, and that two who change one at once do not undo each other."""

import pytest
from django.test import Client

from altaclario.audit.models import Note
from altaclario.workspaces import members, teams
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, TUESDAY, House, joined, signed_in, team_of
from tests.rows import rows

pytestmark = pytest.mark.django_db


def names(house: House) -> dict[str, list[str]]:
    return {one.name: [member.person.name for member in one.members.all()] for one in teams.every(house.ada)}


def ids(*some: Membership) -> list[str]:
    return [str(one.pk) for one in some]


def test_a_team_has_a_name_and_members(acme: House) -> None:
    team = teams.make(acme.ada, name="Payments", now=MONDAY)
    teams.change(acme.ada, team.pk, joining=ids(acme.ada, acme.ben), now=TUESDAY)
    assert names(acme) == {"Payments": ["Ada", "Ben"]}
    teams.change(acme.ada, team.pk, name="Cards", leaving=ids(acme.ben), now=TUESDAY)
    assert names(acme) == {"Cards": ["Ada"]}
    teams.delete(acme.ada, team.pk, now=TUESDAY)
    assert names(acme) == {}


def test_a_note_tells_ids_and_no_name(acme: House) -> None:
    team = team_of(acme, None, "Payments", acme.ben)
    teams.change(acme.ada, team.pk, name="Cards", leaving=ids(acme.ben), now=TUESDAY)
    last = Note.objects.order_by("pk").last()
    assert last is not None
    assert (last.what, last.on, last.old, last.new) == (
        "team-changed",
        str(team.pk),
        f"member:{acme.ben.person_id},name",
        "name",
    )


@pytest.mark.parametrize("role", Role)
def test_who_leads_changes_any_team_a_member_their_own_and_a_viewer_none(role: Role, acme: House) -> None:
    who = joined(acme, role)
    own, other = team_of(acme, None, "Own", who), team_of(acme, None, "Other")
    leads = role in (Role.OWNER, Role.ADMIN)
    may = {own.pk: leads or role is Role.MEMBER, other.pk: leads}
    for team, is_allowed in may.items():
        if is_allowed:
            teams.change(who, team, name=f"New {team}"[:60], now=TUESDAY)
        else:
            before = rows()
            with pytest.raises(members.NotAllowed):
                teams.change(who, team, name="Mine", now=TUESDAY)
            assert rows() == before
        assert teams.may_change(who, teams.one(who, team)) is is_allowed


def test_deleting_is_for_who_leads(acme: House) -> None:
    dee = joined(acme, Role.MEMBER)
    team = team_of(acme, None, "Own", dee)
    with pytest.raises(members.NotAllowed):
        teams.delete(dee, team.pk, now=TUESDAY)
    assert names(acme) == {"Own": ["Dee"]}


def test_no_two_look_alike_and_there_is_an_end_to_them(acme: House, monkeypatch: pytest.MonkeyPatch) -> None:
    team = team_of(acme, None, "Payments")
    for alike in ("payments", " PAYMENTS", "Ｐayments", "Payments"):
        with pytest.raises(teams.NameTaken):
            teams.make(acme.ada, name=alike, now=MONDAY)
    teams.change(acme.ada, team.pk, name="PAYMENTS", now=TUESDAY)
    monkeypatch.setattr(teams, "MOST", 1)
    with pytest.raises(teams.TooMany):
        teams.make(acme.ada, name="Cards", now=MONDAY)


def test_of_two_who_save_at_once_neither_undoes_the_other(ada: Client, acme: House) -> None:
    """Both pages were made before either was sent: one puts Dee in, the other takes Ben out and gives a name."""
    dee = joined(acme, Role.MEMBER)
    team = team_of(acme, None, "Payments", acme.ben)
    page = f"/w/{acme.slug}/teams/{team.pk}/"
    shown = {"initial-name": "Payments", "initial-members": ids(acme.ben)}
    ada.post(page, {**shown, "name": "Payments", "members": ids(acme.ben, dee)})
    ada.post(page, {**shown, "name": "Cards", "members": []})
    assert names(acme) == {"Cards": ["Dee"]}


def test_who_leaves_the_workspace_leaves_its_teams(acme: House) -> None:
    team_of(acme, None, "Payments", acme.ben, acme.ada)
    members.remove(acme.ada, acme.ben.pk, seen="viewer", now=TUESDAY)
    assert names(acme) == {"Payments": ["Ada"]}


def test_a_member_who_takes_themselves_out_is_led_to_the_list(acme: House) -> None:
    dee = joined(acme, Role.MEMBER)
    team = team_of(acme, None, "Payments", dee)
    sent = {"name": "Payments", "initial-name": "Payments", "initial-members": ids(dee)}
    given = signed_in(dee).post(f"/w/{acme.slug}/teams/{team.pk}/", sent)
    assert given.headers["Location"] == f"/w/{acme.slug}/teams/"
    assert signed_in(dee).get(f"/w/{acme.slug}/teams/{team.pk}/").status_code == 403


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "x" * 10_000, "\u200b", "a\0b"])
def test_what_is_no_name_is_refused_with_a_sentence(name: str, ada: Client, acme: House) -> None:
    given = ada.post(f"/w/{acme.slug}/teams/new", {"name": name})
    assert given.status_code == 422
    assert b'class="error"' in given.content
    assert names(acme) == {}


def test_nobody_from_elsewhere_becomes_a_member(ada: Client, acme: House, elsewhere: House) -> None:
    team = team_of(acme, None, "Payments")
    sent = {"name": "Payments", "initial-name": "Payments", "members": ids(elsewhere.owner)}
    assert ada.post(f"/w/{acme.slug}/teams/{team.pk}/", sent).status_code == 422
    teams.change(acme.ada, team.pk, joining=[*ids(elsewhere.owner), "x"], now=TUESDAY)
    assert names(acme) == {"Payments": []}
