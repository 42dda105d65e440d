"""The server edition behind its proxy: HTTPS and nothing else, cookies of its host, no stranger believed."""

import http.client
import json
import re
import sys
from collections.abc import Iterator
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
    line.request(
        method, path, body=body, headers={**said, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )
    answer = line.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    line.close()
    return answer


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


@pytest.mark.parametrize(
    "path", ["/", SIGN_IN + "?next=/w/acme/flow", "//evil.test/", "/static/web/icon.svg", "/nowhere"]
)
def test_a_page_in_the_open_leads_to_the_same_page_over_https_on_our_host(running: Product, path: str) -> None:
    answer = ask(running, path, X_Forwarded_Proto="http")
    assert (answer.status, answer.headers["Location"]) == (301, ORIGIN + path)
    assert answer.headers["Strict-Transport-Security"]
    assert not answer.headers.get_all("Set-Cookie")


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
        (SIGN_IN, {}, b"login=" + bytes(2 << 20), 413),
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
