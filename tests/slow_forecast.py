"""Forecasts once more, slow and obvious, from METRICS: every way that things can go, and how often each does."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product

Law = dict[int, Fraction]


def law(items: Sequence[int]) -> Law:
    return {k: Fraction(count, len(items)) for k, count in Counter(items).items()}


def totals(items: Sequence[int], days: int) -> Law:
    """Each sequence of past days is as likely as any other."""
    found: Counter[int] = Counter(sum(drawn) for drawn in product(items, repeat=days))
    return {k: Fraction(count, len(items) ** days) for k, count in found.items()}


def at_least(law: Law, k: int) -> Fraction:
    return sum((chance for total, chance in law.items() if total >= k), Fraction())


def promised(law: Law, share: int) -> int:
    return max(k for k in range(max(law) + 1) if at_least(law, k) >= Fraction(share, 100))


def thinned(items: Sequence[int], share: Fraction) -> Law:
    """Each item of a day is finished or not, one after the other."""
    found: Law = {}
    for items_of_day in items:
        for kept in product((True, False), repeat=items_of_day):
            chance = Fraction(1, len(items))
            for one in kept:
                chance *= share if one else 1 - share
            found[sum(kept)] = found.get(sum(kept), Fraction()) + chance
    return found


def done_within(items: Sequence[int], sizes: Sequence[int], limit: int, days: int) -> list[Fraction]:
    """The chance of each feature to be done, walking through each item that is finished."""

    @cache
    def with_item(left: tuple[int, ...], feature: int) -> dict[int, Fraction]:
        """With how many more items this feature is done."""
        if not left[feature]:
            return {0: Fraction(1)}
        open_ = [one for one, count in enumerate(left) if count][:limit]
        found: dict[int, Fraction] = {}
        for one in open_:
            after = tuple(count - (place == one) for place, count in enumerate(left))
            for more, chance in with_item(after, feature).items():
                found[more + 1] = found.get(more + 1, Fraction()) + chance / len(open_)
        return found

    after = totals(items, days)
    return [
        sum((chance * at_least(after, m) for m, chance in with_item(tuple(sizes), one).items()), Fraction())
        for one in range(len(sizes))
    ]


End = tuple[date, date | None]
"""When an item came to be done, and when it ceased to be."""


def calls(
    ends: Sequence[End], first: date, last: date, history: int, off: set[date], horizons: Sequence[int]
) -> list[tuple[date, int, list[int], int, int]]:
    """The day, the horizon, the sample, the days drawn and the outcome of each past forecast."""
    found = []
    for horizon in horizons:
        made = last - timedelta(horizon)
        walked = []
        while made - timedelta(history - 1) >= first and (last - made).days <= 731:
            past = [made - timedelta(back) for back in range(history)][::-1]
            ahead = [made + timedelta(one + 1) for one in range(horizon)]
            sample = [_finished(ends, day, made) for day in past if day not in off]
            worked = [day for day in ahead if day not in off]
            happened = sum(_finished(ends, day, ahead[-1]) for day in worked)
            walked.append((made, horizon, sample, len(worked), happened))
            made -= timedelta(horizon)
        found += walked[::-1]
    return found


def _finished(ends: Sequence[End], day: date, then: date) -> int:
    return sum(entered == day and (left is None or left > then) for entered, left in ends)
