"""Closing: everything stops at once, one click undoes it for 30 days, and what was is as it was."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import SignIn, User
from altaclario.accounts.tests import signing
from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from altaclario.privacy import closing
from altaclario.privacy.models import Ending
from altaclario.sync import asking, schedule
from altaclario.sync.models import SyncRun
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership, Workspace
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, House, connected, invited, joined, person, shared, signed_in
from tests.remembering import Memory, Read
from tests.rows import rows
from tests.trackers import Simulated

DAY = timedelta(days=1)
OUTSIDE = ("audit.Chain", "audit.Note", "vault.DataKey", "accounts.SignIn", "sessions.Session", "sync.SyncRun")
"""What undoing does not bring back: notes and their keys, sign-ins; and readings, which are numbers."""
LINKS: list[str] = []


def address_of(token: str) -> str:
    LINKS.append(token)
    return f"https://here.test/closed/{token}"


def close(who: User, now: datetime = MONDAY, **more: Any) -> datetime:
    return closing.close_account(who, address_of=address_of, now=now, **more)


@pytest.fixture
def dee(acme: House) -> Membership:
    """A member who owns nothing alone."""
    return joined(acme, Role.MEMBER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("closing-undone")
def test_everything_of_an_account_stops_at_once_and_is_as_it_was_after_29_9_days(
    acme: House, dee: Membership, site: Simulated, read: Read, memory: Memory, mailoutbox: list[EmailMessage]
) -> None:
    own = connected(acme.workspace, site, dee)
    _, token = shared(acme, own, by=dee, now=timezone.now())
    read(own)
    browser = Client()
    browser.force_login(dee.person)
    before, now = rows(*OUTSIDE), timezone.now()
    erases = close(dee.person, now)
    assert browser.get("/w/").status_code == 302
    assert not SignIn.objects.filter(person=dee.person).exists()
    assert Client().get(f"/s/{token}").status_code == 404
    assert memory.of(own) is None
    own.refresh_from_db()
    assert own.is_frozen
    assert schedule.next_reading(own, None, now=now) is None
    assert asking.load(own, now=now) is None
    (mail,) = mailoutbox
    assert mail.to == [dee.person.email]
    assert closing.undo(dee.person.owner_key, erases, now=now + 29.9 * DAY) == "Dee"
    assert rows(*OUTSIDE) == before
    assert Client().get(f"/s/{token}").status_code == 303
    own.refresh_from_db()
    assert asking.load(own, now=now) is not None
    assert browser.get("/w/").status_code == 302  # sign-ins stay ended


@pytest.mark.django_db
class TestUndoing:
    def test_after_its_time_nothing_is_undone(self, dee: Membership) -> None:
        erases = close(dee.person)
        with pytest.raises(closing.CannotBeUndone):
            closing.undo(dee.person.owner_key, erases, now=erases)
        assert User.objects.get(pk=dee.person.pk).is_closed

    @pytest.mark.parametrize("what", ["account", "workspace"])
    def test_what_is_being_erased_is_not_opened_again_by_a_clock_that_is_behind(
        self, what: str, acme: House, dee: Membership
    ) -> None:
        if what == "account":
            owner, erases = dee.person.owner_key, close(dee.person)
        else:
            erases = closing.close_workspace(acme.ada, address_of=address_of, now=MONDAY)
            owner = acme.workspace.owner_key
        Ending.objects.create(owner=owner, key="ending:1", begun=erases, mark="", told=b"")
        with pytest.raises(closing.CannotBeUndone):
            closing.undo(owner, erases, now=erases - timedelta(seconds=1))
        assert User.objects.filter(erases=None).count() == (2 if what == "account" else 3)
        assert Workspace.objects.filter(erases=None).exists() == (what == "account")

    def test_a_link_of_an_earlier_closing_undoes_nothing(self, dee: Membership) -> None:
        first = close(dee.person)
        closing.undo(dee.person.owner_key, first, now=MONDAY + DAY)
        close(User.objects.get(pk=dee.person.pk), MONDAY + 2 * DAY)
        for _ in range(2):
            with pytest.raises(closing.CannotBeUndone):
                closing.undo(dee.person.owner_key, first, now=MONDAY + 3 * DAY)

    @pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "W10:1:x"])
    def test_what_somebody_made_up_leads_nowhere(self, token: str, anybody: Client) -> None:
        assert anybody.get(f"/closed/{token}").status_code == 404
        assert anybody.post("/closed/undo").status_code == 404

    def test_looking_at_the_link_changes_nothing_and_the_button_undoes(
        self, dee: Membership, anybody: Client, django_capture_on_commit_callbacks: Any, mailoutbox: list[EmailMessage]
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            close(dee.person, timezone.now())
        (path,) = re.findall(r"https://here.test(/closed/\S+)", str(mailoutbox[0].body))
        page = anybody.get(path, follow=True)
        assert page.redirect_chain == [("/closed/", 302)]
        assert "Open it again" in page.content.decode()
        assert User.objects.get(pk=dee.person.pk).is_closed
        anybody.post("/closed/undo")
        assert not User.objects.get(pk=dee.person.pk).is_closed
        assert anybody.post("/closed/undo").status_code == 404

    def test_who_signs_in_is_led_to_it(self, acme: House) -> None:
        who, browser = signing.account(), Client()
        close(who, timezone.now())
        signing.sign_in(browser, who)
        page = browser.get("/closed/").content.decode()
        assert "Your account is closed" in page
        assert browser.get("/accounts/security/").status_code == 302
        assert browser.post("/closed/undo").status_code == 302
        signing.sign_in(browser, who)
        assert browser.get("/accounts/security/").status_code == 200

    def test_a_wrong_password_leads_nobody_there(self, acme: House) -> None:
        who, browser = signing.account(), Client()
        close(who, timezone.now())
        browser.post(signing.LOGIN, {"login": who.email, "password": "something else, quite long"})
        assert browser.get("/closed/").status_code == 404


@pytest.mark.django_db
class TestOwners:
    def test_who_alone_owns_a_workspace_is_led_through_it_first(self, acme: House, ada: Client) -> None:
        with pytest.raises(closing.OwnsAlone) as left:
            close(acme.ada.person)
        assert left.value.workspaces == [acme.workspace]
        page = ada.get("/accounts/close").content.decode()
        assert f"/w/{acme.slug}/members/leave" in page
        assert f"/w/{acme.slug}/close" in page
        assert not User.objects.get(pk=acme.ada.person.pk).is_closed

    def test_once_it_is_handed_over_or_closed_the_account_can_be(self, acme: House, dee: Membership) -> None:
        members.hand_over(acme.ada, dee.pk, seen="member", now=MONDAY)
        close(acme.ada.person)
        closing.close_workspace(Membership.objects.get(pk=dee.pk), address_of=address_of, now=MONDAY)
        close(dee.person)

    def test_an_owner_who_closed_their_account_is_none(self, acme: House) -> None:
        other = joined(acme, Role.OWNER)
        close(other.person)
        with pytest.raises(closing.OwnsAlone):
            close(acme.ada.person)
        with pytest.raises(members.NoOwnerLeft):
            members.leave(acme.ada, now=MONDAY)


@pytest.mark.django_db
@pytest.mark.proves("closing-undone")
def test_of_a_closed_workspace_there_is_one_page_and_one_button(
    acme: House, ada: Client, ben: Client, connection: Connection, memory: Memory, anybody: Client
) -> None:
    _, token = shared(acme, connection)
    _, invitation = invited(acme)
    before = rows(*OUTSIDE)
    closing.close_workspace(acme.ada, address_of=address_of, now=timezone.now())
    for browser in (ada, ben):
        for page in ("flow", "members/", "settings", "connections/", "close"):
            if browser is ada or page not in ("settings", "close"):
                assert browser.get(f"/w/{acme.slug}/{page}").status_code == 403
    assert anybody.get(f"/s/{token}").status_code == 404
    assert anybody.get(f"/invitations/{invitation}").status_code == 404
    assert SyncRun.objects.active().count() == 0
    assert "Open it again" not in ben.get(f"/w/{acme.slug}/flow").content.decode()
    assert ben.post(f"/w/{acme.slug}/reopen").status_code == 403
    assert ada.post(f"/w/{acme.slug}/reopen").status_code == 302
    assert rows(*OUTSIDE) == before
    assert ada.get(f"/w/{acme.slug}/members/").status_code == 200
    assert [note.what for note in Note.objects.of(acme.workspace.owner_key)[:2]] == [
        "workspace-reopened",
        "workspace-closed",
    ]


@pytest.mark.django_db
def test_the_log_names_whoever_opened_a_workspace_again(acme: House, ada: Client) -> None:
    fay = joined(acme, Role.OWNER, "Fay")
    erases = closing.close_workspace(acme.ada, address_of=address_of, now=timezone.now())
    fay = Membership.objects.select_related("workspace", "person").get(pk=fay.pk)
    closing.reopen(fay, now=timezone.now())
    assert Note.objects.of(acme.workspace.owner_key)[0].who == fay.actor_id
    erases = closing.close_workspace(acme.ada, address_of=address_of, now=timezone.now())
    closing.undo(acme.workspace.owner_key, erases, now=timezone.now())
    page = ada.get(f"/w/{acme.slug}/audit").content.decode()
    assert "Somebody with the link of a mail opened the workspace again" in page
    assert "Fay opened the workspace again" in page


@pytest.mark.django_db
def test_a_workspace_that_a_reported_child_had_closed_goes_with_it(acme: House) -> None:
    closing.close_workspace(acme.ada, address_of=address_of, now=MONDAY)
    closing.close_reported(acme.ada.person, now=MONDAY + DAY)
    assert Workspace.objects.get().erases == MONDAY + DAY


@pytest.mark.django_db
def test_two_reasons_to_be_frozen_are_undone_one_by_one(
    acme: House, dee: Membership, site: Simulated, memory: Memory
) -> None:
    own = connected(acme.workspace, site, dee)
    account = close(dee.person)
    workspace = closing.close_workspace(acme.ada, address_of=address_of, now=MONDAY)
    closing.undo(dee.person.owner_key, account, now=MONDAY + DAY)
    assert Connection.objects.get(pk=own.pk).is_frozen
    closing.undo(acme.workspace.owner_key, workspace, now=MONDAY + DAY)
    assert not Connection.objects.get(pk=own.pk).is_frozen


@pytest.mark.django_db
def test_a_closed_workspace_is_not_closed_once_more(acme: House) -> None:
    closing.close_workspace(acme.ada, address_of=address_of, now=MONDAY)
    with pytest.raises(members.NotAllowed):
        closing.close_workspace(acme.ada, address_of=address_of, now=MONDAY)
    assert Workspace.objects.get().erases == MONDAY + closing.WAIT


@pytest.mark.django_db
def test_closing_asks_again_who_it_is(acme: House) -> None:
    who, browser = signing.account(), Client()
    signing.sign_in(browser, who)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = browser.post("/accounts/close", {})
    assert "/accounts/reauthenticate/" in answer.headers["Location"]
    assert not User.objects.get(pk=who.pk).is_closed
    assert person("Fay", "acme") != who
    assert signed_in(acme.ada).get("/accounts/close").status_code == 200
