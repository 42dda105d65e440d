"""What codes, sessions and signed cookies are made of, and what nobody can make themselves."""

import gzip
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import signing as signed
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from altaclario.accounts.models import User
from altaclario.accounts.passwords import Argon2
from altaclario.accounts.tests import signing
from altaclario.accounts.tests.signing import Clock, code, is_signed_in, sign_in
from altaclario.accounts.tests.test_passkeys import ADD, browser_at_home, in_page
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "seven herons over the weir"


def is_open(browser: Client) -> bool:
    return browser.get(signing.SECURITY).status_code == 200


class TestPasswords:
    """What is asked of them, and what is done with them."""

    @pytest.mark.asvs("6.2.4", "6.2.12")
    def test_whatever_is_tried_first_is_refused_at_both_lengths(self, home: Client) -> None:
        """The list is made of passwords that were found in breaches; eight characters will do beside an app."""
        dee = User.objects.get()
        lists = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
        tried = [one for one in gzip.decompress(lists.read_bytes()).decode().split("\n") if len(one) >= 8][:3000]
        assert len(tried) == 3000
        for password in tried[:: len(tried) // 300]:
            with pytest.raises(ValidationError):
                validate_password(password, dee)
        sent = {"oldpassword": PASSWORD, "password1": tried[0], "password2": tried[0]}
        home.post("/accounts/password/change/", sent)
        assert User.objects.get().check_password(PASSWORD)

    @pytest.mark.asvs("6.2.3")
    @pytest.mark.parametrize("old", ["", "not the right one at all", NEW])
    def test_another_one_takes_the_present_one(self, dee: User, old: str) -> None:
        browser = Client()
        sign_in(browser, dee)
        browser.post("/accounts/password/change/", {"oldpassword": old, "password1": NEW, "password2": NEW})
        assert User.objects.get().check_password(PASSWORD)

    @pytest.mark.asvs("6.2.8")
    @pytest.mark.parametrize(
        "typed", [PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD} ", f" {PASSWORD}", PASSWORD.title(), f"{PASSWORD}\0"]
    )
    def test_every_sign_of_it_counts(self, dee: User, anybody: Client, typed: str) -> None:
        sign_in(anybody, dee, typed)
        assert not is_signed_in(anybody)

    @pytest.mark.asvs("6.2.8")
    def test_the_last_sign_of_a_long_one_counts_too(self, anybody: Client) -> None:
        dee, long = signing.account(), "quince and marble " * 7
        dee.set_password(long + "x")
        dee.save()
        for typed, opens in ((long + "y", False), (long, False), (long + "x", True)):
            browser = Client()
            sign_in(browser, dee, typed)
            assert is_signed_in(browser) is opens

    @pytest.mark.asvs("6.2.10")
    def test_after_ten_years_it_still_opens_and_nobody_asks_for_another(self, dee: User, anybody: Client) -> None:
        User.objects.update(joined=timezone.now() - timedelta(days=3650), last_login=None)
        assert sign_in(anybody, dee).headers["Location"] == "/w/"
        assert is_open(anybody)

    @pytest.mark.asvs("11.4.2")
    def test_its_hash_costs_what_is_advised(self) -> None:
        """Argon2id with 19 MiB and two rounds at least. (Tests set the costs of the product's own class down.)"""
        assert Argon2.__mro__[1] is Argon2PasswordHasher
        costs = Argon2PasswordHasher
        assert (costs.memory_cost >= 19 * 1024, costs.time_cost >= 2, costs.parallelism >= 1) == (True, True, True)
        source = Path(__file__).parents[1].joinpath("passwords.py").read_text()
        assert not re.search(r"(time|memory)_cost|parallelism", source)
        assert Argon2().encode(PASSWORD, "saltsalt").startswith("argon2$argon2id$")

    @pytest.mark.asvs("6.4.2")
    def test_there_is_no_hint_and_no_question(self) -> None:
        columns = {
            column.name for model in apps.get_app_config("accounts").get_models() for column in model._meta.fields
        }
        assert [one for one in columns if re.search(r"hint|question|answer|maiden|birth", one)] == []


@pytest.mark.asvs("6.3.2")
def test_a_new_installation_has_no_account(db: None) -> None:
    assert not User.objects.exists()


class TestChance:
    """Nothing that must not be guessed follows from the ordinary generator."""

    @pytest.mark.asvs("6.5.3", "6.5.4")
    def test_codes_by_mail(self, dee: User, mailoutbox: list[EmailMessage]) -> None:
        seen = set()
        for number in range(5):
            random.seed(7)
            Client(REMOTE_ADDR=f"203.0.113.{number}").post("/accounts/login/code/", {"email": dee.email})
            random.seed(7)
            if len(mailoutbox) > number:
                seen.add(signing.mailed_code(mailoutbox))
        assert len(seen) >= 3
        assert all(len(one.replace("-", "")) >= 6 for one in seen)

    @pytest.mark.asvs("6.5.3", "6.5.4")
    def test_recovery_codes_and_the_key_of_an_app(self, dee: User, clock: Clock) -> None:
        secrets, codes = [], []
        for name in ("Eve", "Fay"):
            person, browser = signing.account(name), Client()
            sign_in(browser, person)
            random.seed(7)
            secrets.append(signing.set_up_app(browser))
            random.seed(7)
            codes += signing.recovery_codes(browser)
        assert len(set(secrets)) == 2
        assert len(set(codes)) == 20
        assert all(re.fullmatch(r"\d{10}", one) for one in codes)
        assert min(len(one) for one in secrets) >= 32

    @pytest.mark.asvs("7.2.2", "7.2.3")
    def test_the_name_of_a_session(self, dee: User) -> None:
        names = set()
        for _ in range(3):
            browser = Client()
            random.seed(7)
            sign_in(browser, dee)
            names.add(browser.cookies["session"].value)
        assert len(names) == 3
        assert all(re.fullmatch(r"[a-z0-9]{32}", one) for one in names)  # 165 bits


class TestSessions:
    """They are rows here, and the cookie is their name."""

    @pytest.mark.asvs("7.2.1", "7.4.1")
    def test_one_that_is_made_up_or_over_opens_nothing(self, dee: User, anybody: Client) -> None:
        for made_up in ("x" * 32, "", signed.dumps({"_auth_user_id": dee.pk}), "\0"):
            anybody.cookies["session"] = made_up
            assert not is_open(anybody)
        sign_in(anybody, dee)
        assert is_open(anybody)
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        assert not is_open(anybody)

    @pytest.mark.asvs("7.3.1")
    def test_one_that_nobody_used_for_a_fortnight_is_over(self, dee: User, anybody: Client) -> None:
        sign_in(anybody, dee)
        ends = Session.objects.get().expire_date
        assert timedelta(days=13) < ends - timezone.now() <= timedelta(days=14)

    @pytest.mark.asvs("7.4.2")
    @pytest.mark.parametrize("end", ["disabled", "deleted"])
    def test_those_of_an_account_that_is_disabled_or_gone_open_nothing(
        self, dee: User, anybody: Client, end: str
    ) -> None:
        sign_in(anybody, dee)
        assert is_open(anybody)
        if end == "disabled":
            User.objects.update(is_active=False)
        else:
            dee.delete()
        assert not is_open(anybody)

    @pytest.mark.asvs("7.6.2")
    @pytest.mark.parametrize("path", ["login/", "signup/", "login/code/", "confirm-email/", "security/authenticate/"])
    def test_nobody_is_signed_in_by_following_a_link(self, home: Client, anybody: Client, path: str) -> None:
        anybody.cookies["remembered"] = "x"
        anybody.get(f"/accounts/{path}?next=/w/&code=123456&email=dee%40acme.test")
        assert not is_signed_in(anybody)


class TestSigned:
    """The cookie of a remembered device is the only thing that is believed for its signature."""

    @pytest.fixture
    def held(self, dee: User, secret: str) -> list[list[object]]:
        """What stands in the cookie of a device that is remembered."""
        browser = Client()
        sign_in(browser, dee)
        browser.post(signing.SECOND_STEP, {"code": code(secret), "remember": "on"})
        value = browser.cookies["remembered"].value
        assert not self.asks(value, dee)
        held: list[list[object]] = signed.Signer().unsign_object(value)
        return held

    def asks(self, value: str, person: User) -> bool:
        browser = Client()
        browser.cookies["remembered"] = value
        return sign_in(browser, person).headers["Location"] == signing.SECOND_STEP

    @pytest.mark.asvs("9.1.1", "9.1.2")
    @pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha512", "none"])
    def test_another_algorithm_or_none_is_no_signature(
        self, dee: User, held: list[list[object]], algorithm: str
    ) -> None:
        signer = signed.Signer(algorithm="sha256" if algorithm == "none" else algorithm)
        value = signer.sign_object(held)
        if algorithm == "none":
            value = value.rpartition(":")[0] + ":"
        assert self.asks(value, dee)

    @pytest.mark.asvs("9.1.1", "9.1.3", "9.2.3")
    @pytest.mark.parametrize("key", ["", "another installation's, of fifty signs or more than that"])
    def test_a_key_of_elsewhere_signs_nothing_here(self, dee: User, held: list[list[object]], key: str) -> None:
        assert self.asks(signed.Signer(key=key or "x").sign_object(held), dee)

    @pytest.mark.asvs("9.2.2", "9.2.4")
    @pytest.mark.parametrize("salt", ["django.contrib.sessions", "django.core.signing.dumps", "altaclario", "allauth"])
    def test_what_we_sign_for_another_purpose_is_nothing_here(
        self, dee: User, held: list[list[object]], salt: str
    ) -> None:
        assert self.asks(signed.Signer(salt=salt).sign_object(held), dee)
        assert self.asks(signed.dumps(held, salt=salt), dee)

    @pytest.mark.asvs("9.1.1")
    def test_a_changed_letter_is_noticed(self, dee: User, held: list[list[object]]) -> None:
        value = signed.Signer().sign_object(held)
        for place in (0, len(value) // 2, len(value) - 1):
            other = "A" if value[place] != "A" else "B"
            assert self.asks(value[:place] + other + value[place + 1 :], dee)


# ECDSA on the usual curves, EdDSA, RSA with SHA-2, and the lattices; RSA with SHA-1 (-65535) is what must not come.
_OF_TODAY = {-7, -8, -9, -35, -36, -37, -38, -39, -47, -48, -49, -50, -257, -258, -259}


def test_a_passkey_is_made_with_keys_of_today(dee: User) -> None:
    browser = browser_at_home()
    sign_in(browser, dee)
    signing.confirm(browser)
    options = in_page(browser.get(ADD))["creation_options"]["publicKey"]
    assert {one["alg"] for one in options["pubKeyCredParams"]} <= _OF_TODAY
    assert len(options["challenge"]) >= 22
