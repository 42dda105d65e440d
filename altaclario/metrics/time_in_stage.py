"""Where the time went."""

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Snapshot, Stage


def seconds(stays: Stays, settings: Settings, until: int) -> NDArray[np.float64]:
    """Seconds that each item spent in each stage, from its creation to the instant `until`. Shape (counted, 5).

    On the clock of the settings: a working clock counts working days from midnight to midnight. The columns are the
    stages in order; time in done goes on until `until`. A stay whose date nobody knows is in no column.

    >>> from tests import building
    >>> team = building.stays(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-02 11:00 In Progress", "2026-03-02 14:00 Done"))
    >>> seconds(team, Settings(), building.instant("2026-03-02 15:00")) / 3600
    array([[2., 3., 0., 1., 0.]])
    """
    lengths = stay_seconds(stays, settings, until)
    columns = 8
    keys = (stays.owners() << np.uint32(3)) + stays.stage
    sums = np.bincount(keys.astype(np.int64), weights=lengths, minlength=len(stays.items) * columns)
    return sums.reshape(-1, columns)[:, : len(Stage)]


def stay_seconds(stays: Stays, settings: Settings, until: int) -> NDArray[np.int64]:
    """Seconds of each stay, the current ones up to `until`, on the clock of the settings. Shape (stays,).

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-06 12:00 To Do", "2026-03-09 12:00 Done"))
    >>> stay_seconds(team, Settings(clock="working"), building.instant("2026-03-09 12:00")) / 3600
    array([24.,  0.])
    """
    if not len(stays.at):
        return np.zeros(0, np.int64)
    last = np.maximum(stays.at.max(), np.uint32(until))
    bounds = np.append(stays.at, last)
    clock = calendar.working_seconds(bounds, settings) if settings.clock == "working" else bounds
    lengths = np.diff(clock).astype(np.int64)
    ends = stays.first[1:] - 1
    lengths[ends] = np.int64(clock[-1]) - clock[ends].astype(np.int64)
    return lengths


def flow_efficiency(stays: Stays, snapshot: Snapshot, settings: Settings, finished: NDArray[np.bool_]) -> float | None:
    """Share of working time that was not waiting: active / (active + waiting), over the finished items.

    `finished` says which items, shape (counted,). None while no status is mapped to waiting (until a person says where
    work waits, the share would read 100 %), and when no time was spent. On the clock of the settings.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-02 10:00 Testing",
    ...     "2026-03-02 13:00 Done"))
    >>> chosen = Settings(stages={"Testing": Stage.WAITING})
    >>> flow_efficiency(building.stays_of(team, chosen), team, chosen, np.array([True]))
    0.25
    """
    if not names_waiting(snapshot, settings):
        return None
    counts = np.repeat(finished, np.diff(stays.first))
    lengths = stay_seconds(stays, settings, 0)
    active = int(lengths[counts & (stays.stage == Stage.ACTIVE)].sum())
    waiting = int(lengths[counts & (stays.stage == Stage.WAITING)].sum())
    return active / (active + waiting) if active + waiting else None


def names_waiting(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether any status is mapped to waiting: only then flow efficiency means something."""
    return any(settings.stages.get(one.id, one.stage) is Stage.WAITING for one in snapshot.statuses)
