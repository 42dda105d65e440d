"""Every time that work was done and no longer was: how much was finished on each day, as known at the end of any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays


@dataclass(frozen=True, slots=True)
class Ends:
    """Every time that an item was done, as days: when it came to be so, and when it ceased to (NaT: it has not).

    A day not worked stands for the next working day. Shape (ends,) each.
    """

    entered: Days
    left: Days


def of(stays: Stays, settings: Settings) -> Ends:
    """When each item was done and when it no longer was, reopened ones too. Shape (stays in done,).

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 In Progress", "2026-03-07 09:00 Done", "2026-03-10 09:00 In Progress"))
    >>> found = of(building.stays_of(team), Settings())
    >>> found.entered.astype(str).tolist(), found.left.astype(str).tolist()
    (['2026-03-09'], ['2026-03-10'])
    """
    done = stays.done
    entered = calendar.days(done.entered, settings.zone)
    left = calendar.days(done.left, settings.zone)
    # One that was finished and reopened within a weekend was never finished on a day that counts.
    return Ends(workdays.worked_days(entered, settings), left)


class Walk:
    """Days from `first` to `last` by their place, and how much was finished on each, as known at the end of any.

    >>> days = np.array(["2026-03-02", "2026-03-02", "2026-03-04"], "M8[D]")
    >>> left = np.array(["NaT", "2026-03-04", "NaT"], "M8[D]")
    >>> walked = Walk(Ends(days, left), date(2026, 3, 2), date(2026, 3, 4), Settings())
    >>> walked.known(1), walked.known(2)
    (array([2, 0, 1]), array([1, 0, 1]))
    """

    def __init__(self, found: Ends, first: date, last: date, settings: Settings, left_out: Iterable[date] = ()) -> None:
        days = np.array(calendar.days_of(first, last), "M8[D]")
        self.count = len(days)
        self.counts = workdays.are_worked(days, settings) & ~np.isin(days, np.array(sorted(left_out), "M8[D]"))
        """Which of the days are in a sample."""
        entered, left = (self._places(one, first) for one in (found.entered, found.left))
        inside = (entered >= 0) & (entered < self.count)
        entered, left = entered[inside], left[inside]
        self._every = np.bincount(entered, minlength=self.count)
        broken = np.flatnonzero(left < self.count)
        order = broken[np.argsort(left[broken], kind="stable")]
        self._broken, self._when = entered[order], left[order]

    def known(self, end: int) -> NDArray[np.int64]:
        """Items finished on each day, without those that were reopened by the end of a day."""
        gone = self._broken[: np.searchsorted(self._when, end, side="right")]
        return self._every - np.bincount(gone, minlength=self.count)

    def _places(self, days: Days, first: date) -> NDArray[np.int64]:
        """How many days after the first; a day that never comes lies after all of them."""
        places = (days - np.datetime64(first, "D")).astype(np.int64)
        return np.where(np.isnat(days), self.count, places)
