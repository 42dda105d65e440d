"""A first reading of an organisation of Azure DevOps over real HTTP at 100 ms latency, against the least time that its
requests can take, and how soon today's state can be seen."""

import asyncio
import time
from ipaddress import ip_network
from math import ceil
from typing import Any

from altaclario.providers.scope import Scope
from altaclario.simulator.serving import PAT
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import reading
from altaclario.sync.reading import Source
from benchmarks import site
from benchmarks.steering import asked, steer

_LATENCY = 0.1
_ITEMS, _IN_FLIGHT = 10_000, 8
_NOW = int(time.time())
_DISCOVERY_DEPTH = 2
"""Rounds before the first question about items: who one is; what the project has."""
_SWEEPS = ("/wiql", "/workitemsbatch", "/workitemrevisions")
_FEED = "/workitemrevisions"
_TIME_GOAL, _TODAY_GOAL = 1.3, 0.25
_REPEATS = 3


def measure() -> list[tuple[str, float, float]]:
    """Time ÷ ideal of a whole reading, and which part of it passes before today's state is there; best of three.

    The ideal is (discovery depth + first questions + remaining requests about items ÷ in flight, rounded up) × latency.
    Requests are those that were made, so what is read twice counts as work.
    """
    with site.of(_ITEMS) as url:
        steer(url, "latency", {"milliseconds": 0})
        _read(url)
        steer(url, "latency", {"milliseconds": _LATENCY * 1000})
        runs = [_measured(url) for _ in range(_REPEATS)]
    seconds, today, ideal, pages = min(runs)
    return [
        (
            f"first sync of {_ITEMS:,} work items, {pages} pages of revisions ÷ ideal {ideal:.1f} s",
            seconds / ideal,
            _TIME_GOAL,
        ),
        (f"today's state is there after {today:.1f} of {seconds:.1f} s", today / seconds, _TODAY_GOAL),
    ]


def _measured(url: str) -> tuple[float, float, float, int]:
    """Seconds of a reading, seconds until its first part, its ideal, and its pages of the feed."""
    before = len(asked(url))
    seconds, today = _read(url)
    requests = asked(url)[before:]
    return seconds, today, _ideal(requests), sum(one["path"].endswith(_FEED) for one in requests)


def _ideal(asked: list[dict[str, Any]]) -> float:
    remaining = sum(one["path"].endswith(_SWEEPS) for one in asked) - 1
    return (_DISCOVERY_DEPTH + 1 + ceil(remaining / _IN_FLIGHT)) * _LATENCY


def _read(url: str) -> tuple[float, float]:
    source = Source(f"{url}/simulated", "", PAT, (ip_network("127.0.0.0/8"),), _IN_FLIGHT, "azure-devops")
    seen: list[float] = []
    begun = time.monotonic()

    def show(_: Snapshot) -> None:
        seen.append(time.monotonic() - begun)

    whole = asyncio.run(reading.read(source, Scope(("Payments",)), now=_NOW, on_partial=show))
    return whole.seconds, seen[0]
