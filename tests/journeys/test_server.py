"""The server edition behind its proxy: HTTPS and nothing else, cookies of its host, no stranger believed."""

import http.client
import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journeys.product import Product
from tests.journeys.server import ORIGIN, Server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="groups of processes")
SIGN_IN = "/accounts/login/"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A server that passed its gates."""
    server = Server(tmp_path_factory.mktemp("server")).prepare()
    product = Product(server.folder, settings=server.settings)
    try:
        yield product.start()
    finally:
        product.kill()


def ask(
    product: Product, path: str, method: str = "GET", *, body: Any = None, **headers: str
) -> http.client.HTTPResponse:
    """One request as the proxy sends it, unless other headers are given; its answer is read."""
    where = urlsplit(product.url)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
    said = {"Host": urlsplit(ORIGIN).netloc, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(line):
        # Who is refused before the end is answered while they still send.
        with suppress(BrokenPipeError):
            line.request(method, path, body=body, headers=said)
        answer = line.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
    return answer


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.4.1")
def test_over_https_it_answers_with_cookies_of_its_host_and_asks_browsers_to_stay(running: Product) -> None:
    answer = ask(running, SIGN_IN)
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookies = answer.headers.get_all("Set-Cookie") or []
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-csrftoken"]
    for cookie in cookies:
        parts = {part.strip().partition("=")[0].lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "path", "samesite"} <= parts
        assert "domain" not in parts
        assert "Path=/;" in f"{cookie};"


@pytest.mark.asvs("3.7.2", "4.1.2", "12.2.1")
@pytest.mark.parametrize(
    "path", ["/", SIGN_IN + "?next=/w/acme/flow", "//evil.test/", "/static/web/icon.svg", "/nowhere"]
)
def test_a_page_in_the_open_leads_to_the_same_page_over_https_on_our_host(running: Product, path: str) -> None:
    answer = ask(running, path, X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, ORIGIN + path)
    assert answer.headers["Strict-Transport-Security"]
    assert not answer.headers.get_all("Set-Cookie")


@pytest.mark.asvs("4.1.2", "12.2.1")
@pytest.mark.parametrize(
    ("method", "path"), [("POST", SIGN_IN), ("DELETE", "/"), ("GET", "/api/flow"), ("HEAD", "/api/")]
)
def test_anything_else_in_the_open_is_refused_and_not_led_on(running: Product, method: str, path: str) -> None:
    answer = ask(running, path, method, X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (403, None)
    assert answer.headers["Content-Type"] == "application/problem+json"
    if method != "HEAD":
        assert json.loads(answer.body)["title"] == "HTTPS is required."  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["", "HTTPS ", "https, http", "httpss", "http"])
def test_only_the_word_https_is_https(running: Product, said: str) -> None:
    assert ask(running, SIGN_IN, X_Forwarded_Proto=said).status == 301


@pytest.mark.parametrize("host", ["evil.test", "flow.acme.test.evil.test", "localhost", "flow.acme.test@evil.test", ""])
def test_under_another_name_it_does_not_answer(running: Product, host: str) -> None:
    assert ask(running, SIGN_IN, Host=host).status == 400
    assert ask(running, SIGN_IN, X_Forwarded_Host=host).status == 200


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        # What is announced is refused before it is sent; who sends it all the same may find the line closed.
        (SIGN_IN, {"Content-Length": str(2 << 20)}, b"login=", 413),
        ("/?" + "x" * 9_000, {}, None, 414),
        ("/", {"Cookie": "a=" + "x" * 40_000}, None, 431),
        ("/theme", {"Content-Type": "application/json"}, b"[" * 5_000, 400),
        # Nobody says how long it is; of such a body nothing is read.
        (SIGN_IN, {}, [b"login=", b"x" * (1 << 20), b"x" * (1 << 20)], 403),
    ],
    ids=["body", "address", "headers", "depth", "body in pieces"],
)
def test_what_is_too_large_is_refused_and_the_next_is_answered(
    running: Product, path: str, headers: dict[str, str], body: Any, status: int
) -> None:
    answer = ask(running, path, "GET" if body is None else "POST", body=body, **headers)
    assert answer.status == status
    assert answer.headers["Content-Security-Policy"]
    assert answer.headers["Strict-Transport-Security"]
    assert ask(running, SIGN_IN).status == 200


def test_who_guesses_is_told_to_wait_and_a_restart_forgives_nothing(running: Product) -> None:
    """Counted in the database; the browser's own address, which the proxy names, is what counts."""
    assert [guess(running, "203.0.113.77").status for _ in range(6)] == [200] * 5 + [429]
    running.kill()
    running.start()
    refused = guess(running, "203.0.113.77")
    assert (refused.status, 0 < int(refused.headers["Retry-After"]) <= 300) == (429, True)
    assert guess(running, "203.0.113.78").status == 200


def guess(product: Product, address: str) -> http.client.HTTPResponse:
    """One wrong password from there."""
    page = ask(product, SIGN_IN)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)  # type: ignore[attr-defined]
    assert token
    return ask(
        product,
        SIGN_IN,
        "POST",
        body=urlencode({"csrfmiddlewaretoken": token[1].decode(), "login": "dee@acme.test", "password": "wrong"}),
        Cookie=page.headers["Set-Cookie"].partition(";")[0],
        Origin=ORIGIN,
        Content_Type="application/x-www-form-urlencoded",
        X_Forwarded_For=address,
    )


def test_what_watches_it_may_ask_in_the_open(running: Product) -> None:
    assert ask(running, "/alive", X_Forwarded_Proto="http").status == 200


def test_it_has_no_demo(running: Product) -> None:
    assert ask(running, "/w/demo/flow").status == 404


def test_the_text_about_cookies_calls_them_by_their_names(running: Product) -> None:
    text = ask(running, "/privacy").body.decode()  # type: ignore[attr-defined]
    assert all(f"<code>__Host-{name}</code>" in text for name in ("session", "csrftoken", "remembered"))


@pytest.mark.asvs("4.1.3")
def test_who_is_no_proxy_of_ours_is_not_believed(tmp_path: Path) -> None:
    server = Server(tmp_path).prepare()
    server.settings["ALTACLARIO_PROXY_NETWORKS"] = "203.0.113.0/24"
    product = Product(server.folder, settings=server.settings)
    try:
        product.start()
        assert ask(product, SIGN_IN).status == 301
        assert ask(product, SIGN_IN, Forwarded="proto=https").status == 301
    finally:
        product.kill()


def bytes_of(product: Product, sent: bytes) -> bytes:
    """What comes back for these very bytes, until nothing more does."""
    where = urlsplit(product.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=3) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        parts = []
        while part := line.recv(65_536):
            parts.append(part)
    return b"".join(parts)


HEAD = b"POST /accounts/login/ HTTP/1.1\r\nHost: flow.acme.test\r\nX-Forwarded-Proto: https\r\n"
HIDDEN = b"GET /alive HTTP/1.1\r\nHost: flow.acme.test\r\nX-Hidden: "
TWO_LENGTHS = {
    "a length beside chunks": b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks beside a length": b"Transfer-Encoding: chunked\r\nContent-Length: 8\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
    "chunks of another name": b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
    "a length that is none": b"Content-Length: +60\r\n\r\n",
    "a space before the colon": b"Content-Length : 60\r\n\r\n",
}


@pytest.mark.asvs("4.2.1")
@pytest.mark.parametrize("lengths", TWO_LENGTHS.values(), ids=TWO_LENGTHS)
def test_where_a_request_ends_is_never_in_doubt(running: Product, lengths: bytes) -> None:
    """Either the whole is refused, or chunks alone count: what follows them is then the next request or nothing, and
    never the rest of one that the length has cut."""
    came = bytes_of(running, HEAD + lengths + HIDDEN + b"x\r\nConnection: close\r\n\r\n")
    statuses = [int(one.split(b" ")[1]) for one in came.split(b"\r\n") if one.startswith(b"HTTP/1.1 ")]
    assert statuses, came
    if statuses[0] == 400:
        assert len(statuses) == 1
    else:
        assert b"chunked" in lengths
        assert statuses in ([403], [403, 200])


@pytest.mark.asvs("13.4.4")
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "BREW"])
def test_nothing_that_was_sent_is_sent_back(running: Product, method: str) -> None:
    answer = ask(running, "/alive", method, X_Canary="kanarienvogel")
    assert answer.status in (400, 405, 501)
    assert b"kanarienvogel" not in answer.body  # type: ignore[attr-defined]


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3")
@pytest.mark.parametrize("path", ["/theme", "/shortcuts"])
def test_what_a_browser_remembers_of_its_looks_stays_on_the_host_too(running: Product, path: str) -> None:
    form = ask(running, SIGN_IN)
    token = form.headers["Set-Cookie"].partition(";")[0]
    sent = {"Cookie": token, "X_CSRFToken": token.partition("=")[2], "Referer": ORIGIN + "/", "Origin": ORIGIN}
    answer = ask(running, path, "POST", **sent)
    assert answer.status == 302
    kept = [one for one in answer.headers.get_all("Set-Cookie") or [] if "csrf" not in one]
    assert [one.partition("=")[0] for one in kept] == [f"__Host-{path[1:]}"]
    assert all({"Secure", "Path=/", "SameSite=Lax"} <= {part.strip() for part in one.split(";")} for one in kept)
