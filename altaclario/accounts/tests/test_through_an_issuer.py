"""Sign-in through an identity provider: who gets in as whom, and what is never done for it."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from altaclario.accounts import identities, issuers
from altaclario.accounts.models import Identity, Issuer, SignIn, User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, is_signed_in, sign_in
from altaclario.audit.models import Note
from tests import walking
from tests.cast import PASSWORD
from tests.walking import LEAVE, LINK, SECRET, UNKNOWN, IssuerFace, agreed, left, let_in, linked, quote, walked

pytestmark = pytest.mark.django_db
SIGN_UP = {"name": "Dee", "email": "dee@acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}


@pytest.fixture
def at_home(dee: User, issuer: Issuer) -> Client:
    """Where Dee is signed in, and has linked the issuer."""
    browser = Client()
    sign_in(browser, dee)
    linked(browser)
    return browser


def whose(browser: Client) -> int:
    return int(browser.session["_auth_user_id"])


class TestComingIn:
    """A subject that is known."""

    def test_signs_in_its_person(self, at_home: Client, dee: User, anybody: Client) -> None:
        answer = walked(anybody)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/w/")
        assert whose(anybody) == dee.pk
        assert Identity.objects.get().used is not None

    def test_stands_in_the_list_and_in_the_record(self, at_home: Client, dee: User, anybody: Client) -> None:
        walked(anybody)
        row = SignIn.objects.get(session_key=anybody.session.session_key)
        assert row.through == f"identity:{Identity.objects.get().pk}"
        assert "through an identity provider" in at_home.get(signing.SECURITY).content.decode()
        note = Note.objects.filter(what="signed-in").latest("pk")
        assert (note.who, note.new) == (str(dee.pk), "provider")

    @pytest.mark.asvs("7.2.4")
    def test_under_another_key_than_the_session_had(self, at_home: Client, anybody: Client) -> None:
        there = left(anybody)
        before = anybody.session.session_key
        anybody.get(let_in(there))
        assert is_signed_in(anybody)
        assert anybody.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_leads_to_the_page_that_was_meant_and_to_no_other_site(self, at_home: Client) -> None:
        for asked, led in (("/accounts/preferences/", "/accounts/preferences/"), ("https://evil.test/", "/w/")):
            assert walked(Client(), next=asked).headers["Location"] == led

    @pytest.mark.asvs("6.8.4")
    def test_asks_for_the_second_factor_all_the_same(self, issuer: Issuer, home: Client, dee: User) -> None:
        signing.confirm(home)
        linked(home)
        browser = Client()
        assert walked(browser).headers["Location"] == signing.SECOND_STEP
        assert not is_signed_in(browser)
        assert browser.get(signing.SECURITY).status_code == 302
        browser.post(signing.SECOND_STEP, {"code": signing.code(home.secret)})  # type: ignore[attr-defined]
        assert is_signed_in(browser)
        assert SignIn.objects.get(session_key=browser.session.session_key).through.startswith("identity:")

    def test_is_refused_where_the_account_is_not_active(self, at_home: Client, dee: User, anybody: Client) -> None:
        User.objects.update(is_active=False)
        walked(anybody)
        assert not is_signed_in(anybody)

    @pytest.mark.asvs("6.8.1", "10.5.2")
    def test_is_known_by_issuer_and_subject_together(self, at_home: Client, face: IssuerFace, team: Any) -> None:
        other = team.issuer("other")
        other.behave()
        other.claims = {"sub": "acme|dee"}
        walking.known(other, slug="other-id")
        browser = Client()
        assert walked(browser, leave="/accounts/through/other-id/").headers["Location"] == UNKNOWN
        assert not is_signed_in(browser)

    @pytest.mark.parametrize("email", ["dee@acme.test", "DEE@acme.test"])
    def test_is_never_known_by_its_address(self, dee: User, issuer: Issuer, face: IssuerFace, email: str) -> None:
        face.claims = {"email": email, "email_verified": True}
        browser, before = Client(), User.objects.count()
        answers = [walked(browser), browser.get(UNKNOWN)]
        assert not is_signed_in(browser)
        assert all(email.lower() not in answer.content.decode().lower() for answer in answers)
        assert (User.objects.count(), Identity.objects.count()) == (before, 0)

    def test_nothing_else_that_was_said_is_kept(self, at_home: Client, dee: User, anybody: Client) -> None:
        walked(anybody, "eve")
        held = str(anybody.session.items())
        assert "acme|eve" in held
        assert not any(one in held for one in ("eve@acme.test", "Eve", "eyJ"))
        row = Identity.objects.get()
        assert (row.issuer.endswith("/issuer/acme"), row.subject) == (True, "acme|dee")


class TestLinking:
    """A subject that nobody is known by."""

    def test_takes_both_sides_by_name_and_a_button(self, dee: User, issuer: Issuer) -> None:
        browser = Client()
        sign_in(browser, dee)
        assert walked(browser).headers["Location"] == LINK
        page = browser.get(LINK).content.decode()
        assert "Acme ID" in page
        assert dee.email in page
        assert not Identity.objects.exists()
        assert agreed(browser).headers["Location"] == signing.SECURITY
        assert Identity.objects.get().person == dee

    def test_is_told_by_mail_and_noted(self, at_home: Client, mailoutbox: list[EmailMessage]) -> None:
        assert "identity provider was linked" in mailoutbox[-1].subject
        assert Note.objects.filter(what="identity-linked").count() == 1

    def test_after_a_sign_in_as_usual(self, dee: User, issuer: Issuer, anybody: Client) -> None:
        assert walked(anybody).headers["Location"] == UNKNOWN
        assert f'href="{signing.LOGIN}?next={LINK}"' in anybody.get(UNKNOWN).content.decode()
        answer = anybody.post(signing.LOGIN, {"login": dee.email, "password": PASSWORD, "next": LINK})
        assert answer.headers["Location"] == LINK
        agreed(anybody)
        assert Identity.objects.get().person == dee

    @pytest.mark.proves("accepted-terms")
    def test_after_a_sign_up_which_takes_the_terms_and_the_address(
        self, issuer: Issuer, anybody: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        walked(anybody)
        assert "password1" not in anybody.get("/accounts/signup/").content.decode()
        for missing in ("terms", "of_age"):
            anybody.post("/accounts/signup/", {**SIGN_UP, missing: "", "next": LINK})
            assert not User.objects.exists()
        anybody.post("/accounts/signup/", {**SIGN_UP, "next": LINK})
        assert (Identity.objects.exists(), is_signed_in(anybody)) == (False, False)
        answer = anybody.post("/accounts/confirm-email/", {"code": signing.mailed_code(mailoutbox)})
        assert answer.headers["Location"] == LINK
        agreed(anybody)
        person = User.objects.get()
        assert (person.is_of_age, bool(person.terms_version), Identity.objects.get().person) == (True, True, person)
        assert not person.has_usable_password()
        assert "Your account has no password" in anybody.get(signing.SECURITY).content.decode()
        assert (
            anybody.get("/accounts/password/change/", follow=True).redirect_chain[-1][0] == "/accounts/password/reset/"
        )

    def test_a_sign_up_by_one_that_is_sent_twice_is_one(self, issuer: Issuer, anybody: Client) -> None:
        walked(anybody)
        answers = [anybody.post("/accounts/signup/", {**SIGN_UP, "next": LINK}) for _ in range(2)]
        assert [one.headers["Location"] for one in answers] == ["/accounts/confirm-email/"] * 2
        assert User.objects.count() == 1

    def test_nor_is_an_account_without_a_password_anybody_elses_sign_up(
        self, issuer: Issuer, anybody: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        """Somebody types the address of Dee; Dee's own sign-up does not go on with theirs."""
        for browser in (anybody, Client()):
            walked(browser)
            browser.post("/accounts/signup/", {**SIGN_UP, "next": LINK})
        assert User.objects.count() == 1
        assert "There is an account" in mailoutbox[-1].subject or "already" in mailoutbox[-1].body

    def test_without_one_a_sign_up_takes_a_password(self, issuer: Issuer, anybody: Client) -> None:
        anybody.post("/accounts/signup/", {**SIGN_UP, "password1": ""})
        assert not User.objects.exists()

    def test_asks_again_who_it_is_when_that_is_long_ago(self, dee: User, issuer: Issuer, clock: Clock) -> None:
        browser = Client()
        sign_in(browser, dee)
        clock.goes_on(301)
        walked(browser)
        assert browser.get(LINK).headers["Location"] == f"/accounts/reauthenticate/?next={quote(LINK, safe='')}"
        assert browser.post(LINK, {}).status_code == 302
        assert not Identity.objects.exists()
        signing.confirm(browser)
        agreed(browser)
        assert Identity.objects.exists()

    def test_a_sign_in_through_an_issuer_is_no_means_of_ones_own(self, at_home: Client, anybody: Client) -> None:
        walked(anybody)
        assert walked(anybody, "eve").headers["Location"] == LINK
        assert anybody.get(LINK).headers["Location"].startswith("/accounts/reauthenticate/")

    def test_what_is_somebodys_stays_theirs(self, at_home: Client, dee: User, issuer: Issuer) -> None:
        eve, browser = signing.account("Eve"), Client()
        sign_in(browser, eve)
        linked(browser)
        assert "belongs to another account" in browser.get(signing.SECURITY).content.decode()
        assert Identity.objects.get().person == dee
        row = Identity.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Identity.objects.create(person=eve, issuer=row.issuer, subject=row.subject, made=timezone.now())

    def test_one_of_ones_own_twice_is_one(self, at_home: Client) -> None:
        linked(at_home)
        assert Identity.objects.count() == 1
        assert Note.objects.filter(what="identity-linked").count() == 1

    def test_is_for_whom_the_page_named_and_what_it_named(self, dee: User, issuer: Issuer) -> None:
        browser, eve = Client(), signing.account("Eve")
        sign_in(browser, dee)
        walked(browser)
        for wrong in ({"account": str(eve.pk)}, {"identity": "another"}):
            agreed(browser, **wrong)
            assert not Identity.objects.exists()

    def test_waits_ten_minutes_and_is_forgotten(self, dee: User, issuer: Issuer, anybody: Client) -> None:
        walked(anybody)
        held = anybody.session
        held["parked_identity"] = {**held["parked_identity"], "since": timezone.now().timestamp() - 601}
        held.save()
        assert anybody.get(UNKNOWN).headers["Location"] == signing.LOGIN
        assert "parked_identity" not in anybody.session

    def test_whoever_knew_the_session_before_has_nothing_of_it(self, issuer: Issuer, anybody: Client) -> None:
        there = left(anybody)
        before = anybody.session.session_key
        anybody.get(let_in(there))
        assert anybody.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_there_are_not_more_than_ten(self, dee: User) -> None:
        for number in range(identities.MOST):
            identities.link(dee, issuer="https://acme.test", subject=str(number), now=timezone.now())
        with pytest.raises(identities.TooMany):
            identities.link(dee, issuer="https://acme.test", subject="one more", now=timezone.now())


class TestUnlinking:
    """A link that ends."""

    def unlink(self, browser: Client) -> Any:
        signing.confirm(browser)
        return browser.post(f"/accounts/identity/{Identity.objects.get().pk}/remove")

    def test_signs_nobody_in_any_more(self, at_home: Client, mailoutbox: list[EmailMessage]) -> None:
        self.unlink(at_home)
        assert "was removed" in mailoutbox[-1].subject
        assert not Identity.objects.exists()
        browser = Client()
        assert walked(browser).headers["Location"] == UNKNOWN

    @pytest.mark.asvs("7.6.1")
    def test_ends_the_sign_ins_that_began_by_it_and_no_others(self, at_home: Client, dee: User) -> None:
        through, own = Client(), Client()
        walked(through)
        sign_in(own, dee)
        self.unlink(at_home)
        assert [one.get(signing.SECURITY).status_code for one in (through, own, at_home)] == [302, 200, 200]

    def test_takes_a_proof_of_who_it_is(self, at_home: Client, anybody: Client) -> None:
        walked(anybody)
        answer = anybody.post(f"/accounts/identity/{Identity.objects.get().pk}/remove")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
        assert Identity.objects.exists()

    def test_of_somebody_else_is_not_there(self, at_home: Client) -> None:
        browser = Client()
        sign_in(browser, signing.account("Eve"))
        assert self.unlink(browser).status_code == 404
        assert Identity.objects.exists()

    def test_never_takes_the_last_way_in(self, at_home: Client, dee: User) -> None:
        dee.set_unusable_password()
        dee.save()
        with pytest.raises(identities.LastWayIn):
            identities.unlink(dee, Identity.objects.get().pk, now=timezone.now())
        identities.link(dee, issuer="https://acme.test", subject="another", now=timezone.now())
        identities.unlink(dee, Identity.objects.get(subject="acme|dee").pk, now=timezone.now())


class TestTheOperator:
    """Who sets issuers up."""

    def test_the_secret_is_sealed(self, issuer: Issuer) -> None:
        assert SECRET.encode() not in bytes(Issuer.objects.get().secret)
        with issuers.secret_of(issuer) as secret:
            assert secret.reveal() == SECRET

    def test_one_that_is_removed_lets_nobody_in(self, at_home: Client, anybody: Client) -> None:
        there = left(anybody)
        issuers.remove("acme-id")
        assert anybody.get(let_in(there)).status_code == 404
        assert "Acme ID" not in anybody.get(signing.LOGIN).content.decode()
        assert "no longer offered" in at_home.get(signing.SECURITY).content.decode()

    @pytest.mark.parametrize("how", ["removed", "replaced", "renewed"])
    def test_with_it_end_the_sign_ins_that_began_by_it(
        self, at_home: Client, anybody: Client, face: IssuerFace, team: Any, how: str
    ) -> None:
        walked(anybody)
        if how == "removed":
            issuers.remove("acme-id")
        else:
            walking.known(team.issuer("other") if how == "replaced" else face)
        assert anybody.get(signing.SECURITY).status_code == (200 if how == "renewed" else 302)
        assert at_home.get(signing.SECURITY).status_code == 200

    def test_stays_on_the_pages_when_it_may_not_be_called_any_more(self, issuer: Issuer, settings: Any) -> None:
        settings.ISSUER_NETWORKS = ()
        assert issuer.host == "127.0.0.1"

    def test_the_same_issuer_stands_here_once(self, issuer: Issuer, face: IssuerFace) -> None:
        with pytest.raises(issuers.TakenAlready):
            walking.known(face, slug="again")
        walking.known(face, secret="another one")
        assert Issuer.objects.count() == 1

    def test_without_any_the_pages_say_nothing_of_it(self, home: Client, anybody: Client) -> None:
        assert "provider" not in home.get(signing.SECURITY).content.decode()
        assert "Sign in with " not in anybody.get(signing.LOGIN).content.decode().replace("Sign in with a", "")
        assert anybody.post(LEAVE).status_code == 404


def test_a_forgotten_password_goes_around_no_second_step(
    issuer: Issuer, home: Client, dee: User, mailoutbox: list[EmailMessage]
) -> None:
    """And another password ends what began through an issuer."""
    signing.confirm(home)
    linked(home)
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": dee.email})
    browser.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mailoutbox)})
    other = "seven herons over the weir"
    browser.post("/accounts/password/reset/complete/", {"password1": other, "password2": other})
    assert not is_signed_in(browser)
    assert walked(browser).headers["Location"] == signing.SECOND_STEP
    assert Identity.objects.filter(person=dee).exists()
