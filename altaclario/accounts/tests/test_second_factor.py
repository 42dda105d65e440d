"""The password and a code; each code once; and no road around the second step."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from altaclario.accounts.models import User
from altaclario.accounts.second_factors import SECRET
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, code, is_signed_in, recovery_codes, set_up_app, sign_in
from altaclario.vault import box, keys
from tests.cast import PASSWORD
from tests.rows import rows, stored

pytestmark = pytest.mark.django_db
SHORT = "k7-moss!"


def second_step(browser: Client, typed: str) -> str:
    return browser.post(signing.SECOND_STEP, {"code": typed}).content.decode()


@pytest.mark.asvs("6.3.4")
def test_after_the_password_the_code_is_asked_for(dee: User, secret: str, anybody: Client) -> None:
    assert sign_in(anybody, dee).headers["Location"] == signing.SECOND_STEP
    assert not is_signed_in(anybody)
    second_step(anybody, code(secret))
    assert is_signed_in(anybody)


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize(
    "path", ["/w/", signing.SECURITY, signing.CODES, "/accounts/email/", "/accounts/password/change/"]
)
def test_between_the_steps_nothing_is_open(dee: User, secret: str, anybody: Client, path: str) -> None:
    sign_in(anybody, dee)
    assert anybody.get(path).headers["Location"].startswith("/accounts/login/")


def test_a_step_that_one_browser_began_goes_on_in_no_other(dee: User, secret: str, anybody: Client) -> None:
    sign_in(anybody, dee)
    other = Client()
    second_step(other, code(secret))
    assert not is_signed_in(other)


def test_the_session_begins_anew_with_each_step(dee: User, secret: str, anybody: Client) -> None:
    anybody.get(signing.LOGIN)
    sign_in(anybody, dee)
    between = anybody.cookies["session"].value
    second_step(anybody, code(secret))
    assert anybody.cookies["session"].value != between
    anybody.cookies["session"] = between
    assert not is_signed_in(anybody)


class TestOnce:
    @pytest.mark.asvs("6.5.1")
    def test_a_code_signs_in_once(self, dee: User, secret: str, anybody: Client) -> None:
        seen = code(secret)
        sign_in(anybody, dee)
        second_step(anybody, seen)
        other = Client()
        sign_in(other, dee)
        assert "was used before" in second_step(other, seen)
        assert not is_signed_in(other)

    def test_not_even_when_the_memory_of_the_process_is_lost(self, dee: User, secret: str, anybody: Client) -> None:
        from django.core.cache import cache

        seen = code(secret)
        sign_in(anybody, dee)
        second_step(anybody, seen)
        cache.clear()
        other = Client()
        sign_in(other, dee)
        second_step(other, seen)
        assert not is_signed_in(other)

    @pytest.mark.asvs("6.5.1")
    def test_nor_the_one_before_it(self, dee: User, secret: str, anybody: Client) -> None:
        earlier, now = code(secret, steps=-1), code(secret)
        sign_in(anybody, dee)
        second_step(anybody, now)
        other = Client()
        sign_in(other, dee)
        second_step(other, earlier)
        assert not is_signed_in(other)

    def test_the_code_that_set_up_the_app_does_not_sign_in(self, dee: User, clock: Clock, anybody: Client) -> None:
        first = Client()
        sign_in(first, dee)
        key = set_up_app(first)
        sign_in(anybody, dee)
        second_step(anybody, code(key))
        assert not is_signed_in(anybody)
        clock.goes_on(30)
        second_step(anybody, code(key))
        assert is_signed_in(anybody)

    def test_a_code_that_confirmed_something_does_not_sign_in(self, dee: User, home: Client, secret: str) -> None:
        seen = code(secret)
        assert home.post(f"{signing.SECURITY}reauthenticate/", {"code": seen}).status_code == 302
        other = Client()
        sign_in(other, dee)
        second_step(other, seen)
        assert not is_signed_in(other)

    @pytest.mark.asvs("6.5.1")
    def test_a_recovery_code_works_once(self, dee: User, home: Client, anybody: Client) -> None:
        one, *_rest = recovery_codes(home)
        sign_in(anybody, dee)
        second_step(anybody, one)
        assert is_signed_in(anybody)
        other = Client()
        sign_in(other, dee)
        second_step(other, one)
        assert not is_signed_in(other)
        assert "9 of 10 are unused" in home.get(signing.SECURITY).content.decode()

    def test_new_recovery_codes_end_the_old_ones(self, dee: User, home: Client, anybody: Client) -> None:
        before = recovery_codes(home)
        home.post(signing.NEW_CODES)
        assert len(set(before) - set(recovery_codes(home))) == 10
        sign_in(anybody, dee)
        second_step(anybody, before[0])
        assert not is_signed_in(anybody)

    @pytest.mark.parametrize("seconds", [-90, 90])
    def test_a_code_of_another_time_fits_nothing(
        self, dee: User, secret: str, clock: Clock, anybody: Client, seconds: int
    ) -> None:
        seen = code(secret)
        clock.goes_on(seconds)
        sign_in(anybody, dee)
        second_step(anybody, seen)
        assert not is_signed_in(anybody)


def test_who_guesses_codes_is_stopped_and_the_right_one_does_not_help_then(
    dee: User, secret: str, anybody: Client
) -> None:
    sign_in(anybody, dee)
    right = code(secret)
    for _ in range(10):
        second_step(anybody, f"{(int(right) + 1) % 1_000_000:06}")
    second_step(anybody, right)
    assert not is_signed_in(anybody)


@pytest.mark.parametrize("typed", ["", "x" * 10_000, "\0", "١٢٣٤٥٦", "<b>", "12345", "1234567"])
def test_whatever_is_typed_for_a_code_gets_a_sentence(dee: User, secret: str, anybody: Client, typed: str) -> None:
    sign_in(anybody, dee)
    assert 'class="error"' in second_step(anybody, typed)
    assert not is_signed_in(anybody)


class TestReset:
    @pytest.mark.asvs("6.3.4", "6.4.3", "6.4.4")
    def test_a_new_password_by_mail_still_asks_for_the_code(
        self, dee: User, secret: str, anybody: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        new = "seven herons over the weir"
        anybody.post("/accounts/password/reset/", {"email": dee.email})
        anybody.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mailoutbox)})
        answer = anybody.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
        assert answer.status_code == 302
        assert User.objects.get().check_password(new)
        assert not is_signed_in(anybody)
        assert sign_in(anybody, dee, new).headers["Location"] == signing.SECOND_STEP
        assert not is_signed_in(anybody)

    @pytest.mark.asvs("6.4.3")
    def test_without_the_code_of_the_mail_there_is_no_new_password(
        self, dee: User, anybody: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        new = "seven herons over the weir"
        anybody.post("/accounts/password/reset/", {"email": dee.email})
        for _ in range(2):
            anybody.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
            anybody.post("/accounts/password/reset/confirm/", {"code": "BCDF-GHJK"})
        assert User.objects.get().check_password(PASSWORD)


class TestSealed:
    @pytest.mark.asvs("14.2.4")
    def test_neither_key_nor_codes_lie_anywhere_at_any_time(self, dee: User, clock: Clock) -> None:
        browser = Client()
        sign_in(browser, dee)
        signing.confirm(browser)
        begun = signing.shown_key(browser.get(signing.SET_UP))
        assert begun.encode() not in stored()
        waiting = browser.session["mfa.totp.secret"]
        assert begun not in waiting
        secret = set_up_app(browser)
        codes = recovery_codes(browser)
        kept = stored() + repr(dict(browser.session)).encode()
        assert [text for text in (secret, *codes) if text.encode() in kept] == []
        assert len(codes) == 10

    def test_a_secret_that_is_moved_to_somebody_else_opens_nothing(
        self, dee: User, home: Client, secret: str, anybody: Client
    ) -> None:
        eve = signing.account("Eve")
        taken = Authenticator.objects.get(user=dee, type="totp").data["secret"]
        for label in (taken, taken.replace(f"{dee.pk}:", f"{eve.pk}:", 1), taken.rpartition(":")[2]):
            Authenticator.objects.filter(user=eve).delete()
            Authenticator.objects.create(user=eve, type="totp", data={"secret": label})
            browser = Client()
            sign_in(browser, eve)
            assert "lost the key to it" in second_step(browser, code(secret))
            assert not is_signed_in(browser)

    def test_with_the_persons_key_everything_is_gone(self, dee: User, secret: str, anybody: Client) -> None:
        keys.destroy(f"person:{dee.pk}")
        sign_in(anybody, dee)
        assert "lost the key to it" in second_step(anybody, code(secret))

    @pytest.mark.asvs("11.2.2")
    def test_every_one_of_them_can_be_sealed_anew(self, dee: User, home: Client, secret: str, anybody: Client) -> None:
        """As a rotation does: row by row, through the declared column."""
        codes, now = recovery_codes(home), datetime.now(UTC)
        keys.renew(f"person:{dee.pk}", now=now)
        for row in SECRET.rows_of(f"person:{dee.pk}"):
            before = SECRET.envelope(row)
            with SECRET.opened(row) as opened:
                SECRET.seal(row, opened.reveal(), now=now)
            row.save()
            assert box.version_of(before) + 1 == box.version_of(SECRET.envelope(row))
        assert recovery_codes(home) == codes
        sign_in(anybody, dee)
        second_step(anybody, code(secret))
        assert is_signed_in(anybody)

    @pytest.mark.parametrize("path", ["", "download/"])
    def test_codes_whose_key_is_lost_are_a_sentence_and_new_ones_work(self, dee: User, home: Client, path: str) -> None:
        signing.confirm(home)
        keys.destroy(f"person:{dee.pk}")
        told = home.get(f"{signing.CODES}{path}")
        assert (told.status_code, b"lost the key to them" in told.content) == (409, True)
        assert home.get(signing.NEW_CODES).status_code == 200
        home.post(signing.NEW_CODES)
        assert len(recovery_codes(home)) == 10

    def test_looking_at_the_codes_writes_no_row_back(self, home: Client) -> None:
        """Else the envelope of a key that was destroyed meanwhile came back with it."""
        signing.confirm(home)
        before = rows("sessions.Session")
        assert home.get(signing.CODES).status_code == 200
        assert home.get(f"{signing.CODES}download/").headers["Content-Disposition"].startswith("attachment")
        assert rows("sessions.Session") == before

    def test_a_key_that_waits_unsealable_is_replaced_by_another(self, dee: User, clock: Clock) -> None:
        browser = Client()
        sign_in(browser, dee)
        signing.confirm(browser)
        first = signing.shown_key(browser.get(signing.SET_UP))
        keys.destroy(f"person:{dee.pk}")
        again = browser.post(signing.SET_UP, {"code": code(first)})
        assert signing.shown_key(again) != first
        assert not signing.has_app(dee)


SENSITIVE = [signing.SET_UP, signing.CODES, signing.NEW_CODES, f"{signing.CODES}download/", signing.TURN_OFF]


class TestConfirming:
    @pytest.mark.asvs("7.5.1")
    @pytest.mark.parametrize("path", SENSITIVE)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_what_is_sensitive_asks_again_who_it_is(
        self, dee: User, home: Client, clock: Clock, path: str, method: str
    ) -> None:
        clock.goes_on(301)
        if path == signing.SET_UP:
            Authenticator.objects.all().delete()
        before = list(Authenticator.objects.values_list())
        answer = getattr(home, method)(path)
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer.headers["Location"].startswith("/accounts/reauthenticate/")
        assert list(Authenticator.objects.values_list()) == before

    @pytest.mark.asvs("7.5.1")
    def test_a_wrong_password_confirms_nothing(self, home: Client, clock: Clock) -> None:
        clock.goes_on(301)
        assert 'class="error"' in signing.confirm(home, "not the right one at all").content.decode()
        assert home.get(signing.CODES).status_code == 302

    def test_a_code_of_the_app_confirms_as_well(self, home: Client, secret: str, clock: Clock) -> None:
        clock.goes_on(301)
        page = home.get(signing.CODES, follow=True).content.decode()
        assert f"{signing.SECURITY}reauthenticate/" in page
        home.post(f"{signing.SECURITY}reauthenticate/", {"code": code(secret)})
        assert home.get(signing.CODES).status_code == 200


class TestShortPasswords:
    def change(self, browser: Client, old: str, new: str) -> str:
        sent = {"oldpassword": old, "password1": new, "password2": new}
        return browser.post("/accounts/password/change/", sent, follow=True).content.decode()

    @pytest.mark.asvs("6.2.1")
    def test_eight_characters_are_enough_beside_an_app(self, dee: User, home: Client) -> None:
        assert 'data-fewest="8"' in home.get("/accounts/password/change/").content.decode()
        assert "The password is changed" in self.change(home, PASSWORD, SHORT)
        assert User.objects.get().has_short_password
        assert "at least 8 characters" in self.change(home, SHORT, "k7-moss")

    @pytest.mark.asvs("6.2.1")
    def test_and_not_without(self, dee: User, anybody: Client) -> None:
        sign_in(anybody, dee)
        assert 'data-fewest="15"' in anybody.get("/accounts/password/change/").content.decode()
        assert "at least 15 characters" in self.change(anybody, PASSWORD, SHORT)

    def test_the_app_stays_until_the_password_is_long_again(self, dee: User, home: Client) -> None:
        self.change(home, PASSWORD, SHORT)
        signing.confirm(home, SHORT)
        assert "Choose a longer password first" in home.post(signing.TURN_OFF).content.decode()
        assert signing.has_app(dee)
        self.change(home, SHORT, PASSWORD)
        home.post(signing.TURN_OFF)
        assert not Authenticator.objects.exists()

    def test_a_reset_does_not_make_it_short_without_an_app(
        self, dee: User, anybody: Client, mailoutbox: list[EmailMessage]
    ) -> None:
        anybody.post("/accounts/password/reset/", {"email": dee.email})
        anybody.post("/accounts/password/reset/confirm/", {"code": signing.mailed_code(mailoutbox)})
        answer = anybody.post("/accounts/password/reset/complete/", {"password1": SHORT, "password2": SHORT})
        assert "at least 15 characters" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_every_change_is_told_by_mail(dee: User, home: Client, mailoutbox: list[EmailMessage]) -> None:
    home.post(signing.NEW_CODES)
    home.post(signing.TURN_OFF)
    assert [mail.subject for mail in mailoutbox] == [
        "An app was set up for your account",
        "New recovery codes",
        "The app of your account was turned off",
    ]
    assert {tuple(mail.to) for mail in mailoutbox} == {(dee.email,)}


@pytest.mark.asvs("8.2.2")
def test_nobody_sees_anothers_codes(dee: User, home: Client, anybody: Client) -> None:
    eve = signing.account("Eve")
    sign_in(anybody, eve)
    signing.confirm(anybody)
    assert anybody.get(signing.CODES).status_code == 404
    assert anybody.get(f"{signing.CODES}download/").status_code == 404
    assert anybody.post(signing.TURN_OFF).status_code == 404
    assert signing.has_app(dee)
