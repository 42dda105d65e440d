"""When each of several features of one team is done, that share what the team finishes.

The team works on so many features at once, in the order of their priority: it opens the next one when one is done. Each
finished item is of one of the open features, each as likely as the other. How items fall on features does not depend
on when they are finished, and so P(feature done by day d) = sum over m of P(it is done with the m-th item) *
P(m items or more are finished by day d).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import forecast
from altaclario.metrics.forecast import Chances
from altaclario.metrics.samples import Law

TRIALS = 4_000
"""So many orders are drawn where no exact way is known."""
_SEED = 2026


@dataclass(frozen=True, slots=True)
class Completions:
    """With which finished item of the team each feature is done: the chance of the m-th, shape (features, items + 1).

    `error` is by how much a chance may be off: 0 where they are exact; else 1.96 standard errors of a chance of a half,
    the most there is.
    """

    chances: Chances
    error: float = 0.0


def completions(sizes: Sequence[int], limit: int) -> Completions:
    """With which item each feature is done, of which at most `limit` are worked on at once.

    `sizes` are the items left of each feature, in the order of priority; a feature without any is done. With a limit
    of 1 each waits for those before it; with 2 the chances are computed exactly; with more, orders are drawn, always
    the same ones.
    Source: METRICS, "Forecast": several features of one team.

    >>> completions([1, 1], 1).chances
    array([[0., 1., 0.],
           [0., 0., 1.]])
    >>> completions([1, 1], 2).chances
    array([[0. , 0.5, 0.5],
           [0. , 0.5, 0.5]])
    """
    asked = np.array(sizes, np.int64)
    open_ = np.flatnonzero(asked)
    found = np.zeros((len(asked), int(asked.sum()) + 1))
    found[asked == 0, 0] = 1
    left, error = asked[open_], 0.0
    if min(limit, len(left)) <= 1:
        found[open_, np.cumsum(left)] = 1
    elif min(limit, len(left)) == 2:
        found[open_] = _two_at_once(left)
    else:
        found[open_], error = _drawn(left, min(limit, len(left))), 1.96 * 0.5 / TRIALS**0.5
    return Completions(found, error)


def done_by(daily: Law, told: Completions, most_days: int) -> Chances:
    """The chance that each feature is done within 1, 2, 3 … days. Shape (days, features).

    >>> done_by(np.array([0.5, 0.5]), completions([1, 1], 1), 2)
    array([[0.5 , 0.  ],
           [0.75, 0.25]])
    """
    items = told.chances.shape[1] - 1
    if not items:
        return np.ones((1, len(told.chances)))
    reached = forecast.when(daily, range(1, items + 1), most_days)
    found: Chances = reached @ told.chances[:, 1:].T + told.chances[:, 0]
    return np.clip(found, 0, 1)


def _two_at_once(sizes: NDArray[np.int64]) -> Chances:
    """Each feature has an item or more. A stage ends when one of the two open features is done and the next opens."""
    count, most = len(sizes), int(sizes.max())
    first = _first_done(most)
    found = np.zeros((count, int(sizes.sum()) + 1))
    # The chance that of the features before the newest this one is still open, with so many items left.
    older = np.zeros((count, most + 1))
    older[0, sizes[0]] = 1
    for newest in range(1, count):
        size, total = int(sizes[newest]), int(sizes[: newest + 1].sum())
        left = np.arange(1, min(most, total) + 1)
        # The older one is done: the newest has lost 0, 1 … of its items.
        lost_of_newest = older[:newest] @ first[:, :size]
        # The newest one is done: the older has 1, 2 … left.
        left_of_older = (older[:newest] @ _lost(first[size], most))[:, left]
        found[:newest, total - size : total] += lost_of_newest
        found[newest, total - left] += left_of_older.sum(axis=0)
        if newest == count - 1:
            found[newest, total] += lost_of_newest.sum()
            found[:newest, total] += left_of_older.sum(axis=1)
            break
        older[:] = 0
        older[:newest, left] = left_of_older
        older[newest, size - np.arange(size)] = lost_of_newest.sum(axis=0)
    return found


def _first_done(most: int) -> Chances:
    """The chance that one feature loses its a-th item when another has lost j, for both up to `most`. [a, j].

    Each item is of either with 1/2: C(a + j - 1, j) / 2 ** (a + j), a negative binomial law. In logarithms, because
    its factors do not fit into a float.
    """
    factorial = np.append(0, np.cumsum(np.log(np.arange(1, 2 * most + 1))))
    a, j = np.arange(1, most + 1)[:, None], np.arange(most + 1)[None, :]
    found = np.zeros((most + 1, most + 1))
    found[1:] = np.exp(factorial[a + j - 1] - factorial[j] - factorial[a - 1] - (a + j) * np.log(2))
    return found


def _lost(chances: Chances, most: int) -> Chances:
    """From a items left to r, where `chances` say how many are lost. [a, r]."""
    lost = np.arange(most + 1)[:, None] - np.arange(most + 1)[None, :]
    found: Chances = np.where(lost >= 0, chances.take(np.maximum(lost, 0)), 0.0)
    return found


def _drawn(sizes: NDArray[np.int64], limit: int) -> Chances:
    """Orders in which items fall on the open features, drawn from a fixed seed."""
    chance = np.random.default_rng(_SEED)
    count, rows = len(sizes), np.arange(TRIALS)
    left, open_ = np.tile(sizes, (TRIALS, 1)), np.tile(np.arange(limit), (TRIALS, 1))
    amount, opened = np.full(TRIALS, limit), np.full(TRIALS, limit)
    found = np.zeros((count, int(sizes.sum()) + 1))
    for item in range(1, found.shape[1]):
        place = chance.integers(0, amount)
        feature = open_[rows, place]
        left[rows, feature] -= 1
        done = np.flatnonzero(left[rows, feature] == 0)
        found[:, item] = np.bincount(feature[done], minlength=count) / TRIALS
        # The next feature takes its place; without a next one the last of those that are open does.
        has_next = opened[done] < count
        open_[done, place[done]] = np.where(has_next, opened[done], open_[done, amount[done] - 1])
        opened[done] += has_next
        amount[done] -= ~has_next
    return found
