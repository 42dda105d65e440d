"""How much gets finished."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.calendar import Days
from altaclario.metrics.percentiles import number


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
    begin, end = np.datetime64(first, "D"), np.datetime64(last, "D")
    # NaT compares as false with everything.
    inside = happened[(happened >= begin) & (happened <= end)]
    count = max((last - first).days + 1, 0)
    return np.bincount((inside - begin).astype(np.int64), minlength=count)


def per_week(daily: NDArray[np.int64], first: date) -> NDArray[np.int64]:
    """Items per ISO week (Monday to Sunday), for the complete weeks only. `daily` begins on `first`. Shape (weeks,).

    >>> per_week(np.array([9, 1, 0, 0, 2, 0, 0, 0, 9]), date(2026, 3, 1))
    array([3])
    """
    skipped = -first.weekday() % 7
    whole = max((len(daily) - skipped) // 7, 0) * 7
    return daily[skipped : skipped + whole].reshape(-1, 7).sum(axis=1)


def throughput(daily: NDArray[np.int64], first: date) -> Throughput:
    """The total of a window, and median, least and most per complete week.

    The median is the nearest rank, like every percentile here: of an even number of weeks, the lower middle one.

    >>> throughput(np.array([1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 7]), date(2026, 3, 2))
    Throughput(total=12, per_week_median=1, per_week_min=1, per_week_max=4)
    """
    weeks = np.sort(per_week(daily, first))
    if not weeks.size:
        return Throughput(int(daily.sum()), None, None, None)
    return Throughput(int(daily.sum()), int(weeks[-(-len(weeks) // 2) - 1]), int(weeks[0]), int(weeks[-1]))


def days_of(first: date, last: date) -> list[date]:
    """Each day from `first` to `last`, both included."""
    return [first + timedelta(one) for one in range((last - first).days + 1)]
