"""The working clock: which days count, and how much working time lies between two instants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Instants


def count(first: Days, last: Days, settings: Settings) -> NDArray[np.int64]:
    """Working days from `first` to `last`, both included; neither holds NaT. Same shape.

    >>> friday, monday = np.array(["2026-03-06"], "M8[D]"), np.array(["2026-03-09"], "M8[D]")
    >>> count(friday, monday, Settings())
    array([2])
    """
    found: NDArray[np.int64] = np.busday_count(first, last + np.timedelta64(1, "D"), busdaycal=_chosen(settings))
    return found


def counted_days(finished: Days, settings: Settings) -> Days:
    """The day on which each finish counts: on the working clock, one on a day off counts on the next working day.

    NaT stays. Same shape.

    >>> counted_days(np.array(["2026-03-07"], "M8[D]"), Settings(clock="working"))
    array(['2026-03-09'], dtype='datetime64[D]')
    """
    return finished if settings.clock == "calendar" else worked_days(finished, settings)


def worked_days(days: Days, settings: Settings) -> Days:
    """Each day itself if it is a working day, else the next one, whatever the clock. NaT stays. Same shape.

    >>> worked_days(np.array(["2026-03-07", "2026-03-09"], "M8[D]"), Settings())
    array(['2026-03-09', '2026-03-09'], dtype='datetime64[D]')
    """
    moved = days.copy()
    known = ~np.isnat(days)
    moved[known] = np.busday_offset(days[known], 0, roll="forward", busdaycal=_chosen(settings))
    return moved


def are_counted(days: Sequence[date], settings: Settings) -> NDArray[np.bool_]:
    """Whether each day counts on the clock: every one on the calendar, the working days on the other. Same shape.

    >>> are_counted([date(2026, 3, 6), date(2026, 3, 7)], Settings(clock="working"))
    array([ True, False])
    """
    if settings.clock == "calendar":
        return np.ones(len(days), np.bool_)
    return are_worked(np.array(days, "M8[D]"), settings)


def are_worked(days: Days, settings: Settings) -> NDArray[np.bool_]:
    """Whether each day is a working day, whatever the clock. Same shape.

    >>> are_worked(np.array(["2026-03-06", "2026-03-07"], "M8[D]"), Settings())
    array([ True, False])
    """
    found: NDArray[np.bool_] = np.is_busday(days, busdaycal=_chosen(settings))
    return found


def ahead(today: date, count: int, settings: Settings) -> Days:
    """The next working days after today, as many as `count`. Shape (count,).

    >>> ahead(date(2026, 3, 6), 2, Settings())
    array(['2026-03-09', '2026-03-10'], dtype='datetime64[D]')
    """
    first = np.busday_offset(np.datetime64(today, "D"), 0, roll="backward", busdaycal=_chosen(settings))
    found: Days = np.busday_offset(first, np.arange(1, count + 1), busdaycal=_chosen(settings))
    return found


def left(today: date, end: date, settings: Settings) -> int:
    """Working days after today up to the end, which is included; 0 when the end is over.

    >>> left(date(2026, 3, 5), date(2026, 3, 9), Settings()), left(date(2026, 3, 9), date(2026, 3, 9), Settings())
    (2, 0)
    """
    tomorrow = np.datetime64(today, "D") + 1
    return max(int(count(np.array([tomorrow]), np.array([end], "M8[D]"), settings)[0]), 0)


def passed(first: date, last: date, settings: Settings) -> int:
    """By how many days of the clock an age grew from the end of one day to the end of another.

    >>> passed(date(2026, 3, 6), date(2026, 3, 9), Settings()), passed(date(2026, 3, 6), date(2026, 3, 9),
    ...     Settings(clock="working"))
    (3, 1)
    """
    return (last - first).days if settings.clock == "calendar" else left(first, last, settings)


def off(first: date, last: date, settings: Settings) -> list[tuple[date, date]]:
    """The spans of days not worked from `first` to `last`: first and last day of each.

    >>> off(date(2026, 3, 6), date(2026, 3, 14), Settings())
    [(datetime.date(2026, 3, 7), datetime.date(2026, 3, 8)), (datetime.date(2026, 3, 14), datetime.date(2026, 3, 14))]
    """
    days = np.arange(np.datetime64(first, "D"), np.datetime64(last, "D") + 1)
    free = np.concatenate([[False], ~np.is_busday(days, busdaycal=_chosen(settings)), [False]])
    edges = np.flatnonzero(free[1:] != free[:-1])
    return [(days[begin].item(), days[end - 1].item()) for begin, end in edges.reshape(-1, 2).tolist()]


def seconds(instants: Instants, settings: Settings) -> NDArray[np.int64]:
    """Seconds of working days up to each instant, from some day before all of them: differences are time on this clock.

    A working day counts whole, from midnight to midnight of the zone. No instant is `NEVER`. Same shape.

    >>> friday_noon, monday_noon = 1772798400, 1773057600
    >>> np.diff(seconds(np.array([friday_noon, monday_noon], dtype=np.uint32), Settings())) / 3600
    array([24.])
    """
    if not instants.size:
        return np.zeros(instants.shape, np.int64)
    here = calendar.day_numbers(instants, settings.zone)
    years = (calendar.year_of(int(edge)) for edge in (here.min(), here.max()))
    table = _table(settings.zone, settings.weekdays, settings.holidays, *years)
    at = here - table.first
    found: NDArray[np.int64] = table.before[at] + (instants - table.begin[at]) * table.works[at]
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    """The days of some years: the number of the first one, when each begins, and the working time before it."""

    first: int
    begin: NDArray[np.int64]
    works: NDArray[np.bool_]
    before: NDArray[np.int64]


@lru_cache(maxsize=16)
def _table(zone: str, weekdays: str, holidays: tuple[date, ...], first_year: int, last_year: int) -> _Table:
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    begin = np.append(calendar.start_of(first, zone), calendar.ends(first, last, zone))
    days = np.array(calendar.days_of(first, last), dtype="M8[D]")
    works = np.is_busday(days, busdaycal=_calendar(weekdays, holidays))
    before = np.append(0, np.cumsum(np.diff(begin) * works))
    return _Table((first - date(1970, 1, 1)).days, begin, works, before)


def _chosen(settings: Settings) -> np.busdaycalendar:
    return _calendar(settings.weekdays, settings.holidays)


@lru_cache(maxsize=64)
def _calendar(weekdays: str, holidays: tuple[date, ...]) -> np.busdaycalendar:
    return np.busdaycalendar(weekmask=weekdays, holidays=np.array(holidays, dtype="M8[D]"))
