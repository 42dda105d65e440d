"""What an increment costs: applying it to what is held, against plain copies of all columns."""

import time
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.known import _taken as taken
from altaclario.snapshots import tables
from altaclario.snapshots.merging import merged
from altaclario.snapshots.snapshot import Estimates, Memberships, Snapshot, Transitions
from benchmarks import columns

_GOALS = {10_000: 6.0, 100_000: 1.0}
"""By the number of items that are held. Planning takes the same millisecond for all; in it, a small one is copied."""
_CHANGED, _NEW = 90, 10
_ROUNDS = 60


def measure() -> list[tuple[str, float, float]]:
    """Applying 100 changed items, 10 of them new, ÷ two plain copies of all columns."""
    return [_applied(items, goal) for items, goal in _GOALS.items()]


def _applied(items: int, goal: float) -> tuple[str, float, float]:
    whole = tables.tidied(columns.generate(items))
    old = items - _NEW
    changed = np.sort(np.random.default_rng(2).permutation(old)[:_CHANGED])
    # What is held lacks the newest items and the last move of the changed ones.
    held = _of(_before(whole, changed), np.arange(old))
    part = _of(whole, np.append(changed, np.arange(old, items)))
    assert len(merged(held, part)) == items
    ours, theirs = _in_turns(lambda: merged(held, part), lambda: (_copied(held), _copied(held)))
    name = f"applying {_CHANGED + _NEW} changed of {items:,} ({ours * 1000:.2f} ms) ÷ two copies of all columns"
    return name, ours / theirs, goal


def _before(whole: Snapshot, changed: NDArray[np.int64]) -> Snapshot:
    """The snapshot before the last move of each changed item."""
    counts = np.diff(whole.transitions.first)
    last = whole.transitions.first[1:][changed] - 1
    has_moved = counts[changed] > 1
    kept = np.ones(len(whole.transitions.at), np.bool_)
    kept[last[has_moved]] = False
    counts[changed[has_moved]] -= 1
    first = np.append(0, np.cumsum(counts)).astype(np.uint32)
    return replace(whole, transitions=Transitions(first, whole.transitions.at[kept], whole.transitions.status[kept]))


def _of(whole: Snapshot, rows: NDArray[np.int64]) -> Snapshot:
    """A snapshot of some rows."""
    kept = np.zeros(len(whole), np.bool_)
    kept[rows] = True
    moves = np.repeat(kept, np.diff(whole.transitions.first))
    first = np.append(0, np.cumsum(np.diff(whole.transitions.first)[kept])).astype(np.uint32)
    place = np.cumsum(kept, dtype=np.uint32) - np.uint32(1)

    def owned(of: Memberships | Estimates) -> Memberships | Estimates:
        some = taken(of, kept[of.item])
        return replace(some, item=place[some.item])

    return replace(
        whole,
        items=taken(whole.items, kept),
        transitions=Transitions(first, whole.transitions.at[moves], whole.transitions.status[moves]),
        sprint_memberships=owned(whole.sprint_memberships),
        version_memberships=owned(whole.version_memberships),
        flagged=owned(whole.flagged),
        estimates=owned(whole.estimates),
    )


def _copied(held: Snapshot) -> list[NDArray[np.generic]]:
    return [getattr(group, column.name).copy() for group in held.tables() for column in fields(group)]


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The best of each, in turns, so that both meet the same machine."""
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(_ROUNDS)]
    return min(one for one, _ in pairs), min(other for _, other in pairs)


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
