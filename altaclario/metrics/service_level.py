"""The service level expectation (SLE): how long work may take, and how often it takes no longer."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import percentiles, throughput
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings

PROPOSED_FROM_DAYS = 90
"""A proposal looks at what was finished in so many days up to today."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """So many days or less, in so many of a hundred cases."""

    days: int | float
    share: int
    is_chosen: bool
    """The team chose it; else it is our proposal."""
    n: int = 0
    """The finished items that a proposal stands on."""


@dataclass(frozen=True, slots=True)
class Hits:
    """How many of the finished items took no longer than expected."""

    n: int
    within: int

    @property
    def share(self) -> float | None:
        """The hit rate; None without items."""
        return self.within / self.n if self.n else None


def expectation(
    cycle_days: NDArray[np.float64], counted_on: Days, today: date, settings: Settings
) -> Expectation | None:
    """What the team chose; else the percentile of its share over what was finished in the 90 days up to today.

    Unit: days of the clock. Both columns have one entry for each item, NaN and NaT where there is none. None when the
    team chose nothing and fewer than 10 finished items have a cycle time.
    Source: METRICS, "Flow".

    >>> days = np.array([1.0, 2, 2, 3, 3, 4, 5, 6, 8, 13])
    >>> finished = np.full(10, np.datetime64("2026-03-02"))
    >>> expectation(days, finished, date(2026, 3, 13), Settings())
    Expectation(days=8, share=85, is_chosen=False, n=10)
    >>> expectation(days, finished, date(2026, 3, 13), Settings(sle_days=5, sle_share=70))
    Expectation(days=5, share=70, is_chosen=True, n=0)
    """
    if settings.sle_days is not None:
        return Expectation(settings.sle_days, settings.sle_share, is_chosen=True)
    last = throughput.within(counted_on, today - timedelta(PROPOSED_FROM_DAYS - 1), today)
    recent = cycle_days.take(last)
    found = percentiles.spread(recent[~np.isnan(recent)], (settings.sle_share,))
    length = found.percentiles[settings.sle_share]
    if found.n < percentiles.ENOUGH or length is None:
        return None
    return Expectation(length, settings.sle_share, is_chosen=False, n=found.n)


def hits(cycle_days: NDArray[np.float64], days: float) -> Hits:
    """Hit rate = items that took so many days or less / items with a cycle time; NaN is left out.

    >>> hits(np.array([2.0, 9, 3, np.nan]), 3).share
    0.6666666666666666
    """
    return Hits(int(np.count_nonzero(~np.isnan(cycle_days))), int(np.count_nonzero(cycle_days <= days)))
