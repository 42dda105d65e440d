"""How much gets finished."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.calendar import Days


@dataclass(frozen=True, slots=True)
class Throughput:
    """Items finished in a window, and per complete week of it; None when it holds no complete week."""

    total: int
    per_week_median: int | None
    per_week_min: int | None
    per_week_max: int | None


def per_day(happened: Days, first: date, last: date) -> NDArray[np.int64]:
    """Items per day from `first` to `last`, both included; days without any are 0, NaT is ignored. Shape (days,).

    >>> finished = np.array(["2026-03-02", "2026-03-02", "2026-03-04", "NaT"], "M8[D]")
    >>> per_day(finished, date(2026, 3, 2), date(2026, 3, 4))
    array([2, 0, 1])
    """
    inside = happened.take(within(happened, first, last))
    count = max((last - first).days + 1, 0)
    return np.bincount((inside - np.datetime64(first, "D")).astype(np.int64), minlength=count)


def within(happened: Days, first: date, last: date) -> NDArray[np.intp]:
    """The positions of the days from `first` to `last`, both included; NaT is in no window.

    >>> within(np.array(["2026-03-02", "NaT", "2026-03-04"], "M8[D]"), date(2026, 3, 3), date(2026, 3, 4))
    array([2])
    """
    return np.flatnonzero((happened >= np.datetime64(first, "D")) & (happened <= np.datetime64(last, "D")))


def per_week(daily: NDArray[np.int64], first: date, week_start: int = 0) -> NDArray[np.int64]:
    """Items per week, for the complete weeks only. `daily` begins on `first`. Shape (weeks,).

    A week begins on the day that the workspace says, 0 for Monday; usually it is the ISO week, Monday to Sunday.

    >>> per_week(np.array([9, 1, 0, 0, 2, 0, 0, 0, 9]), date(2026, 3, 1))
    array([3])
    >>> per_week(np.array([9, 1, 0, 0, 2, 0, 0, 0, 9]), date(2026, 3, 1), week_start=6)
    array([12])
    """
    skipped = (week_start - first.weekday()) % 7
    whole = max((len(daily) - skipped) // 7, 0) * 7
    weeks: NDArray[np.int64] = daily[skipped : skipped + whole].reshape(-1, 7).sum(axis=1)
    return weeks


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks that a window touches: their first days, items finished, and how many of their days lie inside it.

    Shape (weeks,) each. A week with fewer than 7 days inside is no complete one.
    """

    begins: tuple[date, ...]
    items: NDArray[np.int64]
    days: NDArray[np.int64]


def weeks(daily: NDArray[np.int64], first: date, week_start: int = 0) -> Weeks:
    """Items per week, the incomplete ones at both ends of the window too. `daily` begins on `first`.

    >>> weeks(np.array([9, 1, 0, 0, 2, 0, 0, 0, 9]), date(2026, 3, 1)).items
    array([9, 3, 9])
    """
    before = (first.weekday() - week_start) % 7
    place = np.arange(len(daily)) + before
    count = int(place[-1]) // 7 + 1 if len(daily) else 0
    items = np.bincount(place // 7, weights=daily, minlength=count).astype(np.int64)
    begins = tuple(first + timedelta(7 * one - before) for one in range(count))
    return Weeks(begins, items, np.bincount(place // 7, minlength=count))


def throughput(daily: NDArray[np.int64], first: date, week_start: int = 0) -> Throughput:
    """The total of a window, and median, least and most per complete week.

    The median is the nearest rank, like every percentile here: of an even number of weeks, the lower middle one.

    >>> throughput(np.array([1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 7]), date(2026, 3, 2))
    Throughput(total=12, per_week_median=1, per_week_min=1, per_week_max=4)
    """
    weeks = np.sort(per_week(daily, first, week_start))
    if not weeks.size:
        return Throughput(int(daily.sum()), None, None, None)
    return Throughput(int(daily.sum()), int(weeks[-(-len(weeks) // 2) - 1]), int(weeks[0]), int(weeks[-1]))
