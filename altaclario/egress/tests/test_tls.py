"""Whom a call believes, and in which TLS: real handshakes on loopback, and what operators are told to set."""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from altaclario.egress import calling
from altaclario.egress.calling import CertificateExpired, CertificateOfAnother, NotTrusted, Unreachable
from altaclario.egress.tests.test_calling import LOOPBACK
from tests.faults import certificates

SERVER = (Path(__file__).resolve().parents[3] / "docs" / "server.md").read_text()


@asynccontextmanager
async def serving(tls: ssl.SSLContext) -> AsyncIterator[tuple[str, list[str]]]:
    """An address, and what was asked there."""
    asked: list[str] = []

    async def answering(request: web.Request) -> web.Response:
        asked.append(request.headers.get("Authorization", ""))
        return web.Response()

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answering)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    try:
        yield f"https://127.0.0.1:{runner.addresses[0][1]}", asked
    finally:
        await runner.cleanup()


def called(tls: ssl.SSLContext) -> list[str]:
    """The credentials that arrived. Raises CallFailed."""

    async def story() -> list[str]:
        async with serving(tls) as (url, asked):
            async with calling.line(url, authorization="Basic c2VjcmV0", networks=LOOPBACK) as line:
                try:
                    assert (await line.send("GET", "/")).status == 200
                except calling.CallFailed:
                    assert asked == []
                    raise
            return asked

    return asyncio.run(story())


def served(way: str = "right") -> ssl.SSLContext:
    """A context of its own, which a test may change."""
    certificates.context.cache_clear()
    return certificates.context(way)


def test_a_tracker_for_whom_somebody_vouches_is_called() -> None:
    assert called(served()) == ["Basic c2VjcmV0"]


@pytest.mark.asvs("12.3.2")
@pytest.mark.parametrize(
    ("way", "fault"),
    [("self-signed", NotTrusted), ("expired", CertificateExpired), ("of another", CertificateOfAnother)],
)
def test_one_for_whom_nobody_does_gets_no_credential(way: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        called(served(way))


@pytest.mark.asvs("12.1.1")
def test_what_is_older_than_tls_1_2_is_not_spoken() -> None:
    old = served()
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises(Unreachable):
        called(old)


@pytest.mark.asvs("12.1.2")
def test_ciphers_of_another_time_are_not_agreed_to() -> None:
    weak = served()
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0")
    with pytest.raises(Unreachable):
        called(weak)


@pytest.mark.asvs("12.1.1", "12.1.2")
def test_the_proxy_of_the_page_for_operators_speaks_the_same() -> None:
    (versions,) = re.findall(r"^ *ssl_protocols (.*);$", SERVER, re.MULTILINE)
    (ciphers,) = re.findall(r"^ *ssl_ciphers (.*);$", SERVER, re.MULTILINE)
    assert versions.split() == ["TLSv1.2", "TLSv1.3"]
    assert len(ciphers.split(":")) >= 4
    assert [
        one for one in ciphers.split(":") if not re.fullmatch(r"ECDHE-\w+-(AES\d+-GCM-SHA\d+|CHACHA20-POLY1305)", one)
    ] == []
