"""One line to one origin under one credential: capped in time and size, without redirects, cookies or proxies."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, http_writer

from altaclario.egress import contacts
from altaclario.egress.addresses import Address, Network, may_be_contacted, may_hold_an_issuer
from altaclario.egress.origins import (
    AddressNotAllowed,
    CallFailed,
    Origin,
    parse,
    parse_analytics,
    parse_granting,
    parse_issuer,
)
from altaclario.egress.resolving import Lookup, PinnedResolver, system_lookup

__all__ = [
    "AddressNotAllowed",
    "AnswerTooLarge",
    "BrokeOff",
    "CallFailed",
    "CertificateExpired",
    "CertificateOfAnother",
    "Limits",
    "Line",
    "NameUnknown",
    "NotDecodable",
    "NotTrusted",
    "Reply",
    "TookTooLong",
    "Unreachable",
    "analytics_line",
    "granting_line",
    "issuer_line",
    "line",
]

# The compiled writer of headers leaves them in a buffer on the stack, where nothing overwrites a credential.
http_writer._serialize_headers = http_writer._py_serialize_headers

_MEGABYTE = 1_000_000
_BUFFER = 1 << 23
"""A page of changes fits in, so that the socket is not stopped and started for each part of it."""

_JSON = "application/json"
_IN_A_THREAD_FROM = 64_000
"""Bodies from here on are inflated beside the loop: zlib lets go of the interpreter meanwhile."""


class Unreachable(CallFailed):
    """Nobody answers there, or not safely."""


class NameUnknown(Unreachable):
    """No address belongs to the name."""


class NotTrusted(Unreachable):
    """Nobody whom we trust vouches for who answers there."""


class CertificateExpired(NotTrusted):
    """Its certificate is not valid today."""


class CertificateOfAnother(NotTrusted):
    """Its certificate was made for another address."""


class BrokeOff(CallFailed):
    """The connection ended before its answer did."""


class NotDecodable(CallFailed):
    """What came is no answer by the rules of HTTP, or in an encoding that was not asked for."""


class TookTooLong(CallFailed):
    """The answer did not come in time."""


class AnswerTooLarge(CallFailed):
    """The answer is larger than any honest one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one call: seconds to connect and in all, bytes on the wire and inflated."""

    connect_seconds: float = 5.0
    total_seconds: float = 60.0
    raw_bytes: int = 32 * _MEGABYTE
    inflated_bytes: int = 64 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whatever its status. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """Calls to one origin. Its credential goes nowhere else and is in no printed form."""

    def __init__(self, session: ClientSession, origin: Origin, limits: Limits, in_flight: int) -> None:
        self._session = session
        self._origin = origin
        self._limits = limits
        self._free = asyncio.Semaphore(in_flight)
        self.requests = 0
        self.received_bytes = 0

    def __repr__(self) -> str:
        return f"Line({self._origin.root})"

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        media: str = _JSON,
    ) -> Reply:
        """One call below the origin's path. Raises CallFailed; a redirect is an answer like any other."""
        _refuse_detours(path)
        headers = {"Content-Type": media} if body is not None else {}
        async with self._free:
            self.requests += 1
            try:
                async with self._session.request(
                    method, self._origin.path + path, params=query, data=body, headers=headers, allow_redirects=False
                ) as answer:
                    return await self._reply(answer)
            except TimeoutError:
                raise TookTooLong("It did not answer in time.") from None
            except aiohttp.ClientError as failed:
                raise _reason(failed) from None

    async def _reply(self, answer: aiohttp.ClientResponse) -> Reply:
        parts, size = [], 0
        async for part in answer.content.iter_any():
            parts.append(part)
            size += len(part)
            if size > self._limits.raw_bytes:
                raise AnswerTooLarge("Its answer was too large.")
        self.received_bytes += size
        headers = {name.lower(): value for name, value in answer.headers.items()}
        # Each way to sign in may have a header of its own, and all of them matter.
        if ways := answer.headers.getall("WWW-Authenticate", []):
            headers["www-authenticate"] = ", ".join(ways)
        return Reply(answer.status, headers, await self._plain(b"".join(parts), headers.get("content-encoding", "")))

    async def _plain(self, raw: bytes, encoding: str) -> bytes:
        if encoding.lower() in ("", "identity") or not raw:
            return raw
        if encoding.lower() != "gzip":
            raise NotDecodable("It answered in an encoding that was not asked for.")
        if len(raw) < _IN_A_THREAD_FROM:
            return inflated(raw, self._limits.inflated_bytes)
        return await asyncio.to_thread(inflated, raw, self._limits.inflated_bytes)


def inflated(raw: bytes, limit: int) -> bytes:
    """The bytes that a gzip stream holds. Raises AnswerTooLarge past the limit, NotDecodable for a broken stream."""
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = stream.decompress(raw, limit)
    except zlib.error:
        raise NotDecodable("Its answer was broken on the way.") from None
    if stream.unconsumed_tail:
        raise AnswerTooLarge("Its answer was too large.")
    if not stream.eof:
        raise NotDecodable("Its answer was broken on the way.")
    return plain


@asynccontextmanager
async def line(
    base_url: str,
    *,
    authorization: str,
    networks: Sequence[Network] = (),
    in_flight: int = 8,
    limits: Limits = Limits(),
    lookup: Lookup = system_lookup,
) -> AsyncIterator[Line]:
    """A line to the tracker at `base_url`. Raises AddressNotAllowed before anything is sent."""
    origin = parse(base_url, networks)
    listed = () if origin.is_cloud else tuple(networks)
    async with _to(
        origin,
        lambda address: may_be_contacted(address, listed),
        counted_as=contacts.tracker(origin),
        authorization=authorization,
        in_flight=in_flight,
        limits=limits,
        lookup=lookup,
    ) as opened:
        yield opened


@asynccontextmanager
async def issuer_line(
    url: str,
    *,
    authorization: str = "",
    networks: Sequence[Network] = (),
    any_port: bool = True,
    limits: Limits = Limits(),
    lookup: Lookup = system_lookup,
) -> AsyncIterator[Line]:
    """A line to one address of an identity provider. Raises AddressNotAllowed before anything is sent.

    Without `any_port` a public address is called on the usual one alone.
    """
    origin = parse_issuer(url, networks)
    is_safe = origin.scheme == "https" and (any_port or origin.is_on_its_usual_port)
    async with _to(
        origin,
        lambda address: may_hold_an_issuer(address, networks, is_safe=is_safe),
        counted_as=contacts.ISSUERS,
        authorization=authorization,
        in_flight=1,
        limits=limits,
        lookup=lookup,
    ) as opened:
        yield opened


@asynccontextmanager
async def analytics_line(
    url: str, *, networks: Sequence[Network] = (), limits: Limits = Limits(), lookup: Lookup = system_lookup
) -> AsyncIterator[Line]:
    """A line to where counts go. Raises AddressNotAllowed before anything is sent."""
    origin = parse_analytics(url, networks)
    async with _to(
        origin,
        lambda address: may_be_contacted(address, networks),
        counted_as=contacts.ANALYTICS,
        authorization="",
        in_flight=1,
        limits=limits,
        lookup=lookup,
    ) as opened:
        yield opened


@asynccontextmanager
async def granting_line(
    url: str, *, networks: Sequence[Network] = (), limits: Limits = Limits(), lookup: Lookup = system_lookup
) -> AsyncIterator[Line]:
    """A line to one address of the service that grants access to a tracker, whose secrets go there alone.

    Raises AddressNotAllowed before anything is sent.
    """
    origin = parse_granting(url, networks)
    async with _to(
        origin,
        lambda address: may_be_contacted(address, networks),
        counted_as=contacts.GRANTING,
        authorization="",
        in_flight=1,
        limits=limits,
        lookup=lookup,
    ) as opened:
        yield opened


@asynccontextmanager
async def _to(
    origin: Origin,
    is_allowed: Callable[[Address], bool],
    *,
    counted_as: str,
    authorization: str,
    in_flight: int,
    limits: Limits,
    lookup: Lookup,
) -> AsyncIterator[Line]:
    # aiohttp asks no resolver about literals, so these are judged here.
    if origin.literal is not None and not is_allowed(origin.literal):
        raise AddressNotAllowed("The address leads into a network that is not allowed.")
    connector = TCPConnector(
        resolver=PinnedResolver(is_allowed, lookup), limit=in_flight, ttl_dns_cache=None, keepalive_timeout=30
    )
    credential = {"Authorization": authorization} if authorization else {}
    session = ClientSession(
        origin.root,
        connector=connector,
        cookie_jar=DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        headers={**credential, "Accept": _JSON, "Accept-Encoding": "gzip"},
        timeout=aiohttp.ClientTimeout(total=limits.total_seconds, sock_connect=limits.connect_seconds),
        read_bufsize=_BUFFER,
    )
    opened = Line(session, origin, limits, in_flight)
    try:
        async with session:
            yield opened
    finally:
        contacts.note(counted_as, opened.requests)


def _refuse_detours(path: str) -> None:
    """A path that could leave the origin or its base is a mistake of ours; none is the base itself."""
    if (path and not path.startswith("/")) or "//" in path or ".." in path or "@" in path or "\\" in path:
        raise AddressNotAllowed("The path of a call must be plain.")


def _reason(failed: aiohttp.ClientError) -> CallFailed:
    if isinstance(failed, aiohttp.ClientConnectorDNSError):
        cause = failed.os_error
        return cause if isinstance(cause, CallFailed) else NameUnknown("Its name is not known.")
    if isinstance(failed, aiohttp.ClientConnectorCertificateError):
        return _distrust(failed.certificate_error)
    if isinstance(failed, aiohttp.ClientSSLError):
        return NotTrusted("It does not speak TLS.")
    if isinstance(failed, aiohttp.ClientConnectorError):
        return Unreachable("It refuses connections.")
    if isinstance(failed, aiohttp.ClientResponseError):
        return NotDecodable("What it answered is not HTTP.")
    return BrokeOff("The connection broke off.")


def _distrust(found: Exception) -> NotTrusted:
    """What is wrong with a certificate, by OpenSSL's numbers."""
    match getattr(found, "verify_code", 0):
        case 9 | 10:
            return CertificateExpired("Its certificate is not valid today.")
        case 62 | 64:
            return CertificateOfAnother("Its certificate was made for another address.")
    return NotTrusted("Its certificate is not trusted.")
