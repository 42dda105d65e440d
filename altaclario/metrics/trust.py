"""How much a hygiene rule moves the headline figures, and how much of what they stand on can be trusted."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures by which an effect is told; None where there is none."""

    cycle_days: int | float | None
    """The main percentile of cycle time, in days of the clock."""
    weekly: int | None
    """The median of what was finished in each whole week."""
    in_progress: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The headline figures without the items of a rule."""

    before: Headline
    without: Headline

    @property
    def cycle_days(self) -> float | None:
        """By how many days the items move cycle time: with them, less without them. None where one is missing."""
        return _moved(self.before.cycle_days, self.without.cycle_days)

    @property
    def weekly(self) -> float | None:
        """By how many items a week they move throughput."""
        return _moved(self.before.weekly, self.without.weekly)

    @property
    def in_progress(self) -> int:
        """How many of them are in progress."""
        return self.before.in_progress - self.without.in_progress


def weight(effect: Effect, doubts: Iterable[str]) -> float:
    """How much a rule weighs: the largest change, in parts of the figure, among the figures that it puts in doubt.

    `|figure - figure without| / figure`, at most 1; 1 where nothing is left without them; 0 for a rule that puts none
    of the headline figures in doubt, such as a missing estimate. No opinion of ours is in it.
    Source: the definition of trust in our design study, "their effect".

    >>> told = Effect(Headline(10, 5, 40), Headline(8, 5, 30))
    >>> weight(told, ["cycle_days"]), weight(told, ["cycle_days", "in_progress"]), weight(told, [])
    (0.2, 0.25, 0.0)
    """
    return max((_part(getattr(effect.before, name), getattr(effect.without, name)) for name in doubts), default=0.0)


def trust(found: Iterable[NDArray[np.bool_]], weights: Iterable[float], counted: NDArray[np.bool_]) -> float | None:
    """The share of the headline figures' items that pass each rule, weighted by effect.

    `1 - sum of each item's doubt / items`, where the doubt of an item is the largest weight among the rules that found
    it, and items are those in progress or finished in the window. From 0 to 1; None without items. An item that two
    rules found is not counted twice, and mending it never lowers the trust as long as the weights stay.
    Source: METRICS, "Releases, portfolio, quality, hygiene", and the definition of trust in our design study:
    1 - (items failing a rule × their effect) ÷ items in figure.

    >>> late, bare = np.array([True, False, False, False]), np.array([True, True, False, False])
    >>> trust([late, bare], [0.4, 0.1], np.array([True, True, True, False]))
    0.8333333333333334
    """
    every = int(np.count_nonzero(counted))
    if not every:
        return None
    doubt = np.zeros(len(counted))
    for which, weight in zip(found, weights, strict=True):
        np.maximum(doubt, weight, out=doubt, where=which)
    return 1.0 - float(doubt[counted].sum()) / every


def _moved(before: float | None, without: float | None) -> float | None:
    return None if before is None or without is None else before - without


def _part(before: float | None, without: float | None) -> float:
    if not before:
        return 0.0
    return 1.0 if without is None else min(abs(before - without) / before, 1.0)
