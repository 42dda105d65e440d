"""From an address, a credential and a scope to a snapshot: the client through egress, then columns."""

import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Network, IPv6Network

from altaclario.egress import calling
from altaclario.providers.asking import Asking, Manners, Patience
from altaclario.providers.azure_devops import client as azure_client
from altaclario.providers.azure_devops import increments as azure_increments
from altaclario.providers.azure_devops import manners as azure_manners
from altaclario.providers.azure_devops import passes as azure_passes
from altaclario.providers.azure_devops import sampling as azure_sampling
from altaclario.providers.azure_devops.server import manners as server_manners
from altaclario.providers.azure_devops.server.client import AzureServer
from altaclario.providers.endpoints import Tally
from altaclario.providers.jira import client as jira_client
from altaclario.providers.jira import increments as jira_increments
from altaclario.providers.jira import manners as jira_manners
from altaclario.providers.jira import passes as jira_passes
from altaclario.providers.jira import sampling as jira_sampling
from altaclario.providers.jira.data_center import client as data_center_client
from altaclario.providers.jira.data_center import manners as data_center_manners
from altaclario.providers.jira.data_center.client import DataCenter
from altaclario.providers.pacing import Pace
from altaclario.providers.progress import Progress, Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Increment, Kept, MustReadWhole, Whole
from altaclario.snapshots.merging import merged
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Source:
    """Where to read, and as whom; the token stays out of every printed form. Some trackers need no e-mail address."""

    url: str
    email: str
    token: str = field(repr=False)
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    in_flight: int = 8
    provider: str = "jira"
    is_bearer: bool = False
    """Whether the token was granted, and goes along as it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A snapshot and what it cost."""

    snapshot: Snapshot
    requests: int
    received_bytes: int
    seconds: float
    kept: Kept | None = None
    """What a later reading can go on from, where the tracker allows that."""
    increment: Increment | None = None
    """What changed since the reading before; None when everything was read."""
    whole_because: str = ""
    """Why everything was read although there was something to go on from; a word of `MustReadWhole`."""


@dataclass(frozen=True, slots=True)
class Provider:
    """How one kind of tracker is read."""

    manners: Manners
    authorization: Callable[[str, str], str]
    read: Callable[..., Awaitable[Whole]]
    sample: Callable[..., Awaitable[None]]
    """One question of each kind, for a first contact."""
    go_on: Callable[..., Awaitable[Increment]]
    """What changed since a reading before: (asking, scope, kept, snapshot, now=, teller=). Raises MustReadWhole."""
    most_in_flight: int = 64
    """Requests at once; fewer where it is one machine of somebody's own."""


_OWN_MACHINE = 4
PROVIDERS = {
    "jira": Provider(
        jira_manners, jira_client.authorization, jira_passes.read, jira_sampling.sample, jira_increments.go_on
    ),
    "jira-data-center": Provider(
        data_center_manners,
        data_center_client.authorization,
        partial(jira_passes.read, face=DataCenter),
        partial(jira_sampling.sample, face=DataCenter),
        partial(jira_increments.go_on, face=DataCenter),
        _OWN_MACHINE,
    ),
    "azure-devops": Provider(
        azure_manners, azure_client.authorization, azure_passes.read, azure_sampling.sample, azure_increments.go_on
    ),
    "azure-devops-server": Provider(
        server_manners,
        azure_client.authorization,
        partial(azure_passes.read, face=AzureServer),
        partial(azure_sampling.sample, face=AzureServer),
        partial(azure_increments.go_on, face=AzureServer),
        _OWN_MACHINE,
    ),
}
"""By the word that a connection and the command line have for it."""


async def read(
    source: Source,
    scope: Scope,
    *,
    now: int,
    watch: Callable[[Progress], None] = lambda _: None,
    on_partial: Callable[[Snapshot], None] | None = None,
    patience: Patience = Patience(),
    tally: Tally | None = None,
    pace: Pace | None = None,
) -> Reading:
    """Everything of the scope. `now` is in UTC seconds.

    `on_partial` gets a first snapshot of what is not done or changed lately; its `complete_from` says from when on it
    is whole. `tally` counts the requests and `pace` keeps what the tracker tells of its limits, of a reading that fails
    too. Raises a TrackerFault or AddressNotAllowed; a reading that fails leaves nothing behind.
    """
    async with _asking(source, watch, patience, tally, pace) as (provider, asking, teller, cost):
        whole = await provider.read(asking, scope, now=now, teller=teller, on_partial=on_partial)
        return Reading(whole.snapshot, *cost(), whole.kept)


async def go_on(
    source: Source,
    scope: Scope,
    before: tuple[Snapshot, Kept],
    *,
    now: int,
    watch: Callable[[Progress], None] = lambda _: None,
    patience: Patience = Patience(),
    tally: Tally | None = None,
    pace: Pace | None = None,
) -> Reading:
    """Everything of the scope, of which only what changed since `before` is read.

    Where what was kept no longer suffices, everything is read after all, in the same reading. Otherwise as `read`.
    """
    snapshot, kept = before
    async with _asking(source, watch, patience, tally, pace) as (provider, asking, teller, cost):
        try:
            try:
                came = await provider.go_on(asking, scope, kept, snapshot, now=now, teller=teller)
            except BaseExceptionGroup as several:
                raise _first(several) from None
        except MustReadWhole as must:
            # It begins now, not when the first question was asked.
            whole = await provider.read(asking, scope, now=now + int(cost()[2]), teller=teller)
            return Reading(whole.snapshot, *cost(), whole.kept, whole_because=must.why)
        return Reading(merged(snapshot, came.part, came.gone), *cost(), came.kept, came)


@asynccontextmanager
async def _asking(
    source: Source,
    watch: Callable[[Progress], None],
    patience: Patience,
    tally: Tally | None,
    pace: Pace | None,
) -> AsyncIterator[tuple[Provider, Asking, Teller, Callable[[], tuple[int, int, float]]]]:
    """A tracker that can be asked for the length of the block; and what that has cost so far."""
    begun = time.monotonic()
    provider = PROVIDERS[source.provider]
    credential = f"Bearer {source.token}" if source.is_bearer else provider.authorization(source.email, source.token)
    in_flight = min(source.in_flight, provider.most_in_flight)
    async with calling.line(
        source.url, authorization=credential, networks=source.networks, in_flight=in_flight
    ) as line:
        teller = Teller(watch, requests=lambda: line.requests)
        pace = pace or Pace(in_flight)
        asking = Asking(
            line,
            provider.manners,
            patience=patience,
            on_wait=teller.waits,
            tally=tally,
            pace=pace,
            token_ages=source.is_bearer,
        )
        try:
            with _without_collector():
                yield provider, asking, teller, lambda: (line.requests, line.received_bytes, time.monotonic() - begun)
        except BaseExceptionGroup as several:
            # Requests run side by side; the first that failed stopped the others and tells what happened.
            raise _first(several) from None


@contextmanager
def _without_collector() -> Iterator[None]:
    """Decoding makes many short-lived objects and no cycles, and Python's collector would look through all of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    first = several.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
