"""Exact times and sizes would tell visits apart; these are as coarse as a chart needs them."""

from bisect import bisect_left
from datetime import UTC, datetime

LENGTHS_MS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000)
_A_DECADE = (10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91)
"""The preferred numbers of E24: each a tenth more than the one before, so that rounding changes 5 % at most."""


def hour(now: datetime) -> datetime:
    """When it began."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day(now: datetime) -> datetime:
    """When it began, in UTC."""
    return hour(now).replace(hour=0)


def length(seconds: float) -> int:
    """The milliseconds that something took at most, of a few.

    >>> length(0.002), length(0.0501), length(3600)
    (10, 100, 60000)
    """
    place = bisect_left(LENGTHS_MS, seconds * 1000)
    return LENGTHS_MS[min(place, len(LENGTHS_MS) - 1)]


def rounded(value: int) -> int:
    """The nearest of 24 numbers a decade; up to 10 as it is.

    >>> [rounded(one) for one in (0, 7, 104, 1234, 2500, 95_000)]
    [0, 7, 100, 1200, 2400, 91000]
    """
    scale = 10 ** (len(str(value)) - 2) if value >= 10 else 1
    if value < 10:
        return value
    return min((one * scale for one in (*_A_DECADE, 100)), key=lambda one: abs(one - value))
