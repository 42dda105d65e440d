"""How the forecast of a release would have read on past days, each from what was known then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import arriving, calendar, release_scope, samples, workdays
from altaclario.metrics.ends import Walk
from altaclario.metrics.memberships import Intervals
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays


@dataclass(frozen=True, slots=True)
class Slip:
    """What was known at the end of one day: items left of the release, and by which day it would be done, by share."""

    asked: date
    left: int
    days: tuple[date | None, ...]
    """None where nothing was left, too little was finished to tell, or more than the most days were needed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who works on the release: what it had finished on past days, and which items are its own."""

    walked: Walk
    first: date
    """The first day that a sample may hold; the walk begins with it."""
    is_own: NDArray[np.bool_]


def weeks(first: date, today: date, most: int) -> list[date]:
    """Today and the same day of each week before it, from `first` on, oldest first; no more than `most`.

    >>> weeks(date(2026, 3, 1), date(2026, 3, 16), 10)
    [datetime.date(2026, 3, 2), datetime.date(2026, 3, 9), datetime.date(2026, 3, 16)]
    """
    count = min(max((today - first).days // 7, 0) + 1, most)
    return [today - timedelta(7 * back) for back in range(count)][::-1]


def slips(
    stays: Stays,
    own: Intervals,
    queued: Intervals,
    sources: Sequence[Source],
    asked: Sequence[date],
    history: int,
    shares: Sequence[int],
    settings: Settings,
    most_days: int,
) -> list[Slip]:
    """The forecast of a release as it would have read at the end of each of these days.

    `own` are the spans in which items were in the release, `queued` those in what has to be finished until it is done
    (the same, or with what came before it). What was in them, what was done, and what had been finished on the
    `history` days before, is as known then: later moves, arrivals and reopenings are not in it.
    Source: METRICS, "Releases": slip history.
    """
    instants = np.array([calendar.start_of(day + timedelta(1), settings.zone) for day in asked], np.int64)
    lefts = [[_left(stays, spans, one.is_own, instants) for spans in (own, queued)] for one in sources]
    found = []
    for place, day in enumerate(asked):
        parts = [(one, int(whole[place])) for one, (mine, whole) in zip(sources, lefts, strict=True) if mine[place] > 0]
        left = sum(int(mine[place]) for mine, _ in lefts)
        laws = [_law(one, day, history) for one, _ in parts]
        known = [law for law in laws if law is not None]
        days: tuple[date | None, ...] = (None,) * len(shares)
        if parts and len(known) == len(laws):
            counts = arriving.days_until(known, [many for _, many in parts], shares, most_days)
            days = tuple(None if count is None else _ahead(day, count, settings) for count in counts)
        found.append(Slip(day, left, days))
    return found


def _left(stays: Stays, spans: Intervals, is_own: NDArray[np.bool_], instants: NDArray[np.int64]) -> NDArray[np.int64]:
    kept = spans.where(np.flatnonzero(is_own.take(spans.item)))
    found: NDArray[np.int64] = release_scope.counts(stays, kept, instants, 1).left[0]
    return found


def _law(source: Source, day: date, history: int) -> samples.Law | None:
    """The law of one day from what was known at the end of a day; None where that says too little."""
    place = (day - source.first).days
    if place <= 0:
        return None
    past = slice(max(place - history, 0), place)
    sample = source.walked.known(place)[past][source.walked.counts[past]]
    return None if samples.lack(sample) else samples.law(sample)


def _ahead(day: date, count: int, settings: Settings) -> date:
    found: date = workdays.ahead(day, count, settings)[-1].item()
    return found
