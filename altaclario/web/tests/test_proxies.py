"""What a proxy says is believed of the proxies that the operator named, and of nobody else."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from altaclario.web.proxies import Proxies

BROWSER, PROXY, SECOND = "203.0.113.7", "10.0.0.1", "10.0.0.2"


def seen(remote: str, **said: str) -> HttpRequest:
    """The request as everything behind sees it."""
    found: list[HttpRequest] = []
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **{f"HTTP_{name}": text for name, text in said.items()})
    Proxies(lambda one: found.append(one) or HttpResponse())(request)
    return found[0]


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.PROXY_NETWORKS = (ip_network("10.0.0.0/24"), ip_network("fd00::/64"))


@pytest.mark.asvs("4.1.3", "15.3.4")
@pytest.mark.parametrize(
    ("chain", "browser"),
    [
        (BROWSER, BROWSER),
        (f"{BROWSER}, {SECOND}", BROWSER),
        (f"198.51.100.9, {BROWSER}", BROWSER),
        (f"{SECOND}, {BROWSER}, {PROXY}", BROWSER),
        ("2001:db8::7", "2001:db8::7"),
        ("", PROXY),
        (f"{SECOND}, {PROXY}", PROXY),
        ("unknown, <script>", PROXY),
        (f"{BROWSER}, made up", BROWSER),
    ],
)
def test_of_a_proxy_the_last_address_that_is_none_of_ours_counts(chain: str, browser: str) -> None:
    assert seen(PROXY, X_FORWARDED_FOR=chain).META["REMOTE_ADDR"] == browser


@pytest.mark.asvs("4.1.3")
@pytest.mark.parametrize(
    ("remote", "said", "secure"),
    [
        (PROXY, "https", True),
        ("fd00::1", "https", True),
        (PROXY, "http", False),
        (PROXY, "", False),
        (PROXY, "https,https", False),
        (BROWSER, "https", False),
        ("10.0.1.1", "https", False),
        ("", "https", False),
        ("unix:", "https", False),
    ],
)
def test_https_is_what_a_proxy_of_ours_calls_so(remote: str, said: str, secure: bool) -> None:
    assert seen(remote, X_FORWARDED_PROTO=said).is_secure() is secure


@pytest.mark.asvs("4.1.3")
@pytest.mark.parametrize("remote", [PROXY, BROWSER])
def test_nobody_behind_sees_what_was_said(remote: str) -> None:
    names = ("X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_FORWARDED_PORT", "FORWARDED", "X_REAL_IP")
    request = seen(remote, **dict.fromkeys(names, "evil.test"))
    assert [name for name in request.META if name.removeprefix("HTTP_") in names] == []
    assert request.META["REMOTE_ADDR"] == remote


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_without_named_proxies_nobody_is_believed(settings: Any) -> None:
    settings.PROXY_NETWORKS = ()
    request = seen("127.0.0.1", X_FORWARDED_FOR=BROWSER, X_FORWARDED_PROTO="https")
    assert (request.META["REMOTE_ADDR"], request.is_secure()) == ("127.0.0.1", False)
