"""Calls over real sockets on loopback: what is capped, what is not followed, where the credential goes."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest
from aiohttp import web

from altaclario.egress import calling
from altaclario.egress.calling import (
    AddressNotAllowed,
    AnswerTooLarge,
    Limits,
    Line,
    NameUnknown,
    NotDecodable,
    TookTooLong,
    Unreachable,
)

LOOPBACK = (ip_network("127.0.0.0/8"),)
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def a_line(answering: Answering, **options: object) -> AsyncIterator[Line]:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answering)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    host = options.pop("host", "127.0.0.1")
    try:
        async with calling.line(
            f"http://{host}:{port}/base",
            authorization="Basic c2VjcmV0",
            networks=LOOPBACK,
            **options,  # type: ignore[arg-type]
        ) as line:
            yield line
    finally:
        await runner.cleanup()


def test_a_call_brings_status_headers_and_body() -> None:
    async def answering(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Basic c2VjcmV0"
        return web.Response(status=418, body=await request.read(), headers={"X-Path": request.path_qs})

    async def story() -> None:
        async with a_line(answering) as line:
            reply = await line.send("POST", "/rest", query={"a": "b c"}, body=b"{}")
            assert (reply.status, reply.body, reply.headers["x-path"]) == (418, b"{}", "/base/rest?a=b+c")
            assert (line.requests, line.received_bytes) == (1, 2)

    asyncio.run(story())


@pytest.mark.asvs("15.3.2")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    async def answering(request: web.Request) -> web.Response:
        assert request.path == "/base/first"
        return web.Response(status=status, headers={"Location": "/base/second"})

    async def story() -> None:
        async with a_line(answering) as line:
            assert (await line.send("GET", "/first")).status == status

    asyncio.run(story())


def test_no_cookie_is_returned() -> None:
    async def answering(request: web.Request) -> web.Response:
        assert "Cookie" not in request.headers
        return web.Response(headers={"Set-Cookie": "session=1; Path=/"})

    async def story() -> None:
        async with a_line(answering) as line:
            await line.send("GET", "/first")
            await line.send("GET", "/second")

    asyncio.run(story())


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    async def answering(request: web.Request) -> web.Response:
        return web.Response()

    async def story() -> None:
        async with a_line(answering) as line:
            assert (await line.send("GET", "/")).status == 200

    asyncio.run(story())


@pytest.mark.parametrize("compressed", [True, False])
def test_an_answer_that_is_too_large_is_cut_off(compressed: bool) -> None:
    async def answering(request: web.Request) -> web.Response:
        body = b"0" * 3_000_000
        if compressed:
            return web.Response(body=gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip"})
        return web.Response(body=body)

    async def story() -> None:
        async with a_line(answering, limits=Limits(raw_bytes=1_000_000, inflated_bytes=2_000_000)) as line:
            with pytest.raises(AnswerTooLarge):
                await line.send("GET", "/")

    asyncio.run(story())


def test_a_compressed_answer_is_inflated_up_to_the_limit_exactly() -> None:
    body = b"0" * 2_000_000
    assert calling.inflated(gzip.compress(body, mtime=0), len(body)) == body
    with pytest.raises(AnswerTooLarge):
        calling.inflated(gzip.compress(body, mtime=0), len(body) - 1)


@pytest.mark.parametrize("broken", [b"no gzip", gzip.compress(b"0" * 9000, mtime=0)[:-20]])
def test_a_broken_stream_is_no_answer(broken: bytes) -> None:
    with pytest.raises(NotDecodable):
        calling.inflated(broken, 10_000)


def test_an_answer_that_trickles_is_given_up() -> None:
    async def answering(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response

    async def story() -> None:
        async with a_line(answering, limits=Limits(total_seconds=0.1)) as line:
            with pytest.raises(TookTooLong):
                await line.send("GET", "/")

    asyncio.run(story())


def test_where_nobody_listens_is_told_without_a_port() -> None:
    async def story() -> None:
        async with calling.line("http://127.0.0.1:1", authorization="Basic x", networks=LOOPBACK) as line:
            with pytest.raises(Unreachable) as told:
                await line.send("GET", "/")
            assert str(told.value) == "It refuses connections."

    asyncio.run(story())


def answers(*found: list[str]) -> calling.Lookup:
    """A name server that says one list after the other."""
    left = list(found)

    async def lookup(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in left.pop(0)]

    return lookup


@pytest.mark.asvs("1.3.6")
@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["169.254.169.254"]]
)
def test_a_name_with_one_answer_outside_the_listed_networks_is_refused(found: list[str]) -> None:
    async def answering(request: web.Request) -> web.Response:
        raise AssertionError("nobody may come here")

    async def story() -> None:
        async with a_line(answering, host="tracker.test", lookup=answers(found)) as line:
            with pytest.raises(AddressNotAllowed):
                await line.send("GET", "/")

    asyncio.run(story())


@pytest.mark.asvs("1.3.6")
def test_a_name_is_looked_up_once_so_that_it_cannot_turn_inwards() -> None:
    async def answering(request: web.Request) -> web.Response:
        return web.Response(headers={"Connection": "close"})

    async def story() -> None:
        lookup = answers(["127.0.0.1"], ["10.0.0.1"])
        async with a_line(answering, host="tracker.test", lookup=lookup) as line:
            for _ in range(3):
                assert (await line.send("GET", "/")).status == 200

    asyncio.run(story())


def test_a_name_that_nobody_knows_is_told_so() -> None:
    async def unknown(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        raise socket.gaierror(socket.EAI_NONAME, "nothing")

    async def answering(request: web.Request) -> web.Response:
        raise AssertionError("nobody may come here")

    async def story() -> None:
        async with a_line(answering, host="tracker.test", lookup=unknown) as line:
            with pytest.raises(NameUnknown, match="Its name is not known"):
                await line.send("GET", "/")

    asyncio.run(story())


@pytest.mark.asvs("1.2.2", "1.3.6")
@pytest.mark.parametrize("path", ["//evil.test/", "/../x", "http://evil.test/", "x", "/a@evil.test", "/a\\b"])
def test_a_path_cannot_leave_the_origin(path: str) -> None:
    async def answering(request: web.Request) -> web.Response:
        raise AssertionError("nobody may come here")

    async def story() -> None:
        async with a_line(answering) as line:
            with pytest.raises(AddressNotAllowed):
                await line.send("GET", path)

    asyncio.run(story())


def test_no_printed_form_holds_the_credential() -> None:
    async def answering(request: web.Request) -> web.Response:
        return web.Response()

    async def story() -> None:
        async with a_line(answering) as line:
            assert "c2VjcmV0" not in repr(line)

    asyncio.run(story())


def test_no_more_calls_are_under_way_than_asked_for() -> None:
    under_way, most = 0, 0

    async def answering(request: web.Request) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.005)
        under_way -= 1
        return web.Response()

    async def story() -> None:
        async with a_line(answering, in_flight=3) as line:
            await asyncio.gather(*(line.send("GET", "/") for _ in range(20)))

    asyncio.run(story())
    assert most == 3
