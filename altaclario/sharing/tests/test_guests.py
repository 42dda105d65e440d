"""The road of a guest: from the token to the cookie to the page; and what opens nothing, which looks all the same."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from altaclario.connections.models import Connection
from altaclario.sharing import guests, links
from altaclario.sharing.models import ShareLink
from altaclario.web.logs import WithoutContents
from altaclario.workspaces import members
from altaclario.workspaces.permissions import Role
from tests.cast import House, connected, joined, shared
from tests.rows import rows
from tests.trackers import Simulated
from tests.walls.test_strangers import answer

pytestmark = [pytest.mark.django_db, pytest.mark.proves("tenant-walls")]
WIKI = "https://wiki.acme.test"


def guest_of(*tokens: str) -> Client:
    """A browser that opened these links."""
    browser = Client()
    for token in tokens:
        assert browser.get(f"/s/{token}").status_code == 303
    return browser


@pytest.mark.asvs("14.2.1")
def test_the_token_is_traded_for_a_cookie_and_a_clean_address(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection)
    before = rows()
    given = Client().get(f"/s/{token}")
    cookie = given.cookies["guest"]
    assert (given.status_code, given.headers["Location"]) == (303, f"/shared/{link.pk}")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 30 * 86_400
    assert token not in cookie.value
    assert given.content == b""
    assert given.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in given.headers["Cache-Control"]
    assert rows() == before


def test_opening_it_again_burns_nothing(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection)
    browser = guest_of(token, token)
    assert guest_of(token).get(f"/shared/{link.pk}").status_code == 200
    assert browser.get(f"/shared/{link.pk}").status_code == 200


def test_a_browser_holds_several_and_forgets_the_oldest(acme: House, connection: Connection) -> None:
    several = [shared(acme, connection) for _ in range(9)]
    browser = guest_of(*(token for _, token in several))
    opened = [browser.get(f"/shared/{link.pk}").status_code for link, _ in several]
    assert opened == [404] + [200] * 8


@pytest.mark.asvs("3.4.5")
def test_the_page_of_a_guest_says_nothing_to_crawlers_caches_and_other_sites(
    acme: House, connection: Connection
) -> None:
    link, token = shared(acme, connection)
    given = guest_of(token).get(f"/shared/{link.pk}")
    page = given.content.decode()
    assert given.headers["X-Robots-Tag"].startswith("noindex")
    assert given.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in given.headers["Cache-Control"]
    assert given.cookies == {}
    assert re.findall("<title>(.*)</title>", page) == ["Shared dashboard · AltaClario"]
    head = page.partition("<body>")[0]
    assert "og:" not in head
    assert "twitter:" not in head
    assert acme.workspace.name not in head
    assert acme.slug not in page
    assert token not in page
    assert "<form" not in page


def test_a_view_is_counted_for_the_link_that_was_seen(acme: House, connection: Connection) -> None:
    seen, other = shared(acme, connection)[0], shared(acme, connection)[0]
    for _ in range(2):
        guests.count(seen)
    assert [ShareLink.objects.get(pk=one.pk).views for one in (seen, other)] == [2, 0]


@pytest.mark.parametrize("held", ["é" * 160, "-" * 160, "a" * 159, "a" * 161, "x", "", ".", "x.y"])
def test_what_somebody_made_up_is_not_kept_in_the_cookie(held: str, acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection)
    assert guests.with_pass(held, link) == guests.with_pass("", link)
    assert guests.with_pass(held, link).startswith(link.pk.hex + link.token_hash)


def test_no_seal_is_a_key_to_what_is_not_there(acme: House, connection: Connection) -> None:
    """Not even ours, of nothing."""
    link, _ = shared(acme, connection)
    for proof in ("token", "password"):
        held = link.pk.hex + link.token_hash + guests._seal(None, proof)  # type: ignore[arg-type]
        with pytest.raises(guests.NothingThere):
            guests.seen(held, link.pk, now=timezone.now())
        ShareLink.objects.filter(pk=link.pk).update(expires=timezone.now())


def test_a_password_opens_what_asks_for_it_and_is_not_needed_elsewhere(acme: House, connection: Connection) -> None:
    now = timezone.now()
    locked, open_ = shared(acme, connection, password="nine mills")[0], shared(acme, connection)[0]
    held = guests.with_pass(guests.with_pass("", locked), open_)
    assert guests.seen(held, locked.pk, now=now) == guests.Seen(locked, needs_password=True)
    assert guests.seen(held, open_.pk, now=now) == guests.Seen(open_, needs_password=False)
    with pytest.raises(guests.WrongPassword):
        guests.let_in(held, locked.pk, password="ten mills", now=now)
    let_in = guests.let_in(held, locked.pk, password="nine mills", now=now)
    assert guests.seen(let_in, locked.pk, now=now) == guests.Seen(locked, needs_password=False)
    assert guests.seen(let_in, open_.pk, now=now) == guests.Seen(open_, needs_password=False)
    assert guests.let_in(held, open_.pk, password="whatever", now=now)
    with pytest.raises(guests.NothingThere):
        guests.let_in("", locked.pk, password="nine mills", now=now)


# ── What opens nothing ───────────────────────────────────────────────────────────────────────────────────────────────


def _unknown(_house: House, _shown: Connection) -> str:
    return secrets.token_urlsafe(32)


def _expired(house: House, shown: Connection) -> str:
    return shared(house, shown, now=timezone.now() - timedelta(days=31))[1]


def _revoked(house: House, shown: Connection) -> str:
    link, token = shared(house, shown)
    links.revoke(house.ada, link.pk, now=timezone.now())
    return token


def _of_one_who_may_not_share_any_more(house: House, shown: Connection) -> str:
    dee = joined(house, Role.MEMBER)
    _, token = shared(house, shown, by=dee)
    members.change_role(house.ada, dee.pk, role=Role.VIEWER, seen=Role.MEMBER, now=timezone.now())
    return token


def _of_one_who_left(house: House, shown: Connection) -> str:
    dee = joined(house, Role.MEMBER, "Dora")
    _, token = shared(house, shown, by=dee)
    members.leave(dee, now=timezone.now())
    return token


def _malformed(_house: House, _shown: Connection) -> str:
    return "%00é'\"<script>"


def _long(_house: House, _shown: Connection) -> str:
    return "x" * 2_000


def _not_embeddable(house: House, shown: Connection) -> str:
    return shared(house, shown)[1]


def _behind_a_password(house: House, shown: Connection) -> str:
    link, token = shared(house, shown, frame_ancestors=[WIKI])
    ShareLink.objects.filter(pk=link.pk).update(password="argon2$x")
    return token


REASONS: list[Callable[[House, Connection], str]] = [
    _unknown,
    _expired,
    _revoked,
    _of_one_who_may_not_share_any_more,
    _of_one_who_left,
    _malformed,
    _long,
]


def _asked(browser: Client, path: str) -> tuple[int, tuple[int, bytes, Any]]:
    with CaptureQueriesContext(database) as asked:
        given = answer(browser, "get", path)
    return len(asked), given


@pytest.mark.asvs("8.2.2")
def test_whatever_opens_nothing_gets_the_same_answer_at_the_same_cost(
    acme: House, connection: Connection, elsewhere: House, foreign: Connection
) -> None:
    """Status, body, headers, cookies and questions to the database."""
    told = {}
    for reason in REASONS:
        token = reason(acme, connection)
        told[f"s {reason.__name__}"] = _asked(Client(), f"/s/{token}")
        told[f"e {reason.__name__}"] = _asked(Client(), f"/e/{token}")
    for reason in (_not_embeddable, _behind_a_password):
        told[f"e {reason.__name__}"] = _asked(Client(), f"/e/{reason(acme, connection)}")
    told |= {f"shared {name}": _asked(browser, path) for name, browser, path in _pages(acme, connection, foreign)}
    expected = told["s _unknown"]
    assert expected[1][0] == 404
    assert expected[0] == 2
    assert {name: one for name, one in told.items() if one != expected} == {}
    assert len(told) >= 24


def _pages(acme: House, connection: Connection, foreign: Connection) -> Iterator[tuple[str, Client, str]]:
    """Browsers at the clean address of a link that they may not see."""
    link, token = shared(acme, connection)
    _, others = shared(acme, connection)
    path = f"/shared/{link.pk}"
    yield "unknown", Client(), f"/shared/{uuid4()}"
    yield "unknown, with a cookie", guest_of(token), f"/shared/{uuid4()}"
    yield "without a cookie", Client(), path
    yield "with the cookie of another link", guest_of(others), path
    held = guest_of(token).cookies["guest"].value
    swapped = guest_of(others).cookies["guest"].value
    made_up = {
        "cut": held[:-1],
        "another seal": held[:96] + swapped[96:],
        "another id": link.pk.hex + swapped[32:],
        "changed": held[:-1] + ("0" if held[-1] != "0" else "1"),
        "empty": "",
        "long": "x" * 3_000,
        "odd": "é" * 160,
        "the seal of nothing": link.pk.hex + link.token_hash + "0" * 64,
        "dots": "." * 50,
    }
    for name, value in made_up.items():
        browser = Client()
        browser.cookies["guest"] = value
        yield f"with a cookie that is {name}", browser, path
    for reason in ("expired", "revoked", "gone"):
        dee = joined(acme, Role.MEMBER, f"Dee-{reason}")
        ended, its = shared(acme, connection, by=dee)
        browser = guest_of(its)
        if reason == "expired":
            ShareLink.objects.filter(pk=ended.pk).update(expires=timezone.now() - timedelta(seconds=1))
        elif reason == "revoked":
            links.revoke(acme.ada, ended.pk, now=timezone.now())
        else:
            members.leave(dee, now=timezone.now())
        yield f"{reason} while it is open", browser, f"/shared/{ended.pk}"


@pytest.mark.asvs("8.4.1")
def test_a_link_opens_what_is_of_its_own_workspace_alone(
    acme: House, connection: Connection, elsewhere: House, foreign: Connection
) -> None:
    ours, our_token = shared(acme, connection)
    theirs, their_token = shared(elsewhere, foreign)
    browser = guest_of(our_token)
    assert browser.get(f"/shared/{ours.pk}").status_code == 200
    assert browser.get(f"/shared/{theirs.pk}").status_code == 404
    for page in ("flow", "sprint", "connections/", "members/", "shares/", "shares/new?dashboard=flow"):
        assert browser.get(f"/w/{acme.slug}/{page}").status_code == 404, page
    assert "Shared by Elsewhere" in guest_of(their_token).get(f"/shared/{theirs.pk}").content.decode()


def test_a_signed_in_stranger_is_a_guest_like_any_other(acme: House, connection: Connection, cy: Client) -> None:
    link, token = shared(acme, connection)
    assert cy.get(f"/shared/{link.pk}").status_code == 404
    cy.get(f"/s/{token}")
    assert cy.get(f"/shared/{link.pk}").status_code == 200


def test_a_link_whose_connection_moved_house_does_not_exist(acme: House, site: Simulated) -> None:
    """One row names its workspace, its maker and its connection, and all three are of one house."""
    own = connected(acme.workspace, site, acme.ada)
    link, _ = shared(acme, own)
    assert {link.workspace_id, link.maker.workspace_id, link.connection.workspace_id} == {acme.workspace.pk}


# ── Passwords ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_password_is_asked_for_once_and_opens_this_link_alone(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection, password="nine mills")
    other, others = shared(acme, connection, password="nine mills")
    browser, path = guest_of(token, others), f"/shared/{link.pk}"
    assert b"asks for a password" in browser.get(path).content
    wrong = browser.post(path, {"password": "ten mills"})
    assert (wrong.status_code, b"This is not the password." in wrong.content) == (422, True)
    right = browser.post(path, {"password": "nine mills"})
    assert (right.status_code, right.headers["Location"]) == (303, path)
    assert b"asks for a password" not in browser.get(path).content
    assert b"asks for a password" in browser.get(f"/shared/{other.pk}").content
    browser.get(f"/s/{token}")
    assert b"asks for a password" not in browser.get(path).content


def test_whoever_has_no_link_is_not_asked_for_its_password(acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection, password="nine mills")
    nothing = answer(Client(), "get", f"/shared/{uuid4()}")
    assert answer(Client(), "get", f"/shared/{link.pk}") == nothing
    tried = Client().post(f"/shared/{link.pk}", {"password": "nine mills"})
    assert (tried.status_code, tried.content, list(tried.cookies)) == (404, nothing[1], [])


@pytest.mark.asvs("2.4.1")
def test_five_wrong_passwords_are_enough_for_a_while(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection, password="nine mills")
    browser, path = guest_of(token), f"/shared/{link.pk}"
    for _ in range(3):
        assert browser.post(path, {"password": "nine mills"}).status_code == 303
    told = [browser.post(path, {"password": "ten mills"}).status_code for _ in range(6)]
    assert told == [422] * 5 + [429]
    assert browser.post(path, {"password": "nine mills"}).status_code == 429
    other, others = shared(acme, connection, password="nine mills")
    assert guest_of(others).post(f"/shared/{other.pk}", {"password": "nine mills"}).status_code == 303


def test_tries_at_what_is_not_there_are_limited_alike(acme: House, connection: Connection) -> None:
    link, _ = shared(acme, connection, password="nine mills")
    for id in (link.pk, uuid4()):
        told = [Client().post(f"/shared/{id}", {"password": "x"}, REMOTE_ADDR="192.0.2.7") for _ in range(5)]
        assert {(one.status_code, one.content) for one in told} == {(404, told[0].content)}
    assert Client().post(f"/shared/{uuid4()}", {"password": "x"}, REMOTE_ADDR="192.0.2.7").status_code == 429


def test_a_form_without_a_password_asks_again(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection, password="nine mills")
    assert guest_of(token).post(f"/shared/{link.pk}", {"password": ""}).status_code == 422


# ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.asvs("3.4.6")
def test_a_frame_is_for_the_sites_that_the_link_names_and_has_no_cookie(acme: House, connection: Connection) -> None:
    _, token = shared(acme, connection, frame_ancestors=[WIKI, "https://b.test:8443"])
    given = Client().get(f"/e/{token}")
    rules = {name: rest for name, *rest in (rule.split() for rule in given["Content-Security-Policy"].split(";"))}
    assert rules["frame-ancestors"] == [WIKI, "https://b.test:8443"]
    assert rules["default-src"] == ["'none'"]
    assert "X-Frame-Options" not in given.headers
    assert given.headers["Referrer-Policy"] == "no-referrer"
    assert given.cookies == {}
    assert (b"<form" in given.content, b"<footer" in given.content) == (False, False)


def test_the_page_of_the_link_itself_is_framed_by_nobody(acme: House, connection: Connection) -> None:
    link, token = shared(acme, connection, frame_ancestors=[WIKI])
    given = guest_of(token).get(f"/shared/{link.pk}")
    assert "frame-ancestors 'none'" in given.headers["Content-Security-Policy"]
    assert given.headers["X-Frame-Options"] == "DENY"


@pytest.mark.asvs("3.3.1", "3.3.3")
def test_on_a_server_the_cookie_cannot_leave_its_host(acme: House, connection: Connection, settings: Any) -> None:
    settings.GUEST_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-guest", True
    link, token = shared(acme, connection)
    browser = Client()
    cookie = browser.get(f"/s/{token}").cookies["__Host-guest"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert browser.get(f"/shared/{link.pk}", secure=True).status_code == 200


@pytest.mark.asvs("16.2.5")
def test_no_line_of_the_log_holds_a_token(
    acme: House, connection: Connection, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = shared(acme, connection)
    monkeypatch.setattr(guests, "opened", lambda *_, **__: 1 / 0)
    logging.getLogger("django").addHandler(caplog.handler)
    caplog.handler.setFormatter(WithoutContents())
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert browser.get(f"/s/{token}").status_code == 500
    assert browser.post(f"/s/{token}").status_code == 403
    assert browser.post(f"/e/{token}").status_code == 403
    logging.getLogger("django").removeHandler(caplog.handler)
    assert caplog.text.count("/s/…") >= 2
    assert "/e/…" in caplog.text
    assert token not in caplog.text
