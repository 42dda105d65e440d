"""Little's law: what is in progress on average should be what gets finished a day times how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.percentiles import ENOUGH
from altaclario.metrics.settings import Settings

FEW = "too few finished items"
SHORT = "the window is too short for how long work takes"
UNEVEN = "arrivals and departures differ too much"

_WINDOWS = 2
"""The window must be so many times as long as an item takes."""
_EVEN = 0.2
"""Arrivals and departures may differ by such a share of the larger."""
_FITS = 0.2
"""A ratio from 1 - 0.2 to 1 / (1 - 0.2) fits."""


@dataclass(frozen=True, slots=True)
class Check:
    """Both sides of the law. `reason` says why they say nothing; then they are shown, and there is no verdict."""

    days: int
    """Days of the clock in the window."""
    finished: int
    arrived: int
    """Items that were started in the window."""
    departed: int
    """Finished items that had been started."""
    wip: float
    """Items in progress at the end of an average day."""
    per_day: float
    """Finished items with a cycle time per day."""
    nights: float
    """Ends of days that an average one of them was in progress: its cycle time without the last day."""
    reason: str | None

    @property
    def expected(self) -> float:
        """What would be in progress on average, if the law held to the letter."""
        return self.per_day * self.nights

    @property
    def ratio(self) -> float | None:
        """In progress / expected; None when nothing is expected."""
        return self.wip / self.expected if self.expected else None

    @property
    def fits(self) -> bool | None:
        """Whether both sides agree within a fifth; None where they say nothing."""
        if self.reason is not None or self.ratio is None:
            return None
        return 1 - _FITS <= self.ratio <= 1 / (1 - _FITS)


def check(
    days: Sequence[date], wip: NDArray[np.int64], started: Days, finished: Days, arrived: int, settings: Settings
) -> Check:
    """Average WIP against average throughput * average time in progress, over the days of a window.

    `wip` is the number of items in progress at the end of each day; `started` and `finished` are the days of the
    items that were finished in the window with a cycle time (started: NaT for one that went straight to done);
    `arrived` counts the items that were started in the window. Both sides are counted at the ends of days, and so
    an item is in progress on each of its days but the last: cycle time - 1. On the working clock only working days
    are counted, on both sides.
    It says nothing with fewer than 10 finished items, when the window is shorter than twice the average time in
    progress, and when arrivals and departures differ by more than a fifth: the law speaks of a system in balance.
    Source: Little 1961; METRICS, "Flow".

    >>> days = [date(2026, 3, one) for one in range(1, 21)]
    >>> began = np.array(days[:18], "M8[D]")
    >>> told = check(days, np.full(20, 2), began, began + 2, 18, Settings())
    >>> told.wip, told.expected, told.fits
    (2.0, 1.8, True)
    """
    counts = workdays.are_counted(days, settings)
    length = int(np.count_nonzero(counts))
    departed = int(np.count_nonzero(~np.isnat(started)))
    nights = _nights(started, finished, settings)
    average = float(nights.mean()) if nights.size else 0.0
    return Check(
        days=length,
        finished=len(finished),
        arrived=arrived,
        departed=departed,
        wip=float(wip[counts].mean()) if length else 0.0,
        per_day=len(finished) / length if length else 0.0,
        nights=average,
        reason=_reason(length, len(finished), arrived - departed, max(arrived, departed), average),
    )


def _nights(started: Days, finished: Days, settings: Settings) -> NDArray[np.int64]:
    begun = np.where(np.isnat(started), finished, started)
    if settings.clock == "calendar":
        return (finished - begun).astype(np.int64)
    return workdays.count(begun, finished - np.timedelta64(1, "D"), settings)


def _reason(length: int, finished: int, growth: int, larger: int, nights: float) -> str | None:
    if finished < ENOUGH:
        return FEW
    if length < _WINDOWS * nights:
        return SHORT
    return UNEVEN if abs(growth) > _EVEN * larger else None
