"""Sets a case of the catalogue on a simulator, and reads it."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any
from unittest.mock import patch

from altaclario.connections import kinds
from altaclario.egress import calling
from altaclario.egress.calling import Limits
from altaclario.egress.resolving import system_lookup
from altaclario.providers.scope import Scope
from altaclario.simulator.azure import server
from altaclario.simulator.azure.organisation import NAME, guid
from altaclario.simulator.catalogue import worlds
from altaclario.simulator.catalogue.rows import WHOLE, Case
from altaclario.simulator.data_center import door as data_center
from altaclario.simulator.serving import Simulated, running
from altaclario.simulator.tracker import Tracker
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import reading
from altaclario.sync.reading import Reading, Source
from tests.faults import certificates
from tests.trackers import LOOPBACK, QUICK, nobody

_ENOUGH = Limits(connect_seconds=10.0, total_seconds=20.0, raw_bytes=6_000_000, inflated_bytes=12_000_000)
"""For every honest answer of a small site."""
_SHORT = replace(_ENOUGH, total_seconds=0.25)
"""Where an answer never comes."""
_AT_MOST = 60.0
"""Seconds; no reading of a small site may take longer, whatever the tracker does."""
_NOTHING = Case(WHOLE)


@dataclass(slots=True)
class Outcome:
    """What a reading published, in order, and what it ended with."""

    tracker: Tracker
    published: list[Snapshot] = field(default_factory=list)
    whole: Snapshot | None = None
    fault: Exception | None = None


def simulated(tracker: Tracker) -> Simulated:
    """The site on which faults are tried: it is the moment of the reading, and ids come in several pages."""
    return Simulated(tracker, id_page=50, clock=lambda: worlds.NOW)


@contextmanager
def standing(case: Case, shared: Simulated) -> Iterator[tuple[Simulated, str]]:
    """The simulator with the case set, and the address at which it is to be read."""
    with ExitStack() as stack:
        site = shared
        if case.world or any("happening" in one for one in case.faults):
            tracker = worlds.site()
            if case.world:
                case.world(tracker)
            site = stack.enter_context(running(simulated(tracker)))
        for fault in case.faults:
            site.faults.add(**fault)
        stack.callback(site.faults.clear)
        yield site, _address(case, site, stack)


def read(case: Case, shared: Simulated, provider: str) -> Outcome:
    """A whole reading over HTTP, with quick patience."""
    with standing(case, shared) as (site, url), calls(case):
        outcome = Outcome(site.tracker)
        source, scope = _source(case, site, url, provider), _scope(site, provider)
        work = reading.read(source, scope, now=worlds.NOW, patience=QUICK, on_partial=outcome.published.append)
        return _ended(work, outcome)


def go_on(case: Case, shared: Simulated, provider: str, before: Reading, *, now: int) -> Outcome:
    """A reading that goes on from another one."""
    assert before.kept is not None
    with standing(case, shared) as (site, url), calls(case):
        source, scope = _source(case, site, url, provider), _scope(site, provider)
        work = reading.go_on(source, scope, (before.snapshot, before.kept), now=now, patience=QUICK)
        return _ended(work, Outcome(site.tracker))


def honest(
    shared: Simulated, provider: str, *, now: int, on_partial: Callable[[Snapshot], None] | None = None
) -> Reading:
    """A whole reading of a site with which nothing is wrong."""
    source, scope = _source(_NOTHING, shared, shared.url, provider), _scope(shared, provider)
    return asyncio.run(reading.read(source, scope, now=now, patience=QUICK, on_partial=on_partial))


def _ended(work: Coroutine[Any, Any, Reading], outcome: Outcome) -> Outcome:
    try:
        outcome.whole = asyncio.run(asyncio.wait_for(work, _AT_MOST)).snapshot
    except Exception as fault:  # noqa: BLE001  # whatever it is, the test looks at it
        outcome.fault = fault
    else:
        outcome.published.append(outcome.whole)
    return outcome


@contextmanager
def calls(case: Case) -> Iterator[None]:
    """Calls do not wait long, and nobody knows some names."""
    is_waiting = any(one["kind"] in ("silent", "trickle") for one in case.faults)
    limits = _SHORT if is_waiting else _ENOUGH
    lookup = _knows_nobody if case.way == "no name" else system_lookup
    with patch.object(calling, "line", partial(calling.line, limits=limits, lookup=lookup)):
        yield


async def _knows_nobody(_: str, __: int) -> list[tuple[socket.AddressFamily, str]]:
    raise socket.gaierror(socket.EAI_NONAME, "nothing")


def _address(case: Case, site: Simulated, stack: ExitStack) -> str:
    match case.way:
        case "nobody":
            return nobody()
        case "no name":
            return "http://tracker.test:8080"
        case "no tls":
            return site.url.replace("http://", "https://")
        case "":
            return site.url
    behind = Simulated(Tracker())
    return stack.enter_context(running(behind, tls=certificates.context(case.way))).url


def _source(case: Case, site: Simulated, url: str, provider: str) -> Source:
    below, email, token = {
        kinds.JIRA: ("", site.email, site.token),
        kinds.DATA_CENTER: (data_center.BELOW, "", site.personal_token),
        kinds.AZURE_DEVOPS: (f"/{NAME}", "", site.pat),
        kinds.AZURE_SERVER: (server.BELOW, "", site.server_pat),
    }[provider]
    return Source(url + below, email, case.token or token, (LOOPBACK,), provider=provider)


def _scope(site: Simulated, provider: str) -> Scope:
    """What a connection stores of the choice: two projects, and the board or the team of each."""
    if provider in (kinds.JIRA, kinds.DATA_CENTER):
        return Scope(worlds.CHOSEN, tuple(map(str, worlds.BOARDS)))
    projects = [site.azure.organisation.projects[guid(f"project {id}")] for id in worlds.CHOSEN]
    return Scope(tuple(one.id for one in projects), tuple(one.teams[0].id for one in projects))


@cache
def truth(provider: str) -> Outcome:
    """What a reading of the site brings when nothing is wrong with it."""
    with running(simulated(worlds.site())) as site:
        found = read(_NOTHING, site, provider)
    assert found.fault is None
    return found
