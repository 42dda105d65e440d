"""How far a reading is, as it tells while the pages of ids come one after the other."""

import asyncio
from typing import Any

import pytest

from altaclario.providers.progress import Progress
from altaclario.providers.scope import Scope
from altaclario.sync import reading
from tests.conftest import NOW, QUICK, source
from tests.trackers import Simulated

COUNT = "/rest/api/3/search/approximate-count"


def told(site: Simulated, monkeypatch: pytest.MonkeyPatch) -> list[Progress]:
    """Every step of a reading whose ids come a hundred at a time, and not at once."""
    seen: list[Progress] = []
    monkeypatch.setattr(site.answers, "id_page", 100)
    site.latency_ms = 20
    everything = Scope(tuple(site.tracker.projects))
    asyncio.run(reading.read(source(site), everything, now=NOW, patience=QUICK, watch=seen.append))
    return seen


def shares(steps: list[Progress]) -> list[float]:
    return [one.read / one.expected for one in steps if one.expected]


def test_the_share_never_falls_because_the_whole_is_known_at_once(
    team: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = told(team, monkeypatch)
    assert shares(steps) == sorted(shares(steps))
    assert {one.expected for one in steps if one.read} == {len(team.tracker.issues)}
    assert [one["path"] for one in team.requests].count(COUNT) == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "status", "status": 503}, {"kind": "nonsense"}, {"kind": "status", "status": 404}]
)
def test_without_the_count_the_reading_goes_on_and_asks_no_second_time(
    team: Simulated, monkeypatch: pytest.MonkeyPatch, fault: dict[str, Any]
) -> None:
    team.faults.add(path=COUNT, **fault)
    steps = told(team, monkeypatch)
    assert steps[-1].read == steps[-1].expected == len(team.tracker.issues)
    assert [one["path"] for one in team.requests].count(COUNT) == 1


def test_a_count_that_is_wrong_is_forgotten_when_all_ids_came(team: Simulated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("altaclario.providers.jira.client.Jira.count", _far_too_many)
    steps = told(team, monkeypatch)
    assert max(one.expected for one in steps) == 100_000
    assert steps[-1].expected == steps[-1].read


async def _far_too_many(*_: object, **__: object) -> int:
    return 100_000
