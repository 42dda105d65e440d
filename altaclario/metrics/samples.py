"""What a forecast draws from: how much was finished on each day of the recent past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, throughput, workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Snapshot

LEAST_ITEMS, LEAST_DAYS = 10, 5
"""With fewer finished items, or days on which one was finished, nothing is forecast."""

Lack: TypeAlias = Literal["no days", "nothing finished", "few items", "few days", "one day"]
"""Why a sample cannot tell: it holds no day, nothing or too little was finished, or more than half of it on one day."""

Law: TypeAlias = NDArray[np.float64]
"""The chance of each number 0, 1, 2 … of items; together they are 1."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Days in the order of time, and how many items were finished on each. Shape (days,)."""

    days: Days
    items: NDArray[np.int64]
    left_out: tuple[date, ...] = ()
    """Working days that somebody left out."""

    @property
    def finished(self) -> int:
        """Items that were finished on all of its days together."""
        return int(self.items.sum())

    @property
    def mean(self) -> float:
        """Items a day; 0 without days."""
        return float(self.items.mean()) if len(self.items) else 0.0


def sample(finished: Days, first: date, last: date, settings: Settings, left_out: Iterable[date] = ()) -> Sample:
    """Items finished on each working day from `first` to `last`, both included. Days without any are 0.

    Days not worked are in no sample: what was finished on one counts on the next working day, unless that is later
    than `last`. Days that are `left_out` are taken away together with what was finished on them. NaT is ignored.
    Source: METRICS, "Forecast" and "Ground": non-working days.

    >>> done = np.array(["2026-03-06", "2026-03-07", "2026-03-10", "2026-03-10"], "M8[D]")
    >>> found = sample(done, date(2026, 3, 6), date(2026, 3, 11), Settings(), [date(2026, 3, 11)])
    >>> found.days.astype(str).tolist(), found.items
    (['2026-03-06', '2026-03-09', '2026-03-10'], array([1, 1, 2]))
    """
    every = np.array(calendar.days_of(first, last), "M8[D]")
    is_worked = workdays.are_worked(every, settings)
    chosen = np.array(sorted(set(left_out)), "M8[D]")
    is_gone = np.isin(every, chosen) & is_worked
    daily = throughput.per_day(workdays.worked_days(finished, settings), first, last)
    kept = is_worked & ~is_gone
    return Sample(every[kept], daily[kept], tuple(every[is_gone].tolist()))


def begin(snapshot: Snapshot, lives: Lives, settings: Settings) -> date:
    """The first day that a sample may hold: before it there was no item, or not all of them are read.

    Of a snapshot without items it is the first day there is.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 23:30 To Do"))
    >>> begin(team, building.lives(building.item("PAY-1", "2026-03-02 23:30 To Do")), Settings(zone="Europe/Rome"))
    datetime.date(2026, 3, 3)
    """
    born = int(lives.created.min(initial=NEVER))
    if snapshot.complete_from:
        return calendar.day(max(min(born, NEVER - 1), snapshot.complete_from), settings.zone) + timedelta(1)
    return date.min if born == NEVER else calendar.day(born, settings.zone)


def lack(items: NDArray[np.int64]) -> Lack | None:
    """Why these days (items finished on each) say too little to forecast from; None where they say enough.

    At least 10 finished items, on at least 5 days, and not more than half of them on one: such a day is a bulk close
    or a held release, and every forecast would be of its return. It can be left out.
    Source: METRICS, "Forecast"; the last guard is ours.

    >>> [lack(np.array(one)) for one in ([], [0, 0], [3, 1, 1], [6, 6], [2, 2, 2, 2, 9], [2, 2, 2, 2, 2])]
    ['no days', 'nothing finished', 'few items', 'few days', 'one day', None]
    """
    total = int(items.sum())
    if not len(items):
        return "no days"
    if not total:
        return "nothing finished"
    if total < LEAST_ITEMS:
        return "few items"
    if np.count_nonzero(items) < LEAST_DAYS:
        return "few days"
    return "one day" if 2 * int(items.max()) > total else None


def law(items: NDArray[np.int64]) -> Law:
    """The chance of k items on a day to come = days of the sample with k items ÷ its days. Shape (most + 1,).

    Each day to come is drawn from the sample by itself, days without any item included.
    Source: METRICS, "Forecast".

    >>> law(np.array([0, 2, 0, 1]))
    array([0.5 , 0.25, 0.25])
    """
    return np.bincount(items) / len(items)


def thinned(daily: Law, share: float) -> Law:
    """The law of one day when each item is finished with the chance `share` only, independently: a binomial thinning.

    People away take their part of the throughput with them. Same shape.
    Source: METRICS, "Forecast": what-if.

    >>> thinned(np.array([0.5, 0.0, 0.5]), 0.5)
    array([0.625, 0.25 , 0.125])
    """
    if share >= 1:
        return daily
    seen = np.flatnonzero(daily)
    factorial = np.append(0, np.cumsum(np.log(np.arange(1, len(daily)))))
    k, n = np.arange(len(daily))[:, None], seen[None, :]
    gone = np.maximum(n - k, 0)
    ways = factorial[n] - factorial[np.minimum(k, n)] - factorial[gone]
    chances = np.exp(ways + k * np.log(share) + gone * np.log1p(-share))
    found: Law = np.where(k <= n, chances, 0.0) @ daily[seen]
    return found
