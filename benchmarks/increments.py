"""What an increment costs: its requests, and applying it to what is held, against plain copies of all columns."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from ipaddress import ip_network
from math import ceil

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.known import _taken as taken
from altaclario.providers.scope import Scope
from altaclario.simulator.serving import EMAIL, PAT, TOKEN
from altaclario.snapshots import tables
from altaclario.snapshots.merging import merged
from altaclario.snapshots.snapshot import Owned, Snapshot, Transitions
from altaclario.sync import reading
from altaclario.sync.reading import Source
from benchmarks import columns, site
from benchmarks.steering import steer

_ITEMS = 10_000
_IDS_A_REQUEST, _ITEMS_A_REQUEST, _BESIDE = 5000, 100, 5
_LOOPBACK = (ip_network("127.0.0.0/8"),)
_SIZES = (10_000, 100_000)
_CHANGED, _NEW = 90, 10
_ROUNDS = 60


def measure() -> list[tuple[str, float, float]]:
    """Requests ÷ those that are allowed, at both trackers; applying 100 changed items, 10 of them new, ÷ two plain
    copies of all columns."""
    return [*_asked(), *map(_applied, _SIZES)]


def _asked() -> Iterator[tuple[str, float, float]]:
    """What a hundred happenings cost at each tracker, over real HTTP."""
    with site.of(_ITEMS) as url:
        jira = Source(url, EMAIL, TOKEN, _LOOPBACK)
        azure = Source(f"{url}/simulated", "", PAT, _LOOPBACK, provider="azure-devops")
        for source, project in ((jira, "PAY"), (azure, "Payments")):
            yield _requests(source, Scope((project,)), url)


def _requests(source: Source, scope: Scope, url: str) -> tuple[str, float, float]:
    whole = asyncio.run(reading.read(source, scope, now=int(time.time())))
    assert whole.kept is not None
    steer(url, "happen", {"what": "anything", "times": _CHANGED + _NEW})
    after = asyncio.run(reading.go_on(source, scope, (whole.snapshot, whole.kept), now=int(time.time())))
    assert after.increment is not None
    changed = after.increment.added + after.increment.changed
    allowed = ceil(len(after.snapshot) / _IDS_A_REQUEST) + ceil(changed / _ITEMS_A_REQUEST) + _BESIDE
    told = f"requests of an increment of {_ITEMS:,} at {source.provider}, {changed} changed"
    return f"{told} ({after.requests}, whole {whole.requests}) ÷ {allowed}", after.requests / allowed, 1.0


def _applied(items: int) -> tuple[str, float, float]:
    whole = tables.tidied(columns.generate(items))
    old = items - _NEW
    changed = np.sort(np.random.default_rng(2).permutation(old)[:_CHANGED])
    # What is held lacks the newest items and the last move of the changed ones.
    held = _of(_before(whole, changed), np.arange(old))
    part = _of(whole, np.append(changed, np.arange(old, items)))
    assert len(merged(held, part)) == items
    ours, theirs = _in_turns(lambda: merged(held, part), lambda: (_copied(held), _copied(held)))
    name = f"applying {_CHANGED + _NEW} changed of {items:,} ({ours * 1000:.2f} ms) ÷ two copies of all columns"
    return name, ours / theirs, 1.0


def _before(whole: Snapshot, changed: NDArray[np.int64]) -> Snapshot:
    """The snapshot before the last move of each changed item."""
    counts = np.diff(whole.transitions.first)
    last = whole.transitions.first[1:][changed] - 1
    has_moved = counts[changed] > 1
    kept = np.ones(len(whole.transitions.at), np.bool_)
    kept[last[has_moved]] = False
    counts[changed[has_moved]] -= 1
    first = np.append(0, np.cumsum(counts)).astype(np.uint32)
    return replace(whole, transitions=Transitions(first, whole.transitions.at[kept], whole.transitions.status[kept]))


def _of(whole: Snapshot, rows: NDArray[np.int64]) -> Snapshot:
    """A snapshot of some rows."""
    kept = np.zeros(len(whole), np.bool_)
    kept[rows] = True
    moves = np.repeat(kept, np.diff(whole.transitions.first))
    first = np.append(0, np.cumsum(np.diff(whole.transitions.first)[kept])).astype(np.uint32)
    place = np.cumsum(kept, dtype=np.uint32) - np.uint32(1)

    def owned(of: Owned) -> Owned:
        some = taken(of, kept[of.item])
        return replace(some, item=place[some.item])

    return replace(
        whole,
        items=taken(whole.items, kept),
        transitions=Transitions(first, whole.transitions.at[moves], whole.transitions.status[moves]),
        **{name: owned(columns) for name, columns in whole.owned().items()},
    )


def _copied(held: Snapshot) -> list[NDArray[np.generic]]:
    return [getattr(group, column.name).copy() for group in held.tables() for column in fields(group)]


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The best of each, in turns, so that both meet the same machine."""
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(_ROUNDS)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
