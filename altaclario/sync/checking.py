"""A first contact with a tracker: who one is, each request and what it needs, what was dropped; never contents."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from altaclario.egress import calling
from altaclario.egress.calling import Reply
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.columns.dropped import dropped
from altaclario.providers.endpoints import listed
from altaclario.providers.faults import TrackerFault
from altaclario.providers.jira import client, manners
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import ChangePage, issue_page_type
from altaclario.providers.jira.discovery import look_around
from altaclario.providers.scope import Scope
from altaclario.sync.reading import Source

T = TypeVar("T")

_SAMPLE = 20
"""Issues that are read to see what the tracker sends beside what we ask for."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it went: never its body, never the answer's."""

    method: str
    path: str
    status: int
    size_bytes: int
    milliseconds: int

    @property
    def needs(self) -> str:
        """The scopes that a scoped token needs for it."""
        return ", ".join(listed(manners.endpoints, self.method, self.path).scopes)


@dataclass(slots=True)
class Findings:
    """What a check found; `fault` is what stopped it, if something did."""

    account: str = ""
    time_zone: str = ""
    deployment: str = ""
    clock_skew_seconds: int | None = None
    fields: FieldIds = field(default_factory=FieldIds)
    requests: list[Request] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    fault: TrackerFault | None = None


async def check(source: Source, scope: Scope, *, now: int, patience: Patience = Patience()) -> Findings:
    """Asks each kind of question once. A TrackerFault ends it and stands in the findings.

    Raises AddressNotAllowed.
    """
    findings = Findings()
    credential = client.authorization(source.email, source.token)
    async with calling.line(source.url, authorization=credential, networks=source.networks) as line:
        jira = Jira(Asking(_Noted(line.send, findings.requests), manners, patience=patience))
        try:
            await _ask_everything(jira, scope, findings, now=now)
        except TrackerFault as fault:
            findings.fault = fault
    return findings


async def _ask_everything(jira: Jira, scope: Scope, findings: Findings, *, now: int) -> None:
    myself = await jira.myself()
    findings.account, findings.time_zone = myself.accountId, myself.timeZone
    server = await jira.server()
    findings.deployment = server.deploymentType
    findings.clock_skew_seconds = server.skew(now)
    site = await look_around(jira, scope.projects, scope.boards)
    findings.fields = await site.configure()
    await site.sprints()
    everything = client.within(scope.projects)
    findings.counts = {
        "statuses": len(site.catalogue.statuses),
        "types": len(site.catalogue.types),
        "boards": len(site.boards),
        "sprints": len(site.catalogue.sprints),
        "versions": len(site.catalogue.versions),
        "issues (about)": await jira.count(everything),
    }
    async for ids in jira.ids(everything):
        sample = ids[:_SAMPLE]
        page = issue_page_type(findings.fields.renaming())
        await jira.issues(sample, findings.fields, _noting(findings.dropped, page, "issue: ", 0))
        await jira.changes(sample, findings.fields, _noting(findings.dropped, ChangePage, "change: ", None))
        return


def _noting(into: set[str], kept: object, prefix: str, answer: T) -> Callable[[bytes], T]:
    def take(body: bytes) -> T:
        into.update(prefix + path for path in dropped(body, kept))
        return answer

    return take


@dataclass(slots=True)
class _Noted:
    """A line whose requests are written down."""

    _send: Callable[..., Awaitable[Reply]]
    requests: list[Request]

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        begun = time.monotonic()
        reply = await self._send(method, path, query=query, body=body)
        elapsed = round((time.monotonic() - begun) * 1000)
        self.requests.append(Request(method, path, reply.status, len(reply.body), elapsed))
        return reply
