"""Invitations: for one address, once, for seven days; and what anybody else learns of them."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection as database
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.audit.models import Note
from altaclario.workspaces import invitations, members
from altaclario.workspaces.models import Invitation, Membership
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, invited, joined, person, signed_in
from tests.rows import rows, stored
from tests.walls.test_strangers import answer

pytestmark = pytest.mark.django_db


HELD = "/invitations/"
DAY = timedelta(days=1)


def browser_of(name: str) -> Client:
    browser = Client()
    browser.force_login(person(name, "acme"))
    return browser


def joins(browser: Client, token: str) -> HttpResponse:
    """Opens the address of the mail, and presses the button."""
    browser.get(f"{HELD}{token}")
    return browser.post(HELD)


@pytest.mark.django_db(transaction=True)
def test_from_the_form_over_the_mail_into_the_workspace(acme: House, ada: Client) -> None:
    ada.post(f"/w/{acme.slug}/members/invite", {"email": "Eve@Acme.test", "role": "member"})
    (sent,) = mail.outbox
    assert sent.to == ["eve@acme.test"]
    path = re.search(r"http://testserver(/invitations/\S+)", str(sent.body))[1]  # type: ignore[index]
    assert b"eve@acme.test" in ada.get(f"/w/{acme.slug}/members/").content
    eve = browser_of("Eve")
    assert eve.get(path).headers["Location"] == HELD
    assert b"Join Acme" in eve.get(HELD).content
    assert eve.post(HELD).headers["Location"] == f"/w/{acme.slug}/home"
    assert eve.get(f"/w/{acme.slug}/connections/new").status_code == 200
    assert not Invitation.objects.exists()


@pytest.mark.asvs("11.5.1")
def test_the_token_is_kept_as_a_hash_alone(acme: House) -> None:
    _, token = invited(acme)
    assert token.encode() not in stored()
    assert len(token) == 43


def test_what_does_not_hold_looks_the_same_whatever_the_reason(acme: House) -> None:
    eve, fay = browser_of("Eve"), browser_of("Fay")
    expired, old = invited(acme)
    Invitation.objects.filter(pk=expired.pk).update(expires=timezone.now() - timedelta(seconds=1))
    told = [answer(fay, "get", f"/invitations/{old}")]
    revoked, taken_back = invited(acme)
    invitations.revoke(acme.ada, revoked.pk, now=timezone.now())
    _, used = invited(acme)
    assert joins(eve, used).status_code == 302
    told += [answer(fay, "get", f"/invitations/{one}") for one in (taken_back, used, "x", "%00", "é" * 99)]
    assert told[0][0] == 404
    assert all(one == told[0] for one in told)


def test_a_newer_one_to_the_same_address_ends_the_older(acme: House) -> None:
    _, first = invited(acme)
    _, second = invited(acme, role="viewer")
    eve = browser_of("Eve")
    assert eve.get(f"/invitations/{first}").status_code == 404
    joins(eve, second)
    assert Membership.objects.get(person__email="eve@acme.test").role == Role.VIEWER


@pytest.mark.asvs("2.3.1", "14.2.1")
def test_somebody_else_is_told_so_and_not_to_whom_it_was_sent(acme: House, cy: Client) -> None:
    _, token = invited(acme)
    before = rows("sessions.Session")
    for given in (joins(cy, token), cy.get(HELD)):
        assert given.status_code == 403
        assert (
            b"signed in as cy@elsewhere.test; it was sent to e\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2@acme.test"
            in given.content
        )
        assert b"eve@" not in given.content
        assert b"Acme" not in given.content
    assert rows("sessions.Session") == before


def test_whoever_is_signed_in_as_somebody_else_signs_out_and_goes_on(acme: House, cy: Client) -> None:
    _, token = invited(acme)
    joins(cy, token)
    assert b'as-another" data-sign-out>' in cy.get(HELD).content  # other tabs hear of it
    assert cy.post(f"{HELD}as-another").headers["Location"] == f"/accounts/login/?next={HELD}"
    assert "_auth_user_id" not in cy.session
    cy.force_login(person("Eve", "acme"))
    assert b"Join Acme" in cy.get(HELD).content
    assert cy.post(HELD).headers["Location"] == f"/w/{acme.slug}/home"


def test_a_button_pressed_twice_leads_in_twice(acme: House) -> None:
    _, token = invited(acme)
    eve = browser_of("Eve")
    assert joins(eve, token).headers["Location"] == f"/w/{acme.slug}/home"
    for given in (eve.post(HELD), eve.get(HELD), joins(eve, token)):
        assert given.headers["Location"] == f"/w/{acme.slug}/home"
    assert Membership.objects.filter(person__email="eve@acme.test").count() == 1


def test_who_came_in_and_was_removed_does_not_come_in_again(acme: House, ada: Client) -> None:
    _, token = invited(acme)
    eve = browser_of("Eve")
    joins(eve, token)
    came = Membership.objects.get(person__email="eve@acme.test")
    ada.post(f"/w/{acme.slug}/members/{came.pk}/remove", {"seen": "member"})
    assert eve.post(HELD).status_code == 404
    assert eve.get(f"{HELD}{token}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_the_same_moment_it_leads_in_as_well(acme: House) -> None:
    _, token = invited(acme)
    eve = person("Eve", "acme")

    def accepts(_: int) -> Membership:
        try:
            return invitations.accept(eve, invitations.hashed(token), now=timezone.now())
        finally:
            database.close()

    with ThreadPoolExecutor(3) as several:
        assert len(set(several.map(accepts, range(3)))) == 1


@pytest.mark.parametrize("how", ["lowered", "removed", "left"])
def test_with_the_right_to_send_it_an_invitation_ends(how: str, acme: House, ada: Client) -> None:
    dee = joined(acme, Role.ADMIN)
    kept, _ = invited(acme, "fay@acme.test")
    _, token = invited(House(acme.workspace, dee))
    if how == "lowered":
        members.change_role(acme.ada, dee.pk, role=Role.MEMBER, seen="admin", now=MONDAY)
    elif how == "removed":
        members.remove(acme.ada, dee.pk, seen="admin", now=MONDAY)
    else:
        members.leave(dee, now=MONDAY)
    assert joins(browser_of("Eve"), token).status_code == 404
    assert Invitation.objects.get() == kept


def test_an_owner_who_becomes_an_admin_still_invites_whom_an_admin_may(acme: House) -> None:
    invited(acme, "eve@acme.test", "owner")
    kept, _ = invited(acme, "fay@acme.test", "admin")
    members.hand_over(acme.ada, acme.ben.pk, seen="viewer", now=MONDAY)
    assert Invitation.objects.get() == kept


def test_an_address_that_nobody_confirmed_is_not_the_persons(acme: House) -> None:
    from allauth.account.models import EmailAddress

    _, token = invited(acme)
    eve = browser_of("Eve")
    EmailAddress.objects.filter(email="eve@acme.test").update(verified=False)
    assert joins(eve, token).status_code == 403
    assert not Membership.objects.filter(person__email="eve@acme.test").exists()


def test_who_is_not_signed_in_comes_back_to_it(acme: House, anybody: Client) -> None:
    _, token = invited(acme)
    assert anybody.get(f"{HELD}{token}").headers["Location"] == HELD
    to = anybody.get(HELD).headers["Location"]
    assert to == f"/accounts/login/?next={HELD}"
    assert b"/accounts/signup/?next=%2Finvitations%2F" in anybody.get(to).content


def test_its_token_stands_in_no_address_after_the_first_and_nowhere_on_disk(acme: House, anybody: Client) -> None:
    _, token = invited(acme)
    page = anybody.get(f"{HELD}{token}", follow=True)
    assert not [to for to, _ in page.redirect_chain if token in to]
    assert token.encode() not in page.content
    held = dict(anybody.session)
    assert invitations.hashed(token) in held.values()
    assert token not in repr(held)


@pytest.mark.asvs("2.2.3", "8.2.3")
def test_an_admin_invites_no_owner_and_takes_back_no_owners_invitation(acme: House) -> None:
    dee = joined(acme, Role.ADMIN)
    admin, before = signed_in(dee), Invitation.objects.count()
    form = {"email": "eve@acme.test", "role": "owner"}
    assert admin.post(f"/w/{acme.slug}/members/invite", form).status_code == 422
    with pytest.raises(members.NotAllowed):
        invitations.invite(dee, email="eve@acme.test", role=Role.OWNER, address_of=str, now=timezone.now())
    assert Invitation.objects.count() == before
    made, _ = invited(acme, role="owner")
    assert admin.post(f"/w/{acme.slug}/members/invitations/{made.pk}/revoke").status_code == 403


def test_inviting_tells_nothing_of_whether_an_address_has_an_account(
    acme: House, elsewhere: House, ada: Client
) -> None:
    path = f"/w/{acme.slug}/members/invite"
    known, unknown = (
        ada.post(path, {"email": email, "role": "viewer"}) for email in ("cy@elsewhere.test", "zed@elsewhere.test")
    )
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    page = ada.get(f"/w/{acme.slug}/members/").content.decode()
    assert page.count("Revoke") >= 2


def test_a_member_is_not_invited_again_and_who_joined_keeps_their_role(acme: House, ada: Client) -> None:
    given = ada.post(f"/w/{acme.slug}/members/invite", {"email": "BEN@acme.test", "role": "admin"})
    assert (given.status_code, b"is a member already" in given.content) == (422, True)


@pytest.mark.asvs("2.3.2")
def test_a_workspace_sends_no_more_than_so_many(acme: House, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_OPEN", 1)
    invited(acme)
    given = ada.post(f"/w/{acme.slug}/members/invite", {"email": "fay@acme.test", "role": "viewer"})
    assert (given.status_code, Invitation.objects.count()) == (422, 1)


def test_fifty_of_a_workspace_may_be_open_and_no_more(acme: House, elsewhere: House) -> None:
    now = timezone.now()
    for house, open_now, until in ((acme, 49, now + DAY), (acme, 9, now), (elsewhere, 9, now + DAY)):
        Invitation.objects.bulk_create(
            Invitation(
                workspace=house.workspace,
                by=house.owner,
                email=f"{number}@{until:%d}.test",
                role="viewer",
                token_hash=secrets.token_hex(32),
                created=now,
                expires=until,
            )
            for number in range(open_now)
        )
    invited(acme, "eve@acme.test")
    invited(acme, "Eve@acme.test")  # In the place of the one before.
    with pytest.raises(invitations.TooManyOpen):
        invited(acme, "fay@acme.test")


def test_it_holds_for_seven_days_to_the_second(acme: House) -> None:
    tokens: list[str] = []
    made = invitations.invite(
        acme.ada,
        email="eve@acme.test",
        role=Role.MEMBER,
        address_of=lambda token: tokens.append(token) or token,
        now=MONDAY,
    )
    eve, hash, ends = person("Eve", "acme"), invitations.hashed(tokens[0]), MONDAY + 7 * DAY
    for now, holds in ((ends - timedelta(seconds=1), True), (ends, False)):
        assert invitations.holds(hash, eve, now=now) is holds
        assert invitations.waiting(acme.ada, now=now) == [made] * holds
    assert invitations.opened(eve, hash, now=ends - timedelta(seconds=1)) == made
    with pytest.raises(invitations.DoesNotHold):
        invitations.opened(eve, hash, now=ends)


def test_those_that_wait_stand_in_the_order_in_which_they_were_sent(acme: House) -> None:
    first, second, third = (invited(acme, f"{name}@acme.test")[0] for name in ("fay", "eve", "gil"))
    Invitation.objects.filter(pk=first.pk).update(created=timezone.now() + DAY)
    assert invitations.waiting(acme.ada, now=timezone.now()) == [second, third, first]
    assert invitations.waiting(acme.ben, now=timezone.now()) == []


def test_the_log_says_which_invitation_and_as_what(acme: House) -> None:
    eve, now = person("Eve", "acme"), timezone.now()
    taken_back, _ = invited(acme, "fay@acme.test", "viewer")
    invitations.revoke(acme.ada, taken_back.pk, now=now)
    used, token = invited(acme, "eve@acme.test", "admin")
    came = invitations.accept(eve, invitations.hashed(token), now=now)
    noted = Note.objects.of(acme.workspace.owner_key).values_list("who", "what", "on", "old", "new")[:4]
    ada, first, second = str(acme.ada.person_id), str(taken_back.pk), str(used.pk)
    assert list(reversed(noted)) == [
        (ada, "member-invited", first, "", "viewer"),
        (ada, "invitation-revoked", first, "viewer", ""),
        (ada, "member-invited", second, "", "admin"),
        (str(eve.pk), "member-joined", second, "", "admin"),
    ]
    assert (came.role, came.joined) == (Role.ADMIN, now)


def test_who_belongs_already_keeps_role_and_day_when_they_accept(acme: House) -> None:
    _, token = invited(acme, "eve@acme.test", "admin")
    eve = person("Eve", "acme")
    Membership.objects.create(workspace=acme.workspace, person=eve, role=Role.VIEWER, joined=MONDAY)
    came = invitations.accept(eve, invitations.hashed(token), now=timezone.now())
    assert (came.role, came.joined) == (Role.VIEWER, MONDAY)
    assert invitations.accept(eve, invitations.hashed(token), now=timezone.now()) == came


def test_one_address_may_be_invited_to_two_workspaces(acme: House, elsewhere: House) -> None:
    theirs, _ = invited(elsewhere)
    ours, token = invited(acme)
    beside, _ = invited(acme, "fay@acme.test")
    now = timezone.now()
    assert invitations.waiting(elsewhere.owner, now=now) == [theirs]
    assert invitations.waiting(acme.ada, now=now) == [ours, beside]
    invitations.accept(person("Eve", "acme"), invitations.hashed(token), now=now)
    assert set(Invitation.objects.all()) == {theirs, beside}


def test_one_that_is_taken_back_is_gone_and_the_others_stay(acme: House, elsewhere: House) -> None:
    first, second, theirs = invited(acme)[0], invited(acme, "fay@acme.test")[0], invited(elsewhere)[0]
    invitations.revoke(acme.ada, second.pk, now=timezone.now())
    assert set(Invitation.objects.all()) == {first, theirs}
    for gone in (second.pk, theirs.pk):
        with pytest.raises(invitations.DoesNotHold):
            invitations.revoke(acme.ada, gone, now=timezone.now())


@pytest.mark.parametrize("came", [True, False])
def test_of_two_who_accept_at_once_the_second_finds_the_row_gone(
    came: bool, acme: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it was the same person in another tab, once it was revoked meanwhile."""
    _, token = invited(acme)
    eve, hash, real = person("Eve", "acme"), invitations.hashed(token), invitations.opened
    first: list[Membership] = []

    def meanwhile(*who: object, **more: object) -> Invitation:
        found = real(*who, **more)  # type: ignore[arg-type]
        Invitation.objects.filter(pk=found.pk).delete()
        if came:
            beside = {"role": Role.MEMBER, "joined": MONDAY, "came_with": hash}
            first.append(Membership.objects.create(workspace=acme.workspace, person=eve, **beside))
        return found

    monkeypatch.setattr(invitations, "opened", meanwhile)
    if came:
        assert invitations.accept(eve, hash, now=timezone.now()) == first[0]
    else:
        with pytest.raises(invitations.DoesNotHold):
            invitations.accept(eve, hash, now=timezone.now())


def test_with_which_invitation_somebody_came_still_leads_them_in(acme: House) -> None:
    _, token = invited(acme)
    eve, hash, now = person("Eve", "acme"), invitations.hashed(token), timezone.now()
    invitations.accept(eve, hash, now=now)
    assert invitations.holds(hash, eve, now=now)
    assert not invitations.holds(hash, acme.ben.person, now=now)


def test_while_the_account_of_whoever_sent_it_is_closed_it_does_not_hold(acme: House) -> None:
    dee, eve, now = joined(acme, Role.ADMIN), person("Eve", "acme"), timezone.now()
    invited(acme, "fay@acme.test")
    sent, token = invited(House(acme.workspace, dee))
    hash, accounts = invitations.hashed(token), type(dee.person).objects.filter(pk=dee.person_id)
    accounts.update(erases=now)
    assert not invitations.holds(hash, eve, now=now)
    with pytest.raises(invitations.DoesNotHold):
        invitations.opened(eve, hash, now=now)
    accounts.update(erases=None)
    assert invitations.opened(eve, hash, now=now) == sent


def test_whatever_was_typed_as_a_token_has_a_hash() -> None:
    assert len(invitations.hashed("\ud800é")) == 64


def test_nothing_in_hand_leads_nowhere(acme: House) -> None:
    """Whoever came without an invitation has none: an empty hash is not theirs."""
    assert Membership.objects.get(pk=acme.ben.pk).came_with == ""
    assert invitations.came_in("", acme.ben.person) is None
    assert not invitations.holds("", acme.ben.person, now=timezone.now())


def test_the_address_must_be_of_the_one_who_opens_it(acme: House, elsewhere: House) -> None:
    _, token = invited(acme)
    person("Eve", "acme")
    with pytest.raises(invitations.ForSomebodyElse) as told:
        invitations.opened(elsewhere.owner.person, invitations.hashed(token), now=timezone.now())
    assert (told.value.address, str(told.value)) == ("e•••@acme.test", "")


@pytest.mark.django_db(transaction=True)
def test_the_mail_says_who_invites_where_to_and_for_how_long(acme: House) -> None:
    _, token = invited(acme, "Eve@ACME.test")
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["eve@acme.test"], "An invitation to the workspace Acme")
    assert all(word in sent.body for word in ("Ada", "Acme", token, "7 days"))


@pytest.mark.asvs("8.2.2")
def test_anothers_invitation_is_one_that_never_was(acme: House, cy: Client, elsewhere: House) -> None:
    made, _ = invited(acme)
    assert cy.post(f"/w/{elsewhere.slug}/members/invitations/{made.pk}/revoke").status_code == 404
    assert Invitation.objects.filter(pk=made.pk).exists()


def test_who_belongs_to_several_chooses(acme: House, elsewhere: House, cy: Client) -> None:
    Membership.objects.create(workspace=acme.workspace, person=elsewhere.owner.person, role=Role.VIEWER)
    said = cy.get("/w/").content.decode()
    assert f"/w/{acme.slug}/home" in said
    assert f"/w/{elsewhere.slug}/home" in said


@pytest.mark.asvs("1.3.11")
@pytest.mark.django_db(transaction=True)
def test_nothing_that_somebody_typed_is_a_line_of_a_mails_head(acme: House, ada: Client) -> None:
    acme.workspace.name = "Acme\r\nBcc: mallory@else.test"
    acme.workspace.save()
    invite = f"/w/{acme.slug}/members/invite"
    for email in (
        "eve@acme.test\nBcc: mallory@else.test",
        "eve@acme.test, mallory@else.test",
        "eve@acme.test\r\n\r\nx",
    ):
        assert ada.post(invite, {"email": email, "role": "viewer"}).status_code in (302, 422)
    assert ada.post(invite, {"email": "fay@acme.test", "role": "viewer"}).status_code == 302
    for sent in mail.outbox:
        head = sent.message().as_string().partition("\n\n")[0]
        assert [line for line in head.splitlines() if line.lower().startswith(("bcc:", "cc:"))] == []
        assert len(sent.recipients()) == 1
        assert "mallory" not in sent.to[0]
