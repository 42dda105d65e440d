"""Percentiles by nearest rank: always a value that was observed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

ENOUGH = 10
"""With fewer finished items a percentile says little."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How long things took: the number of items, and the days that each percentile of them stayed within."""

    n: int
    percentiles: Mapping[int, int | float | None] = field(default_factory=dict)
    """Days by percentile, such as 85; None when there is no item."""


def spread(days: NDArray[np.float64], percentiles: Iterable[int]) -> Spread:
    """Each percentile p of durations: the smallest observed one with at least p % of the items at or below it.

    Rank `ceil(p * n / 100)` in integers, because floats miss it by one. Unit: that of `days`. Shape (n,), any order,
    no NaN. Without items every percentile is None.
    Source: nearest rank, so that "85 % took 9 days or less" is literally true; tools that interpolate say 8.7.

    >>> spread(np.array([2.0, 9, 3, 1, 4]), (50, 85)).percentiles
    {50: 3, 85: 9}
    """
    asked, count = tuple(percentiles), len(days)
    if not count:
        return Spread(0, dict.fromkeys(asked))
    ranks = [-(-one * count // 100) - 1 for one in asked]
    whole = days.astype(np.int64)
    if (whole == days).all():
        # Whole days repeat a lot: counting them is several times faster than ordering them.
        found = np.searchsorted(np.cumsum(np.bincount(whole)), ranks, side="right").tolist()
    else:
        found = np.sort(days)[ranks].tolist()
    return Spread(count, dict(zip(asked, map(number, found), strict=True)))


def main(shares: Iterable[int]) -> int | None:
    """The percentile that a headline names: 85, or the highest where the team chose others; None without any.

    >>> main((50, 85, 95)), main((50, 90)), main(())
    (85, 90, None)
    """
    asked = tuple(shares)
    return 85 if 85 in asked else max(asked, default=None)


def longer(days: NDArray[np.float64], limit: float) -> int:
    """How many durations are longer than a limit, such as a percentile of past work; NaN is not.

    >>> longer(np.array([2.0, 9, 10, np.nan]), 9)
    1
    """
    return int(np.count_nonzero(days > limit))


def number(value: float) -> int | float | None:
    """A plain number for people: whole ones without a fraction, NaN as None.

    >>> number(np.float64(3)), number(2.5), number(np.nan)
    (3, 2.5, None)
    """
    if np.isnan(value):
        return None
    return int(value) if value == int(value) else float(value)
