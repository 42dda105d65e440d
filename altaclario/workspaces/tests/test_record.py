"""The page of who did what, and its exports: names of today, nothing of anybody else, no formula."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.accounts.models import User
from altaclario.audit import notes, reading, verbs
from altaclario.audit.models import Note
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Role
from tests.cast import TUESDAY, House, invited, joined, shared, signed_in
from tests.crawling import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(acme: House) -> House:
    """Ada made the workspace and Ben an admin."""
    members.change_role(acme.ada, acme.ben.pk, role=Role.ADMIN, seen="viewer", now=TUESDAY)
    return acme


def page(browser: Client, house: House, query: str = "") -> str:
    answer = browser.get(f"/w/{house.slug}/audit{query}")
    assert answer.status_code == 200
    return words(answer.content.decode())


def table(browser: Client, house: House, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/w/{house.slug}/audit.csv{query}")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode())))


def test_the_newest_stands_first_as_a_sentence(ada: Client, changed: House) -> None:
    said = page(ada, changed)
    assert "2 notes." in said
    assert said.index("Ada changed the role of Ben from viewer to admin.") < said.index("Ada made the workspace.")


def test_a_name_is_the_one_of_today(ada: Client, changed: House) -> None:
    User.objects.filter(pk=changed.ben.person_id).update(name="Benedict")
    assert "the role of Benedict from" in page(ada, changed)


@pytest.mark.proves("audit-log")
def test_who_left_is_told_so_and_whose_account_is_gone_is_a_former_member(ada: Client, changed: House) -> None:
    Membership.objects.filter(pk=changed.ben.pk).delete()
    assert "the role of Ben (left) from" in page(ada, changed)
    User.objects.filter(pk=changed.ben.person_id).delete()
    assert "the role of former member from" in page(ada, changed)
    assert "Ben" not in str(list(Note.objects.values()))


def test_former_members_are_still_different_people(ada: Client, changed: House) -> None:
    for name in ("Dee", "Eve"):
        someone = joined(changed, Role.ADMIN, name)
        members.change_role(someone, changed.ben.pk, role=Role.ADMIN, seen="admin", now=TUESDAY)
        User.objects.filter(pk=someone.person_id).delete()
    assert len(reading.people(changed.workspace.owner_key)) == 3
    assert page(ada, changed).count("former member ") >= 2


def test_times_are_those_of_the_workspace(ada: Client, changed: House) -> None:
    changed.workspace.zone = "Asia/Tokyo"
    changed.workspace.save()
    assert "3 Mar 2026, 18:00:00" in page(ada, changed)
    assert table(ada, changed)[0]["time"] == "2026-03-03T18:00:00+09:00"


def test_one_kind_and_one_person_may_be_chosen(ada: Client, changed: House) -> None:
    dee = joined(changed, Role.ADMIN)
    members.change_role(dee, changed.ben.pk, role=Role.VIEWER, seen="admin", now=TUESDAY)
    assert "1 note." in page(ada, changed, "?kind=workspace")
    by_dee = page(ada, changed, f"?who={dee.person_id}")
    assert "Dee changed the role of Ben from admin to viewer." in by_dee
    assert "Ada made" not in by_dee
    assert len(table(ada, changed, f"?who={dee.person_id}&kind=person")) == 1
    assert "No note is like that" in page(ada, changed, "?kind=invitation")


@pytest.mark.parametrize("query", ["?kind=x", "?who=%00", "?who=é", "?page=x", "?page=999", "?who=" + "9" * 5000])
def test_what_no_page_of_ours_asks_is_a_page_all_the_same(query: str, ada: Client, changed: House) -> None:
    page(ada, changed, query)
    table(ada, changed, query)


def test_many_are_on_several_pages_and_cost_no_more_questions(ada: Client, changed: House) -> None:
    from django.db import connection

    def asked(query: str = "") -> int:
        with CaptureQueriesContext(connection) as questions:
            page(ada, changed, query)
        return len(questions)

    few = asked()
    for number in range(reading.A_PAGE):
        at = TUESDAY + timedelta(minutes=number)
        notes.note(changed.ada, verbs.ROLE_CHANGED, on=changed.ben.person_id, old="admin", new="admin", now=at)
    assert asked() == few
    assert "Page 1 of 2" in page(ada, changed)
    assert "Ada made the workspace." in page(ada, changed, "?page=2")
    assert len(table(ada, changed)) == reading.A_PAGE + 2


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc", "%0A"])
def test_no_cell_of_an_export_is_a_formula(name: str, ada: Client, changed: House) -> None:
    User.objects.filter(pk=changed.ada.person_id).update(name=name)
    for line in table(ada, changed):
        assert line["name"] == f"'{name}"
        assert all(not cell.startswith(("=", "+", "-", "@", "\t", "＝", "|", "%")) for cell in line.values())


def test_the_file_for_programs_says_the_same(ada: Client, changed: House) -> None:
    answer = ada.get(f"/w/{changed.slug}/audit.json")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="audit-{changed.slug}.json"'
    told = answer.json()
    assert told["notes"] == table(ada, changed)
    newest = told["notes"][0]
    assert (newest["number"], newest["what"], newest["who"]) == ("2", "role-changed", str(changed.ada.person_id))
    assert newest["mark"] == Note.objects.get(number=2).mark


def test_a_connection_is_called_by_its_host_while_it_is_there(
    ada: Client, acme: House, connection: Any, foreign: Any
) -> None:
    for one in (connection, foreign):
        notes.note(acme.ada, verbs.CONNECTION_TESTED, on=one, now=TUESDAY)
    said = page(ada, acme)
    assert f"Ada tested the token of connection {connection.label}." in said
    assert f"Ada tested the token of connection {foreign.key[:8]}." in said
    gone = connection.key[:8]
    connection.delete()
    assert f"Ada tested the token of connection {gone}." in page(ada, acme)


def test_a_link_is_called_by_its_dashboard_and_an_invitation_by_its_address_while_they_are_there(
    ada: Client, acme: House, connection: Any
) -> None:
    link, _ = shared(acme, connection)
    made, _ = invited(acme)
    said = page(ada, acme)
    begins = str(link.pk)[:8]
    assert f"Ada made share link Flow ({begins}): flow." in said
    assert "Ada sent invitation to eve@acme.test, as member." in said
    link.delete()
    made.delete()
    said = page(ada, acme)
    assert f"Ada made share link {begins}: flow." in said
    assert "eve@acme.test" not in said


def test_looking_and_exporting_is_not_noted(ada: Client, changed: House) -> None:
    before = Note.objects.count()
    for ending in ("", ".csv", ".json"):
        assert ada.get(f"/w/{changed.slug}/audit{ending}").status_code == 200
    assert Note.objects.count() == before


@pytest.mark.parametrize("role", Role)
def test_owner_and_admin_alone_find_the_way_there(role: Role, acme: House) -> None:
    browser = signed_in(joined(acme, role))
    assert (b"/audit" in browser.get(f"/w/{acme.slug}/members/").content) == (role in (Role.OWNER, Role.ADMIN))


def test_another_house_has_its_own(cy: Client, changed: House, elsewhere: House) -> None:
    said = page(cy, elsewhere)
    assert "Cy made the workspace." in said
    assert "Ada" not in said
    assert "1 note." in said


def test_a_verb_that_is_told_no_more_is_told_by_its_name(ada: Client, changed: House) -> None:
    gone = verbs.Verb("board-painted", "board", verbs.MEMBER_LEFT.sentence)
    notes.note(changed.ada, gone, on=7, now=datetime(2026, 3, 4, tzinfo=UTC))
    assert "Ada: board-painted (7)." in page(ada, changed)
