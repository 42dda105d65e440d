"""The cumulative flow diagram: how many items stood in each stage at the end of each day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Stage

_STAGES = 8
"""Room for each stage and the unknown one; a power of two keeps the arithmetic to shifts."""

_NET = np.tile(np.eye(_STAGES), (_STAGES, 1)) - np.repeat(np.eye(_STAGES), _STAGES, axis=0)
"""What a move from one stage to another (row 8 * from + to) adds to the number of items in each stage (column)."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Items in each stage at the end of each day of a window. Shape (days,) each.

    Cancelled items are in no band, nor is a done item whose date nobody knows.
    """

    backlog: NDArray[np.int64]
    active: NDArray[np.int64]
    waiting: NDArray[np.int64]
    done: NDArray[np.int64]

    @property
    def wip(self) -> NDArray[np.int64]:
        """Work in progress at the end of each day: the bands active and waiting. Unit: items."""
        return self.active + self.waiting


@dataclass(frozen=True, slots=True)
class Edges:
    """The two lines of a cumulative flow diagram, at the end of each day of a window. Shape (days,) each."""

    arrivals: NDArray[np.int64]
    departures: NDArray[np.int64]


def edges(bands: Flow) -> Edges:
    """Arrivals and departures, cumulated: the upper edges of the band in progress and of the band done.

    Departures count from the day of the window on which the fewest items were done (its first, unless some were
    reopened); arrivals lie above them by what is in progress. Unit: items.

    >>> ones = np.array([7, 9]), np.array([2, 3])
    >>> edges(Flow(backlog=np.zeros(2), active=ones[1], waiting=np.zeros(2, int), done=ones[0]))
    Edges(arrivals=array([2, 5]), departures=array([0, 2]))
    """
    departures = bands.done - bands.done.min(initial=np.iinfo(np.int64).max)
    return Edges(departures + bands.wip, departures)


def flow(stays: Stays, settings: Settings, first: date, last: date) -> Flow:
    """The bands at the end of each day from `first` to `last`, as known then.

    An item that was done on a day and reopened later counts as done on that day; one back in the backlog is there.
    Unit: items. Source: METRICS, "As of".

    >>> from tests import building
    >>> team = building.stays(building.item(
    ...     "PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-04 09:00 Done"))
    >>> bands = flow(team, Settings(), date(2026, 3, 1), date(2026, 3, 4))
    >>> bands.backlog, bands.wip, bands.done
    (array([0, 1, 0, 0]), array([0, 0, 1, 0]), array([0, 0, 0, 1]))
    """
    count = max((last - first).days + 1, 0)
    edge = (first - date(1970, 1, 1)).days
    # What happened before the window falls on its first day, what comes after it on a day that is cut off.
    day = np.clip(calendar.day_numbers(stays.at, settings.zone) - np.int32(edge), 0, count).astype(np.int64)
    moves = np.bincount((day << 6) + _moves(stays), minlength=(count + 1) * _STAGES**2)
    per_day = moves.reshape(count + 1, _STAGES**2)[:count]
    # Whole numbers stay exact in floats far beyond any count of items, and multiply several times faster.
    bands = np.cumsum(per_day.astype(np.float64) @ _NET, axis=0).astype(np.int64)
    return Flow(*(bands[:, stage] for stage in (Stage.BACKLOG, Stage.ACTIVE, Stage.WAITING, Stage.DONE)))


def _moves(stays: Stays) -> NDArray[np.uint8]:
    """From which stage to which, as one number: 8 * from + to; a new item comes from the last, unused stage."""
    before = np.empty(len(stays.stage), np.uint8)
    before[1:] = stays.stage[:-1]
    before[stays.first[:-1]] = _STAGES - 1
    return (before << np.uint8(3)) + stays.stage
