"""A snapshot of a simulated site, read once a session over the real road."""

import asyncio
from functools import lru_cache

from altaclario.providers.scope import Scope
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import reading
from tests.trackers import LOOPBACK, NOW, QUICK


@lru_cache(maxsize=1)
def as_large_as_the_demo() -> Snapshot:
    """1,500 issues on four boards, as of 2 March 2026."""
    with running(Simulated(generate(Wish(issues=1500, seed=1, now_ms=NOW * 1000)))) as site:
        source = reading.Source(site.url, site.email, site.token, (LOOPBACK,))
        wanted = Scope(tuple(site.tracker.projects), ("1", "2", "3", "4"))
        return asyncio.run(reading.read(source, wanted, now=NOW, patience=QUICK)).snapshot
