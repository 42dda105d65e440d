"""Work in progress, and how old it is."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, history, lifecycle, workdays
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER, Instants


@dataclass(frozen=True, slots=True)
class Ageing:
    """The items in progress at the end of one day: oldest first, those without an age last. Shape (items,) each."""

    items: NDArray[np.intp]
    """Positions in `Stays.items`."""
    started: Instants
    """`NEVER` for an item without history."""
    days: NDArray[np.float64]
    """Age in days of the clock; NaN for an item without history."""

    @property
    def total_days(self) -> int:
        """The sum of the ages that are known."""
        return int(np.nansum(self.days))


def nothing() -> Ageing:
    """No item at all, as on a day that cannot be answered.

    >>> nothing().total_days
    0
    """
    return Ageing(np.zeros(0, np.intp), np.zeros(0, np.uint32), np.zeros(0))


def ageing(stays: Stays, lives: Lives, settings: Settings, on: date) -> Ageing:
    """Which items were in progress at the end of a day, and how old each was then: that day - started day + 1.

    Unit: days of the clock, both ends included, at least 1. As many items as the bands of the CFD show for that day.

    >>> from tests import building
    >>> items = (
    ...     building.item("PAY-1", "2026-03-03 09:00 In Progress"),
    ...     building.item("PAY-2", "2026-03-02 09:00 In Progress", "2026-03-05 09:00 Done"))
    >>> then = ageing(building.stays(*items), building.lives(*items), Settings(), date(2026, 3, 4))
    >>> then.items, then.days
    (array([1, 0]), array([3., 2.]))
    """
    until = calendar.start_of(on + timedelta(1), settings.zone)
    # A first start never changes; a last one is known only until the next.
    started = lives.started if settings.restart == "first" else lifecycle.starts(stays, settings, until=until)
    started = np.where(lives.reasons["no history"], np.uint32(NEVER), started)
    items = np.flatnonzero(in_progress(stays, until))
    days = np.full(len(items), np.nan)
    has_age = started.take(items) != NEVER
    days[has_age] = _ages(started.take(items[has_age]), settings, on)
    order = np.argsort(-days, kind="stable")
    return Ageing(items.take(order), started.take(items.take(order)), days.take(order))


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
    return ageing(stays, lives, settings, on).total_days


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
