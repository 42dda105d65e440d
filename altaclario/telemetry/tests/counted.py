"""What tests of telemetry share: counts that begin at nothing, and all that they come to."""

from collections import Counter
from typing import Any

import pytest

from altaclario.telemetry import beacons, counts
from altaclario.telemetry.beacons import Failures, Meter
from altaclario.telemetry.counts import Counts
from altaclario.telemetry.happened import Failed, Sampled, Viewed


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """The counts of this process, empty; and nobody has said anything in this minute or hour."""
    here = Counts()
    monkeypatch.setattr(counts, "HERE", here)
    monkeypatch.setattr(beacons, "METER", Meter())
    monkeypatch.setattr(beacons, "FAILURES", Failures())
    return here


def views(here: Counts) -> list[tuple[str, str, int, int]]:
    """Route, method, status and how often, however long it took."""
    found: Counter[tuple[str, str, int]] = Counter()
    for one, count in _of(here, Viewed):
        found[one.route, one.method, one.status] += count
    return [(*one, count) for one, count in found.items()]


def samples(here: Counts) -> list[tuple[str, str, int, int]]:
    return [(one.route, one.vital, one.value, count) for one, count in _of(here, Sampled)]


def failures(here: Counts) -> list[Failed]:
    return [one for one, _count in _of(here, Failed)]


def _of(here: Counts, kind: type[Any]) -> list[tuple[Any, int]]:
    taken = here.take()
    here.give_back(taken)
    return [(one, count) for one, count in taken.items() if isinstance(one, kind)]
