"""Where somebody is signed in; signing out everywhere; and devices that are remembered until then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client

from altaclario.accounts import sign_ins
from altaclario.accounts.models import SignIn, User
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, code, is_signed_in, sign_in
from altaclario.vault import keys
from altaclario.web import declared
from tests.cast import PASSWORD
from tests.rows import stored

pytestmark = pytest.mark.django_db
EVERYWHERE = f"{signing.SECURITY}sign-out-elsewhere"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "seven herons over the weir"


def signed_in(person: User, **headers: str) -> Client:
    browser = Client(**headers)
    sign_in(browser, person)
    return browser


def is_open(browser: Client) -> bool:
    return browser.get(signing.SECURITY).status_code == 200


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", "Edge, Windows"),
        ("curl/8", ""),
        ("", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_of_a_browser_its_name_and_system_are_kept_and_no_more(dee: User, said: str, kept: str) -> None:
    signed_in(dee, HTTP_USER_AGENT=said)
    assert SignIn.objects.get().device == kept


def test_each_browser_is_listed_and_no_network_address_is_stored(dee: User) -> None:
    here = signed_in(dee, REMOTE_ADDR="203.0.113.77")
    signed_in(dee, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="203.0.113.78")
    page = here.get(signing.SECURITY).content.decode()
    assert page.count('<th scope="row">') == 2
    assert page.count("This one") == 1
    assert "Firefox, Windows" in page
    assert b"203.0.113" not in stored()


@pytest.mark.asvs("7.4.3")
def test_signing_out_everywhere_ends_every_other_session_at_once(dee: User) -> None:
    here, there = signed_in(dee), signed_in(dee)
    assert is_open(there)
    signing.confirm(here)
    assert here.post(EVERYWHERE).status_code == 302
    assert (is_open(here), is_open(there)) == (True, False)
    assert SignIn.objects.count() == 1
    assert Session.objects.filter(session_key=there.cookies["session"].value).count() == 0


def test_it_ends_nobody_elses(dee: User) -> None:
    here, eve = signed_in(dee), signed_in(signing.account("Eve"))
    signing.confirm(here)
    here.post(EVERYWHERE)
    assert is_open(eve)


def test_it_takes_a_button_of_our_own_page(dee: User) -> None:
    here, there = signed_in(dee), signed_in(dee)
    assert here.get(EVERYWHERE).status_code == 405
    assert Client().post(EVERYWHERE).headers["Location"].startswith("/accounts/login/")
    assert is_open(there)


@pytest.mark.asvs("7.5.2")
def test_it_asks_again_who_it_is(dee: User) -> None:
    """Else whoever sits down at an open browser shuts its owner out."""
    here, there = signed_in(dee), signed_in(dee)
    assert here.post(EVERYWHERE).headers["Location"].startswith("/accounts/reauthenticate/")
    assert is_open(there)
    signing.confirm(here)
    here.post(EVERYWHERE)
    assert (is_open(here), is_open(there)) == (True, False)


@pytest.mark.asvs("7.2.4")
def test_who_confirms_who_they_are_goes_on_under_another_key(dee: User) -> None:
    here, stolen = signed_in(dee), Client()
    stolen.cookies["session"] = before = here.cookies["session"].value
    signing.confirm(here)
    assert here.cookies["session"].value != before
    assert (is_open(here), is_open(stolen)) == (True, False)
    assert [one.is_this for one in sign_ins.of(dee, here.session, now=datetime.now(UTC))] == [True]


@pytest.mark.asvs("7.3.1", "7.3.2")
def test_a_session_ends_a_fortnight_after_its_last_use_and_thirty_days_after_it_began(dee: User) -> None:
    session, began = signed_in(dee).session, datetime.now(UTC)
    for days, most in ((5, 19), (16, 30), (25, 30), (29, 30)):
        sign_ins.look(session, now=began + timedelta(days=days))
        session.save()
        ends = Session.objects.get().expire_date - began
        assert timedelta(days=most - 1) < ends < timedelta(days=most, minutes=1)


@pytest.mark.asvs("7.2.1", "7.4.1")
def test_a_session_that_was_signed_out_is_worth_nothing(dee: User) -> None:
    here = signed_in(dee)
    stolen = Client()
    stolen.cookies["session"] = here.cookies["session"].value
    assert is_open(stolen)
    here.post("/accounts/logout/")
    assert not is_open(stolen)
    assert not SignIn.objects.exists()


@pytest.mark.asvs("6.2.2", "7.4.3")
def test_another_password_ends_the_other_sessions_and_this_one_goes_on(dee: User) -> None:
    here, there = signed_in(dee), signed_in(dee)
    before = here.cookies["session"].value
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (is_open(here), is_open(there)) == (True, False)
    assert here.cookies["session"].value != before
    assert [one.is_this for one in sign_ins.of(dee, here.session, now=datetime.now(UTC))] == [True]


@pytest.mark.asvs("7.4.3")
def test_a_new_password_by_mail_ends_all_of_them(dee: User, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    here = signed_in(dee)
    anybody.post("/accounts/password/reset/", {"email": dee.email})
    anybody.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mailoutbox)})
    anybody.post("/accounts/password/reset/complete/", {"password1": NEW, "password2": NEW})
    assert not is_open(here)
    assert not SignIn.objects.exists()


def test_when_it_was_last_seen_is_noted_every_ten_minutes_at_most(dee: User) -> None:
    here, later = signed_in(dee), datetime.now(UTC)
    session = here.session
    began = SignIn.objects.get().seen
    for minutes, seen in ((9, began), (11, later + timedelta(minutes=11))):
        sign_ins.look(session, now=later + timedelta(minutes=minutes))
        assert SignIn.objects.get().seen == seen


def test_a_session_whose_time_is_over_is_not_listed(dee: User) -> None:
    here = signed_in(dee)
    signed_in(dee)
    fortnight = datetime.now(UTC) + timedelta(days=15)
    assert len(sign_ins.of(dee, here.session, now=datetime.now(UTC))) == 2
    assert sign_ins.of(dee, here.session, now=fortnight) == []


class TestRemembered:
    def remember(self, dee: User, secret: str) -> Client:
        browser = Client()
        sign_in(browser, dee)
        browser.post(signing.SECOND_STEP, {"code": code(secret), "remember": "on"})
        assert is_signed_in(browser)
        browser.post("/accounts/logout/")
        return browser

    def asks(self, browser: Client, person: User, password: str = PASSWORD) -> bool:
        return sign_in(browser, person, password).headers["Location"] == signing.SECOND_STEP

    @pytest.mark.asvs("3.3.4")
    def test_such_a_device_is_not_asked_for_a_code_and_another_is(self, dee: User, secret: str) -> None:
        browser = self.remember(dee, secret)
        assert browser.cookies["remembered"]["httponly"]
        assert browser.cookies["remembered"]["samesite"] == "Lax"
        assert self.asks(Client(), dee)
        assert not self.asks(browser, dee)
        assert is_signed_in(browser)

    def test_without_the_tick_nothing_is_remembered(self, dee: User, secret: str, anybody: Client) -> None:
        sign_in(anybody, dee)
        anybody.post(signing.SECOND_STEP, {"code": code(secret)})
        assert "remembered" not in anybody.cookies

    @pytest.mark.asvs("7.6.2")
    def test_the_password_is_asked_for_all_the_same(self, dee: User, secret: str) -> None:
        browser = self.remember(dee, secret)
        sign_in(browser, dee, "not the right one at all")
        assert not is_signed_in(browser)

    @pytest.mark.asvs("9.2.2")
    def test_it_is_nothing_for_somebody_else(self, dee: User, secret: str, clock: Clock) -> None:
        browser = self.remember(dee, secret)
        eve = signing.account("Eve")
        other = Client()
        sign_in(other, eve)
        signing.set_up_app(other)
        assert self.asks(browser, eve)

    @pytest.mark.asvs("9.2.1")
    def test_after_a_fortnight_it_is_forgotten(self, dee: User, secret: str, clock: Clock) -> None:
        browser = self.remember(dee, secret)
        clock.goes_on(14 * 86_400 + 1)
        assert self.asks(browser, dee)

    def test_signing_out_everywhere_forgets_it(self, dee: User, home: Client, secret: str) -> None:
        browser, codes = self.remember(dee, secret), signing.recovery_codes(home)
        signing.confirm(home)
        home.post(EVERYWHERE)
        assert self.asks(browser, dee)
        assert signing.recovery_codes(home) == codes

    def test_even_when_the_key_is_lost(self, dee: User, home: Client, secret: str) -> None:
        browser = self.remember(dee, secret)
        keys.destroy(f"person:{dee.pk}")
        signing.confirm(home)
        home.post(EVERYWHERE)
        assert self.asks(browser, dee)

    def test_so_does_another_password(self, dee: User, home: Client, secret: str) -> None:
        browser = self.remember(dee, secret)
        home.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
        assert self.asks(browser, dee, NEW)

    @pytest.mark.asvs("9.1.1")
    @pytest.mark.parametrize("forged", ["x", "a:b", '["x", 1]:sig', "\x00" * 10])
    def test_what_somebody_wrote_into_the_cookie_opens_nothing(self, dee: User, secret: str, forged: str) -> None:
        browser = Client()
        browser.cookies["remembered"] = forged
        assert self.asks(browser, dee)


FORM = {"name": "Eve", "email": "dee@acme.test", "password1": NEW, "terms": "on", "of_age": "on"}


class TestUnconfirmed:
    def test_after_three_days_an_account_that_nobody_confirmed_is_gone(self, anybody: Client, dee: User) -> None:
        anybody.post("/accounts/signup/", FORM | {"email": "eve@acme.test"})
        assert User.objects.count() == 2
        now = datetime.now(UTC)
        assert list(declared.expired("accounts.User", now=now + timedelta(days=2.9))) == []
        (over,) = declared.expired("accounts.User", now=now + timedelta(days=3.1))
        assert over != dee

    def test_then_its_address_is_free_for_its_owner(self, anybody: Client, mailoutbox: list[EmailMessage]) -> None:
        anybody.post("/accounts/signup/", FORM)
        User.objects.update(joined=datetime.now(UTC) - timedelta(days=4))
        owner = Client()
        owner.post("/accounts/signup/", FORM | {"name": "Dee", "password1": PASSWORD})
        owner.post("/accounts/confirm-email/", {"code": signing.mailed_code(mailoutbox)})
        assert is_signed_in(owner)
        assert User.objects.get().name == "Dee"
