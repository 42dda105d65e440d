"""The trackers' dates, many at once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import methodcaller

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import NEVER

_SHAPE = "2026-08-24T11:11:52.944+0000"
_DIGITS = [index for index, sign in enumerate(_SHAPE) if sign.isdigit()]
_SIGNS = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, ".")]
_TO_THE_SECOND = 19
_IN_UTC = methodcaller("endswith", "Z")
LAST = NEVER - 1
"""The latest instant that a column holds; it stands for every later one too."""
_LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Days of each month, by its number."""
SKEW_SECONDS = 600
"""By so much may two clocks differ without a word."""


def milliseconds(texts: Sequence[str | int]) -> NDArray[np.int64]:
    """UTC milliseconds since 1970 of Jira's usual form, parsed as one table; other forms one by one.

    Raises ValueError for a text that is no date.

    >>> milliseconds(["2026-03-02T10:00:00.250+0100", "2026-03-02T09:00:00.250Z"]).tolist()
    [1772442000250, 1772442000250]
    """
    if not texts:
        return np.empty(0, np.int64)
    table = _table(texts, len(_SHAPE))
    if table is not None and _has_the_shape(table, len(_SHAPE)) and _has_an_offset(table):
        return (_of_table(table) - _offsets(table)) * 1000 + _thousandths(table)
    return np.array([millisecond(text) for text in texts], np.int64)


def whole_seconds(texts: Sequence[str]) -> NDArray[np.int64]:
    """UTC seconds since 1970 of what ends in Z, with any number of digits for the fraction, which is dropped.

    Other forms are read one by one. Raises ValueError for a text that is no date.

    >>> whole_seconds(["2014-03-18T17:17:05.76Z", "2014-03-18T17:16:56Z", "2014-03-18T18:16:56+01:00"]).tolist()
    [1395163025, 1395163016, 1395163016]
    """
    if not texts:
        return np.empty(0, np.int64)
    table = _table([text[:_TO_THE_SECOND] for text in texts], _TO_THE_SECOND)
    if table is not None and all(map(_IN_UTC, texts)) and _has_the_shape(table, _TO_THE_SECOND):
        return _of_table(table)
    return np.array([millisecond(text) // 1000 for text in texts], np.int64)


def millisecond(text: str | int) -> int:
    """One date, in any form that Jira is known to send: ISO with or without a colon in its offset, or epoch ms.

    >>> millisecond("2026-03-02T10:00:00.250+0100") == millisecond(1772442000250)
    True
    """
    if isinstance(text, int):
        return text
    moment = datetime.fromisoformat(text)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def believed(milliseconds: NDArray[np.int64], read_at: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Instants that can have been when the tracker was read, and which of them lay far from that: before 1970, or still
    to come.

    >>> [one.tolist() for one in believed(np.array([-5, 7000, 9001, 99_000_000]), read_at=8)]
    [[0, 7000, 8999, 8999], [True, False, False, True]]
    """
    last = read_at * 1000 + 999
    is_odd = (milliseconds < 0) | (milliseconds > last + SKEW_SECONDS * 1000)
    return np.clip(milliseconds, 0, last), is_odd


def clamped(seconds: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Seconds as the columns hold them; dates before 1970 or after 2106 are clamped to that range.

    >>> clamped(np.array([-5, 253402300799])).tolist()
    [0, 4294967294]
    """
    return np.clip(seconds, 0, LAST).astype(np.uint32)


def seconds(milliseconds: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Whole seconds of milliseconds, as the columns hold them.

    >>> seconds(np.array([-5, 1999, 253402300799000])).tolist()
    [0, 1, 4294967294]
    """
    return clamped(milliseconds // 1000)


def second(text: str | int | None) -> int:
    """One date in whole seconds, or `NEVER` where there is none or it cannot be read."""
    if not text:
        return NEVER
    try:
        return min(max(millisecond(text) // 1000, 0), LAST)
    except ValueError:
        return NEVER


def _table(texts: Sequence[str | int], length: int) -> NDArray[np.uint8] | None:
    """The texts as rows of bytes, when each is of that length."""
    try:
        joined = "".join(texts).encode()  # type: ignore[arg-type]  # what is no text ends in the next line
    except TypeError:
        return None
    if len(joined) != length * len(texts):
        return None
    return np.frombuffer(joined, np.uint8).reshape(-1, length)


def _has_the_shape(table: NDArray[np.uint8], length: int) -> bool:
    """Whether digits and signs stand where they do in the usual form, up to a place."""
    digits = table[:, [place for place in _DIGITS if place < length]]
    return bool(
        ((digits >= 48) & (digits <= 57)).all()
        and all((table[:, place] == ord(sign)).all() for place, sign in _SIGNS if place < length)
        and _is_in_the_calendar(table)
    )


def _is_in_the_calendar(table: NDArray[np.uint8]) -> bool:
    """Whether the days and times are there at all; what is not, such as the 31st of February, is read one by one."""
    number = table[:, :_TO_THE_SECOND].astype(np.int64) - 48
    month, day = _pair(number, 5), _pair(number, 8)
    if not ((month >= 1) & (month <= 12) & (day >= 1)).all():
        return False
    year = _pair(number, 0) * 100 + _pair(number, 2)
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = _LENGTHS[month] + (is_leap & (month == 2))
    times = ((11, 23), (14, 59), (17, 59))
    return bool((day <= longest).all() and all((_pair(number, place) <= most).all() for place, most in times))


def _has_an_offset(table: NDArray[np.uint8]) -> bool:
    signs = table[:, 23]
    return bool(((signs == ord("+")) | (signs == ord("-"))).all())


def _of_table(table: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Seconds since 1970 of the first nineteen signs, as if they were UTC."""
    number = table[:, :_TO_THE_SECOND].astype(np.int64) - 48
    year = number[:, 0] * 1000 + number[:, 1] * 100 + number[:, 2] * 10 + number[:, 3]
    month, day = _pair(number, 5), _pair(number, 8)
    of_day = _pair(number, 11) * 3600 + _pair(number, 14) * 60 + _pair(number, 17)
    seconds: NDArray[np.int64] = _days(year, month, day) * 86400 + of_day
    return seconds


def _offsets(table: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Seconds by which the zone is ahead of UTC."""
    number = table.astype(np.int64) - 48
    return (_pair(number, 24) * 3600 + _pair(number, 26) * 60) * np.where(table[:, 23] == ord("+"), 1, -1)


def _thousandths(table: NDArray[np.uint8]) -> NDArray[np.int64]:
    number = table[:, 20:23].astype(np.int64) - 48
    thousandths: NDArray[np.int64] = number[:, 0] * 100 + number[:, 1] * 10 + number[:, 2]
    return thousandths


def _pair(number: NDArray[np.int64], place: int) -> NDArray[np.int64]:
    pair: NDArray[np.int64] = number[:, place] * 10 + number[:, place + 1]
    return pair


def _days(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days since 1970 of a Gregorian date, counted in years that begin in March (so leap days come last)."""
    march_year = year - (month <= 2)
    era = march_year // 400
    of_era = march_year - era * 400
    of_year = (153 * (month + np.where(month > 2, -3, 9)) + 2) // 5 + day - 1
    days: NDArray[np.int64] = era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
    return days
