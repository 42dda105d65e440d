"""A first reading over real HTTP at 100 ms latency, against the least time that its requests can take."""

import asyncio
import time
from ipaddress import ip_network
from math import ceil
from typing import Any

from altaclario.providers.scope import Scope
from altaclario.simulator.serving import EMAIL, TOKEN
from altaclario.sync import reading
from altaclario.sync.reading import Reading, Source
from benchmarks import site
from benchmarks.steering import asked, steer

_LATENCY = 0.1
_NOW = int(time.time())
_DISCOVERY_DEPTH = 2
"""Rounds before the first page of ids: who one is; what there is."""
_SIZES = (10_000, 100_000)
_GOALS = {8: 1.2, 32: 1.5}
_SWEEPS = ("/rest/api/3/search/jql", "/rest/api/3/issue/bulkfetch", "/rest/api/3/changelog/bulkfetch")


def measure() -> list[tuple[str, float, float]]:
    """For each size and number of requests in flight: time ÷ ideal; and the requests ÷ those that are allowed."""
    rows = []
    for issues in _SIZES:
        with site.of(issues) as url:
            steer(url, "latency", {"milliseconds": 0})
            _read(url, 32)
            steer(url, "latency", {"milliseconds": _LATENCY * 1000})
            for in_flight, goal in _GOALS.items():
                before = len(asked(url))
                one = _read(url, in_flight)
                requests = asked(url)[before:]
                ideal = _ideal(requests, in_flight)
                rows.append(
                    (
                        f"first sync of {issues:,}, {in_flight} in flight ÷ ideal {ideal:.1f} s",
                        one.seconds / ideal,
                        goal,
                    )
                )
            allowed = 1.15 * issues / 100 + 20
            rows.append(
                (
                    f"requests of a first sync of {issues:,} ({one.requests}) ÷ {allowed:.0f}",
                    one.requests / allowed,
                    1.0,
                )
            )
    return rows


def _ideal(asked: list[dict[str, Any]], in_flight: int) -> float:
    """(discovery depth + first id page + remaining requests ÷ in flight, rounded up) × latency."""
    remaining = sum(one["path"] in _SWEEPS for one in asked) - 1
    return (_DISCOVERY_DEPTH + 1 + ceil(remaining / in_flight)) * _LATENCY


def _read(url: str, in_flight: int) -> Reading:
    source = Source(url, EMAIL, TOKEN, (ip_network("127.0.0.0/8"),), in_flight)
    return asyncio.run(reading.read(source, Scope(("PAY",)), now=_NOW))
