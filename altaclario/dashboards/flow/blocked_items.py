"""The items that a flag held up while they were in progress."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.open_items import OpenItems
from altaclario.metrics import blocked, percentiles
from altaclario.metrics.blocked import Spells
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings


@dataclass(frozen=True, slots=True)
class BlockedItem:
    """One of them as people read it. `on` is the day on which its finish counts; None: in progress."""

    key: str
    type: str
    on: date | None
    times: int
    calendar_days: float
    working_days: float
    since: date | None
    """Since when it is blocked, if it is."""


@dataclass(frozen=True, slots=True)
class BlockedItems:
    """What was finished in a window and had been blocked, then what is in progress at its end and was or is blocked.

    In columns; iterating makes the rows. Shape (n,) each.
    """

    items: ItemTable
    places: NDArray[np.intp]
    """Positions in `items`."""
    on: Days
    times: NDArray[np.intp]
    calendar_days: NDArray[np.float64]
    working_days: NDArray[np.float64]
    since: Days
    finished: int
    """How many of them were finished, of how many that were."""
    of_finished: int

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[BlockedItem]:
        columns = (self.on, self.times, self.calendar_days, self.working_days, self.since)
        rows = zip(self.items.named(self.places), *(column.tolist() for column in columns), strict=True)
        for (key, kind, _), *row in rows:
            yield BlockedItem(key, kind, *row)

    @property
    def share(self) -> float | None:
        """Share of the finished items that had been blocked; None without any."""
        return self.finished / self.of_finished if self.of_finished else None

    @property
    def now(self) -> int:
        """How many are blocked at the end of the window."""
        return int(np.count_nonzero(~np.isnat(self.since)))

    def half_days(self, settings: Settings) -> float | None:
        """Half of the finished ones were blocked for so many days of the clock or less; None without any."""
        days = self.working_days if settings.clock == "working" else self.calendar_days
        return percentiles.spread(days[: self.finished], (50,)).percentiles[50]


def blocked_items(
    open_: OpenItems, found: Spells, settings: Settings, finished: NDArray[np.intp], counted_on: Days
) -> BlockedItems:
    """Those of the window at whose end these items are open; `finished` are the positions of all that were finished in
    it, `found` are all spells up to that end."""
    items, count = open_.items, len(open_.items)
    times = blocked.times(found, count)
    is_held = times.take(open_.places) > 0
    done, still = finished[times.take(finished) > 0], open_.places[is_held]
    places = np.concatenate([done, still])
    theirs = found.of(places, count)
    clocks: tuple[Literal["calendar", "working"], ...] = ("calendar", "working")
    lengths = [blocked.days(theirs, replace(settings, clock=clock), count).take(places) for clock in clocks]
    never = np.full(len(done), np.datetime64("NaT", "D"))
    return BlockedItems(
        items=items,
        places=places,
        on=np.concatenate([counted_on.take(done), np.full(len(still), np.datetime64("NaT", "D"))]),
        times=times.take(places),
        calendar_days=lengths[0],
        working_days=lengths[1],
        since=np.concatenate([never, open_.blocked_since[is_held]]),
        finished=len(done),
        of_finished=len(finished),
    )
