"""The identity provider of a workspace, and the attack of whoever sets one up: it opens this workspace, and no more."""

import re
import uuid
from contextlib import ExitStack
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings as product
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import SignIn, User
from altaclario.accounts.openid import calls
from altaclario.accounts.openid.faults import Cause, IssuerFault
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, is_signed_in, sign_in
from altaclario.audit.models import Note
from altaclario.vault.box import NotOpened
from altaclario.workspaces import members, own_issuers
from altaclario.workspaces.models import MemberIdentity, Membership, OwnIssuer
from altaclario.workspaces.permissions import Role
from tests import addresses
from tests.cast import PASSWORD, House, joined, signed_in
from tests.rows import rows
from tests.walking import CLIENT, SECRET, IssuerFace, Simulated, left, let_in, walked

pytestmark = pytest.mark.django_db
ENOUGH = {"issuer": "https://a.test", "client_id": CLIENT, "secret": SECRET}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def leave(acme: House) -> str:
    return f"/sign-in/{acme.slug}/"


@pytest.fixture
def own(acme: House, face: IssuerFace) -> OwnIssuer:
    """That of Acme, at an issuer which says whatever it is told to."""
    return pointed(acme, face)


@pytest.fixture
def ben(acme: House, own: OwnIssuer, leave: str) -> Client:
    """Where Ben is signed in with a password, and has linked himself."""
    browser = with_a_password(acme.ben)
    linked(browser, acme, leave)
    return browser


@pytest.fixture
def confined(ben: Client, leave: str) -> Client:
    """A browser that came in as Ben through the provider."""
    browser = Client()
    assert walked(browser, "ben", leave).status_code == 302
    assert is_signed_in(browser)
    return browser


def pointed(house: House, face: IssuerFace) -> OwnIssuer:
    told = {"issuer": face.url, "client_id": CLIENT, "secret": SECRET}
    own_issuers.set_up(house.owner, **told, now=timezone.now())
    return OwnIssuer.objects.get(workspace=house.workspace)


def with_a_password(membership: Membership) -> Client:
    membership.person.set_password(PASSWORD)
    membership.person.save()
    browser = Client()
    sign_in(browser, membership.person)
    return browser


def linked(browser: Client, house: House, leave: str, who: str = "ben") -> HttpResponse:
    there = f"/w/{house.slug}/my-sign-in"
    assert walked(browser, who, leave).headers["Location"] == there
    page = browser.get(there)
    return browser.post(there, hidden(page))


def hidden(page: HttpResponse) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(account|identity)" value="([^"]+)">', page.content.decode()))


class TestAnOwnerWhoCameInThroughIt:
    """Is no owner: who runs the provider would be one."""

    @pytest.mark.parametrize(
        ("path", "sent"),
        [
            ("identity-provider/set-up", ENOUGH),
            ("identity-provider/remove", {}),
            ("close", {"confirm": "on"}),
            ("members/{ada}/", {"role": "viewer", "seen": "owner"}),
            ("members/{ada}/remove", {"seen": "owner"}),
            ("members/{dee}/hand-over", {"seen": "viewer"}),
        ],
    )
    def test_gets_nothing_that_owners_alone_may(
        self, path: str, sent: dict[str, str], acme: House, confined: Client
    ) -> None:
        Membership.objects.filter(pk=acme.ben.pk).update(role=Role.OWNER)
        dee, before = joined(acme, Role.VIEWER), rows("sessions.Session")
        answer = confined.post(f"/w/{acme.slug}/{path.format(ada=acme.ada.pk, dee=dee.pk)}", sent)
        assert answer.status_code == 403
        assert "sign in with it" in answer.content.decode()
        assert "Your role does not allow this" not in answer.content.decode()
        assert rows("sessions.Session") == before

    def test_whose_role_would_not_allow_it_either_is_told_so(self, acme: House, confined: Client) -> None:
        said = confined.post(f"/w/{acme.slug}/close", {"confirm": "on"}).content.decode()
        assert "Your role does not allow this" in said
        assert "sign in with it" not in said

    def test_makes_and_invites_no_owner(self, acme: House, confined: Client) -> None:
        Membership.objects.filter(pk=acme.ben.pk).update(role=Role.OWNER)
        dee = joined(acme, Role.VIEWER)
        made = confined.post(f"/w/{acme.slug}/members/{dee.pk}/", {"role": "owner", "seen": "viewer"})
        sent = confined.post(f"/w/{acme.slug}/members/invite", {"email": "eve@acme.test", "role": "owner"})
        assert (made.status_code, sent.status_code) == (422, 422)
        assert confined.get(f"/w/{acme.slug}/members/invite").status_code == 200


class TestSettingUp:
    """Who may, and what is kept."""

    def at(self, house: House, rest: str = "") -> str:
        return f"/w/{house.slug}/identity-provider{rest}"

    def test_an_owner_does_and_the_secret_is_never_shown_again(
        self, acme: House, ada: Client, face: IssuerFace
    ) -> None:
        sent = {"issuer": face.url, "client_id": CLIENT, "secret": SECRET}
        assert ada.post(self.at(acme, "/set-up"), sent).status_code == 302
        page = ada.get(self.at(acme)).content.decode()
        assert face.url in page
        assert SECRET not in page
        assert Note.objects.filter(what="issuer-set-up").count() == 1

    def test_whoever_does_confirms_that_it_is_they_and_their_secret_is_kept_nowhere_meanwhile(
        self, acme: House, face: IssuerFace
    ) -> None:
        ada, sent = with_a_password(acme.ada), ENOUGH | {"issuer": face.url}
        assert "reauthenticate" in ada.get(self.at(acme)).headers["Location"]
        asked = ada.post(self.at(acme, "/set-up"), sent)
        assert asked.headers["Location"] == f"/accounts/reauthenticate/?next=%2Fw%2F{acme.slug}%2Fidentity-provider"
        assert SECRET not in str(dict(ada.session))
        assert not OwnIssuer.objects.exists()
        signing.confirm(ada)
        assert ada.post(self.at(acme, "/set-up"), sent).status_code == 302
        assert Note.objects.get(what="issuer-set-up").new == "another"
        assert ada.post(self.at(acme, "/remove")).status_code == 302
        assert not OwnIssuer.objects.exists()

    def test_its_secret_opens_in_this_workspace_alone(self, own: OwnIssuer, elsewhere: House) -> None:
        assert SECRET.encode() not in bytes(own.secret)
        with own_issuers.secret_of(own) as secret:
            assert secret.reveal() == SECRET
        own.workspace = elsewhere.workspace
        with pytest.raises(NotOpened):
            own_issuers.secret_of(own)

    def test_an_admin_looks_and_others_do_not(self, acme: House, own: OwnIssuer, cy: Client) -> None:
        for role, looks in (("admin", 200), ("member", 403)):
            browser = signed_in(joined(acme, role, name=role.title()))
            page = browser.get(self.at(acme))
            assert (page.status_code, b'name="secret"' in page.content) == (looks, False)
            for what in ("/set-up", "/remove"):
                assert browser.post(self.at(acme, what), ENOUGH).status_code == 403
        assert cy.get(self.at(acme)).status_code == 404
        assert OwnIssuer.objects.exists()

    def test_what_goes_wrong_is_said_and_what_was_set_up_stays(
        self, acme: House, own: OwnIssuer, ada: Client, face: IssuerFace, team: Simulated
    ) -> None:
        team.faults.add(path="/issuer/acme", kind="html")
        sent = {"issuer": face.url, "client_id": "another", "secret": SECRET}
        answer = ada.post(self.at(acme, "/set-up"), sent)
        assert (answer.status_code, "something else than OpenID Connect" in answer.content.decode()) == (422, True)
        assert SECRET not in answer.content.decode()
        assert OwnIssuer.objects.get().client_id == CLIENT
        team.faults.clear()
        with pytest.raises(IssuerFault):
            own_issuers.set_up(acme.ada, **(ENOUGH | {"issuer": "http://10.0.0.1"}), now=timezone.now())

    @pytest.mark.parametrize(
        "url", ["https://127.0.0.1", "https://10.0.0.1", "https://8.8.8.8:8443", "https://no.invalid", "http://8.8.8.8"]
    )
    def test_what_lives_near_us_is_not_found_out_by_it(self, acme: House, settings: Any, url: str) -> None:
        """Not even where the operator has providers of their own."""
        settings.ISSUER_NETWORKS, settings.WORKSPACE_ISSUER_NETWORKS = tuple(map(ip_network, ("10.0.0.0/8", "::1"))), ()
        with pytest.raises(IssuerFault) as fault:
            own_issuers.set_up(acme.owner, **(ENOUGH | {"issuer": url}), now=timezone.now())
        assert fault.value.cause == Cause.NOT_REACHED

    def test_of_a_workspace_one_question_is_under_way_and_of_all_not_every_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(calls, "_WAITS_SECONDS", 0)
        with ExitStack() as places:
            for tenant in (1, 2, 3):
                places.enter_context(calls._a_place(tenant))
                for busy in (1, *((4,) if tenant == 3 else ())):
                    with pytest.raises(IssuerFault), calls._a_place(busy):
                        pass
            with calls._a_place(0), pytest.raises(IssuerFault), calls._a_place(0):
                pass
        with calls._a_place(1):
            pass

    def noted(self) -> tuple[str, str]:
        """How many links the newest setting up ended, and whether it was another issuer."""
        newest = Note.objects.filter(what="issuer-set-up").latest("number")
        return newest.old, newest.new

    def test_the_same_again_keeps_the_links_and_another_ends_them(
        self, acme: House, confined: Client, face: IssuerFace, team: Simulated
    ) -> None:
        pointed(acme, face)
        assert MemberIdentity.objects.exists()
        assert self.noted() == ("links:0", "same")
        assert confined.get(f"/w/{acme.slug}/flow").status_code == 200
        pointed(acme, team.issuer("other"))
        assert not MemberIdentity.objects.exists()
        assert self.noted() == ("links:1", "another")
        assert confined.get(f"/w/{acme.slug}/flow").status_code == 404


class TestComingIn:
    """Members, and who is none."""

    def test_the_page_is_the_same_whatever_stands_in_its_address(
        self, acme: House, own: OwnIssuer, elsewhere: House
    ) -> None:
        answers = [
            (getattr(Client(), how)(f"/sign-in/{slug}/"), slug)
            for how in ("get", "post")
            for slug in (elsewhere.slug, "no-such-workspace-234567", acme.slug)
        ]
        bodies = [
            (answer.status_code, without_chance(answer.content.decode().replace(slug, "...")))
            for answer, slug in answers
        ]
        assert bodies[0] == bodies[1] == bodies[2]
        assert bodies[3] == bodies[4]
        assert [status for status, _ in bodies] == [200, 200, 200, 404, 404, 200]

    def test_lets_a_member_in_who_linked_themselves(self, acme: House, confined: Client) -> None:
        assert confined.get(f"/w/{acme.slug}/flow").status_code == 200
        row = SignIn.objects.get(session_key=confined.session.session_key)
        assert row.through == f"workspace:{acme.workspace.pk}:{MemberIdentity.objects.get().pk}"
        assert Note.objects.filter(what="signed-in", new="provider").count() == 1

    @pytest.mark.asvs("6.8.4")
    def test_asks_for_the_second_factor_all_the_same(
        self, acme: House, own: OwnIssuer, leave: str, clock: Clock
    ) -> None:
        home, browser = with_a_password(acme.ben), Client()
        linked(home, acme, leave)
        key = signing.set_up_app(home)
        clock.goes_on(60)
        assert walked(browser, "ben", leave).headers["Location"] == signing.SECOND_STEP
        assert browser.get(f"/w/{acme.slug}/flow").status_code == 404
        browser.post(signing.SECOND_STEP, {"code": signing.code(key)})
        assert browser.get(f"/w/{acme.slug}/flow").status_code == 200
        assert browser.get(signing.SECURITY).status_code == 302

    def test_knows_nobody_who_did_not_link_themselves(self, acme: House, own: OwnIssuer, leave: str) -> None:
        browser = Client()
        there = f"/w/{acme.slug}/my-sign-in"
        assert walked(browser, "ben", leave).headers["Location"] == f"/accounts/login/?next={there}"
        assert not is_signed_in(browser)

    def test_links_nobody_who_does_not_belong_there(self, acme: House, own: OwnIssuer, leave: str, cy: Client) -> None:
        assert walked(cy, "cy", leave).status_code == 302
        assert cy.get(f"/w/{acme.slug}/my-sign-in").status_code == 404
        assert not MemberIdentity.objects.exists()

    def test_tells_the_member_by_mail_that_they_are_linked_and_are_not_any_more(
        self, acme: House, ben: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        ben.post(f"/w/{acme.slug}/my-sign-in", {"remove": "yes"})
        told = [str(one.body) for one in mailoutbox]
        assert ["was removed" in one for one in told] == [False, True]
        assert all("the identity provider of a workspace" in one.lower() for one in told)

    def test_links_after_a_proof_of_who_it_is(self, acme: House, own: OwnIssuer, leave: str, clock: Clock) -> None:
        browser = with_a_password(acme.ben)
        clock.goes_on(301)
        walked(browser, "ben", leave)
        answer = browser.get(f"/w/{acme.slug}/my-sign-in")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")

    def test_is_one_members_alone(self, acme: House, ben: Client, leave: str) -> None:
        dee = with_a_password(joined(acme, "member"))
        linked(dee, acme, leave)
        assert MemberIdentity.objects.get().person == acme.ben.person
        assert Note.objects.filter(what="member-linked").count() == 1

    def test_what_waits_for_another_provider_is_not_linked(
        self, acme: House, own: OwnIssuer, issuer: Any, leave: str
    ) -> None:
        browser = with_a_password(acme.ben)
        walked(browser, "ben")
        page = browser.get(f"/w/{acme.slug}/my-sign-in")
        assert hidden(page) == {}
        assert not MemberIdentity.objects.exists()

    def test_whoever_is_in_by_means_of_their_own_is_not_confined_by_it(
        self, acme: House, ben: Client, leave: str
    ) -> None:
        assert walked(ben, "ben", leave).headers["Location"] == f"/w/{acme.slug}/home"
        assert ben.get(signing.SECURITY).status_code == 200

    def test_an_answer_for_one_workspace_is_taken_to_no_other(
        self, acme: House, own: OwnIssuer, elsewhere: House, leave: str, team: Simulated
    ) -> None:
        other = team.issuer("other")
        other.behave()
        pointed(elsewhere, other)
        browser = Client()
        back = let_in(left(browser, leave), "ben")
        assert browser.get(back.replace(acme.slug, elsewhere.slug)).status_code == 403


class TestTheAttack:
    """Ada owns Acme and its provider. It says that she is Ben, who belongs to Acme, and to another workspace, too."""

    @pytest.fixture
    def bens_other(self, acme: House, elsewhere: House) -> House:
        Membership.objects.create(workspace=elsewhere.workspace, person=acme.ben.person, role=Role.OWNER)
        return elsewhere

    @pytest.mark.asvs("6.8.1")
    @pytest.mark.proves("tenant-walls")
    def test_gets_nothing_of_bens_other_workspace(self, bens_other: House, confined: Client, acme: House) -> None:
        for address in addresses.in_workspaces():
            for how in ("get", "post"):
                answer = getattr(confined, how)(address.of(bens_other.slug, uuid.uuid4()))
                assert answer.status_code in (404, 405), (how, address.name)
        page = confined.get(f"/w/{acme.slug}/flow").content.decode()
        assert bens_other.slug not in page
        assert bens_other.workspace.name not in page

    @pytest.mark.asvs("6.8.1")
    def test_is_nobody_on_every_page_outside(self, bens_other: House, confined: Client) -> None:
        """Account, passkeys, codes, preferences, invitations, other workspaces: as if nobody were signed in."""
        looked = 0
        for address in addresses.every():
            if address.is_in_a_workspace or address.name == "account_logout" or "<" in address.route:
                continue
            path = "/" + address.route.replace("^", "").replace("$", "").replace("\\", "")
            if "(" in path:
                continue
            seen, nobodys = confined.get(path), Client().get(path)
            looked += 1
            assert (seen.status_code, seen.get("Location")) == (nobodys.status_code, nobodys.get("Location")), path
            assert b"ben@acme.test" not in seen.content, path
        assert looked > 40
        before = User.objects.get(
            pk=bens_other.workspace.memberships.get(role=Role.OWNER, person__name="Ben").person_id
        )
        for path, sent in (
            ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x" * 20, "password2": "x" * 20}),
            ("/accounts/email/", {"email": "eve@acme.test", "action_add": ""}),
            ("/accounts/preferences/", {"zone": "UTC", "theme": "dark", "density": "compact"}),
            ("/accounts/reauthenticate/", {"password": PASSWORD}),
            ("/w/new", {"name": "Mine", "zone": "UTC"}),
            ("/accounts/security/sign-out-elsewhere", {}),
        ):
            assert confined.post(path, sent).headers["Location"].startswith("/accounts/login/"), path
        after = User.objects.get(pk=before.pk)
        assert (after.password, after.theme, after.email) == (before.password, before.theme, before.email)

    def test_without_bens_own_link_gets_nothing_at_all(self, acme: House, own: OwnIssuer, leave: str) -> None:
        adas = Client()
        walked(adas, "ben", leave)
        assert not is_signed_in(adas)

    def test_after_pointing_it_elsewhere_bens_link_does_not_hold(
        self, acme: House, ben: Client, leave: str, team: Simulated
    ) -> None:
        evil = team.issuer("evil")
        evil.behave()
        evil.claims = {"sub": "acme|ben"}
        pointed(acme, evil)
        adas = Client()
        walked(adas, "ben", leave)
        assert not is_signed_in(adas)

    def test_a_closed_account_is_not_opened_or_erased_by_it(self, acme: House, ben: Client, leave: str) -> None:
        User.objects.filter(pk=acme.ben.person_id).update(is_active=False, erases=timezone.now())
        adas = Client()
        assert walked(adas, "ben", leave).status_code == 403
        assert "closed" not in adas.session
        assert not is_signed_in(adas)

    def test_a_link_here_signs_nobody_in_through_the_same_issuer_of_the_installation(
        self, ben: Client, issuer: Any
    ) -> None:
        browser = Client()
        walked(browser, "ben")
        assert not is_signed_in(browser)

    def test_ben_himself_goes_on_by_a_means_of_his_own(self, confined: Client, acme: House) -> None:
        page, before = confined.get(signing.LOGIN).content.decode(), confined.session.session_key
        assert "which opens that workspace alone" in page
        sign_in(confined, acme.ben.person)
        assert not Session.objects.filter(session_key=before).exists()
        assert not SignIn.objects.filter(session_key=before).exists()
        assert SignIn.objects.get(session_key=confined.session.session_key).through == ""
        assert confined.get(signing.SECURITY).status_code == 200

    def test_gets_no_browser_that_is_known_as_bens(self, ben: Client, confined: Client) -> None:
        assert product.KNOWN_COOKIE_NAME in ben.cookies
        assert product.KNOWN_COOKIE_NAME not in confined.cookies

    def test_wrong_codes_keep_ben_out_nowhere_else(self, acme: House, own: OwnIssuer, leave: str, clock: Clock) -> None:
        home, adas, bens = with_a_password(acme.ben), Client(), Client()
        linked(home, acme, leave)
        key = signing.set_up_app(home)
        clock.goes_on(60)
        walked(adas, "ben", leave)
        tried = [adas.post(signing.SECOND_STEP, {"code": "000000"}).status_code for _ in range(6)]
        assert tried == [200] * 5 + [429]
        sign_in(bens, acme.ben.person)
        bens.post(signing.SECOND_STEP, {"code": signing.code(key)})
        assert is_signed_in(bens)

    def test_somebody_else_who_signs_in_there_is_not_confined(self, confined: Client) -> None:
        eve = signing.account("Eve")
        sign_in(confined, eve)
        assert confined.get(signing.SECURITY).status_code == 200

    def test_signing_out_works(self, confined: Client, acme: House) -> None:
        confined.post("/accounts/logout/")
        assert not is_signed_in(confined)


@pytest.mark.asvs("7.4.2", "7.6.1")
class TestItEnds:
    """At once, by whatever road the link goes."""

    def over(self, browser: Client, house: House) -> None:
        assert browser.get(f"/w/{house.slug}/flow").status_code == 404
        assert not Session.objects.filter(session_key=browser.cookies["session"].value).exists()

    def test_with_the_membership(self, acme: House, confined: Client) -> None:
        members.remove(acme.ada, acme.ben.pk, seen="viewer", now=timezone.now())
        self.over(confined, acme)

    def test_with_the_provider(self, acme: House, confined: Client, ada: Client) -> None:
        for _ in range(2):
            assert ada.post(f"/w/{acme.slug}/identity-provider/remove").status_code == 302
        assert Note.objects.filter(what="issuer-removed").count() == 1
        self.over(confined, acme)

    def test_with_the_link(self, acme: House, confined: Client, ben: Client) -> None:
        for _ in range(2):
            assert ben.post(f"/w/{acme.slug}/my-sign-in", {"remove": "yes"}).status_code == 302
        assert Note.objects.filter(what="member-unlinked").count() == 1
        self.over(confined, acme)
        assert ben.get(f"/w/{acme.slug}/flow").status_code == 200

    def test_with_the_link_from_within(self, acme: House, confined: Client) -> None:
        assert confined.post(f"/w/{acme.slug}/my-sign-in", {"remove": "yes"}).status_code == 302
        self.over(confined, acme)

    def test_by_leaving_from_within(self, acme: House, confined: Client) -> None:
        assert confined.post(f"/w/{acme.slug}/members/leave").status_code == 302
        self.over(confined, acme)

    def test_with_the_workspace(self, acme: House, confined: Client) -> None:
        acme.workspace.delete()
        self.over(confined, acme)

    def test_also_where_the_session_was_not_found(self, acme: House, confined: Client) -> None:
        """The link is looked at with each page: no list of sessions needs to be right."""
        SignIn.objects.update(through="")
        MemberIdentity.objects.all().delete()
        assert confined.get(f"/w/{acme.slug}/flow").status_code == 404
        assert not is_signed_in(confined)


def without_chance(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
