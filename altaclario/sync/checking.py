"""A first contact with a tracker: who one is, each request and what it needs, what was dropped; never contents."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from altaclario.egress import calling
from altaclario.egress.calling import Reply
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.endpoints import Endpoint, listed
from altaclario.providers.faults import TrackerFault
from altaclario.providers.sampling import Sample
from altaclario.providers.scope import Scope
from altaclario.sync.reading import PROVIDERS, Source


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it went: never its body, never the answer's."""

    method: str
    path: str
    status: int
    size_bytes: int
    milliseconds: int
    needs: str
    """The scopes that a scoped token needs for it."""


@dataclass(slots=True)
class Findings:
    """What a check found; `fault` is what stopped it, if something did."""

    sample: Sample = field(default_factory=Sample)
    requests: list[Request] = field(default_factory=list)
    fault: TrackerFault | None = None


async def check(source: Source, scope: Scope, *, now: int, patience: Patience = Patience()) -> Findings:
    """Asks each kind of question once. A TrackerFault ends it and stands in the findings.

    Raises AddressNotAllowed.
    """
    findings = Findings()
    provider = PROVIDERS[source.provider]
    credential = provider.authorization(source.email, source.token)
    async with calling.line(source.url, authorization=credential, networks=source.networks) as line:
        noted = _Noted(line.send, provider.manners.endpoints, findings.requests)
        try:
            await provider.sample(Asking(noted, provider.manners, patience=patience), scope, findings.sample, now=now)
        except TrackerFault as fault:
            findings.fault = fault
    return findings


@dataclass(slots=True)
class _Noted:
    """A line whose requests are written down."""

    _send: Callable[..., Awaitable[Reply]]
    _endpoints: tuple[Endpoint, ...]
    requests: list[Request]

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        begun = time.monotonic()
        reply = await self._send(method, path, query=query, body=body)
        elapsed = round((time.monotonic() - begun) * 1000)
        needs = ", ".join(listed(self._endpoints, method, path).scopes)
        self.requests.append(Request(method, path, reply.status, len(reply.body), elapsed, needs))
        return reply
