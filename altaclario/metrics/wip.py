"""Work in progress, and how old it is."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, history, lifecycle, workdays
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Instants


def total_age_days(stays: Stays, lives: Lives, settings: Settings, on: date) -> int:
    """The sum, over the items in progress at the end of a day, of that day - started day + 1, as known then.

    Unit: days of the clock. Items without history are in progress without an age.

    >>> from tests import building
    >>> items = (
    ...     building.item("PAY-1", "2026-03-02 09:00 In Progress", "2026-03-05 09:00 Done"),
    ...     building.item("PAY-2", "2026-03-03 09:00 In Progress"))
    >>> total_age_days(building.stays(*items), building.lives(*items), Settings(), date(2026, 3, 4))
    5
    """
    until = calendar.start_of(on + timedelta(1), settings.zone)
    # A first start never changes; a last one is known only until the next.
    started = lives.started if settings.restart == "first" else lifecycle.starts(stays, settings, until=until)
    has_age = in_progress(stays, until) & (started != NEVER) & ~lives.reasons["no history"]
    return int(_ages(started.take(np.flatnonzero(has_age)), settings, on).sum())


def in_progress(stays: Stays, until: int) -> NDArray[np.bool_]:
    """Whether each item stood in an active or waiting stage just before the instant `until`. Shape (counted,).

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 In Progress"))
    >>> in_progress(team, building.instant("2026-03-02 09:00")), in_progress(team, NEVER)
    (array([False]), array([ True]))
    """
    every = np.arange(len(stays.items))
    rows = history.latest(stays.first, stays.at, every, np.full(len(every), until - 1))
    exists = rows >= stays.first[:-1]
    found: NDArray[np.bool_] = exists & lifecycle.is_working(stays.stage[rows])
    return found


def _ages(started: Instants, settings: Settings, on: date) -> NDArray[np.int64]:
    days = calendar.days(started, settings.zone)
    last = np.datetime64(on, "D")
    if settings.clock == "working":
        return np.maximum(workdays.count(days, np.broadcast_to(last, days.shape), settings), 1)
    return (last - days).astype(np.int64) + 1
