"""How long things took, or have taken so far, in days."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, lifecycle, workdays
from altaclario.metrics.calendar import DAY_SECONDS, Days
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER


@dataclass(frozen=True, slots=True)
class Dates:
    """Local days of each life; NaT where there is none. Shape (counted,) each."""

    created: Days
    started: Days
    finished: Days


def dates(lives: Lives, settings: Settings) -> Dates:
    """The days on which each item was created, started and finished, in the zone of the settings.

    >>> from tests import building
    >>> late = building.lives(building.item("PAY-1", "2026-03-02 23:30 To Do"))
    >>> dates(late, Settings(zone="Europe/Rome")).created
    array(['2026-03-03'], dtype='datetime64[D]')
    """
    return Dates(*(calendar.days(one, settings.zone) for one in (lives.created, lives.started, lives.finished)))


def cycle_days(lives: Lives, dates: Dates, settings: Settings) -> NDArray[np.float64]:
    """Cycle time: finished day - started day + 1, so that started and finished on one day is 1.

    Unit: days; NaN for what is not finished and for items without history. An item that went straight to done: 1.
    With `elapsed`: seconds between the two instants / 86,400, without the + 1. On the working clock: working days,
    both ends included, at least 1 (an item done within a weekend); elapsed working time has no least value.
    Source: METRICS, "Flow". Tools that say "done - started" give 0 for work done within a day.

    >>> from tests import building
    >>> life = building.lives(building.item("PAY-1", "2026-03-06 09:00 In Progress", "2026-03-09 10:00 Done"))
    >>> days = dates(life, Settings())
    >>> cycle_days(life, days, Settings()), cycle_days(life, days, Settings(clock="working"))
    (array([4.]), array([2.]))
    """
    touched = between(dates.started, dates.finished, settings)
    found = _elapsed_days(lives, settings) if settings.elapsed else touched
    found[lives.reasons["straight to done"]] = 1
    return found


def lead_days(dates: Dates, settings: Settings) -> NDArray[np.float64]:
    """Lead time: finished day - created day + 1. Unit: days of the clock; NaN for what is not finished.

    >>> from tests import building
    >>> life = building.lives(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-09 10:00 Done"))
    >>> lead_days(dates(life, Settings()), Settings())
    array([8.])
    """
    return between(dates.created, dates.finished, settings)


def age_days(lives: Lives, dates: Dates, today: np.datetime64, settings: Settings) -> NDArray[np.float64]:
    """Age: today - started day + 1, of items that are now in an active or waiting stage.

    Unit: days of the clock; NaN for all others: an item back in the backlog does not age.

    >>> from tests import building
    >>> life = building.lives(building.item("PAY-1", "2026-03-02 09:00 In Progress"))
    >>> age_days(life, dates(life, Settings()), np.datetime64("2026-03-04"), Settings())
    array([3.])
    """
    is_open = lifecycle.is_working(lives.stage)
    started = np.where(is_open, dates.started, np.datetime64("NaT"))
    return between(started, np.broadcast_to(today, started.shape), settings)


def between(first: Days, last: Days, settings: Settings) -> NDArray[np.float64]:
    """Days touched, both ends included; NaN where either is missing. Unit: days of the clock, working ones at least 1.

    >>> between(np.array(["2026-03-06", "NaT"], "M8[D]"), np.array(["2026-03-09"] * 2, "M8[D]"), Settings())
    array([ 4., nan])
    """
    passed = last - first
    unknown = np.isnat(passed)
    if settings.clock == "calendar":
        return np.where(unknown, np.nan, passed.astype(np.int64) + 1)
    found = np.full(len(first), np.nan)
    found[~unknown] = np.maximum(workdays.count(first[~unknown], last[~unknown], settings), 1)
    return found


def _elapsed_days(lives: Lives, settings: Settings) -> NDArray[np.float64]:
    known = (lives.started != NEVER) & (lives.finished != NEVER)
    found = np.full(len(known), np.nan)
    ends = np.concatenate([lives.started[known], lives.finished[known]])
    clock = workdays.seconds(ends, settings) if settings.clock == "working" else ends.astype(np.int64)
    first, last = np.split(clock, 2)
    found[known] = (last - first) / DAY_SECONDS
    return found
