"""How many items by a day, and when so many are done: computed from the law of one day, not simulated.

Under the model (days to come are drawn independently from the days of the sample) nothing here has a sampling error:
the same sample gives the same figures, to the bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.samples import Law

Chances: TypeAlias = NDArray[np.float64]
"""Chances between 0 and 1."""

SLACK = 1e-9
"""Chances are sums of floats: one that misses a share by a rounding reaches it."""
_SURE = 1e-12
"""What is left when nothing more is expected to change."""
_NOTHING = 1e-18
"""Totals less likely than that are let go: all of them together are far from a billionth."""


def how_many(daily: Law, days: int) -> Law:
    """The chance of each total of items after so many days: the law of one day, convolved with itself.

    One transform, a power, and back; that differs from adding day by day by less than 1e-9. Shape (days * most + 1,).
    Source: METRICS, "Forecast"; convolution theorem.

    >>> how_many(np.array([0.5, 0.25, 0.25]), 2).round(9)
    array([0.25  , 0.25  , 0.3125, 0.125 , 0.0625])
    """
    size = days * (len(daily) - 1) + 1
    length = 1 << (size - 1).bit_length()
    found: Law = np.fft.irfft(np.fft.rfft(daily, length) ** days, length)[:size]
    return np.maximum(found, 0, out=found)


def at_least(law: Law) -> Chances:
    """The chance of k items or more, for each k of a law. Same shape; the first is 1.

    >>> at_least(np.array([0.25, 0.5, 0.25]))
    array([1.  , 0.75, 0.25])
    """
    found: Chances = law[::-1].cumsum()[::-1]
    found[0] = 1
    return np.minimum(found, 1, out=found)


def promised(reached: Chances, shares: Sequence[int]) -> NDArray[np.intp]:
    """For each share in per cent the largest k that is reached with at least that chance. Shape (shares,).

    `reached` is the chance of k or more for each k. Counts are whole, so that the chance of what is promised is
    usually higher than the share: `reached[k]` is the chance to state.
    Source: METRICS, "Forecast": calibration.

    >>> promised(np.array([1.0, 0.9, 0.6, 0.2]), (50, 85, 95))
    array([2, 1, 0])
    """
    wanted = np.array(shares) / 100 - SLACK
    return np.searchsorted(-reached, -wanted, side="right") - 1


def by_day(daily: Law, days: Sequence[int], shares: Sequence[int]) -> NDArray[np.intp]:
    """How many items are promised after each number of days, for each share in per cent. Shape (days, shares).

    >>> by_day(np.array([0.5, 0.5]), (1, 4), (50, 85))
    array([[1, 0],
           [2, 1]])
    """
    rows = [promised(at_least(how_many(daily, one)), shares) for one in days]
    return np.array(rows, np.intp).reshape(len(days), len(shares))


def when(daily: Law, thresholds: Sequence[int], most_days: int) -> Chances:
    """The chance that so many items are finished within 1, 2, 3 … days, for each threshold. Shape (days, thresholds).

    First passage: the law of the total as long as it is below the largest threshold, one convolution a day; what is
    not below a threshold has reached it. One sweep answers for all of them. It ends when the largest is reached with
    certainty (1 - 1e-12), or after `most_days`. Thresholds ascend, the first
    is at least 1, and no two are equal.
    Source: METRICS, "Forecast".

    >>> when(np.array([0.5, 0.25, 0.25]), (1, 2), 3)
    array([[0.5   , 0.25  ],
           [0.75  , 0.5   ],
           [0.875 , 0.6875]])
    """
    edges = np.append(0, thresholds[:-1]).astype(np.intp)
    most, below, start = thresholds[-1], np.ones(1), 0
    between: list[NDArray[np.float64]] = []
    for _ in range(most_days):
        below = np.convolve(below, daily)[: most - start]
        likely = np.flatnonzero(below > _NOTHING)
        if len(likely):
            below, start = below[likely[0] : likely[-1] + 1], start + int(likely[0])
        between.append(_sums(below, start, edges, most))
        if below.sum() < _SURE:
            break
    found = 1 - np.cumsum(np.array(between).reshape(-1, len(edges)), axis=1)
    return np.clip(found, 0, 1)


def _sums(below: Law, start: int, edges: NDArray[np.intp], most: int) -> NDArray[np.float64]:
    """The chance of each stretch of totals that begins at an edge. `below` begins with the total `start`."""
    if len(edges) == 1:
        return np.array([below.sum()])
    whole = np.zeros(most)
    whole[start : start + len(below)] = below
    found: NDArray[np.float64] = np.add.reduceat(whole, edges)
    return found


def first_day(reached: Chances, share: int) -> int | None:
    """After how many days a chance is at least a share in per cent; None if never in these days.

    `reached` is the chance by the end of day 1, 2, 3 …

    >>> first_day(np.array([0.2, 0.6, 0.9]), 85), first_day(np.array([0.2, 0.6]), 85)
    (3, None)
    """
    enough = np.flatnonzero(reached >= share / 100 - SLACK)
    return int(enough[0]) + 1 if len(enough) else None


def jointly(curves: Sequence[Chances]) -> Chances:
    """The chance by the end of each day that all of several teams are done, each by itself: the product of theirs.

    What a shorter curve would say later is what it said last. Shape (days of the longest,).
    Source: METRICS, "Forecast": several teams. The weakest team alone would promise too much.

    >>> jointly([np.array([0.5, 0.9]), np.array([0.8, 0.9, 1.0])])
    array([0.4 , 0.81, 0.9 ])
    """
    longest = max(len(one) for one in curves)
    whole = [np.append(one, np.full(longest - len(one), one[-1])) for one in curves]
    found: Chances = np.prod(whole, axis=0)
    return found


@dataclass(frozen=True, slots=True)
class Likely:
    """The days between which an end is most likely: the shortest span that holds at least half of the chances."""

    first: int
    last: int


def likely(reached: Chances) -> Likely | None:
    """The shortest span of days (from 1) that holds at least half of all ends; None where half is never reached.

    Of several as short the one that holds more, then the earlier one.

    >>> likely(np.array([0.05, 0.2, 0.5, 0.75, 0.9, 1.0]))
    Likely(first=3, last=4)
    """
    before = np.append(0, reached)
    ends = np.searchsorted(reached, before[:-1] + 0.5 - SLACK)
    inside = np.flatnonzero(ends < len(reached))
    if not len(inside):
        return None
    held = before.take(ends[inside] + 1) - before.take(inside)
    best = np.lexsort((inside, -held, ends[inside] - inside))[0]
    return Likely(int(inside[best]) + 1, int(ends[inside[best]]) + 1)
