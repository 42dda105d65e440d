"""Process behaviour (XmR): whether values vary as they always did, or something changed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENOUGH = 8
"""With fewer points limits say little: not even a run of this length could be seen."""

_LIMIT, _SIGMA = 2.66, 1.128
"""3 / 1.128 moving ranges to each side of the centre are three sigma."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the points of a baseline say about all others. Unit: that of the values."""

    n: int
    """Points in the baseline."""
    centre: float
    sigma: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Signals:
    """Which points tell that something changed, by rule. Shape (points,) each."""

    outside: NDArray[np.bool_]
    """Beyond a limit."""
    run: NDArray[np.bool_]
    """The eighth in a row on one side of the centre, or a later one of that row."""
    two_of_three: NDArray[np.bool_]
    """Beyond two sigma, as is at least one of the two points before it on the same side."""

    @property
    def any(self) -> NDArray[np.bool_]:
        """Points with a signal of any rule."""
        return self.outside | self.run | self.two_of_three


@dataclass(frozen=True, slots=True)
class Process:
    """Values in the order of time; limits and signals are None with too few of them. Shape (points,)."""

    values: NDArray[np.float64]
    limits: Limits | None
    signals: Signals | None

    @property
    def changes(self) -> NDArray[np.intp]:
        """The points that tell that something changed."""
        return np.zeros(0, np.intp) if self.signals is None else np.flatnonzero(self.signals.any)


def process(values: NDArray[np.float64], baseline: int) -> Process:
    """Values in the order of time, judged by the limits of the first `baseline` of them. Unit: that of the values.

    >>> told = process(np.array([4.0, 6, 4, 6, 4, 6, 4, 6, 11]), 8)
    >>> told.limits.upper, told.changes
    (10.32, array([8]))
    """
    found = limits(values[:baseline])
    return Process(values, found, None if found is None else signals(values, found))


def limits(baseline: NDArray[np.float64]) -> Limits | None:
    """Centre = mean of the baseline; limits = centre ± 2.66 * mean moving range; sigma = mean moving range / 1.128.

    The moving range is the distance of neighbours. Neither counts nor lengths go below 0, so the lower limit does not.
    None for fewer than 8 points. Order matters: that of time.
    Source: METRICS, "Flow", after Shewhart and Wheeler.

    >>> told = limits(np.array([4.0, 6, 4, 6, 4, 6, 4, 6]))
    >>> told.centre, told.lower, told.upper
    (5.0, 0.0, 10.32)
    """
    if len(baseline) < ENOUGH:
        return None
    centre, moving = float(baseline.mean()), float(np.abs(np.diff(baseline)).mean())
    reach = _LIMIT * moving
    return Limits(len(baseline), centre, moving / _SIGMA, max(centre - reach, 0.0), centre + reach)


def signals(values: NDArray[np.float64], limits: Limits) -> Signals:
    """The points outside the limits, in a run of 8 on one side, or 2 of 3 beyond two sigma on one side.

    A point on a line is on neither side of it, and ends a run. Each rule marks the points that complete it.

    >>> told = signals(np.array([5.0, 6, 6, 6, 6, 6, 6, 6, 6, 13]), Limits(8, 5, 2, 0, 11))
    >>> np.flatnonzero(told.outside), np.flatnonzero(told.run)
    (array([9]), array([8, 9]))
    >>> np.flatnonzero(signals(np.array([10.0, 5, 10, 10]), Limits(8, 5, 2, 0, 11)).two_of_three)
    array([2, 3])
    """
    # Limits are sums of floats: what differs from one by a rounding lies on it.
    slack = 1e-9 * max(abs(limits.centre), 1.0)
    outside = (values > limits.upper + slack) | (values < limits.lower - slack)
    away = values - limits.centre
    side = np.sign(np.where(np.abs(away) <= slack, 0.0, away))
    far = np.where(np.abs(away) > 2 * limits.sigma + slack, side, 0.0)
    return Signals(outside, (_run_lengths(side) >= ENOUGH) & (side != 0), _again(far))


def _run_lengths(side: NDArray[np.float64]) -> NDArray[np.intp]:
    """How many points up to each one lie on its side without a break."""
    places = np.arange(len(side))
    opens = np.append(True, side[1:] != side[:-1])[: len(side)]
    return places - np.maximum.accumulate(np.where(opens, places, 0)) + 1


def _again(far: NDArray[np.float64]) -> NDArray[np.bool_]:
    before = np.append(np.zeros(2), far)
    found: NDArray[np.bool_] = (far != 0) & ((before[:-2] == far) | (before[1:-1] == far))
    return found
