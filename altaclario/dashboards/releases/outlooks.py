"""When each open release is done, by all who work on it together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.releases.contents import Contents
from altaclario.dashboards.releases.sources import Source
from altaclario.metrics import arriving, calendar, forecast, queues, samples, throughput, workdays
from altaclario.metrics.forecast import Chances
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.releases import Release
from altaclario.metrics.samples import Law
from altaclario.metrics.settings import Settings

MOST_DAYS = 2610
"""Ten years of working days; what takes longer has no date."""
LEAST_GROWTH_DAYS = 5
"""With fewer working days behind it nobody can say how a release grows."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one of those who work on a release has to finish until it is done, and the chance day by day."""

    source: Source
    own: int
    needed: int
    """Its own items, and those of the releases before it where these come first."""
    curve: Chances
    """Empty where nothing can be said."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The chance that a release is done by the end of each working day after today."""

    parts: tuple[Part, ...]
    curve: Chances
    """The product of all parts; empty where one of them cannot be forecast."""
    days: Mapping[int, date | None]
    """The first day of each share in per cent; None: more than ten years away."""
    by_target: float | None
    """None without a day to come."""

    @property
    def silent(self) -> tuple[Source, ...]:
        """Those of whom too little was finished."""
        return tuple(one.source for one in self.parts if one.source.lack)


def outlooks(
    held: Contents, order: Sequence[int], sources: Sequence[Source], question: ReleaseQuestion, settings: Settings
) -> dict[int, Outlook]:
    """The outlook of each open release that has items left, by its place. `order` are the open ones, as they come."""
    ranks = np.full(len(held.releases.every), -1)
    ranks[list(order)] = np.arange(len(order))
    rows = np.flatnonzero(held.is_left & (ranks.take(held.now.window) >= 0))
    items, rank = held.now.item.take(rows), ranks.take(held.now.window.take(rows))
    parts: list[list[Part]] = [[] for _ in order]
    for source in sources:
        mine = np.flatnonzero(source.is_own.take(items))
        found = queues.queue(items.take(mine), rank.take(mine), len(order))
        needed = found.needed(in_turn=question.in_turn)
        for place, curve in _curves(held, order, source, needed, question, settings).items():
            parts[place].append(Part(source, int(found.own[place]), int(needed[place]), curve))
    return {
        release: _outlook(tuple(parts[place]), held.releases.every[release], held.today, settings)
        for place, release in enumerate(order)
        if parts[place]
    }


def _curves(
    held: Contents,
    order: Sequence[int],
    source: Source,
    needed: NDArray[np.int64],
    question: ReleaseQuestion,
    settings: Settings,
) -> dict[int, Chances]:
    """The curve of each release that has items of the source, by its rank: one sweep answers for all of them.

    The one that is asked for may grow; what grows is walked by itself.
    """
    asked = np.flatnonzero(needed).tolist()
    if source.lack or not asked:
        return dict.fromkeys(asked, np.zeros(0))
    daily = samples.law(source.sample.items)
    thresholds = np.unique(needed[asked])
    swept = forecast.when(daily, thresholds.tolist(), MOST_DAYS)
    found = {place: swept[:, int(np.searchsorted(thresholds, needed[place]))] for place in asked}
    for place in asked if question.grows else ():
        if held.releases.every[order[place]].id == question.version:
            growth = arrivals(held, order[place], source, question, settings)
            if growth is not None:
                found[place] = arriving.when_all_done(daily, growth, int(needed[place]), MOST_DAYS)
    return found


def arrivals(held: Contents, release: int, source: Source, question: ReleaseQuestion, settings: Settings) -> Law | None:
    """The law of what comes in on a working day, from the days since the start; None where these are too few.

    What came in on a day not worked counts on the next one. What was in the release at the end of its first day is
    its beginning and no growth.
    """
    begun = held.begun[release]
    if begun is None:
        return None
    first, last = max(begun + timedelta(1), question.first), held.today - timedelta(1)
    spans = held.queued(release) if question.in_turn else held.own(release)
    mine = spans.where(np.flatnonzero(source.is_own.take(spans.item)))
    entered = workdays.worked_days(calendar.days(mine.entered.astype(np.uint32), settings.zone), settings)
    daily = throughput.per_day(entered, first, last)
    is_worked = workdays.are_worked(np.array(calendar.days_of(first, last), "M8[D]"), settings)
    counted = daily[is_worked]
    return samples.law(counted) if len(counted) >= LEAST_GROWTH_DAYS else None


def _outlook(parts: tuple[Part, ...], release: Release, today: date, settings: Settings) -> Outlook:
    if any(one.source.lack for one in parts):
        return Outlook(parts, np.zeros(0), {}, None)
    curve = forecast.jointly([one.curve for one in parts])
    return Outlook(parts, curve, days(curve, today, settings), by(curve, release.target, today, settings))


def days(curve: Chances, today: date, settings: Settings) -> dict[int, date | None]:
    """The first day of each share in per cent."""
    ahead = workdays.ahead(today, len(curve), settings)
    places = {share: forecast.first_day(curve, share) for share in settings.percentiles}
    return {share: None if place is None else ahead[place - 1].item() for share, place in places.items()}


def by(curve: Chances, target: date | None, today: date, settings: Settings) -> float | None:
    """The chance by the end of a day; None where it is not to come."""
    if target is None or target <= today:
        return None
    left = workdays.left(today, target, settings)
    return float(curve[min(left, len(curve)) - 1]) if left else 0.0


def fan(outlook: Outlook, steps: Sequence[int], shares: Sequence[int]) -> NDArray[np.intp]:
    """How many items of the release are finished after each number of days, for each share: so many or more.

    Shape (steps, shares).
    """
    rows = []
    for step in steps:
        whole = np.ones(1)
        for one in outlook.parts:
            daily = samples.law(one.source.sample.items)
            whole = np.convolve(whole, arriving.finished(daily, step, one.needed - one.own, one.own))
        rows.append(forecast.promised(forecast.at_least(whole), shares))
    return np.array(rows, np.intp).reshape(len(steps), len(shares))
