"""Estimates of a sprint: what was committed, added, removed, re-estimated and completed, in points."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history, sums
from altaclario.metrics.memberships import Pairs
from altaclario.snapshots.snapshot import Snapshot

COMMITMENT, COMPLETED = 0, 4
"""The places of `commitment` and `completed` among the fields of `Points`."""


@dataclass(frozen=True, slots=True)
class Points:
    """Estimates of one sprint; an item without an estimate counts 0.

    Always: commitment + added - removed + re_estimated = in_scope_at_end, all without what was done before the start.
    """

    commitment: float
    added: float
    removed: float
    re_estimated: float
    completed: float
    in_scope_at_end: float


def estimated(snapshot: Snapshot, items: NDArray[np.intp], at: int) -> float:
    """The points of these rows of `Snapshot.items` together, as estimated at an instant (changes of that second too).

    An item without an estimate counts 0.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", estimate=5), building.item("PAY-2", estimate=0.5))
    >>> estimated(team, np.array([0, 1]), building.instant("2026-03-04 09:00"))
    5.5
    """
    found = history.points_at(snapshot, items, np.full(len(items), at))[0]
    return float(found.astype(np.float64).sum())


def totals(snapshot: Snapshot, items: NDArray[np.intp], pairs: Pairs, bounds: NDArray[np.intp]) -> NDArray[np.float64]:
    """The fields of `Points`, in their order, of every window. Shape (windows, 6).

    commitment: as estimated at the begin; added: when it entered; removed: when it left; completed: at completion;
    re-estimated: the change from the first to the last moment inside, what changed during an absence included. An item
    without an estimate counts 0. `items` are the rows of the pairs, `bounds` is CSR over the windows.

    >>> from altaclario.metrics import memberships, windows
    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", estimate=5, estimates={"2026-03-04 09:00": 3}, sprints=[("S1", "2026-03-01 09:00")]),
    ...     sprints=["S1"])
    >>> stays = building.stays_of(team)
    >>> spans = windows.of_sprints(team.sprints, building.instant("2026-03-20"))
    >>> inside = memberships.pairs(stays, memberships.in_sprints(team, stays, np.array([True])), spans)
    >>> Points(*totals(team, np.array([0]), inside, np.array([0, 1]))[0].tolist())
    Points(commitment=3.0, added=0.0, removed=0.0, re_estimated=2.0, completed=0.0, in_scope_at_end=5.0)
    """
    found = history.points_at(snapshot, items, pairs.first, pairs.last, pairs.since)
    first, last, when_done = (one.astype(np.float64) for one in found)
    counted = ~pairs.done_before
    columns = (
        first * (counted & pairs.in_at_begin),
        first * (counted & ~pairs.in_at_begin),
        last * (counted & ~pairs.in_at_end),
        (last - first) * counted,
        when_done * pairs.completed,
        last * (counted & pairs.in_at_end),
    )
    return np.stack([sums.by_slice(column, bounds) for column in columns], axis=1)
