"""From a form and a code to a person who is signed in; and everything that must not become one."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client

from altaclario.accounts.models import User
from altaclario.web import policies
from tests.cast import PASSWORD, House
from tests.rows import rows, stored

pytestmark = pytest.mark.django_db
FORM = {"name": "Dee", "email": "Dee@Acme.test", "password1": PASSWORD, "terms": "on", "of_age": "on"}
SIGN_UP, CODE = "/accounts/signup/", "/accounts/confirm-email/"


def sign_up(browser: Client, **changed: Any) -> HttpResponse:
    return browser.post(SIGN_UP, {name: value for name, value in (FORM | changed).items() if value is not None})


def code_in(mails: list[EmailMessage]) -> str:
    found = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", str(mails[-1].body), re.MULTILINE)
    assert found, mails[-1].body
    return found[1]


def wrong(code: str) -> str:
    return "".join("A" if sign == "B" else sign if sign == "-" else "B" for sign in code)


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_code_by_mail_makes_an_account_and_signs_in(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    answer = sign_up(anybody)
    assert answer.headers["Location"] == CODE
    assert not is_signed_in(anybody)
    assert mailoutbox[-1].to == ["dee@acme.test"]
    assert anybody.post(CODE, {"code": code_in(mailoutbox)}).status_code == 302
    assert is_signed_in(anybody)
    assert anybody.get("/w/").headers["Location"] == "/w/new"


@pytest.mark.proves("accepted-terms")
def test_the_terms_that_were_accepted_and_when_stand_on_the_person(anybody: Client) -> None:
    before = datetime.now(UTC)
    sign_up(anybody)
    person = User.objects.get()
    assert (person.email, person.name) == ("dee@acme.test", "Dee")
    assert person.terms_version == policies.policy("terms").version
    assert before <= person.terms_at <= datetime.now(UTC)


@pytest.mark.proves("hashed-passwords")
def test_the_password_is_kept_as_a_hash_alone(anybody: Client) -> None:
    sign_up(anybody)
    assert User.objects.get().password.startswith("argon2$argon2id$")
    assert PASSWORD.encode() not in stored()


@pytest.mark.asvs("2.2.1", "2.2.2")
@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("terms", "An account needs your yes to the Terms."),
        ("of_age", "for people aged 16 and over"),
        ("name", "This field is required"),
        ("email", "This field is required"),
        ("password1", "This field is required"),
    ],
)
@pytest.mark.proves("of-age")
def test_without_every_answer_nothing_is_stored_and_nothing_is_sent(
    anybody: Client, mailoutbox: list[EmailMessage], missing: str, said: str
) -> None:
    before = rows()
    answer = sign_up(anybody, **{missing: None})
    assert said in answer.content.decode()
    assert rows() == before
    assert mailoutbox == []


def test_a_used_address_gets_the_same_page_as_a_new_one(
    acme: House, anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    new, used = sign_up(anybody), sign_up(other := Client(), email="ada@acme.test")
    assert (new.status_code, new.headers["Location"]) == (used.status_code, used.headers["Location"])
    pages = [browser.get(CODE) for browser in (anybody, other)]
    assert [page.status_code for page in pages] == [200, 200]
    assert _plain(pages[0], "dee@acme.test") == _plain(pages[1], "ada@acme.test")
    assert User.objects.count() == 3
    assert mailoutbox[-1].to == ["ada@acme.test"]
    assert "already" in mailoutbox[-1].body


def test_no_code_opens_the_account_behind_a_used_address(acme: House, anybody: Client, cy: Client) -> None:
    sign_up(anybody, email="ada@acme.test")
    answers = [anybody.post(CODE, {"code": code}) for code in ("AAAA-AAAA", "BBBBBB", "")]
    assert not is_signed_in(anybody)
    assert all(answer.status_code in (200, 302) for answer in answers)


def _plain(page: HttpResponse, email: str) -> str:
    return re.sub(r'value="[^"]{30,}"', "", page.content.decode()).replace(email, "…")


def test_a_wrong_code_opens_nothing_and_says_so(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    answer = anybody.post(CODE, {"code": wrong(code_in(mailoutbox))})
    assert "Incorrect code" in answer.content.decode()
    assert not is_signed_in(anybody)
    assert not EmailAddress.objects.get().verified


@pytest.mark.asvs("6.6.3")
def test_after_three_wrong_codes_the_right_one_opens_nothing(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    code = code_in(mailoutbox)
    for _ in range(3):
        anybody.post(CODE, {"code": wrong(code)})
    anybody.post(CODE, {"code": code})
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.4.1")
def test_a_code_that_is_used_too_late_opens_nothing(
    anybody: Client, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_up(anybody)
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    answer = anybody.post(CODE, {"code": code_in(mailoutbox)}, follow=True)
    assert answer.status_code == 200
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.4.1", "6.5.1")
def test_a_code_works_once(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    code = code_in(mailoutbox)
    anybody.post(CODE, {"code": code})
    anybody.post("/accounts/logout/")
    anybody.post(CODE, {"code": code})
    assert not is_signed_in(anybody)


@pytest.mark.asvs("6.6.2")
def test_a_code_works_in_the_browser_that_asked_for_it_alone(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    other = Client()
    other.post(CODE, {"code": code_in(mailoutbox)})
    assert not is_signed_in(other)


@pytest.mark.asvs("2.3.1")
def test_who_has_not_typed_the_code_cannot_sign_in(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    other = Client()
    other.post("/accounts/login/", {"login": "dee@acme.test", "password": PASSWORD})
    assert not is_signed_in(other)


@pytest.mark.asvs("6.2.1")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("fourteen-signs", "at least 15 characters"),
        ("x" * 129, "up to 128 characters"),
        ("123456789987654321", "too common"),
        ("p" * 10_000, "up to 128 characters"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_a_sentence(anybody: Client, password: str, said: str) -> None:
    before = rows()
    answer = sign_up(anybody, password1=password)
    assert said in answer.content.decode()
    assert rows() == before
    assert password not in answer.content.decode()


@pytest.mark.asvs("6.2.5", "6.2.9")
@pytest.mark.parametrize(
    "password", ["fifteen-signs-x", "ünïcödé-pässwörd-ẞ", "x" * 120 + "abcdefgh", " " * 7 + "spaced  out  word"]
)
def test_a_long_password_of_any_signs_will_do(anybody: Client, mailoutbox: list[EmailMessage], password: str) -> None:
    sign_up(anybody, password1=password)
    anybody.post(CODE, {"code": code_in(mailoutbox)})
    other = Client()
    other.post("/accounts/login/", {"login": "dee@acme.test", "password": password})
    assert is_signed_in(anybody)
    assert is_signed_in(other)


@pytest.mark.asvs("1.3.3")
@pytest.mark.parametrize("letter", ["x", "\0", "ö", "<b>", "\u202e"])
@pytest.mark.parametrize("field", FORM)
def test_ten_thousand_characters_in_a_field_are_refused_or_taken(anybody: Client, field: str, letter: str) -> None:
    answer = sign_up(anybody, **{field: letter * 10_000})
    assert answer.status_code in (200, 302)
    assert "<b><b>" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", CODE])
def test_nor_do_they_break_another_form(anybody: Client, path: str) -> None:
    for letter in ("x", "\0", "ö"):
        long = letter * 10_000
        answer = anybody.post(path, {"login": f"{long}@x.test", "password": long, "email": long, "code": long})
        assert answer.status_code in (200, 302, 429)


def test_a_form_that_is_sent_twice_makes_one_account(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    answer = sign_up(anybody)
    assert answer.headers["Location"] == CODE
    assert User.objects.count() == 1
    anybody.post(CODE, {"code": code_in(mailoutbox)})
    assert is_signed_in(anybody)


def test_a_wrong_password_says_the_same_as_an_unknown_address(acme: House, anybody: Client) -> None:
    answers = [
        anybody.post("/accounts/login/", {"login": login, "password": "not the right one"}).content.decode()
        for login in ("ada@acme.test", "nobody@acme.test")
    ]
    said = [re.findall(r"not correct[^<]*", answer) for answer in answers]
    assert said[0] == said[1] != []


def test_who_guesses_is_stopped_and_the_right_password_does_not_help_then(anybody: Client) -> None:
    sign_up(anybody)
    EmailAddress.objects.update(verified=True)
    other = Client()
    for number in range(10):
        other.post("/accounts/login/", {"login": "dee@acme.test", "password": f"guess number {number}"})
    answer = other.post("/accounts/login/", {"login": "dee@acme.test", "password": PASSWORD})
    assert answer.status_code in (200, 429)
    assert not is_signed_in(other)


def test_a_forgotten_password_says_the_same_for_an_unknown_address(
    acme: House, anybody: Client, mailoutbox: list[EmailMessage]
) -> None:
    answers = [
        anybody.post("/accounts/password/reset/", {"email": email}) for email in ("ada@acme.test", "no@acme.test")
    ]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_no_mail_holds_a_password_or_a_link_to_another_host(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    (mail,) = mailoutbox
    assert PASSWORD not in mail.body
    assert set(re.findall(r"https?://([^/\s]+)", str(mail.body))) <= {"testserver", "localhost:8000"}


@pytest.mark.asvs("3.3.2", "3.3.4")
def test_the_session_begins_anew_with_signing_in(anybody: Client, mailoutbox: list[EmailMessage]) -> None:
    sign_up(anybody)
    before = anybody.cookies["session"].value
    anybody.post(CODE, {"code": code_in(mailoutbox)})
    assert anybody.cookies["session"].value != before
    assert anybody.cookies["session"]["httponly"]
    assert anybody.cookies["session"]["samesite"] == "Lax"
