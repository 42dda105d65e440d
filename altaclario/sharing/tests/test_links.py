"""What members do with share links, and what they may not."""

import re
import secrets
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from altaclario.audit.models import Note
from altaclario.connections.models import Connection
from altaclario.dashboards import frozen
from altaclario.sharing import guests, links
from altaclario.sharing.models import ShareLink
from altaclario.workspaces import members
from altaclario.workspaces.permissions import Role
from tests.cast import MONDAY, TUESDAY, House, connected, joined, shared, signed_in
from tests.forms import filled, hidden
from tests.remembering import Memory, Read
from tests.rows import rows, stored
from tests.trackers import Simulated

pytestmark = pytest.mark.django_db


@pytest.mark.asvs("11.5.1")
def test_the_token_is_shown_once_and_kept_as_a_hash(acme: House, connection: Connection, ada: Client) -> None:
    link, token = shared(acme, connection)
    assert len(token) == 43
    assert token.encode() not in stored()
    listed = ada.get(f"/w/{acme.slug}/shares/").content.decode()
    assert token not in listed
    assert link.token_hash not in listed


def test_it_holds_for_thirty_days_and_never_longer_than_a_year(acme: House, connection: Connection) -> None:
    usual, _ = shared(acme, connection, now=MONDAY)
    long, _ = shared(acme, connection, now=MONDAY, days=4000)
    assert usual.expires == MONDAY + timedelta(days=30)
    assert long.expires == MONDAY + timedelta(days=365)


@pytest.mark.asvs("11.4.2")
def test_a_password_is_kept_as_a_hash(acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection, password="nine mills stand")
    assert link.password.startswith("argon2")
    assert b"nine mills stand" not in stored()


@pytest.mark.parametrize(
    ("asked", "is_of_all", "is_of_a_team"),
    [
        ({}, True, False),
        ({"type": "Bug"}, True, False),
        ({"team": "x"}, False, True),
        ({"board": "12"}, False, False),
        ({"sprint": "8"}, False, False),
    ],
)
def test_a_draft_says_how_wide_it_is(
    asked: dict[str, str], is_of_all: bool, is_of_a_team: bool, connection: Connection
) -> None:
    draft = links.Draft("flow", connection, asked, ())
    assert (draft.is_of_all, draft.is_of_a_team) == (is_of_all, is_of_a_team)


def test_the_mark_of_a_form_is_its_senders_alone(acme: House, connection: Connection) -> None:
    """Whoever sends another's mark along keeps nobody from making a link."""
    dee, once = joined(acme, Role.MEMBER), uuid.uuid4()
    shared(acme, connection, once=once)
    shared(acme, connection, by=dee, once=once)
    with pytest.raises(links.MadeAlready):
        shared(acme, connection, by=dee, once=once)


def test_a_frame_and_a_password_exclude_each_other(acme: House, connection: Connection) -> None:
    with pytest.raises(links.NotEmbeddable):
        shared(acme, connection, password="nine mills", frame_ancestors=["https://wiki.acme.test"])


def test_a_viewer_makes_none_and_sees_none(acme: House, connection: Connection, ben: Client) -> None:
    with pytest.raises(members.NotAllowed):
        shared(acme, connection, by=acme.ben)
    assert links.every(acme.ben, now=MONDAY) == []
    assert b"/shares/" not in ben.get(f"/w/{acme.slug}/flow").content


def test_a_role_that_was_lowered_meanwhile_counts(acme: House, connection: Connection) -> None:
    dee = joined(acme, Role.MEMBER)
    type(dee).objects.filter(pk=dee.pk).update(role=Role.VIEWER)
    with pytest.raises(members.NotAllowed):
        shared(acme, connection, by=dee)


def test_members_revoke_their_own_and_admins_any(acme: House, connection: Connection) -> None:
    dee, eve = joined(acme, Role.MEMBER), joined(acme, Role.ADMIN, "Eve")
    own, _ = shared(acme, connection, by=dee)
    other, _ = shared(acme, connection, by=dee)
    adas, _ = shared(acme, connection)
    with pytest.raises(members.NotAllowed):
        links.revoke(dee, adas.pk, now=TUESDAY)
    links.revoke(dee, own.pk, now=TUESDAY)
    links.revoke(eve, other.pk, now=TUESDAY)
    assert set(ShareLink.objects.filter(revoked=TUESDAY)) == {own, other}


def test_who_may_only_look_by_now_revokes_not_even_their_own(acme: House, connection: Connection) -> None:
    dee = joined(acme, Role.MEMBER)
    own, _ = shared(acme, connection, by=dee)
    type(dee).objects.filter(pk=dee.pk).update(role=Role.VIEWER)
    with pytest.raises(members.NotAllowed):
        links.revoke(dee, own.pk, now=TUESDAY)


def test_a_link_is_over_at_the_very_moment_that_it_names(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection, now=MONDAY, days=1)
    assert guests.opened(token, now=TUESDAY - timedelta(microseconds=1)) == link
    assert link.is_open(TUESDAY - timedelta(microseconds=1))
    with pytest.raises(guests.NothingThere):
        guests.opened(token, now=TUESDAY)
    assert not link.is_open(TUESDAY)


def test_what_is_over_stays_as_it_ended(acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection, now=MONDAY, days=1)
    links.revoke(acme.ada, link.pk, now=MONDAY + timedelta(hours=1))
    links.revoke(acme.ada, link.pk, now=TUESDAY + timedelta(days=9))
    link.refresh_from_db()
    assert link.revoked == link.expires == MONDAY + timedelta(hours=1)


@pytest.mark.asvs("2.3.2")
def test_a_workspace_has_a_hundred_open_ones_at_most(
    acme: House, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST_OPEN", 2)
    first, _ = shared(acme, connection, now=MONDAY)
    shared(acme, connection, now=MONDAY)
    with pytest.raises(links.TooManyOpen):
        shared(acme, connection, now=MONDAY)
    links.revoke(acme.ada, first.pk, now=MONDAY)
    shared(acme, connection, now=MONDAY)


def test_a_hundred_of_a_workspace_may_be_open_and_no_more(
    acme: House, elsewhere: House, connection: Connection, foreign: Connection
) -> None:
    for house, own, number, ends in (
        (acme, connection, 99, TUESDAY),
        (acme, connection, 9, MONDAY),
        (elsewhere, foreign, 9, TUESDAY),
    ):
        ShareLink.objects.bulk_create(
            ShareLink(
                workspace=house.workspace,
                maker=house.owner,
                connection=own,
                dashboard="flow",
                token_hash=secrets.token_hex(32),
                created=MONDAY,
                expires=ends,
            )
            for _ in range(number)
        )
    shared(acme, connection, now=MONDAY)
    with pytest.raises(links.TooManyOpen):
        shared(acme, connection, now=MONDAY)


def test_the_log_says_what_a_link_shows_and_that_it_was_revoked_once(acme: House, connection: Connection) -> None:
    plain, _ = shared(acme, connection, now=MONDAY)
    locked, _ = shared(acme, connection, password="nine mills stand", shows_keys=True, now=MONDAY)
    framed, _ = shared(acme, connection, frame_ancestors=["https://wiki.acme.test"], now=MONDAY)
    for _ in range(2):
        links.revoke(acme.ada, plain.pk, now=TUESDAY)
    noted = Note.objects.of(acme.workspace.owner_key).values_list("what", "on", "new")[:4]
    assert list(reversed(noted)) == [
        ("share-link-made", str(plain.pk), "flow"),
        ("share-link-made", str(locked.pk), "flow,keys,password"),
        ("share-link-made", str(framed.pk), "flow,frames"),
        ("share-link-revoked", str(plain.pk), ""),
    ]


def test_a_draft_knows_its_address_and_whether_it_shows_everything(connection: Connection) -> None:
    whole = links.Draft("flow", connection, {"window": "30"}, ())
    assert (whole.is_of_all, whole.question, whole.name) == (True, "window=30", frozen.NAMES["flow"])
    assert whole.address == f"window=30&connection={connection.key}&dashboard=flow"
    assert not links.Draft("sprint", connection, {"board": "7"}, ()).is_of_all
    assert not links.Draft("sprint", connection, {"sprint": "7"}, ()).is_of_all


def test_what_is_shared_and_chosen_is_kept(acme: House, connection: Connection) -> None:
    draft = links.Draft("sprint", connection, {"board": "7"}, ())
    links.make(acme.ada, draft, shows_keys=True, frame_ancestors=("https://a.test",), now=MONDAY)
    kept = ShareLink.objects.get()
    assert (kept.workspace, kept.maker, kept.connection, kept.created) == (acme.workspace, acme.ada, connection, MONDAY)
    assert (kept.dashboard, kept.question, kept.query, kept.password) == ("sprint", "board=7", {"board": "7"}, "")
    assert (kept.shows_keys, kept.frame_ancestors, kept.revoked) == (True, ["https://a.test"], None)
    usual, _ = shared(acme, connection, now=MONDAY)
    assert not usual.shows_keys
    assert usual.frame_ancestors == []


def test_the_list_says_of_each_what_it_shows_and_who_may_revoke_it(
    acme: House, connection: Connection, memory: Memory
) -> None:
    dee = joined(acme, Role.MEMBER)
    over, _ = links.make(acme.ada, links.Draft("flow", connection, {"window": "30"}, ()), days=1, now=MONDAY)
    own, _ = shared(acme, connection, by=dee, shows_keys=True, now=TUESDAY)
    listed = links.every(dee, now=TUESDAY)
    assert [(one.link, one.is_open, one.may_revoke) for one in listed] == [(own, True, True), (over, False, False)]
    assert [one.words for one in listed] == [(), (("window", "30"),)]
    assert [one.tracker for one in listed] == ["", ""]
    at = f"connection={connection.key}&dashboard=flow"
    assert [one.address for one in listed] == [f"{at}&keys=on", f"window=30&{at}"]
    shared(acme, connection, now=TUESDAY)
    assert [one.may_revoke for one in links.every(dee, now=TUESDAY)].count(True) == 1
    assert [one.may_revoke for one in links.every(acme.ada, now=TUESDAY)].count(True) == 2
    assert all(one.name == frozen.NAMES["flow"] for one in listed)


def test_whatever_was_typed_as_a_token_has_a_hash() -> None:
    assert len(links.hashed("\ud800é")) == 64


def test_a_link_of_elsewhere_is_none(acme: House, foreign: Connection, elsewhere: House) -> None:
    theirs, _ = shared(elsewhere, foreign)
    for pk in (theirs.pk, "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(links.NoSuchLink):
            links.revoke(acme.ada, pk, now=TUESDAY)
    theirs.refresh_from_db()
    assert theirs.revoked is None


@pytest.mark.django_db(transaction=True)
class TestInThePages:
    """With a tracker in memory."""

    def test_a_form_that_is_sent_twice_makes_one_link_and_says_so(
        self, acme: House, connection: Connection, read: Read, ada: Client
    ) -> None:
        read(connection)
        path = f"/w/{acme.slug}/shares/new?dashboard=flow"
        sent = hidden(ada.get(path)) | {"days": "7"}
        assert b"/s/" in ada.post(path, sent).content
        again = ada.post(path, sent, follow=True)
        assert "was made already" in again.content.decode()
        assert ShareLink.objects.count() == 1
        assert filled(ada, path, days="7").status_code == 200
        assert ShareLink.objects.count() == 2

    def test_what_an_address_names_without_a_form_that_showed_it_is_not_shared(
        self, acme: House, connection: Connection, read: Read, ada: Client
    ) -> None:
        read(connection)
        told = ada.post(f"/w/{acme.slug}/shares/new?dashboard=flow&board=99", {"days": "7"})
        assert (told.status_code, "nothing was made" in told.content.decode()) == (422, True)
        assert ada.post(f"/w/{acme.slug}/shares/new?dashboard=flow").status_code == 422
        assert not ShareLink.objects.exists()

    def test_what_is_stored_is_the_question_as_it_was_understood(
        self, acme: House, connection: Connection, read: Read, ada: Client
    ) -> None:
        read(connection)
        asked = f"?dashboard=flow&window=30&clock=working&board=999&evil=<b>&connection={connection.pk}"
        made = filled(ada, f"/w/{acme.slug}/shares/new{asked}", days="7")
        link = ShareLink.objects.get()
        assert link.query == {"window": "30", "clock": "working"}
        assert link.connection == connection
        assert re.search(rb'value="http://testserver/s/[\w-]{43}"', made.content)
        assert b"<iframe" not in made.content
        assert b"Window Last 30 days" in ada.get(f"/w/{acme.slug}/shares/").content

    def test_a_group_whose_id_is_made_of_names_is_not_stored_and_all_are_shown(
        self, acme: House, organisation: Connection, read: Read, ada: Client, memory: Memory
    ) -> None:
        read(organisation)
        page = ada.get(f"/w/{acme.slug}/explore").content.decode()
        keys = set(re.findall(r"[?;&]only=([^&\"]+)", page))
        assert len(keys) > 1
        asked = f"?dashboard=explore&connection={organisation.pk}&window=30&only={keys.pop()}"
        filled(ada, f"/w/{acme.slug}/shares/new{asked}", days="7")
        assert ShareLink.objects.get().query == {"window": "30"}
        assert b"Only All" in ada.get(f"/w/{acme.slug}/shares/").content

    def test_every_button_of_a_dashboard_leads_to_a_form_that_knows_its_question(
        self, acme: House, connection: Connection, read: Read, ada: Client
    ) -> None:
        read(connection)
        page = ada.get(f"/w/{acme.slug}/sprint?measure=points").content.decode()
        (button,) = re.findall(r'href="(/w/[^"]+/shares/new\?[^"]+)"', page)
        assert button.endswith("?measure=points&amp;dashboard=sprint")
        assert "Measure Points" in ada.get(button.replace("&amp;", "&")).content.decode()

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"days": "400"}, "Select a valid choice"),
            ({"days": "30", "password": "short"}, "at least 8 characters"),
            ({"days": "30", "frame_ancestors": "https://*.acme.test"}, "is no site"),
            ({"days": "30", "password": "long enough", "frame_ancestors": "https://a.test"}, "Take one of the two out"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field_and_nothing_is_made(
        self, sent: dict[str, str], said: str, acme: House, connection: Connection, read: Read, ada: Client
    ) -> None:
        read(connection)
        answer = filled(ada, f"/w/{acme.slug}/shares/new?dashboard=flow", **sent)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert not ShareLink.objects.exists()

    def test_what_is_not_in_memory_is_not_shared(
        self, acme: House, connection: Connection, memory: Memory, ada: Client
    ) -> None:
        answer = ada.post(f"/w/{acme.slug}/shares/new?dashboard=flow", {"days": "30"})
        assert answer.status_code == 422
        assert b"There is nothing to share yet" in answer.content
        assert not ShareLink.objects.exists()

    def test_of_several_trackers_the_list_says_which(
        self, acme: House, connection: Connection, site: Simulated, ada: Client
    ) -> None:
        shared(acme, connection)
        assert connection.label not in ada.get(f"/w/{acme.slug}/shares/").content.decode()
        connected(acme.workspace, site)
        assert connection.label in ada.get(f"/w/{acme.slug}/shares/").content.decode()

    def test_the_tracker_that_the_address_names_is_shared(
        self, acme: House, connection: Connection, site: Simulated, read: Read
    ) -> None:
        other = connected(acme.workspace, site)
        read(connection)
        read(other)
        for asked in (connection, other):
            query = {"dashboard": "flow", "connection": asked.key}
            assert links.draft(acme.ada, query, now=TUESDAY).connection == asked

    def test_a_dashboard_that_does_not_exist_cannot_be_shared(self, acme: House, ada: Client) -> None:
        assert ada.get(f"/w/{acme.slug}/shares/new?dashboard=members").status_code == 404
        assert ada.get(f"/w/{acme.slug}/shares/preview").status_code == 404

    def test_the_list_costs_as_many_questions_for_many_as_for_one(
        self, acme: House, connection: Connection, read: Read, ada: Client, django_assert_num_queries: Any
    ) -> None:
        read(connection)
        shared(acme, connection)
        with CaptureQueriesContext(database) as one:
            ada.get(f"/w/{acme.slug}/shares/")
        for _ in range(3):
            shared(acme, connection)
        with django_assert_num_queries(len(one)):
            ada.get(f"/w/{acme.slug}/shares/")


def test_what_ends_with_a_member_and_with_a_connection(acme: House, connection: Connection) -> None:
    dee = joined(acme, Role.MEMBER)
    shared(acme, connection, by=dee)
    adas, _ = shared(acme, connection)
    members.leave(dee, now=TUESDAY)
    assert list(ShareLink.objects.all()) == [adas]
    connection.delete()
    assert not ShareLink.objects.exists()


def test_a_foreign_connection_cannot_be_shared(acme: House, foreign: Connection) -> None:
    from django.http import Http404

    before = rows()
    with pytest.raises(Http404):
        shared(acme, foreign)
    assert rows() == before


def test_nobody_revokes_without_a_button(acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection)
    browser = signed_in(acme.ada)
    assert browser.get(f"/w/{acme.slug}/shares/{link.pk}/revoke").status_code == 405
    assert browser.post(f"/w/{acme.slug}/shares/{link.pk}/revoke").headers["Location"] == f"/w/{acme.slug}/shares/"
    link.refresh_from_db()
    assert link.revoked
