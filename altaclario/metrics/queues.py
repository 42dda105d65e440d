"""Releases one after the other: what a team has to finish until each of them is done."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar, releases
from altaclario.metrics.memberships import Intervals
from altaclario.metrics.releases import Releases


@dataclass(frozen=True, slots=True)
class Queue:
    """Open items of several releases, in the order in which these come out. Shape (releases,) each."""

    own: NDArray[np.int64]
    """Items of the release."""
    until: NDArray[np.int64]
    """Items of the release and of those before it; what is in two of them counts once."""

    def needed(self, *, in_turn: bool) -> NDArray[np.int64]:
        """How many items are finished when the release is done: its own alone, or those before it too."""
        return np.where(self.own > 0, self.until, 0) if in_turn else self.own


def queue(items: NDArray[np.integer], ranks: NDArray[np.integer], count: int) -> Queue:
    """The queue of `count` releases. Each pair is an open item and the rank of a release that it is in.

    Unit: items. Source: METRICS, "Forecast": several features of one team, one at a time.

    >>> found = queue(np.array([7, 8, 8]), np.array([0, 0, 1]), 2)
    >>> found.own, found.until
    (array([2, 1]), array([2, 2]))
    """
    pairs = np.unique(items.astype(np.int64) * count + ranks) if count else np.zeros(0, np.int64)
    item, rank = pairs // max(count, 1), pairs % max(count, 1)
    opens = np.append(True, np.diff(item) != 0)[: len(item)]
    return Queue(
        np.bincount(rank, minlength=count)[:count], np.cumsum(np.bincount(rank[opens], minlength=count))[:count]
    )


def before(told: Releases, spans: Intervals, place: int, today: date, zone: str) -> Intervals:
    """When each item was in the release at `place` or in one that came out, or comes out, before it; all as one window.

    A release that is out holds nothing any more from its day on. Of one that is out nobody knows since when, and of
    one that is archived, nothing is said. Releases have no history of their own: their days are those of today.

    >>> from altaclario.metrics.releases import Release, Releases
    >>> spans = Intervals(*(np.array(one) for one in ([0, 0], [0, 1], [5, 9], [2**32 - 1] * 2)))
    >>> told = Releases((Release("1", "2.0", target=date(2026, 3, 2)), Release("2", "2.1")), None, True)
    >>> before(told, spans, 1, date(2026, 3, 1), "UTC").entered
    array([5])
    """
    own = told.every[place]
    ends = np.array([_ends(one, today, zone) for one in told.every], np.int64)
    comes = np.array([one == own or (one.order < own.order and not one.is_archived) for one in told.every], np.bool_)
    ends[place] = _ALWAYS
    left = np.minimum(spans.left, ends.take(spans.window))
    rows = np.flatnonzero(comes.take(spans.window) & (left > spans.entered))
    kept = spans.where(rows)
    whole = Intervals(kept.item, np.zeros(len(rows), np.int64), kept.entered, left.take(rows))
    return releases.joined(whole)


_ALWAYS = 0xFFFFFFFF


def _ends(one: releases.Release, today: date, zone: str) -> int:
    """From when on a release holds nothing: its day if it is out."""
    if not one.is_released:
        return _ALWAYS
    return 0 if one.target is None else calendar.start_of(min(one.target, today), zone)
