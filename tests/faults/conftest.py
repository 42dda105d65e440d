"""The small site on which faults are tried, and which faults are tried today."""

from collections.abc import Iterator

import pytest

from altaclario.simulator.catalogue import worlds
from altaclario.simulator.serving import Simulated, running
from tests.faults import setting


@pytest.fixture(scope="session")
def shared() -> Iterator[Simulated]:
    with running(setting.simulated(worlds.site())) as site:
        yield site


@pytest.fixture
def team(shared: Simulated) -> Iterator[Simulated]:
    """The same site without faults, for what stands in the place of the usual one."""
    shared.faults.clear()
    yield shared
    shared.faults.clear()
