"""What several rooms of tests share: the simulator, and the recorded answers if there are any."""

import asyncio
import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import settings

from altaclario.providers.jira.asking import Patience
from altaclario.providers.jira.passes import Scope
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.sync import reading
from altaclario.sync.reading import Reading, Source

DEEP = bool(os.environ.get("ALTACLARIO_DEEP"))
"""Whether the long counts run whole (`python3 test.py --deep`) or are sampled."""

settings.register_profile("deep", max_examples=2500, deadline=None)
settings.register_profile("sample", max_examples=60, deadline=None)
settings.load_profile("deep" if DEEP else "sample")

LOOPBACK = ip_network("127.0.0.0/8")
QUICK = Patience(wait=0.001, limited_wait=0.002, longest_wait=0.005)
NOW = 1_772_442_000
"""Monday, 2 March 2026, 09:00 UTC."""


def source(site: Simulated) -> Source:
    """How a test reads a simulated site."""
    return Source(site.url, site.email, site.token, (LOOPBACK,))


def read(site: Simulated, *projects: str, boards: tuple[int, ...] = (), now: int = NOW) -> Reading:
    """A whole reading of a simulated site."""
    wanted = Scope(projects or tuple(site.tracker.projects), boards)
    return asyncio.run(reading.read(source(site), wanted, now=now, patience=QUICK))


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded answers. Skips, and says so, when none is named; a folder that is missing is a failure."""
    named = os.environ.get("ALTACLARIO_RECORDED")
    if not named:
        if os.environ.get("CI"):
            pytest.fail("ALTACLARIO_RECORDED is not set, and nothing may be skipped here")
        pytest.skip("ALTACLARIO_RECORDED names no recorded answers")
    folder = Path(named)
    assert folder.is_dir(), f"ALTACLARIO_RECORDED names {folder}, which is no folder"
    return folder


@pytest.fixture(scope="session")
def _team() -> Iterator[Simulated]:
    with running(Simulated(generate(Wish(issues=600, seed=3, now_ms=NOW * 1000)))) as site:
        yield site


@pytest.fixture
def team(_team: Simulated) -> Iterator[Simulated]:
    """A site of 600 issues, without faults and with an empty log."""
    _team.faults.clear()
    _team.requests.clear()
    yield _team
    _team.faults.clear()
