"""Who belongs to a workspace, and how that changes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection as database
from django.db import transaction
from django.test import Client

from altaclario.accounts.tests import signing
from altaclario.audit.models import Note
from altaclario.workspaces import founding, members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import TABLE, Role
from tests.cast import MONDAY, PASSWORD, House, joined, signed_in
from tests.rows import rows
from tests.walls.test_strangers import answer

pytestmark = pytest.mark.django_db


def role_of(member: Membership) -> str:
    return Membership.objects.get(pk=member.pk).role


def test_the_page_says_who_is_there_since_when_and_what_each_role_may(acme: House, ada: Client) -> None:
    joined(acme, Role.MEMBER)
    said = ada.get(f"/w/{acme.slug}/members/").content.decode()
    assert all(word in said for word in ("Ada", "Ben", "Dee", "Owner", "Viewer", "2 Mar 2026", "3 people."))
    assert all(row.sentence.text.replace("'", "&#x27;") in said for row in TABLE)


@pytest.mark.asvs("8.2.3", "15.3.1")
def test_addresses_of_people_are_shown_to_those_who_manage_them(acme: House, ada: Client, ben: Client) -> None:
    path = f"/w/{acme.slug}/members/"
    assert b"ada@acme.test" in ada.get(path).content
    assert b"ada@acme.test" not in ben.get(path).content


def test_the_page_costs_as_many_questions_for_thirty_as_for_three(
    acme: House, ada: Client, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(database) as few:
        ada.get(f"/w/{acme.slug}/members/")
    for number in range(30):
        joined(acme, Role.MEMBER, f"Dee{number}")
    with django_assert_num_queries(len(few)):
        ada.get(f"/w/{acme.slug}/members/")


def test_a_change_of_role_counts_from_the_next_page_on(acme: House, ada: Client, ben: Client) -> None:
    assert ben.get(f"/w/{acme.slug}/connections/new").status_code == 403
    given = ada.post(f"/w/{acme.slug}/members/{acme.ben.pk}/", {"role": "member", "seen": "viewer"})
    assert given.headers["Location"] == f"/w/{acme.slug}/members/"
    assert ben.get(f"/w/{acme.slug}/connections/new").status_code == 200


@pytest.mark.asvs("2.3.4")
def test_of_two_who_change_one_role_the_second_is_told_and_nothing_is_lost(acme: House, ada: Client) -> None:
    other = signed_in(joined(acme, Role.ADMIN))
    path = f"/w/{acme.slug}/members/{acme.ben.pk}/"
    assert b'name="seen" value="viewer"' in other.get(path).content
    ada.post(path, {"role": "member", "seen": "viewer"})
    told = other.post(path, {"role": "admin", "seen": "viewer"}, follow=True)
    assert b"Somebody changed this meanwhile" in told.content
    assert role_of(acme.ben) == Role.MEMBER


@pytest.mark.parametrize("verb", ["remove", "hand-over"])
def test_what_was_seen_counts_for_removal_and_handing_over_too(acme: House, ada: Client, verb: str) -> None:
    before = rows("sessions.Session")
    told = ada.post(f"/w/{acme.slug}/members/{acme.ben.pk}/{verb}", {"seen": "member"}, follow=True)
    assert b"Somebody changed this meanwhile" in told.content
    assert rows("sessions.Session") == before


@pytest.mark.asvs("2.2.1", "8.2.1")
@pytest.mark.parametrize("role", ["owner", "king", "", "Member", "x" * 10_000])
def test_an_admin_makes_nobody_an_owner_and_nobody_makes_what_is_no_role(acme: House, role: str) -> None:
    admin = signed_in(joined(acme, Role.ADMIN))
    path = f"/w/{acme.slug}/members/{acme.ben.pk}/"
    assert admin.post(path, {"role": role, "seen": "viewer"}).status_code == 422
    assert role_of(acme.ben) == Role.VIEWER


def test_an_admin_cannot_touch_the_owner(acme: House) -> None:
    dee = joined(acme, Role.ADMIN)
    admin, path = signed_in(dee), f"/w/{acme.slug}/members/{acme.ada.pk}/"
    assert f"{acme.ada.pk}" not in admin.get(f"/w/{acme.slug}/members/").content.decode()
    before = rows()
    assert admin.get(path).status_code == 403
    assert admin.post(path, {"role": "viewer", "seen": "owner"}).status_code == 403
    assert admin.post(f"{path}remove", {"seen": "owner"}).status_code == 403
    assert admin.post(f"{path}hand-over", {"seen": "owner"}).status_code == 403
    assert rows() == before
    with pytest.raises(members.NotAllowed):
        members.change_role(dee, acme.ada.pk, role=Role.VIEWER, seen="owner", now=MONDAY)
    with pytest.raises(members.NotAllowed):
        members.change_role(dee, acme.ben.pk, role=Role.OWNER, seen="viewer", now=MONDAY)
    with pytest.raises(members.NotAllowed):
        members.hand_over(dee, acme.ben.pk, seen="viewer", now=MONDAY)


@pytest.mark.asvs("8.3.1")
@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_who_may_not_change_members_cannot_by_calling_either(acme: House, role: Role) -> None:
    dee = joined(acme, role)
    for change in (
        lambda: members.change_role(dee, acme.ben.pk, role=Role.MEMBER, seen="viewer", now=MONDAY),
        lambda: members.change_role(dee, dee.pk, role=Role.OWNER, seen=role, now=MONDAY),
        lambda: members.remove(dee, acme.ben.pk, seen="viewer", now=MONDAY),
        lambda: members.hand_over(dee, acme.ben.pk, seen="viewer", now=MONDAY),
    ):
        with pytest.raises(members.NotAllowed):
            change()


@pytest.mark.asvs("8.3.1")
def test_what_one_may_is_looked_at_when_it_is_done_and_not_when_the_page_was_opened(acme: House) -> None:
    dee = joined(acme, Role.ADMIN)
    Membership.objects.filter(pk=dee.pk).update(role=Role.VIEWER)
    with pytest.raises(members.NotAllowed):
        members.remove(dee, acme.ben.pk, seen="viewer", now=MONDAY)
    Membership.objects.filter(pk=dee.pk).delete()
    with pytest.raises(members.NotAllowed):
        members.leave(dee, now=MONDAY)


@pytest.mark.asvs("8.4.1")
def test_a_member_of_elsewhere_is_nobody_here(acme: House, elsewhere: House) -> None:
    for change in (
        lambda: members.change_role(acme.ada, elsewhere.owner.pk, role=Role.VIEWER, seen="owner", now=MONDAY),
        lambda: members.remove(acme.ada, elsewhere.owner.pk, seen="owner", now=MONDAY),
        lambda: members.hand_over(acme.ada, elsewhere.owner.pk, seen="owner", now=MONDAY),
    ):
        with pytest.raises(members.NoSuchMember):
            change()


def test_the_log_says_of_whom_and_what_was_before_and_after(acme: House) -> None:
    dee, ben = joined(acme, Role.ADMIN), acme.ben
    members.change_role(acme.ada, ben.pk, role=Role.MEMBER, seen="viewer", now=MONDAY)
    members.remove(acme.ada, ben.pk, seen="member", now=MONDAY)
    members.hand_over(acme.ada, dee.pk, seen="admin", now=MONDAY)
    members.leave(acme.ada, now=MONDAY)
    noted = Note.objects.of(acme.workspace.owner_key).values_list("what", "on", "old", "new")[:4]
    ids = {str(one.person_id): one.person.name for one in (acme.ada, ben, dee)}
    assert [(what, ids[on], old, new) for what, on, old, new in reversed(noted)] == [
        ("role-changed", "Ben", "viewer", "member"),
        ("member-removed", "Ben", "member", ""),
        ("workspace-handed-over", "Dee", "admin", "owner"),
        ("member-left", "Ada", "admin", ""),
    ]


def test_whoever_must_know_hears_that_somebody_goes(acme: House) -> None:
    heard = []

    def hear(membership: Membership, now: Any, **_: Any) -> None:
        heard.append((membership.pk, now))

    members.gone.connect(hear)
    try:
        going = acme.ben.pk
        members.remove(acme.ada, going, seen="viewer", now=MONDAY)
    finally:
        members.gone.disconnect(hear)
    assert heard == [(going, MONDAY)]


def test_whoever_is_elsewhere_inherits_nothing_here(acme: House, elsewhere: House) -> None:
    assert members.is_only_owner(acme.ada)
    assert members.heirs(acme.ada) == [acme.ben]
    assert members.heirs(acme.ben) is None


def test_an_owner_whose_account_is_closed_is_no_other_owner(acme: House) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.OWNER, seen="viewer", now=MONDAY)
    assert not members.is_only_owner(acme.ada)
    type(acme.ben.person).objects.filter(pk=acme.ben.person_id).update(erases=MONDAY)
    assert members.is_only_owner(acme.ada)


def test_who_owns_it_already_stays_the_owner(acme: House) -> None:
    members.change_role(acme.ada, acme.ada.pk, role=Role.OWNER, seen="owner", now=MONDAY)
    assert role_of(acme.ada) == Role.OWNER


def test_of_two_owners_none_hands_over_to_themselves(acme: House) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.OWNER, seen="viewer", now=MONDAY)
    with pytest.raises(members.NotAllowed):
        members.hand_over(acme.ada, acme.ada.pk, seen="owner", now=MONDAY)
    assert role_of(acme.ada) == Role.OWNER


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_while_one_changes_members_another_may_add_what_leads_to_the_workspace(acme: House) -> None:
    def joins() -> Membership:
        try:
            with transaction.atomic(), database.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                return joined(acme, Role.VIEWER)
        finally:
            database.close()

    with ThreadPoolExecutor(1) as other, members.alone(acme.ada):
        assert other.submit(joins).result().pk


def test_a_workspace_is_never_without_an_owner(acme: House, ada: Client) -> None:
    with pytest.raises(members.NoOwnerLeft):
        members.change_role(acme.ada, acme.ada.pk, role=Role.ADMIN, seen="owner", now=MONDAY)
    with pytest.raises(members.NoOwnerLeft):
        members.remove(acme.ada, acme.ada.pk, seen="owner", now=MONDAY)
    with pytest.raises(members.NoOwnerLeft):
        members.leave(acme.ada, now=MONDAY)
    assert b"hand it over first" in ada.get(f"/w/{acme.slug}/members/leave").content
    assert b"A workspace needs an owner" in ada.post(f"/w/{acme.slug}/members/leave", follow=True).content
    assert role_of(acme.ada) == Role.OWNER


def test_the_only_owner_who_wants_to_leave_is_led_through_handing_over(acme: House, ada: Client) -> None:
    path = f"/w/{acme.slug}/members/"
    said = ada.get(f"{path}leave").content.decode()
    assert f'href="{path}{acme.ben.pk}/#over-head"' in said
    assert f'action="{path}{acme.ben.pk}/hand-over"' in ada.get(f"{path}{acme.ben.pk}/").content.decode()
    assert "Leave now" not in said
    members.remove(acme.ada, acme.ben.pk, seen="viewer", now=MONDAY)
    assert "invite somebody who can take it over" in ada.get(f"{path}leave").content.decode()


def test_who_hands_over_is_an_admin_and_may_leave(acme: House, ada: Client, ben: Client) -> None:
    ada.post(f"/w/{acme.slug}/members/{acme.ben.pk}/hand-over", {"seen": "viewer"})
    assert (role_of(acme.ben), role_of(acme.ada)) == (Role.OWNER, Role.ADMIN)
    assert ada.post(f"/w/{acme.slug}/members/leave").headers["Location"] == "/w/"
    assert ada.get(f"/w/{acme.slug}/flow").status_code == 404
    assert ben.get(f"/w/{acme.slug}/members/").status_code == 200


@pytest.mark.asvs("7.5.1")
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("{ben}/", {"role": "owner", "seen": "viewer"}),
        ("{ben}/hand-over", {"seen": "viewer"}),
        ("{eve}/remove", {"seen": "owner"}),
        ("invite", {"email": "fay@acme.test", "role": "owner"}),
    ],
)
def test_whoever_changes_who_owns_it_confirms_that_it_is_they_and_goes_on(
    path: str, sent: dict[str, str], acme: House, ada: Client
) -> None:
    acme.ada.person.set_password(PASSWORD)
    acme.ada.person.save()
    signing.sign_in(ada, acme.ada.person)
    path = f"/w/{acme.slug}/members/" + path.format(ben=acme.ben.pk, eve=joined(acme, Role.OWNER, "Eve").pk)
    notes = Note.objects.count()
    asked = ada.post(path, sent)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert Note.objects.count() == notes
    done = ada.post(asked.headers["Location"], {"password": PASSWORD, "next": path})
    assert done.headers["Location"] == f"/w/{acme.slug}/members/"
    assert Note.objects.filter(kind__in=("person", "invitation")).latest("pk").what in {
        *("role-changed", "workspace-handed-over", "member-removed", "member-invited")
    }


def test_one_of_two_owners_may_leave(acme: House) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.OWNER, seen="viewer", now=MONDAY)
    members.leave(acme.ada, now=MONDAY)
    assert role_of(acme.ben) == Role.OWNER


@pytest.mark.asvs("2.3.4")
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_the_same_moment_leave_one_behind(acme: House) -> None:
    members.change_role(acme.ada, acme.ben.pk, role=Role.OWNER, seen="viewer", now=MONDAY)

    def leaves(one: Membership) -> bool:
        try:
            members.leave(one, now=MONDAY)
        except members.NoOwnerLeft:
            return False
        finally:
            database.close()
        return True

    with ThreadPoolExecutor(2) as several:
        assert sorted(several.map(leaves, (acme.ada, acme.ben))) == [False, True]
    assert Membership.objects.get().role == Role.OWNER


def test_a_removed_member_with_an_open_tab_is_a_stranger(acme: House, ada: Client, ben: Client) -> None:
    never_was = answer(ben, "get", "/w/no-such-workspace-234567/flow")
    ada.post(f"/w/{acme.slug}/members/{acme.ben.pk}/remove", {"seen": "viewer"})
    assert answer(ben, "get", f"/w/{acme.slug}/flow") == never_was
    assert never_was[0] == 404
    assert ben.post(f"/w/{acme.slug}/members/leave").status_code == 404
    assert ada.post(f"/w/{acme.slug}/members/{acme.ben.pk}/remove", {"seen": "viewer"}).status_code == 404


def test_a_visit_to_the_demo_has_nothing_to_leave(demo: object, anybody: Client, ada: Client) -> None:
    visit = founding.visit_to_the_demo()
    assert visit is not None
    assert members.heirs(visit) is None
    for browser in (anybody, ada):
        assert b"nothing to leave" in browser.get("/w/demo/members/leave").content
        assert browser.post("/w/demo/members/leave").status_code == 403


@pytest.mark.asvs("1.2.1")
def test_a_name_that_is_markup_is_text_on_these_pages(acme: House, ada: Client) -> None:
    dee = joined(acme, Role.VIEWER)
    type(dee.person).objects.filter(pk=dee.person_id).update(name="<script>alert(1)</script>")
    for path in ("", f"{dee.pk}/"):
        assert b"<script>alert" not in ada.get(f"/w/{acme.slug}/members/{path}").content
