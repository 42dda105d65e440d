"""The figures of a portfolio, item by item: slow, obvious, and made without the code that it judges."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Thing(NamedTuple):
    """An item as a list in hand would have it."""

    key: str
    parent: str = ""
    is_parent: bool = False
    finished: date | None = None
    is_cancelled: bool = False


def ancestors(key: str, things: Mapping[str, Thing]) -> list[str]:
    """The parents above an item, the nearest first, each once, until there is none or one comes again."""
    found: list[str] = []
    seen = {key}
    at = things[key].parent
    while at in things and at not in seen:
        seen.add(at)
        if things[at].is_parent:
            found.append(at)
        at = things[at].parent
    return found


def progress(things: Sequence[Thing]) -> dict[str, tuple[int, int]]:
    """Items and done items of each parent that has any."""
    by_key = {one.key: one for one in things}
    found: dict[str, tuple[int, int]] = {}
    for one in things:
        if one.is_parent or one.is_cancelled:
            continue
        for parent in ancestors(one.key, by_key):
            items, done = found.get(parent, (0, 0))
            found[parent] = items + 1, done + (one.finished is not None)
    return found


def ends(things: Sequence[Thing], order: Sequence[str]) -> dict[str, int]:
    """With which finished item each parent with something left is done, if one is worked on after the other."""
    by_key = {one.key: one for one in things}
    left = [one for one in things if not (one.is_parent or one.is_cancelled or one.finished)]
    above = {one.key: ancestors(one.key, by_key) for one in left}
    whole = {parent: [one.key for one in left if parent in above[one.key]] for parent in order}
    queue: list[str] = []
    nearest = {key: parents[0] for key, parents in above.items() if parents}
    turns = {
        parent: min(order.index(other) for key in nearest if nearest[key] == parent for other in above[key])
        for parent in set(nearest.values())
    }
    for parent in sorted(turns, key=lambda one: (turns[one], order.index(one))):
        queue += [key for key in nearest if nearest[key] == parent]
    return {parent: max(queue.index(key) for key in keys) + 1 for parent, keys in whole.items() if keys}


def likely(daily: Sequence[int], items: int, days: int) -> float:
    """The chance that so many are finished after so many days, each of which is like any day of the sample."""
    chances = {0: 1.0}
    for _ in range(days):
        following: dict[int, float] = {}
        for total, chance in chances.items():
            for more in daily:
                at = min(total + more, items)
                following[at] = following.get(at, 0.0) + chance / len(daily)
        chances = following
    return chances.get(items, 0.0)


def working_days(today: date, end: date) -> int:
    """Monday to Friday, after today."""
    return sum((today + timedelta(one + 1)).weekday() < 5 for one in range(max((end - today).days, 0)))
