"""What the log says: one line for each event, in UTC, without contents; on a server also what was refused to whom."""

import logging
import re
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as product
from django.test import Client

from altaclario.accounts.tests import signing
from altaclario.web.logs import WithoutContents
from tests import addresses
from tests.cast import PASSWORD, House

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (DEBUG|INFO|WARNING|ERROR|CRITICAL) [\w.]+: .+")


def line(message: str, *args: object) -> str:
    return WithoutContents().format(logging.LogRecord("altaclario.x", logging.ERROR, "x.py", 1, message, args, None))


@pytest.mark.asvs("16.2.2", "16.2.4")
def test_a_line_begins_with_its_time_in_utc_how_bad_it_is_and_who_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        record = logging.LogRecord("altaclario.x", logging.ERROR, "x.py", 1, "said", (), None)
        record.created, record.msecs = 0.25, 250
        assert WithoutContents().format(record) == "1970-01-01T00:00:00.250Z ERROR altaclario.x: said"
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.asvs("16.4.1")
@pytest.mark.parametrize(
    "evil", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x00b", "a\u2028b", "a\x85b", "a\u202eb", '{"a": "\n"}', "a\x7fb"]
)
def test_what_somebody_sent_is_never_a_line_of_its_own(evil: str) -> None:
    for said in (line("Not found: %s", evil), line(evil)):
        assert LINE.fullmatch(said), said
        assert len(said.splitlines()) == 1
        assert said.isprintable()


@pytest.mark.asvs("16.4.1")
def test_an_error_is_one_line_too() -> None:
    try:
        raise RuntimeError("a\nSECRET")
    except RuntimeError:
        import sys

        record = logging.LogRecord("altaclario.x", logging.ERROR, "x.py", 1, "failed", (), sys.exc_info())
    said = WithoutContents().format(record)
    assert LINE.fullmatch(said)
    assert "RuntimeError at" in said
    assert "SECRET" not in said


@pytest.mark.asvs("16.2.5")
def test_no_token_of_an_address_is_in_it_nor_in_the_log_of_the_proxy() -> None:
    lines = re.findall(r"location ~ (\S+) {\n    access_log off;", Path("docs/server.md").read_text())
    found = [
        re.sub(r"<[^>]+>", "t.o-ken", one.route) for one in addresses.every() if re.search(r"[<:]token>", one.route)
    ]
    assert len(found) >= 4
    for path in found:
        assert line("Not found: %s", f"/{path}").endswith(f"Not found: /{path.replace('t.o-ken', '…')}"), path
        assert any(re.search(one, f"/{path}") for one in lines), path


@pytest.mark.asvs("16.2.3")
def test_the_log_goes_to_the_standard_error_and_nowhere_else() -> None:
    handlers = product.LOGGING["handlers"]
    assert {name: one["class"] for name, one in handlers.items()} == {"console": "logging.StreamHandler"}
    assert {one["formatter"] for one in handlers.values()} == {"plain"}
    told = [product.LOGGING["root"], *product.LOGGING["loggers"].values()]
    assert {handler for one in told for handler in one.get("handlers", [])} == {"console"}


@pytest.fixture
def written() -> Iterator[StringIO]:
    """The log of a server."""
    lines, logger = StringIO(), logging.getLogger("altaclario.security")
    handler = logging.StreamHandler(lines)
    handler.setFormatter(WithoutContents())
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield lines
    logger.setLevel(level)
    logger.removeHandler(handler)


def said(written: StringIO) -> list[str]:
    """The lines without their times."""
    lines = written.getvalue().splitlines()
    assert all(LINE.fullmatch(one) for one in lines)
    return [one.partition("altaclario.security: ")[2] for one in lines]


@pytest.mark.django_db
class TestSecurity:
    """Every step of signing in, and everything that was refused."""

    @pytest.mark.asvs("16.3.1", "16.2.1")
    def test_each_step_of_signing_in_says_whether_it_was_taken_and_how(self, written: StringIO) -> None:
        dee, browser = signing.account(), Client()
        signing.sign_in(browser, dee, "not the right one at all")
        signing.sign_in(browser, dee)
        signing.confirm(browser, "not the right one at all")
        signing.confirm(browser)
        key = signing.set_up_app(browser)
        other = Client()
        signing.sign_in(other, dee)
        other.post(signing.SECOND_STEP, {"code": "000000"})
        other.post(signing.SECOND_STEP, {"code": signing.code(key, steps=1)})
        login, again = "method=POST address=account_login", "method=POST address=account_reauthenticate"
        second = "method=POST address=mfa_authenticate"
        assert said(written) == [
            f"step-refused person=0 {login}",
            f"step=password person={dee.pk} {login}",
            f"step-refused person={dee.pk} {again}",
            f"step=password person={dee.pk} {again}",
            f"step=password person={dee.pk} {again}",
            f"step=password person={dee.pk} {login}",
            f"step-refused person=0 {second}",
            f"step=totp person={dee.pk} {second}",
        ]

    @pytest.mark.asvs("16.2.5")
    def test_neither_password_nor_address_nor_network_address_is_in_it(self, written: StringIO) -> None:
        dee = signing.account()
        for typed in (PASSWORD, "not-the-right-one"):
            signing.sign_in(Client(REMOTE_ADDR="203.0.113.77"), dee, typed)
        text = written.getvalue()
        assert text.count("\n") == 2
        assert [one for one in (PASSWORD, "not-the-right-one", "dee@", "203.0.113") if one in text] == []

    @pytest.mark.asvs("16.3.2")
    def test_who_may_not_is_named_by_number(self, written: StringIO, acme: House, ben: Client, cy: Client) -> None:
        ben.post(f"/w/{acme.slug}/settings", {"name": "Mine"})
        cy.get(f"/w/{acme.slug}/flow")
        cy.get("/w/no-such-workspace/flow")
        here, there = said(written)[0], said(written)[1:]
        assert here == f"refused=403 person={acme.ben.person_id} method=POST address=workspace-settings"
        assert len(set(there)) == 1
        assert there[0].startswith("refused=404 person=")
        assert acme.slug not in written.getvalue()

    @pytest.mark.asvs("16.3.3")
    def test_forged_forms_too_many_tries_and_what_is_too_large_are_told(self, written: StringIO) -> None:
        Client(enforce_csrf_checks=True).post("/theme")
        dee = signing.account()
        for _ in range(6):
            signing.sign_in(Client(), dee, "not the right one at all")
        Client().get("/?" + "x" * 20_000)
        Client().get("/", headers={"Host": "else.test"})
        Client().generic("TRACE", "/")
        refused = [one.partition(" ")[0] for one in said(written) if one.startswith("refused")]
        assert refused == ["refused=403", "refused=429", "refused=414", "refused=400", "refused=405"]
