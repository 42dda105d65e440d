"""Of which class of work each item is, and what share of the work each class had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.calendar import Days
from altaclario.metrics.chosen import WorkClass
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

UNCLASSIFIED = -1


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of the classes, and the index of each item's; -1: it is of none. Shape (items,)."""

    names: tuple[str, ...]
    of: NDArray[np.intp]


def classes(snapshot: Snapshot, settings: Settings) -> Classes:
    """The first class of the settings that fits an item is its own; without any, each type is a class.

    A class fits by the name of the type, of a label or of the priority, as of today: none of them has a history. What
    fits none, and what has no type, is unclassified.
    Source: METRICS, "Releases, portfolio": allocation by class of work.

    >>> from tests import building
    >>> from altaclario.metrics.chosen import WorkClass
    >>> team = building.snapshot(building.item("PAY-1", type="Bug"), building.item("PAY-2"))
    >>> classes(team, Settings(classes=(WorkClass("Defects", types=frozenset({"Bug"})),)))
    Classes(names=('Defects',), of=array([ 0, -1]))
    """
    types = [kind.name for kind in snapshot.types]
    if not settings.classes:
        names = tuple(dict.fromkeys(name for name in types if name))
        codes = [names.index(name) if name else UNCLASSIFIED for name in types]
        return Classes(names, np.array(codes, np.intp).take(snapshot.items.type))
    of = np.full(len(snapshot), UNCLASSIFIED, np.intp)
    for place in range(len(settings.classes) - 1, -1, -1):
        of[_fits(snapshot, settings.classes[place])] = place
    return Classes(tuple(one.name for one in settings.classes), of)


def _fits(snapshot: Snapshot, one: WorkClass) -> NDArray[np.bool_]:
    """Which items have one of the types, labels or priorities of a class."""
    found = np.array([kind.name in one.types for kind in snapshot.types], np.bool_).take(snapshot.items.type)
    found |= np.array([name in one.priorities for name in snapshot.priorities], np.bool_).take(snapshot.items.priority)
    named = np.array([name in one.labels for name in snapshot.labels], np.bool_)
    if named.any():
        found[snapshot.labelled.item[named.take(snapshot.labelled.of)]] = True
    return found


def by_month(of: NDArray[np.intp], finished: Days, months: Sequence[date], last: date, count: int) -> NDArray[np.int64]:
    """Items finished in each month, by class; unclassified ones last. Shape (months, classes + 1).

    `months` are the first days of months that follow each other, the last of them ends on `last`. NaT is in none.

    >>> done = np.array(["2026-01-31", "2026-02-01", "2026-02-28", "NaT"], "M8[D]")
    >>> by_month(np.array([0, 0, -1, 0]), done, [date(2026, 1, 1), date(2026, 2, 1)], date(2026, 2, 28), 1)
    array([[1, 0],
           [1, 1]])
    """
    edges = np.array(months, "M8[D]")
    inside = np.flatnonzero((finished >= edges[0]) & (finished <= np.datetime64(last, "D")))
    month = np.searchsorted(edges, finished.take(inside), side="right") - 1
    own = of.take(inside) % (count + 1)  # -1 becomes the last one
    return np.bincount(month * (count + 1) + own, minlength=len(edges) * (count + 1)).reshape(len(edges), count + 1)
