"""Changes become history: status rows in order, and intervals of membership."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants, intervals, numbers
from altaclario.providers.jira.columns.changes import Changes, Whole
from altaclario.snapshots.snapshot import NEVER, Memberships


def rows_of(ids: Whole, changes: Changes) -> Changes:
    """The changes of the items whose ids are given (ascending), with their row instead of their id."""
    if not len(ids) or not len(changes.item):
        return Changes(*(getattr(changes, column)[:0] for column in ("item", "at", "order", "before", "after")))
    rows = np.minimum(np.searchsorted(ids, changes.item), len(ids) - 1)
    held = ids[rows] == changes.item
    return Changes(rows[held], changes.at[held], changes.order[held], changes.before[held], changes.after[held])


def in_order(changes: Changes) -> tuple[Changes, NDArray[np.bool_]]:
    """Status changes in the order in which they happened, and which of them lay before the one they follow.

    The instants decide, unless an item's chain (each change starts where the last one ended) is broken that way
    and unbroken in the order in which the tracker wrote it: then a clock went backwards, and the change is moved
    to the instant of the one that it follows.
    """
    broken = np.unique(changes.item[_breaks(changes)])
    if not len(broken):
        return changes, np.zeros(len(changes.item), np.bool_)
    written = np.lexsort((changes.order, changes.item))
    as_written = Changes(*(getattr(changes, column)[written] for column in ("item", "at", "order", "before", "after")))
    mended = np.setdiff1d(broken, as_written.item[_breaks(as_written)])
    rows = np.where(np.isin(changes.item, mended), written, np.arange(len(changes.item)))
    # Both orders hold an item's changes in the same rows, so taking some items from each keeps all others whole.
    ordered = Changes(*(getattr(changes, column)[rows] for column in ("item", "at", "order", "before", "after")))
    at = intervals.latest_so_far(ordered.item, ordered.at)
    return Changes(ordered.item, at, ordered.order, ordered.before, ordered.after), at != ordered.at


def memberships(
    changes: Changes,
    lists: Sequence[str],
    now: tuple[Whole, Whole],
    created: NDArray[np.uint32],
    codes: dict[int, int],
) -> tuple[Memberships, Whole]:
    """Intervals of items in sprints or versions, and the rows of those whose values today differ from their history.

    `changes` hold indices into `lists` of comma-separated ids; `now` are today's pairs of row and id.
    A membership whose entry is not recorded has lasted since creation. `codes` gives the code of each id.
    """
    now_items, now_of = now
    sets = [numbers.of_list(text) for text in lists]
    items, at, of, entered = _events(changes, sets)
    untouched_items, untouched_of = _untouched(changes, sets, items, of)
    still = ~_held(now_items, changes.item, len(created))
    constant = (np.append(now_items[still], untouched_items), np.append(now_of[still], untouched_of))
    is_open = intervals.ends(items, of) & entered
    told = np.append(_pairs(items[is_open], of[is_open]), _pairs(untouched_items, untouched_of))
    differing = np.setxor1d(told, _pairs(now_items[~still], now_of[~still]))
    spans = _paired(items, at, of, entered, created)
    recorded = _held(constant[0], changes.item, len(created))
    return _frozen(spans, constant, recorded, created, codes), np.unique(differing >> 32)


def flag_intervals(changes: Changes, flagged: NDArray[np.bool_], created: NDArray[np.uint32]) -> Memberships:
    """Intervals in which items were flagged. `flagged` is today's value, for items without any change."""
    before, after = changes.before.astype(np.bool_), changes.after.astype(np.bool_)
    turned = before != after
    items = changes.item[turned]
    spans = _paired(items, changes.at[turned], np.zeros(len(items), np.int64), after[turned], created)
    since_creation = np.setdiff1d(np.flatnonzero(flagged), changes.item)
    constant = (since_creation, np.zeros(len(since_creation), np.int64))
    return _frozen(spans, constant, np.zeros(len(since_creation), np.bool_), created, {0: 0})


def _breaks(changes: Changes) -> NDArray[np.bool_]:
    breaks = np.zeros(len(changes.item), np.bool_)
    same = changes.item[1:] == changes.item[:-1]
    breaks[1:] = same & (changes.before[1:] != changes.after[:-1])
    return breaks


def _events(changes: Changes, sets: list[set[int]]) -> tuple[Whole, Whole, Whole, NDArray[np.bool_]]:
    """Who entered or left what, and when; an identical change repeated within one history says nothing new."""
    kinds, kind = np.unique(changes.before * len(sets) + changes.after, return_inverse=True)
    pairs = [(sets[one // len(sets)], sets[one % len(sets)]) for one in kinds.tolist()]
    left, gone = _spread(kind, [sorted(was - now) for was, now in pairs])
    joined, come = _spread(kind, [sorted(now - was) for was, now in pairs])
    rows, of = np.append(left, joined), np.append(gone, come)
    entered = np.repeat([False, True], [len(left), len(joined)])
    item, at = changes.item[rows], changes.at[rows]
    order = np.lexsort((at, of, item))
    item, at, of, entered = item[order], at[order], of[order], entered[order]
    folded = intervals.begins(item, of, entered)
    return item[folded], at[folded], of[folded], entered[folded]


def _spread(kind: Whole, things: list[list[int]]) -> tuple[Whole, Whole]:
    """For rows of certain kinds, each of which stands for several things: one pair of row and thing for each.

    >>> _spread(np.array([1, 0, 1]), [[], [7, 9]])
    (array([0, 0, 2, 2]), array([7, 9, 7, 9]))
    """
    counts = np.array([len(several) for several in things], np.int64)
    flat = np.array([one for several in things for one in several], np.int64)
    of_row = counts[kind] if len(counts) else np.empty(0, np.int64)
    rows = np.repeat(np.arange(len(kind)), of_row)
    begins = np.append(0, np.cumsum(counts))[:-1]
    within = np.arange(len(rows)) - np.repeat(np.cumsum(of_row) - of_row, of_row)
    return rows, flat[begins[kind[rows]] + within] if len(rows) else flat[:0]


def named(changes: Changes, lists: Sequence[str]) -> set[int]:
    """Every id that some change names."""
    codes = np.unique(np.append(changes.before, changes.after)).tolist()
    return set().union(*(numbers.of_list(lists[int(code)]) for code in codes))


def _coded(things: Whole, codes: dict[int, int]) -> Whole:
    """The code of each id; `codes` are in ascending order of the ids."""
    return np.searchsorted(np.array(list(codes), np.int64), things)


def _untouched(changes: Changes, sets: list[set[int]], items: Whole, of: Whole) -> tuple[Whole, Whole]:
    """What an item was in before its first change and never left nor entered: it has been in it since creation."""
    first = intervals.begins(changes.item)
    rows, things = _spread(changes.before[first], [sorted(several) for several in sets])
    held = changes.item[first][rows]
    untouched = ~np.isin(_pairs(held, things), _pairs(items, of))
    return held[untouched], things[untouched]


def _pairs(items: Whole, of: Whole) -> Whole:
    """One number for each pair of row and id."""
    return (items << 32) | of


def _held(items: Whole, among: Whole, count: int) -> NDArray[np.bool_]:
    """Which rows are among others, of `count` in all."""
    present = np.zeros(count, np.bool_)
    present[among] = True
    return present[items]


_Spans = tuple[Whole, Whole, Whole, Whole]


def _paired(items: Whole, at: Whole, of: Whole, entered: NDArray[np.bool_], created: NDArray[np.uint32]) -> _Spans:
    """(item, of, entered, left) from events that alternate within each pair of item and thing."""
    seconds = instants.seconds(at).astype(np.int64)
    from_creation = intervals.begins(items, of) & ~entered
    follows = np.append(seconds[1:], NEVER)[: len(items)]
    left = np.where(intervals.ends(items, of), NEVER, follows)
    rows = np.flatnonzero(entered)
    whole = np.flatnonzero(from_creation)
    return (
        np.concatenate([items[whole], items[rows]]),
        np.concatenate([of[whole], of[rows]]),
        np.concatenate([created[items[whole]].astype(np.int64), seconds[rows]]),
        np.concatenate([seconds[whole], left[rows]]),
    )


def _frozen(
    spans: _Spans,
    constant: tuple[Whole, Whole],
    recorded: NDArray[np.bool_],
    created: NDArray[np.uint32],
    codes: dict[int, int],
) -> Memberships:
    """The intervals, and with them those pairs of item and thing that have lasted since the item's creation."""
    items, of, entered, left = spans
    more_items, more_of = constant
    return intervals.memberships(
        item=np.concatenate([items, more_items]),
        of=_coded(np.concatenate([of, more_of]), codes),
        entered=np.concatenate([entered, created[more_items].astype(np.int64)]),
        left=np.concatenate([left, np.full(len(more_items), NEVER)]),
        recorded=np.append(np.ones(len(items), np.bool_), recorded),
    )
