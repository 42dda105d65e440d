"""Secrets: used where they are opened, and neither shown nor kept."""

import copy
import json
import pickle
from datetime import UTC, datetime

import msgspec
import pytest

from altaclario.vault import secrets
from altaclario.vault.box import NotOpened
from altaclario.vault.secrets import Secret

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = "ATATT-very-secret-ö"
PLACE = {"owner": "workspace:1", "record": "3f0e", "field": "token"}


@pytest.fixture
def sealed(db: None) -> bytes:
    return secrets.seal(TEXT, **PLACE, now=MONDAY)


def test_it_shows_nothing_of_itself() -> None:
    secret = Secret(TEXT.encode())
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{[secret]}", "%s" % secret]  # noqa: UP031
    assert {one.strip("[]") for one in shown} == {"Secret(…)"}
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize("travels", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy, msgspec.json.encode])
def test_it_does_not_travel(travels: object) -> None:
    with pytest.raises(TypeError):
        travels(Secret(TEXT.encode()))  # type: ignore[operator]


@pytest.mark.proves("sealed-credentials")
def test_the_envelope_holds_nothing_of_it(sealed: bytes) -> None:
    text = TEXT.encode()
    assert not any(text[start : start + 4] in sealed for start in range(len(text) - 3))


def test_after_the_block_it_is_empty(sealed: bytes) -> None:
    with secrets.opened(sealed, **PLACE) as secret:
        buffer = secret._buffer
        assert secret.reveal() == TEXT
    assert secret.reveal() == ""
    assert bytes(buffer) == b""


@pytest.mark.asvs("1.4.3")
def test_the_bytes_are_overwritten_before_they_are_let_go() -> None:
    secret = Secret(TEXT.encode())
    seen = memoryview(secret._buffer)
    with pytest.raises(BufferError):  # The view holds the buffer, so it can be overwritten but not freed.
        secret.wipe()
    assert bytes(seen) == bytes(len(seen))


@pytest.mark.asvs("1.4.3")
def test_an_error_in_the_block_wipes_it_too(sealed: bytes) -> None:
    with pytest.raises(ZeroDivisionError), secrets.opened(sealed, **PLACE) as secret:
        raise ZeroDivisionError
    assert secret.reveal() == ""


@pytest.mark.parametrize("part", PLACE)
def test_each_part_of_its_place_is_asked_for(sealed: bytes, part: str) -> None:
    secrets.seal("x", **PLACE | {"owner": "another"}, now=MONDAY)
    with pytest.raises(NotOpened), secrets.opened(sealed, **PLACE | {part: "another"}):
        pytest.fail("it opened")


def test_why_it_does_not_open_nobody_is_told(sealed: bytes) -> None:
    said = set()
    wrong = [(sealed[:-1], PLACE), (b"", PLACE), (sealed, PLACE | {"owner": "nobody"}), (b"\x02" + sealed[1:], PLACE)]
    for envelope, place in wrong:
        with pytest.raises(NotOpened) as refused, secrets.opened(envelope, **place):
            pytest.fail("it opened")
        said.add((str(refused.value), refused.value.__cause__))
    assert said == {("", None)}
