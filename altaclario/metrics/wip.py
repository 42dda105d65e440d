"""Work in progress, and how old it is."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, lifecycle
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Instants, Stage


def total_age_days(stays: Stays, no_history: NDArray[np.bool_], settings: Settings, on: date) -> int:
    """The sum, over the items in progress at the end of a day, of that day - started day + 1, as known then.

    Unit: days of the clock. Items without history are in progress without an age. `no_history` has shape (counted,).

    >>> from tests import building
    >>> team = building.stays(
    ...     building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-05 09:00 Done"),
    ...     building.item("PAY-2", "2026-03-03 09:00 In Progress"))
    >>> total_age_days(team, np.array([False, False]), Settings(), date(2026, 3, 4))
    5
    """
    until = calendar.start_of(on + timedelta(1), settings.zone)
    started = lifecycle.starts(stays, settings, until=until)
    counted = started[in_progress(stays, until) & ~no_history & (started != NEVER)]
    return int(_ages(counted, settings, on).sum())


def in_progress(stays: Stays, until: int) -> NDArray[np.bool_]:
    """Whether each item stood in an active or waiting stage just before the instant `until`. Shape (counted,).

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 In Progress"))
    >>> in_progress(team, building.instant("2026-03-02 09:00")), in_progress(team, NEVER)
    (array([False]), array([ True]))
    """
    working = np.flatnonzero((stays.stage == Stage.ACTIVE) | (stays.stage == Stage.WAITING))
    entered = working[stays.at[working] < until]
    following = np.append(stays.at, np.uint32(NEVER))
    left = np.where(np.append(stays.opening(), True)[entered + 1], np.uint32(NEVER), following[entered + 1])
    found = np.zeros(len(stays.items), np.bool_)
    found[stays.owners()[entered[left >= until]]] = True
    return found


def _ages(started: Instants, settings: Settings, on: date) -> NDArray[np.int64]:
    days = calendar.days(started, settings.zone)
    last = np.datetime64(on, "D")
    if settings.clock == "working":
        return np.maximum(calendar.working_days(days, np.broadcast_to(last, days.shape), settings), 1)
    return (last - days).astype(np.int64) + 1
