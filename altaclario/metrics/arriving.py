"""When all of a scope is done that grows while it is worked on, and how much of a share of it is done by a day."""

from collections.abc import Callable, Sequence
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import forecast
from altaclario.metrics.forecast import Chances
from altaclario.metrics.samples import Law

_SLACK, _SURE, _FAINT = 1e-9, 1e-12, 1e-15
_RARE = -log(1e-12)
_SHORT = 50_000
"""With fewer products a sum of them is quicker than a transform."""


def when_all_done(daily: Law, arriving: Law, items: int, most_days: int) -> Chances:
    """The chance that nothing is left within 1, 2, 3 … days, where each day some items are finished and some come in.

    A walk with a wall: what is left loses what a day finishes and gains what it brings; once it is nothing the scope
    is done, and stays so. One convolution a day with the law of the difference, so that the answer is exact; a total
    from which nobody comes back in the days that are left, but with a chance below 1e-12, is followed no further.
    Without arrivals it is `forecast.when`. `items` is at least 1. Shape (days,).
    Source: METRICS, "Forecast": scope growth; Chernoff's bound for how far one comes back.

    >>> when_all_done(np.array([0.5, 0.5]), np.array([1.0]), 1, 2)
    array([0.5 , 0.75])
    >>> when_all_done(np.array([0.5, 0.5]), np.array([0.5, 0.5]), 1, 2)
    array([0.25  , 0.375])
    """
    change = np.convolve(arriving, daily[::-1])
    lowest = 1 - len(daily)
    back, spread = _way_back(change, lowest), _adding(change)
    left, start, lost = np.ones(1), items, 0.0
    found: list[float] = []
    for days_left in range(most_days - 1, -1, -1):
        left, start = spread(left), start + lowest
        if start < 1:
            left, start = left[1 - start :], 1
        kept = max(back(days_left) - start + 1, 0)
        lost += float(left[kept:].sum())
        left = left[:kept]
        likely = np.flatnonzero(left > _FAINT)
        if len(likely):
            left, start = left[likely[0] : likely[-1] + 1], start + int(likely[0])
        still = float(left.sum())
        found.append(1 - still - lost)
        if still < _SURE:
            break
    if lost > _SURE:
        found += found[-1:] * (most_days - len(found))
    return np.clip(np.maximum.accumulate(np.array(found)), 0, 1)


def _way_back(change: Law, lowest: int) -> Callable[[int], int]:
    """From how many items at most all may be done in a number of days; from more with a chance below 1e-12."""
    slopes = np.geomspace(1e-4, 10, 60)
    values = np.arange(lowest, lowest + len(change))
    grown = np.log(np.exp(-slopes[:, None] * (values - lowest)) @ change) - slopes * lowest
    grown = np.maximum(grown, 0)
    return lambda days: min(-lowest * days, int(((_RARE + days * grown) / slopes).min()))


def _adding(change: Law) -> Callable[[Law], Law]:
    """Adds a day to a law: term by term where it is short, else by a transform."""
    known: dict[int, NDArray[np.complex128]] = {}

    def add(law: Law) -> Law:
        if len(law) * len(change) < _SHORT:
            return np.convolve(law, change)
        size = len(law) + len(change) - 1
        length = 1 << (size - 1).bit_length()
        if length not in known:
            known[length] = np.fft.rfft(change, length)
        whole: Law = np.fft.irfft(np.fft.rfft(law, length) * known[length], length)[:size]
        return np.maximum(whole, 0, out=whole)

    return add


def days_until(
    laws: Sequence[Law], items: Sequence[int], shares: Sequence[int], most_days: int
) -> tuple[int | None, ...]:
    """After how many days each of several independent queues is done, with each share in per cent; None: too far away.

    The same as `forecast.first_day` of the product of their curves, but looked up: the law of a total after D days is
    one transform, and the chance only rises with D. Each queue has its law of one day and its items, at least 1.
    Source: METRICS, "Forecast": several teams.

    >>> days_until([np.array([0.5, 0.5])], [1], (50, 85, 95), 100)
    (1, 3, 5)
    """
    known: dict[int, float] = {0: 0.0}

    def reached(days: int) -> float:
        if days not in known:
            known[days] = float(np.prod([_within(law, many, days) for law, many in zip(laws, items, strict=True)]))
        return known[days]

    def first(wanted: float) -> int | None:
        guess = max(_guess(law, many, wanted) for law, many in zip(laws, items, strict=True))
        return _first(lambda days: reached(days) >= wanted, guess, most_days)

    return tuple(first(share / 100 - _SLACK) for share in shares)


def finished(daily: Law, days: int, before: int, own: int) -> Law:
    """The chance of 0, 1 … `own` finished items of a part, after so many days, where `before` others come first.

    `own` is at least 1. Shape (own + 1,).

    >>> finished(np.array([0.5, 0.0, 0.5]), 2, 1, 2)
    array([0.25, 0.5 , 0.25])
    """
    law = forecast.how_many(daily, days)
    found = np.zeros(own + 1)
    found[0] = law[: before + 1].sum()
    part = law[before + 1 : before + own]
    found[1 : 1 + len(part)] = part
    found[own] += law[before + own :].sum()
    return found


def _within(law: Law, items: int, days: int) -> float:
    """The chance of so many items or more."""
    if days * (len(law) - 1) < items:
        return 0.0
    return 1 - float(forecast.how_many(law, days)[:items].sum())


def _first(enough: Callable[[int], bool], guess: int, most_days: int) -> int | None:
    """The first day that is enough: away from the guess in growing steps, then by halves."""
    low, high, step = 0, min(max(guess, 1), most_days), 1
    while not enough(high):
        if high == most_days:
            return None
        low, high, step = high, min(high + step, most_days), step * 2
    while high - low > 1:
        middle = max(high - step, (low + high) // 2)
        low, high = (low, middle) if enough(middle) else (middle, high)
        step *= 2
    return high


def _guess(law: Law, items: int, wanted: float) -> int:
    values = np.arange(len(law))
    mean = float(values @ law)
    if not mean:
        return 1
    spread = max(float(values**2 @ law) - mean**2, 0.0) ** 0.5
    root = NormalDist().inv_cdf(min(max(wanted, 0.001), 0.999)) * spread
    return int(((root + (root**2 + 4 * mean * items) ** 0.5) / (2 * mean)) ** 2)
