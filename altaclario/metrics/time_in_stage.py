"""Where the time went."""

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, lifecycle, sums, workdays
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Snapshot, Stage

_COLUMNS = 8
"""Room for each stage and the unknown one."""


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
    keys = stays.owner * np.uint32(_COLUMNS) + stays.stage
    totals = sums.by_group(keys, lengths, len(stays.items) * _COLUMNS)
    return totals.reshape(-1, _COLUMNS)[:, : len(Stage)]


def stay_seconds(stays: Stays, settings: Settings, until: int) -> NDArray[np.integer]:
    """Seconds of each stay, the current ones up to `until`, on the clock of the settings. Shape (stays,).

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-06 12:00 To Do", "2026-03-09 12:00 Done"))
    >>> stay_seconds(team, Settings(clock="working"), building.instant("2026-03-09 12:00")) / 3600
    array([24.,  0.])
    """
    if not len(stays.at):
        return np.zeros(0, np.int64)
    bounds = np.append(stays.at, np.maximum(stays.at.max(), np.uint32(until)))
    clock = workdays.seconds(bounds, settings) if settings.clock == "working" else bounds
    # The next row after an item's last belongs to another item; what that difference says is replaced.
    lengths = clock[1:] - clock[:-1]
    ends = stays.first[1:] - 1
    lengths[ends] = clock[-1] - clock[ends]
    return lengths


def flow_efficiency(stays: Stays, snapshot: Snapshot, settings: Settings, finished: NDArray[np.intp]) -> float | None:
    """Share of working time that was not waiting: active / (active + waiting), over the finished items.

    `finished` holds their positions in `Stays.items`. None while no status is mapped to waiting (until a person says
    where work waits, the share would read 100 %), and when no time was spent. On the clock of the settings.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-02 10:00 Testing",
    ...     "2026-03-02 13:00 Done"))
    >>> chosen = Settings(stages={"Testing": Stage.WAITING})
    >>> flow_efficiency(building.stays_of(team, chosen), team, chosen, np.array([0]))
    0.25
    """
    if not names_waiting(snapshot, settings):
        return None
    rows, _ = history.rows_of(stays.first, finished)
    # The last stay of a finished item is done, so whatever was in work ended with the next one.
    rows = rows[lifecycle.is_working(stays.stage.take(rows))]
    ends = np.concatenate([stays.at.take(rows), stays.at.take(rows + 1)])
    clock = workdays.seconds(ends, settings) if settings.clock == "working" else ends.astype(np.int64)
    begun, ended = np.split(clock, 2)
    spent = sums.by_group(stays.stage.take(rows), ended - begun, _COLUMNS)
    active, waiting = spent[Stage.ACTIVE], spent[Stage.WAITING]
    return float(active / (active + waiting)) if active + waiting else None


def names_waiting(snapshot: Snapshot, settings: Settings) -> bool:
    """Whether any status is mapped to waiting: only then flow efficiency means something."""
    return any(settings.stages.get(one.id, one.stage) is Stage.WAITING for one in snapshot.statuses)
