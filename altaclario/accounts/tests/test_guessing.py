"""Who guesses passwords or codes, or has mails sent to others, is stopped; the owner comes in all the same."""

import re

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import code, sign_in
from altaclario.declarations.limits import LIMITS
from altaclario.web import limits
from altaclario.web.limits import Who
from altaclario.web.models import Tally
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, RESET, SIGN_UP = "/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"


def guess(browser: Client, email: str = "dee@acme.test", *, times: int = 1, **headers: str) -> HttpResponse:
    for number in range(times):
        answer = browser.post(LOGIN, {"login": email, "password": f"guess number {number}"}, **headers)
    return answer


class TestSigningIn:
    """Passwords and codes that are guessed."""

    @pytest.mark.asvs("2.4.1", "6.3.1")
    def test_who_guesses_is_stopped_and_the_right_password_does_not_help_then(self) -> None:
        dee, browser = signing.account(), Client()
        guess(browser, times=5)
        answer = sign_in(browser, dee)
        assert (answer.status_code, signing.is_signed_in(browser)) == (429, False)
        assert 290 <= int(answer.headers["Retry-After"]) <= 300

    def test_an_unknown_address_is_stopped_in_the_same_way(self) -> None:
        signing.account()
        seen = []
        for email in ("dee@acme.test", "nobody@acme.test"):
            answers = [guess(Client(), email) for _ in range(6)]
            seen.append([(one.status_code, one.headers.get("Retry-After")) for one in answers])
            Tally.objects.all().delete()
        assert [status for status, _ in seen[0]] == [200] * 5 + [429]
        assert [status for status, _ in seen[1]] == [status for status, _ in seen[0]]

    @pytest.mark.asvs("6.3.1")
    def test_the_owner_comes_in_from_elsewhere_meanwhile(self) -> None:
        dee = signing.account()
        guess(Client(), times=6)
        home = Client(REMOTE_ADDR="198.51.100.9")
        sign_in(home, dee)
        assert signing.is_signed_in(home)

    def test_who_signs_in_and_out_all_day_is_not_stopped(self) -> None:
        dee, browser = signing.account(), Client()
        for _ in range(12):
            sign_in(browser, dee)
            assert signing.is_signed_in(browser)
            browser.post("/accounts/logout/")

    def test_ones_own_success_does_not_pay_for_guessing_at_somebody_else(self) -> None:
        dee, eve, browser = signing.account(), signing.account("Eve"), Client()
        for _ in range(5):
            sign_in(browser, eve)
            browser.post("/accounts/logout/")
            guess(browser)
        assert sign_in(browser, dee).status_code == 429

    @pytest.mark.asvs("6.3.1", "6.6.3")
    def test_codes_of_the_second_step_are_counted_for_the_person_wherever_they_are_typed(
        self, home: Client, secret: str, clock: signing.Clock
    ) -> None:
        dee = signing.User.objects.get()
        home.post("/accounts/logout/")
        browsers = [Client(REMOTE_ADDR=f"203.0.113.{number}") for number in range(6)]
        for browser in browsers:
            sign_in(browser, dee)
        answers = [browser.post(signing.SECOND_STEP, {"code": "000000"}).status_code for browser in browsers]
        assert answers == [200] * 5 + [429]
        assert browsers[0].post(signing.SECOND_STEP, {"code": code(secret)}).status_code == 429

    def test_the_right_code_is_given_back(self, home: Client, secret: str, clock: signing.Clock) -> None:
        dee = signing.User.objects.get()
        for _ in range(7):
            home.post("/accounts/logout/")
            sign_in(home, dee)
            home.post(signing.SECOND_STEP, {"code": code(secret)})
            assert signing.is_signed_in(home)
            clock.goes_on(30)

    def test_confirming_who_one_is_is_counted_for_the_person(self, anybody: Client) -> None:
        sign_in(anybody, signing.account())
        for _ in range(10):
            assert signing.confirm(anybody, "not the right one").status_code == 200
        assert signing.confirm(anybody).status_code == 429


class TestKnownBrowsers:
    """Whoever has signed in here before is not kept out by what strangers try."""

    def everybody_guesses(self) -> None:
        """From as many addresses as it takes, until no stranger may try the account any more."""
        for number in range(100):
            who = Who(address=f"203.0.113.{number // 5}", account="dee@acme.test")
            limits.take("sign-in", who, now=timezone.now())
        assert guess(Client(REMOTE_ADDR="203.0.113.200")).status_code == 429

    def signed_out(self, name: str = "Dee") -> Client:
        """A browser in which somebody was signed in."""
        browser = Client(REMOTE_ADDR="198.51.100.9")
        sign_in(browser, signing.account(name))
        browser.post("/accounts/logout/")
        assert not signing.is_signed_in(browser)
        return browser

    @pytest.mark.asvs("6.3.1")
    def test_an_account_that_the_world_guesses_at_stays_open_to_its_own_browser(self) -> None:
        browser = self.signed_out()
        self.everybody_guesses()
        dee = signing.User.objects.get()
        assert sign_in(Client(REMOTE_ADDR="198.51.100.10"), dee).status_code == 429
        sign_in(browser, dee)
        assert signing.is_signed_in(browser)

    @pytest.mark.asvs("6.3.1")
    def test_whoever_has_such_a_browser_guesses_five_times_and_thirty_a_day(self, clock: signing.Clock) -> None:
        browser = self.signed_out()
        statuses = [guess(browser).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
        assert sum(rate.most for rate in LIMITS["sign-in in a known browser"] if rate.per == "device") == 5 + 30

    def test_a_cookie_of_another_account_or_of_ones_own_making_opens_nothing(self) -> None:
        browser = self.signed_out("Eve")
        dee = signing.account()
        self.everybody_guesses()
        assert sign_in(browser, dee).status_code == 429
        told = browser.cookies[settings.KNOWN_COOKIE_NAME].value
        for made in ("", ".", "x", told[:-1], f"y{told}", told.partition(".")[0] + ".", "é.é"):
            browser.cookies[settings.KNOWN_COOKIE_NAME] = made
            assert sign_in(browser, dee).status_code == 429, made

    @pytest.mark.parametrize("way", ["changed", "reset"])
    def test_with_another_password_only_the_browser_that_gave_it_is_known(
        self, way: str, mailoutbox: list[EmailMessage]
    ) -> None:
        """Whoever knew the old one, and signed in with it, guesses at the new one as anybody does."""
        old = self.signed_out()
        dee, here, another = signing.User.objects.get(), Client(), "four other words in a row"
        if way == "changed":
            sign_in(here, dee)
            sent = {"oldpassword": PASSWORD, "password1": another, "password2": another}
            assert here.post("/accounts/password/change/", sent).status_code == 302
        else:
            here.post(RESET, {"email": dee.email})
            here.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mailoutbox)})
            here.post("/accounts/password/reset/complete/", {"password1": another, "password2": another})
        here.post("/accounts/logout/")
        dee.refresh_from_db()
        assert dee.check_password(another)
        self.everybody_guesses()
        assert sign_in(old, dee, another).status_code == 429
        if way == "changed":
            sign_in(here, dee, another)
            assert signing.is_signed_in(here)

    def test_it_names_nobody_and_is_kept_from_scripts(self) -> None:
        cookie = self.signed_out().cookies[settings.KNOWN_COOKIE_NAME]
        assert re.fullmatch(r"[\w-]{43}\.[0-9a-f]{64}", cookie.value)
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 86_400)

    def test_who_has_not_come_all_the_way_in_gets_none(self, home: Client) -> None:
        browser = Client()
        sign_in(browser, signing.User.objects.get())
        assert settings.KNOWN_COOKIE_NAME not in browser.cookies

    def test_passkeys_and_codes_by_mail_go_on(self, mailoutbox: list[EmailMessage]) -> None:
        dee = signing.account()
        self.everybody_guesses()
        browser = Client(REMOTE_ADDR="198.51.100.10")
        browser.post("/accounts/login/code/", {"email": dee.email})
        browser.post("/accounts/login/code/confirm/", {"code": signing.mailed_code(mailoutbox)})
        assert signing.is_signed_in(browser)


class TestMails:
    """Nobody's letter box is filled by somebody else."""

    def test_a_reset_can_be_asked_for_five_times_a_day(self, mailoutbox: list[object]) -> None:
        signing.account()
        answers = [
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(RESET, {"email": "Dee@acme.test"}).status_code
            for number in range(6)
        ]
        assert answers == [302] * 5 + [429]
        assert len(mailoutbox) == 5

    def test_an_unknown_address_likewise(self, mailoutbox: list[object]) -> None:
        answers = [Client().post(RESET, {"email": "nobody@acme.test"}).status_code for _ in range(6)]
        assert answers == [302] * 5 + [429]

    @pytest.mark.asvs("2.4.1")
    def test_whatever_forms_are_used_five_come_in_ten_minutes(self, mailoutbox: list[object]) -> None:
        signing.account()
        said = {"name": "Dee", "email": "dee@acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}
        for number in range(4):
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(SIGN_UP, said)
            Client(REMOTE_ADDR=f"203.0.113.{number}").post("/accounts/login/code/", {"email": "dee@acme.test"})
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(RESET, {"email": "dee@acme.test"})
        assert len(mailoutbox) == 5
