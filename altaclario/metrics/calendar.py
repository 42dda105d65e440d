"""Instants to days of a time zone and back, exact over every change of the clock.

A day begins when the local date last changes to it. Offsets have been whole quarters of an hour since 1980, so a
table of quarter hours answers for any number of instants at once.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import NEVER, Instants

Days: TypeAlias = NDArray[np.datetime64]
"""Dates as datetime64[D]; NaT: none."""
DayNumbers: TypeAlias = NDArray[np.int32]
"""Days since 1970-01-01."""

DAY_SECONDS = 86_400
_SLOT_SECONDS = 900


def start_of(day: date, zone: str) -> int:
    """The first instant of a day, in UTC seconds.

    Where midnight comes twice the second one counts, if the clock had gone back to the day before; where a day was
    skipped it is the first instant of the next.

    >>> start_of(date(2026, 3, 29), "Europe/Rome"), start_of(date(2026, 3, 30), "Europe/Rome")
    (1774738800, 1774821600)
    """
    here = ZoneInfo(zone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=here)
    first, second = midnight.timestamp(), midnight.replace(fold=1).timestamp()
    if second > first and datetime.fromtimestamp(second - 1, here).date() != day:
        return int(second)
    return int(first)


def ends(first: date, last: date, zone: str) -> NDArray[np.int64]:
    """The instant after the last one of each day from `first` to `last`. UTC seconds, shape (days,).

    >>> np.diff(ends(date(2026, 3, 28), date(2026, 3, 30), "Europe/Rome")) / 3600
    array([23., 24.])
    """
    return np.array([start_of(one + timedelta(1), zone) for one in days_of(first, last)], dtype=np.int64)


def days_of(first: date, last: date) -> list[date]:
    """Each day from `first` to `last`, both included."""
    whole: list[date] = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1).tolist()
    return whole


def day_numbers(instants: Instants, zone: str) -> DayNumbers:
    """The local day of each instant, none of them `NEVER`. Same shape.

    >>> day_numbers(np.array([1774738799, 1774738800], dtype=np.uint32), "Europe/Rome")
    array([20540, 20541], dtype=int32)
    """
    if not instants.size:
        return np.zeros(instants.shape, np.int32)
    if zone == "UTC":
        return (instants // np.uint32(DAY_SECONDS)).astype(np.int32)
    first, last = (_year(int(edge)) for edge in (instants.min(), instants.max()))
    slots = (instants - np.uint32(_year_start(first))) // np.uint32(_SLOT_SECONDS)
    return _days_of_slots(zone, first, last).take(slots)


def days(instants: Instants, zone: str) -> Days:
    """The local day of each instant; `NEVER` gives NaT. Same shape.

    >>> days(np.array([1774738800, NEVER], dtype=np.uint32), "Europe/Rome")
    array(['2026-03-29', 'NaT'], dtype='datetime64[D]')
    """
    known = instants != NEVER
    # Numbers are made for all and hidden where there is none: that is cheaper than picking the others out.
    numbers = day_numbers(np.where(known, instants, instants.min(initial=NEVER - 1)), zone)
    return np.where(known, numbers.astype("datetime64[D]"), np.datetime64("NaT", "D"))


def day(instant: int, zone: str) -> date:
    """The local day of one instant that is not `NEVER`.

    >>> day(1774738800, "Europe/Rome")
    datetime.date(2026, 3, 29)
    """
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).date()


def year_of(day_number: int) -> int:
    """The year of a day, by its number.

    >>> year_of(20540)
    2026
    """
    return (date(1970, 1, 1) + timedelta(day_number)).year


@lru_cache(maxsize=64)
def _days_of_slots(zone: str, first_year: int, last_year: int) -> DayNumbers:
    """The local day number of each quarter hour (UTC) of these years."""
    origin, end = _year_start(first_year), _year_start(last_year + 1)
    first = date(first_year - 1, 12, 31)
    bounds = ends(first, date(last_year + 1, 1, 1), zone)
    slots = np.clip(-((origin - bounds) // _SLOT_SECONDS), 0, (end - origin) // _SLOT_SECONDS)
    number = (first - date(1970, 1, 1)).days
    lengths = np.diff(np.append(0, slots))
    return np.repeat(np.arange(number, number + len(bounds), dtype=np.int32), lengths)


def _year(instant: int) -> int:
    return datetime.fromtimestamp(instant, UTC).year


def _year_start(year: int) -> int:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
