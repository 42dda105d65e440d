"""How an answer goes out: as it should, or slowly, in parts that never end, cut, or by other rules than HTTP's."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from functools import cache

from aiohttp import web

from altaclario.simulator.asking import Answered
from altaclario.simulator.faults import Fault

_COMPRESSED_FROM = 1400
_IN_PARTS_FROM = 1 << 18
_FOREVER = 3600.0
_FLOOD = {f"X-Flood-{number}": "x" * 4000 for number in range(500)}


async def send(request: web.Request, answer: Answered, fault: Fault | None, *, compresses: bool) -> web.StreamResponse:
    """Send an answer, in the way of the fault if there is one that has a way."""
    kind = answer.kind if ";" in answer.kind else f"{answer.kind};charset=UTF-8"
    headers = {**answer.headers, "Content-Type": kind}
    if fault and (sending := _WAYS.get(fault.kind)):
        return await sending(request, answer, headers, fault)
    body = answer.body
    if compresses and "gzip" in request.headers.get("Accept-Encoding", "") and len(body) > _COMPRESSED_FROM:
        body = await asyncio.to_thread(gzip.compress, body, 1)
        headers["Content-Encoding"] = "gzip"
    return await _whole(request, answer.status, body, headers)


async def _whole(request: web.Request, status: int, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    if len(body) < _IN_PARTS_FROM:
        return web.Response(status=status, body=body, headers=headers)
    return await _in_parts(request, status, body, headers)


async def _in_parts(request: web.Request, status: int, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    """A large answer, handed to the socket piece by piece: a buffer of megabytes is moved about with every send."""
    response = await _begun(request, status, body, headers)
    parts = memoryview(body)
    for start in range(0, len(body), _IN_PARTS_FROM):
        await response.write(parts[start : start + _IN_PARTS_FROM])
    await response.write_eof()
    return response


async def _begun(request: web.Request, status: int, body: bytes, headers: dict[str, str]) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers=headers | {"Content-Length": str(len(body))})
    await response.prepare(request)
    return response


async def _silent(_: web.Request, __: Answered, ___: dict[str, str], ____: Fault) -> web.StreamResponse:
    await asyncio.sleep(_FOREVER)
    return web.Response()


async def _trickle(request: web.Request, answer: Answered, headers: dict[str, str], fault: Fault) -> web.StreamResponse:
    response = await _begun(request, answer.status, answer.body, headers)
    for place in range(len(answer.body)):
        await response.write(answer.body[place : place + 1])
        await asyncio.sleep(fault.seconds)
    return response


async def _dropped(request: web.Request, _: Answered, __: dict[str, str], ___: Fault) -> web.StreamResponse:
    _hang_up(request)
    return web.Response()


async def _cut(request: web.Request, answer: Answered, headers: dict[str, str], _: Fault) -> web.StreamResponse:
    response = await _begun(request, answer.status, answer.body, headers)
    await response.write(answer.body[: len(answer.body) // 2])
    _hang_up(request)
    return response


async def _padded(request: web.Request, answer: Answered, headers: dict[str, str], fault: Fault) -> web.StreamResponse:
    """So many blanks behind the answer, which mean nothing in JSON."""
    return await _in_parts(request, answer.status, answer.body + b" " * fault.size, headers)


async def _flood(request: web.Request, answer: Answered, headers: dict[str, str], _: Fault) -> web.StreamResponse:
    return await _whole(request, answer.status, answer.body, headers | _FLOOD)


async def _encoded(request: web.Request, answer: Answered, headers: dict[str, str], fault: Fault) -> web.StreamResponse:
    """As it is, but said to be in an encoding."""
    return await _whole(request, answer.status, answer.body, headers | {"Content-Encoding": fault.encoding})


async def _bomb(request: web.Request, answer: Answered, headers: dict[str, str], fault: Fault) -> web.StreamResponse:
    body = await asyncio.to_thread(_blanks, fault.size)
    return await _whole(request, answer.status, body, headers | {"Content-Encoding": "gzip"})


async def _broken_gzip(request: web.Request, answer: Answered, headers: dict[str, str], _: Fault) -> web.StreamResponse:
    body = gzip.compress(answer.body, 1)[:-12]
    return await _whole(request, answer.status, body, headers | {"Content-Encoding": "gzip"})


async def _old(request: web.Request, answer: Answered, headers: dict[str, str], _: Fault) -> web.StreamResponse:
    """By HTTP/1.0, where the end of the connection is the end of the answer."""
    lines = [f"HTTP/1.0 {answer.status} OK", *(f"{name}: {value}" for name, value in headers.items())]
    return _by_hand(request, "\r\n".join([*lines, "", ""]).encode() + answer.body)


async def _no_http(request: web.Request, _: Answered, __: dict[str, str], ___: Fault) -> web.StreamResponse:
    return _by_hand(request, b"220 mail.acme.test ESMTP\r\n")


def _by_hand(request: web.Request, raw: bytes) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        transport.write(raw)
        transport.close()
    # Nobody hears this one any more.
    return web.Response()


def _hang_up(request: web.Request) -> None:
    transport = request.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


@cache
def _blanks(size: int) -> bytes:
    """A small file that is large when it is unpacked."""
    return gzip.compress(b" " * size, 1)


_WAYS: dict[str, Callable[[web.Request, Answered, dict[str, str], Fault], Awaitable[web.StreamResponse]]] = {
    "silent": _silent,
    "trickle": _trickle,
    "dropped": _dropped,
    "cut": _cut,
    "padded": _padded,
    "flood": _flood,
    "encoded": _encoded,
    "bomb": _bomb,
    "broken_gzip": _broken_gzip,
    "old": _old,
    "no_http": _no_http,
}
