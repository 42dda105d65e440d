"""A pytest plugin: the simulated tracker of a session, and a reader of it that does not wait long."""

from collections.abc import Iterator
from functools import partial
from ipaddress import ip_network

import pytest

from altaclario.config import ports
from altaclario.providers.asking import Patience
from altaclario.simulator import tracker
from altaclario.simulator.azure.quota import Quota
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.jira import answering
from altaclario.simulator.serving import Simulated, running

__all__ = ["LOOPBACK", "NOW", "QUICK", "Quota", "Simulated", "answering", "nobody", "tracker"]

LOOPBACK = ip_network("127.0.0.0/8")
QUICK = Patience(wait=0.001, limited_wait=0.002, longest_wait=0.005)
NOW = 1_772_442_000
"""Monday, 2 March 2026, 09:00 UTC."""


def nobody() -> str:
    """An address at which nobody answers."""
    return f"http://127.0.0.1:{ports.any_free()}"


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
    _team.latency_ms = 0.0
    _team.azure.quota, _team.azure.sign_in = Quota(), "page"


@pytest.fixture
def changing() -> Iterator[Simulated]:
    """A site of 200 issues of two teams to which things may happen; for it, it is NOW. Sprints are whole days."""
    wish = Wish(issues=200, seed=4, now_ms=NOW * 1000, teams=TEAMS[:2], whole_days=True)
    with running(Simulated(generate(wish), clock=lambda: NOW)) as site:
        yield site


@pytest.fixture
def site(team: Simulated, settings: object, monkeypatch: pytest.MonkeyPatch) -> Simulated:
    """The same site as the installation's own tracker: any workspace may connect to it, and nobody waits long."""
    return _installed(team, settings, monkeypatch)


@pytest.fixture
def own_site(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulated]:
    """A small site of the test's own as the installation's tracker: things may happen to it."""
    with running(Simulated(generate(Wish(issues=150, seed=3, now_ms=NOW * 1000)))) as site:
        yield _installed(site, settings, monkeypatch)


def _installed(site: Simulated, settings: object, monkeypatch: pytest.MonkeyPatch) -> Simulated:
    from altaclario.connections import trying
    from altaclario.sync import reading

    settings.SIMULATOR_URL = site.url  # type: ignore[attr-defined]
    for name in ("read", "go_on"):
        monkeypatch.setattr(reading, name, partial(getattr(reading, name), patience=QUICK))
    monkeypatch.setattr(trying, "_PATIENCE", QUICK)
    return site
