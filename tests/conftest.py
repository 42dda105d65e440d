"""What several rooms of tests share: how they read the simulator, and the recorded answers if there are any."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from altaclario.providers.scope import Scope
from altaclario.simulator.serving import Simulated
from altaclario.sync import reading
from altaclario.sync.reading import Reading, Source
from tests.trackers import LOOPBACK, NOW, QUICK

__all__ = [
    *("LOOPBACK", "NOW", "QUICK"),
    *("azure_source", "data_center_source", "read", "read_azure", "recordings", "server_source"),
    "source",
]


def source(site: Simulated) -> Source:
    """How a test reads a simulated site."""
    return Source(site.url, site.email, site.token, (LOOPBACK,))


def azure_source(site: Simulated, token: str | None = None) -> Source:
    """How a test reads the simulated organisation."""
    return Source(site.azure_url, "", site.pat if token is None else token, (LOOPBACK,), provider="azure-devops")


def data_center_source(site: Simulated) -> Source:
    """How a test reads the simulated Data Center."""
    return Source(site.data_center_url, "", site.personal_token, (LOOPBACK,), provider="jira-data-center")


def server_source(site: Simulated) -> Source:
    """How a test reads the simulated collection of a server."""
    return Source(site.server_url, "", site.server_pat, (LOOPBACK,), provider="azure-devops-server")


def read_azure(
    site: Simulated,
    *projects: str,
    teams: tuple[str, ...] = (),
    now: int = NOW,
    at: Callable[[Simulated], Source] = azure_source,
    labels: bool = False,
) -> Reading:
    """A whole reading of a simulated organisation, or of what `at` says."""
    wanted = Scope(projects or tuple(one["name"] for one in site.tracker.projects.values()), teams, labels)
    return asyncio.run(reading.read(at(site), wanted, now=now, patience=QUICK))


def read(
    site: Simulated,
    *projects: str,
    boards: tuple[str, ...] = (),
    now: int = NOW,
    at: Callable[[Simulated], Source] = source,
    labels: bool = False,
) -> Reading:
    """A whole reading of a simulated site; `at` says by which of its faces."""
    wanted = Scope(projects or tuple(site.tracker.projects), boards, labels)
    return asyncio.run(reading.read(at(site), wanted, now=now, patience=QUICK))


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
