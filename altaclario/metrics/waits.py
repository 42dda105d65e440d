"""Which open items wait for an open item of another team."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.parents import rows_of
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Waits:
    """How many items of each team (row) wait for one of each other team (column), and how many wait at all."""

    between: NDArray[np.int64]
    items: NDArray[np.intp]
    """The rows of the items that wait, each once."""


def between(snapshot: Snapshot, is_open: NDArray[np.bool_], teams: Sequence[NDArray[np.bool_]]) -> Waits:
    """Items that are not done and are blocked, by a link, by an item of another team that is not done either.

    `is_open` is of each row of the snapshot, and so is what of each team's work it is. An item counts once for each
    pair of teams, however many others it waits for; what two teams share is no wait between them, and a link to an item
    that is not held says nothing. Links are as of today: the tracker gives no history of them. Where two items wait for
    each other, both wait. Shape (teams, teams).
    Source: METRICS, "Releases, portfolio": cross-team waits from links.

    >>> from tests import building
    >>> held = building.snapshot(building.item("PAY-1", links=[("blocks", "WEB-2")]), building.item("WEB-2"))
    >>> found = between(held, np.ones(2, bool), [np.array([True, False]), np.array([False, True])])
    >>> found.between.tolist(), found.items.tolist()
    ([[0, 0], [1, 0]], [1])
    """
    count = len(teams)
    blocks = np.array([kind.blocks for kind in snapshot.link_kinds], np.bool_)
    links = snapshot.links
    kept = np.flatnonzero(blocks.take(links.kind)) if len(blocks) else np.zeros(0, np.intp)
    blocking, blocked = links.item.take(kept).astype(np.intp), rows_of(snapshot.items.id, links.to.take(kept))
    is_held = blocked >= 0
    blocking, blocked = blocking[is_held], blocked[is_held]
    both = is_open.take(blocking) & is_open.take(blocked) & (blocking != blocked)
    blocking, blocked = blocking[both], blocked[both]
    own = np.array(teams, np.bool_).reshape(count, len(snapshot))
    shared = (own[:, blocking] & own[:, blocked]).any(axis=0)
    blocking, blocked = blocking[~shared], blocked[~shared]
    found, waiting = np.zeros((count, count), np.int64), np.zeros(0, np.intp)
    for team in range(count):
        for other in range(count):
            items = np.unique(blocked[own[team, blocked] & own[other, blocking]])
            found[team, other] = len(items)
            waiting = np.union1d(waiting, items)
    return Waits(found, waiting)
