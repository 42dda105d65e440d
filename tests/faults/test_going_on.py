"""Each fault while a reading goes on from one before: it brings what reading everything would, or ends with a cause."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from altaclario.connections import causes
from altaclario.providers.faults import TrackerFault
from altaclario.simulator.catalogue import worlds
from altaclario.simulator.catalogue.rows import Case, Fails
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync.reading import Reading
from tests.faults import cases, setting, truth

LATER = worlds.NOW + 3600
MEANWHILE: list[dict[str, object]] = [
    {"what": "moved", "item": worlds.OPEN_ITEM},
    {"what": "re-estimated", "item": worlds.OPEN_ITEM, "points": 8.0},
    {"what": "created", "project": "PAY"},
    {"what": "finished", "item": worlds.NEW_ITEM},
    {"what": "created", "project": "WEB"},
    {"what": "deleted", "item": worlds.DONE_ITEM},
]


@dataclass(frozen=True, slots=True)
class HourLater:
    """A site on which things have happened since it was read: what was read then, and what there is to read now."""

    site: Simulated
    before: dict[str, Reading] = field(default_factory=dict)
    now: dict[str, Snapshot] = field(default_factory=dict)


@pytest.fixture(scope="module")
def later() -> Iterator[HourLater]:
    with running(setting.simulated(worlds.site())) as site:
        found = HourLater(site)
        for provider in cases.FACES:
            found.before[provider] = setting.honest(site, provider, now=worlds.NOW)
        site.clock = lambda: LATER
        for minute, one in enumerate(MEANWHILE):
            site.happen(at_ms=(worlds.NOW + 60 * minute) * 1000, **one)  # type: ignore[arg-type]  # words of the table
        for provider in cases.FACES:
            found.now[provider] = setting.honest(site, provider, now=LATER).snapshot
        yield found


@pytest.mark.turns(16)
@pytest.mark.parametrize(("provider", "case"), cases.GOINGS)
def test_it_brings_what_a_whole_reading_would_or_ends_with_a_cause(later: HourLater, provider: str, case: Case) -> None:
    outcome = setting.go_on(case, later.site, provider, later.before[provider], now=LATER)
    if outcome.fault:
        assert isinstance(outcome.fault, TrackerFault), repr(outcome.fault)
        assert isinstance(case.seen, Fails), str(outcome.fault)
        assert outcome.fault.cause in causes.CAUSES
        return
    assert outcome.whole is not None
    assert truth.odd_in(outcome.whole, later.site.tracker) == []
    if isinstance(case.seen, Fails) or case.seen.is_whole:
        assert truth.differing(outcome.whole, later.now[provider]) == []


def test_an_hour_changes_what_there_is_to_read(later: HourLater) -> None:
    """Otherwise the test above would see nothing."""
    for provider in cases.FACES:
        assert len(truth.differing(later.before[provider].snapshot, later.now[provider])) > 5
