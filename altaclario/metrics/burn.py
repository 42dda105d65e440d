"""Burn-down and burn-up: scope and done of one sprint at the end of each of its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, history, memberships, sums, windows, workdays
from altaclario.metrics.memberships import Intervals, Pairs
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.metrics.windows import Windows
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Burn:
    """Scope and done at the end of each day, in items and points; remaining is their difference. Shape (days,) each.

    Points are None without a field for estimates. `came` and `went` are the rows of `Snapshot.items` that came into the
    scope and went out of it on each day; what came and went on one day is in neither.
    """

    days: tuple[date, ...]
    scope_items: NDArray[np.int64]
    done_items: NDArray[np.int64]
    scope_points: NDArray[np.float64] | None
    done_points: NDArray[np.float64] | None
    came: tuple[NDArray[np.intp], ...]
    went: tuple[NDArray[np.intp], ...]


def burn(snapshot: Snapshot, stays: Stays, settings: Settings, until: int, sprint: int) -> Burn:
    """One sprint (its index), from the day of its activation to that of its end, as known at the end of each day.

    Each day is counted as if the sprint ended with it, so the last day shows the figures of the whole sprint. Scope
    is what is in the sprint then, done what is completed and still in it; neither holds what was done before the
    start. Points are as estimated then. The sprint must have figures (see `reasons`).

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item(
    ...         "PAY-1", "2026-03-01 08:00 To Do", "2026-03-03 09:00 Done", sprints=[("S1", "2026-03-01 09:00")]),
    ...     building.item("PAY-2", "2026-03-01 08:00 To Do", sprints=[("S1", "2026-03-04 09:00")]),
    ...     sprints=[building.sprint("S1", "2026-03-02 09:00", "2026-03-04 17:00")])
    >>> steps = burn(team, building.stays_of(team), Settings(), building.instant("2026-03-20 00:00"), 0)
    >>> steps.scope_items, steps.done_items
    (array([1, 1, 2]), array([0, 1, 1]))
    """
    days, spans = _day_windows(snapshot, settings, until, sprint)
    chosen = np.arange(len(snapshot.sprints)) == sprint
    found = memberships.pairs(stays, _each_day(memberships.in_sprints(snapshot, stays, chosen), len(days)), spans)
    is_scope = found.in_at_end & ~found.done_before
    is_done = is_scope & found.completed
    points = _points_then(snapshot, stays, found, spans)
    came, went = _changes(stays, found, is_scope, len(days))
    return Burn(
        days=days,
        scope_items=np.bincount(found.window[is_scope], minlength=len(days)),
        done_items=np.bincount(found.window[is_done], minlength=len(days)),
        scope_points=_sums(found, points, is_scope, len(days)),
        done_points=_sums(found, points, is_done, len(days)),
        came=came,
        went=went,
    )


def even_pace(days: Sequence[date], total: float, settings: Settings) -> NDArray[np.float64]:
    """What would be done at the end of each day if the total were done evenly over the working days among them.

    Over all days when none of them is worked. Unit: that of the total. Shape (days,).

    >>> even_pace([date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)], 10, Settings())
    array([ 5.,  5.,  5., 10.])
    """
    whole = np.array(days, "M8[D]")
    passed = workdays.count(np.broadcast_to(whole[:1], whole.shape), whole, settings)
    if not passed.any():
        passed = np.arange(1, len(whole) + 1)
    return total * passed / max(int(passed.max(initial=0)), 1)


def _day_windows(snapshot: Snapshot, settings: Settings, until: int, sprint: int) -> tuple[tuple[date, ...], Windows]:
    """One window a day, each from the activation to the end of that day, the last to the end of the sprint."""
    whole = windows.of_sprints(snapshot.sprints, until)
    begin, end, last = (int(column[sprint]) for column in (whole.begin, whole.end, whole.last))
    first_day, last_day = (calendar.day(one, settings.zone) for one in (begin, last))
    ends = calendar.ends(first_day, last_day, settings.zone)
    columns = (np.full(len(ends), begin), np.minimum(ends, end), np.minimum(ends - 1, last))
    return tuple(calendar.days_of(first_day, last_day)), Windows(*(column.astype(np.uint32) for column in columns))


def _each_day(intervals: Intervals, days: int) -> Intervals:
    members = np.flatnonzero(intervals.item >= 0)
    count = len(members)
    every = intervals.where(np.tile(members, days))
    return Intervals(every.item, np.repeat(np.arange(days, dtype=np.uint16), count), every.entered, every.left)


def _changes(
    stays: Stays, found: Pairs, is_scope: NDArray[np.bool_], days: int
) -> tuple[tuple[NDArray[np.intp], ...], tuple[NDArray[np.intp], ...]]:
    """What came and went on each day, against the day before; the first day against the commitment."""
    is_committed = found.in_at_begin & ~found.done_before & (found.window == 0)
    places = np.flatnonzero(is_scope)
    bounds = np.searchsorted(found.window.take(places), np.arange(1, days))
    scopes = [np.flatnonzero(is_committed), *np.split(places, bounds)]
    pairs = list(pairwise(stays.items.take(found.item.take(one)) for one in scopes))
    came = tuple(np.setdiff1d(now, before, assume_unique=True) for before, now in pairs)
    return came, tuple(np.setdiff1d(before, now, assume_unique=True) for before, now in pairs)


def _points_then(snapshot: Snapshot, stays: Stays, found: Pairs, spans: Windows) -> NDArray[np.float32] | None:
    if not snapshot.has_points:
        return None
    return history.points_at(snapshot, stays.items.take(found.item), spans.last.take(found.window))[0]


def _sums(
    found: Pairs, points: NDArray[np.float32] | None, which: NDArray[np.bool_], days: int
) -> NDArray[np.float64] | None:
    if points is None:
        return None
    return sums.by_group(found.window, points * which, days)
