"""Defects: how many come in and go out, how old the open ones are, how often one comes back."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, durations, throughput
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import DONE, Stays
from altaclario.snapshots.snapshot import NEVER, Snapshot

BANDS = (7, 30, 90, 180)
"""The ages in days up to which each band of open defects goes, but the last, which has no end."""
_WORDS = ("bug", "defect")


@dataclass(frozen=True, slots=True)
class Inflow:
    """Defects created and closed in each week that a window touches. Shape (weeks,) each."""

    begins: tuple[date, ...]
    created: NDArray[np.int64]
    closed: NDArray[np.int64]
    days: NDArray[np.int64]
    """How many days of the week lie in the window; fewer than 7 make no whole week."""

    @property
    def net(self) -> NDArray[np.int64]:
        """By how many defects more came in than were closed since the window began, at the end of each week."""
        return np.cumsum(self.created - self.closed)


@dataclass(frozen=True, slots=True)
class Returns:
    """How often a defect was closed in a window, and how often such a one was opened again."""

    closings: int
    reopened: int

    @property
    def share(self) -> float | None:
        """The reopen rate; None where nothing was closed."""
        return self.reopened / self.closings if self.closings else None


def types(snapshot: Snapshot, settings: Settings) -> NDArray[np.bool_]:
    """Which types of items are defects: those that the team named, else those with "bug" or "defect" in their name.

    Names are compared without regard to case. Shape (types,). Source: METRICS, "Quality"; what a defect is, differs.

    >>> from tests import building
    >>> np.flatnonzero(types(building.snapshot(), Settings())), np.flatnonzero(
    ...     types(building.snapshot(), Settings(defect_types=frozenset({"story"}))))
    (array([1]), array([0]))
    """
    names = [kind.name.casefold() for kind in snapshot.types]
    if settings.defect_types is None:
        return np.array([any(word in name for word in _WORDS) for name in names], np.bool_)
    chosen = {name.casefold() for name in settings.defect_types}
    return np.array([name in chosen for name in names], np.bool_)


def inflow(created: Days, closed: Days, first: date, last: date, week_start: int = 0) -> Inflow:
    """Defects created and closed a week. Unit: items; the incomplete weeks at both ends too. NaT is in no week.

    Closed is the day of the current finish, so that one that was reopened is not closed until it is done again, and one
    that was cancelled never is. Source: METRICS, "Quality".

    >>> made, done = (np.array(one, "M8[D]") for one in (["2026-03-02", "2026-03-03"], ["2026-03-10", "NaT"]))
    >>> told = inflow(made, done, date(2026, 3, 2), date(2026, 3, 15))
    >>> told.created, told.closed, told.net
    (array([2, 0]), array([0, 1]), array([2, 1]))
    """
    came, went = (
        throughput.weeks(throughput.per_day(one, first, last), first, week_start) for one in (created, closed)
    )
    return Inflow(came.begins, came.items, went.items, came.days)


def ages(created: Days, today: date, settings: Settings) -> NDArray[np.float64]:
    """How long open defects have stood: today − created day + 1. Unit: days of the clock. Same shape.

    A defect is there from the day on which it was reported, whether anybody has begun or not: other ages count from
    the start of work. Source: METRICS, "Quality": open-defect age bands.

    >>> ages(np.array(["2026-03-06"], "M8[D]"), date(2026, 3, 9), Settings())
    array([4.])
    """
    return durations.between(created, np.broadcast_to(np.datetime64(today, "D"), created.shape), settings)


def bands(ages: NDArray[np.float64]) -> NDArray[np.intp]:
    """The band of each age: 0 up to a week, 1 up to 30 days, 2 up to 90, 3 up to 180, 4 beyond. Same shape.

    >>> bands(np.array([1.0, 7, 8, 180, 181]))
    array([0, 0, 1, 3, 4])
    """
    return np.searchsorted(np.array(BANDS), ages)


def share(defects: NDArray[np.int64], every: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of throughput that is defects: defects finished ÷ items finished; NaN where nothing was. Same shape.

    Source: METRICS, "Quality".

    >>> share(np.array([1, 0, 0]), np.array([4, 2, 0]))
    array([0.25, 0.  ,  nan])
    """
    return np.where(every > 0, defects / np.maximum(every, 1), np.nan)


def returns(stays: Stays, first: date, last: date, settings: Settings) -> Returns:
    """Reopen rate of a window: closings that were followed by a return to work or the backlog ÷ closings.

    A closing is an entry into done on a day of the window, whatever came after it; one defect may have several. One
    that was cancelled out of done did not come back. Unit: closings. Source: METRICS, "Quality".

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done",
    ...     "2026-03-04 09:00 In Progress", "2026-03-05 09:00 Done"))
    >>> returns(team, date(2026, 3, 1), date(2026, 3, 9), Settings())
    Returns(closings=2, reopened=1)
    """
    days, again = closing_days(stays, settings)
    inside = throughput.within(days, first, last)
    return Returns(len(inside), int(np.count_nonzero(again.take(inside))))


def closing_days(stays: Stays, settings: Settings) -> tuple[Days, NDArray[np.bool_]]:
    """The day on which each stay in done began, and whether it ended in a return to work or the backlog.

    Shape (closings,) each.

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done"))
    >>> closing_days(team, Settings())
    (array(['2026-03-03'], dtype='datetime64[D]'), array([False]))
    """
    rows = np.flatnonzero(stays.stage == DONE)
    after = np.append(stays.stage, DONE).take(rows + 1)
    return calendar.days(stays.at.take(rows), settings.zone), (stays.done.left != NEVER) & (after < DONE)
