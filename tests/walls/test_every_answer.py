"""Every address of the product, whoever asks and however: the headers, that nobody keeps it, and how it refuses."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from altaclario.accounts.tests import signing
from altaclario.connections.models import Connection
from altaclario.declarations import sizes
from altaclario.web import well_known
from altaclario.web.sizes import depth
from tests import addresses
from tests.addresses import NOBODY, Address
from tests.cast import House

pytestmark = [pytest.mark.django_db, pytest.mark.turns(6)]
EVERY = pytest.mark.parametrize("address", addresses.every(), ids=lambda one: one.route)
JSON = {"Accept": "application/json"}
CHANGE_PASSWORD = "/.well-known/change-password"
NO_SUCH = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
SECURITY = "/.well-known/security.txt"


def path(address: Address, house: House, id: object = NOBODY) -> str:
    """The address with something in each of its places."""
    known = {"<slug:slug>": house.slug, "<uuid:id>": id, "<uuid:member>": house.ben.pk}
    others = {"uuid": NOBODY, "int": 1, "str": "no-such-token", "slug": "no-such-name"}
    route = re.sub(r"<(\w+):\w+>", lambda place: str(known.get(place[0], others[place[1]])), address.route)
    return "/" + route


def without_faults(answer: HttpResponse) -> None:
    """What every answer has."""
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "*" not in answer.headers.get("Access-Control-Allow-Origin", "")


@pytest.mark.asvs("3.4.2", "3.4.4", "14.3.2")
@EVERY
def test_its_answers_have_the_headers_and_are_kept_by_nobody(
    address: Address, ada: Client, anybody: Client, acme: House, connection: Connection
) -> None:
    where = path(address, acme, connection.pk)
    for browser in (anybody, ada):
        browser.raise_request_exception = False
        for method in ("get", "post", "put", "options"):
            answer = getattr(browser, method)(where)
            assert answer.status_code < 500, (method, where)
            without_faults(answer)


@EVERY
def test_a_program_is_told_what_is_wrong_in_its_language(address: Address, anybody: Client, acme: House) -> None:
    for method in ("get", "post", "put"):
        answer = getattr(anybody, method)(path(address, acme), headers=JSON)
        assert answer.headers.get("Location", "").partition("?")[0] != "/accounts/login/"
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            said = json.loads(answer.content)
            assert said["status"] == answer.status_code
            assert set(said) == {"type", "title", "status"}


@pytest.mark.proves("https-only")
@pytest.mark.asvs("4.1.2", "12.2.1")
@EVERY
def test_in_the_open_it_leads_to_https_or_refuses(
    address: Address, anybody: Client, acme: House, settings: Any
) -> None:
    settings.HTTPS_ONLY, settings.ORIGIN = True, "https://flow.acme.test"
    where = path(address, acme)
    if where == "/alive":
        return
    looked, sent = anybody.get(where), anybody.post(where)
    # A program is led nowhere: it would go on sending its token in the open.
    leads = (403, None) if where.startswith("/api/") else (301, f"https://flow.acme.test{where}")
    assert (looked.status_code, looked.headers.get("Location")) == leads
    assert sent.status_code == 403
    assert looked.headers["Strict-Transport-Security"] == sent.headers["Strict-Transport-Security"]
    assert "max-age=63072000; includeSubDomains" in sent.headers["Strict-Transport-Security"]


class TestErrors:
    """Answers that no view made."""

    @pytest.mark.parametrize(
        ("asked", "status"),
        [
            ({"path": "/nothing"}, 404),
            ({"path": "/", "headers": {"Host": "else.test"}}, 400),
            ({"path": "/?" + "x" * sizes.ADDRESS_CHARACTERS}, 414),
            ({"path": "/", "headers": {"X-Much": "x" * sizes.HEADER_CHARACTERS}}, 431),
            ({"path": "/", "headers": {"Cookie": "a=" + "x" * sizes.HEADER_CHARACTERS}}, 431),
        ],
    )
    def test_each_has_its_status_the_headers_and_a_page_or_a_problem(
        self, anybody: Client, asked: dict[str, Any], status: int
    ) -> None:
        for more in ({}, JSON):
            answer = anybody.get(asked["path"], headers=asked.get("headers", {}) | more)
            assert answer.status_code == status
            assert answer.headers["Content-Type"].startswith("application/problem+json" if more else "text/html")
            without_faults(answer)

    def test_a_form_that_was_forged_is_refused_in_both(self) -> None:
        forged = Client(enforce_csrf_checks=True)
        assert forged.post("/theme").headers["Content-Type"].startswith("text/html")
        answer = forged.post("/theme", headers=JSON)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")

    def test_a_method_that_is_not_taken_says_which_is(self, ada: Client, acme: House) -> None:
        answer = ada.get(f"/w/{acme.slug}/connections/{NOBODY}/refresh", headers=JSON)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert answer.headers["Content-Type"] == "application/problem+json"

    def test_whoever_is_not_signed_in_hears_so_and_a_browser_is_led_there(self, anybody: Client) -> None:
        assert anybody.get("/w/").status_code == 302
        assert anybody.get("/w/", headers=JSON).status_code == 401
        assert anybody.get("/w/", headers={"Accept": "text/html, application/json"}).status_code == 302


class TestSizes:
    """More than a page of ours sends."""

    @pytest.mark.asvs("5.2.1")
    def test_a_body_that_is_too_large_is_not_read(self, anybody: Client) -> None:
        large = {"login": "x" * sizes.BODY_BYTES}
        for more, kind in (({}, "text/html"), (JSON, "application/problem+json")):
            answer = anybody.post("/accounts/login/", large, headers=more)
            assert answer.status_code == 413
            assert answer.headers["Content-Type"].startswith(kind)
            without_faults(answer)

    @pytest.mark.asvs("5.2.1")
    def test_a_file_that_is_too_large_never_reaches_the_disk(self, anybody: Client) -> None:
        from io import BytesIO

        answer = anybody.post("/accounts/login/", {"file": BytesIO(bytes(4 << 20))})
        assert answer.status_code == 413

    def test_one_that_may_come_is_held_in_memory_and_dropped(self, anybody: Client, settings: Any) -> None:
        assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
        assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > sizes.BODY_BYTES

    @pytest.mark.parametrize("said", ["99999999999999999999", "1e9", "-1", "x", str(sizes.BODY_BYTES + 1)])
    def test_a_length_that_lies_breaks_nothing(self, anybody: Client, said: str) -> None:
        answer = anybody.generic("POST", "/accounts/login/", b"login=x", CONTENT_LENGTH=said)
        assert answer.status_code in (200, 400, 413)

    def test_too_many_fields_are_refused(self, anybody: Client) -> None:
        many = "&".join(f"f{number}=1" for number in range(sizes.FIELDS + 1))
        kind = "application/x-www-form-urlencoded"
        assert anybody.generic("POST", "/accounts/login/", many, content_type=kind).status_code == 400
        fewer = many.rpartition("&")[0]
        assert anybody.generic("POST", "/accounts/login/", fewer, content_type=kind).status_code == 200

    @pytest.mark.asvs("15.2.2")
    @pytest.mark.parametrize("opening", ["[", '{"a":'])
    def test_json_that_is_nested_too_deeply_is_refused(self, anybody: Client, opening: str) -> None:
        for levels, status in ((sizes.JSON_DEPTH + 1, 400), (100_000, 400), (sizes.JSON_DEPTH, 302)):
            said = opening * levels
            answer = anybody.generic("POST", "/theme", said, content_type="application/json")
            assert answer.status_code == status

    @pytest.mark.parametrize(
        ("text", "deep"),
        [(b"", 0), (b"[]", 1), (b'"[[["', 0), (b'"\\"[" [[', 2), (b'["\\\\",[]]', 2), (b'"never closed [[', 0)],
    )
    def test_brackets_in_strings_are_no_depth(self, text: bytes, deep: int) -> None:
        assert depth(text) == deep


class TestWellKnown:
    """What other programs look for."""

    def test_a_password_manager_is_led_to_where_it_is_changed(self, anybody: Client) -> None:
        answer = anybody.get(CHANGE_PASSWORD)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/accounts/password/change/")

    def test_what_should_not_be_there_is_not(self, anybody: Client) -> None:
        assert anybody.get(NO_SUCH).status_code == 404

    def test_a_hole_is_told_to_whom_the_operator_named(self, anybody: Client, settings: Any) -> None:
        assert anybody.get(SECURITY).status_code == 404
        settings.SECURITY_CONTACT, settings.ORIGIN = "https://acme.test/security", "https://flow.acme.test"
        well_known._text.cache_clear()
        answer = anybody.get(SECURITY)
        said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        well_known._text.cache_clear()
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert said["Contact"] == "https://acme.test/security"
        assert said["Canonical"] == "https://flow.acme.test/.well-known/security.txt"
        ends = datetime.strptime(said["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(30) < ends - timezone.now() < timedelta(365)
        assert "@" not in answer.content.decode()


def test_who_signs_out_leaves_nothing_in_the_browser(anybody: Client) -> None:
    signing.sign_in(anybody, signing.account())
    assert "Clear-Site-Data" not in anybody.get("/accounts/security/").headers
    assert anybody.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in anybody.get("/").headers
