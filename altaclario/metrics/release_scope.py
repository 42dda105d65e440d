"""What a release holds: how much was in it at the end of each day, and how much of that was done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import history
from altaclario.metrics.memberships import Intervals
from altaclario.metrics.stages import BACKLOG, CANCELLED, DONE, Stays
from altaclario.snapshots.snapshot import NEVER

_KINDS = 3
"""Not begun, in progress, done."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Items just before each of several instants. Shape (windows, instants) each. Cancelled items are in none."""

    not_begun: NDArray[np.int64]
    in_progress: NDArray[np.int64]
    done: NDArray[np.int64]

    @property
    def left(self) -> NDArray[np.int64]:
        """What is not done."""
        return self.not_begun + self.in_progress

    @property
    def scope(self) -> NDArray[np.int64]:
        """All of it."""
        return self.left + self.done


def counts(stays: Stays, spans: Intervals, instants: NDArray[np.integer], windows: int) -> Counts:
    """How many items were in each window just before each instant, by where they stood, as known then.

    scope = items in the release and not cancelled; done = those of them in a stage of done. An item that was done and
    is open again counts as open from then on. The `instants` (UTC seconds) ascend; no item is twice in a window.
    Unit: items. Source: METRICS, "Releases" and "As of".

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-04 09:00 Done"))
    >>> inside = Intervals(*(np.array([one]) for one in (0, 0, building.instant("2026-03-03 10:00"), NEVER)))
    >>> days = np.array([building.instant(f"2026-03-0{day}") for day in (3, 4, 5)])
    >>> found = counts(team, inside, days, 1)
    >>> found.scope, found.done
    (array([[0, 1, 1]]), array([[0, 0, 1]]))
    """
    rows, span = history.rows_of(stays.first, spans.item)
    left = np.append(stays.at, np.uint32(NEVER)).take(rows + 1)
    left[rows + 1 == stays.first.take(stays.owner.take(rows) + np.uint32(1))] = NEVER
    begin = np.maximum(stays.at.take(rows), spans.entered.take(span))
    end = np.minimum(left, spans.left.take(span))
    stage = stays.stage.take(rows)
    kept = np.flatnonzero((end > begin) & (stage < CANCELLED))
    kind = np.where(stage == DONE, 2, np.where(stage == BACKLOG, 0, 1)).take(kept)
    group = spans.window.take(span.take(kept)) * _KINDS + kind
    shape = (windows * _KINDS, len(instants) + 1)
    edges = [group * shape[1] + np.searchsorted(instants, one.take(kept), side="right") for one in (begin, end)]
    came, went = (np.bincount(one, minlength=shape[0] * shape[1]) for one in edges)
    found = np.cumsum((came - went).reshape(shape), axis=1)[:, :-1].reshape(windows, _KINDS, len(instants))
    return Counts(found[:, 0], found[:, 1], found[:, 2])


def stage_at(stays: Stays, items: NDArray[np.integer], instants: NDArray[np.integer]) -> NDArray[np.uint8]:
    """The stage of each item (its position) just before an instant; cancelled for one that was not there yet.

    >>> from tests import building
    >>> team = building.stays(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-04 09:00 Done"))
    >>> stage_at(team, np.array([0, 0]), np.array([building.instant("2026-03-03"), building.instant("2026-03-01")]))
    array([0, 4], dtype=uint8)
    """
    rows = history.latest(stays.first, stays.at, items, np.asarray(instants) - 1)
    is_there = rows >= stays.first.take(items)
    return np.where(is_there, stays.stage.take(np.maximum(rows, 0)), CANCELLED)


def held_at(spans: Intervals, instants: NDArray[np.integer] | int) -> NDArray[np.bool_]:
    """Whether each interval holds just before its instant. Same shape.

    >>> one = Intervals(*(np.array([value]) for value in (0, 0, 5, 9)))
    >>> [held_at(one, np.array([at]))[0].item() for at in (5, 6, 9, 10)]
    [False, True, True, False]
    """
    found: NDArray[np.bool_] = (spans.entered < instants) & (spans.left >= instants)
    return found
