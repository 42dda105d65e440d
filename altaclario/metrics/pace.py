"""Pace: how old finished items were when they left each place on their way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, history, lifecycle, percentiles, stages, workdays
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.percentiles import ENOUGH
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Codes, Instants, Snapshot


@dataclass(frozen=True, slots=True)
class Steps:
    """Each status that finished items were in while in progress, by item, then time. Shape (steps,) each."""

    owner: NDArray[np.intp]
    """Which of the items it is, counted from 0."""
    status: Codes
    """Index into `Snapshot.statuses`."""
    stage: NDArray[np.uint8]
    started: Instants
    left: Instants


@dataclass(frozen=True, slots=True)
class Leavings:
    """The last time that each finished item left each place that it was in. Shape (leavings,) each."""

    place: NDArray[np.intp]
    days: NDArray[np.float64]
    """Its age then, in days of the clock."""


@dataclass(frozen=True, slots=True)
class Bands:
    """For each place, in order, the ages that so many per cent of the finished items had at most when they left it."""

    shares: tuple[int, ...]
    n: NDArray[np.intp]
    """Finished items that left it. Shape (places,)."""
    days: NDArray[np.float64]
    """Shape (places, shares); NaN where fewer than 10 items left."""


def steps(snapshot: Snapshot, lives: Lives, settings: Settings, finished: NDArray[np.intp]) -> Steps:
    """What finished items (positions in `Lives.items`) went through from their start to their finish.

    A status counts where it meant an active or waiting stage and was entered at or after the start; an item without
    a known start has none.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-04 09:00 Done"))
    >>> told = steps(team, lifecycle.lives(team, Settings(), building.stays_of(team)), Settings(), np.array([0]))
    >>> team.statuses[told.status[0]].name, building.text(told.left[0])
    ('In Progress', '2026-03-04 09:00')
    """
    known = finished[lives.started.take(finished) != NEVER]
    moves = snapshot.transitions
    rows, owner = history.rows_of(moves.first, lives.items.take(known))
    started, at, status = lives.started.take(known).take(owner), moves.at.take(rows), moves.status.take(rows)
    stage = stages.stage_of_statuses(snapshot, settings).take(status)
    stage = stages.kept_in_previous(stage, np.searchsorted(owner, np.arange(len(known))))
    # The last move of a finished item leads to done, so whatever was in progress was left with the next one.
    inside = np.flatnonzero(lifecycle.is_working(stage) & (at >= started))
    columns = (owner.take(inside), status.take(inside), stage.take(inside), started.take(inside), at.take(inside + 1))
    return Steps(*columns)


def leavings(steps: Steps, places: NDArray[np.integer], settings: Settings) -> Leavings:
    """How old each item was when it last left each place: day of leaving - started day + 1.

    `places` says of each step where it lies; statuses may share a place. Unit: days of the clock, at least 1.
    Source: METRICS, "Flow". Where others take the first time that a place was left, work that came back had left it.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-02 09:00 In Progress", "2026-03-04 09:00 Testing", "2026-03-05 09:00 In Progress",
    ...     "2026-03-06 09:00 Testing", "2026-03-09 09:00 Done"))
    >>> life = lifecycle.lives(team, Settings(), building.stays_of(team))
    >>> gone = steps(team, life, Settings(), np.array([0]))
    >>> leavings(gone, gone.status, Settings())
    Leavings(place=array([1, 2]), days=array([5., 8.]))
    """
    count = int(places.max(initial=0)) + 1
    keys = steps.owner * count + places
    last = np.full(int(keys.max(initial=-1)) + 1, -1)
    # Oldest first: of several times the last one stays.
    last[keys] = np.arange(len(keys))
    found = last[last >= 0]
    started, left = steps.started.take(found), steps.left.take(found)
    return Leavings(keys.take(found) % count, _ages(started, left, settings))


def bands(found: Leavings, before: Sequence[Sequence[int]], shares: Sequence[int]) -> Bands:
    """The percentiles of the ages at which items left each place, made non-decreasing from left to right.

    Nearest rank. `before` holds for each place the earlier ones that lie left of it on a board. What is less than in
    one of those is raised to that: whoever comes to a place is at least as old as it was before. A place that fewer
    than 10 items left has no percentiles, and raises none.
    Source: METRICS, "Flow".

    >>> ages = np.array([*[3.0] * 9, 7, *[5.0] * 10, 1])
    >>> bands(Leavings(np.repeat([0, 1, 2], [10, 10, 1]), ages), [[], [0], [0, 1]], (50, 95)).days
    array([[ 3.,  7.], [ 5.,  7.], [nan, nan]])
    """
    count = len(before)
    n = np.bincount(found.place, minlength=count)
    ordered = found.days.take(np.argsort(found.place, kind="stable"))
    ends = np.cumsum(n)
    days = np.full((count, len(shares)), np.nan)
    for place in np.flatnonzero(n >= ENOUGH).tolist():
        spread = percentiles.spread(ordered[ends[place] - n[place] : ends[place]], shares)
        own = np.array([spread.percentiles[share] for share in shares], np.float64)
        days[place] = np.fmax.reduce([own, *(days[one] for one in before[place])])
    return Bands(tuple(shares), n, days)


def passed(bands: Bands, places: NDArray[np.intp], ages: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each item in progress, the highest share of finished ones that were younger when they left its place.

    `places` (-1: in none) and `ages` (NaN: not known) have one entry for each item. 0: older than none of the shares;
    -1: nobody can say, because too few items left the place. Shape (items,).

    >>> told = Bands((50, 85), np.array([20, 3]), np.array([[3.0, 7], [np.nan, np.nan]]))
    >>> passed(told, np.array([0, 0, 0, 1]), np.array([3.0, 4, 8, 8]))
    array([ 0, 50, 85, -1])
    """
    count = len(bands.shares)
    limits = np.append(bands.days, np.full((1, count), np.nan), axis=0).take(places, axis=0)
    is_older = ages[:, None] > limits
    found = (is_older * np.array(bands.shares, np.int64)).max(axis=1, initial=0)
    return np.where(np.isnan(ages) | np.isnan(limits).any(axis=1), -1, found)


def _ages(started: Instants, left: Instants, settings: Settings) -> NDArray[np.float64]:
    begun, ended = (calendar.days(one, settings.zone) for one in (started, left))
    if settings.clock == "working":
        return np.maximum(workdays.count(begun, ended, settings), 1).astype(np.float64)
    return ((ended - begun).astype(np.int64) + 1).astype(np.float64)
