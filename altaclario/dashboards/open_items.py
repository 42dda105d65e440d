"""Items that are not done, oldest first, as they stood at the end of a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import calendar, history, percentiles, stages
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.metrics.wip import Ageing
from altaclario.snapshots.snapshot import Snapshot, Stage


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One such item as people read it; it has an age while it is in progress and its start is known."""

    key: str
    type: str
    status: str
    stage: Stage
    started: date | None
    age_days: int | float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Open items in columns, oldest first, those without an age last; iterating makes the rows. Shape (n,) each."""

    items: ItemTable
    until: int
    """The instant after the last one that is known."""
    places: NDArray[np.intp]
    """Positions in `items`."""
    started: Days
    age_days: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[OpenItem]:
        stays, snapshot = self.items.stays, self.items.snapshot
        moves = history.moves_at(snapshot, stays.items.take(self.places), self.until)
        held = history.latest(stays.first, stays.at, self.places, np.full(len(self), self.until - 1))
        stage = stays.stage.take(held)
        columns = (
            self.places,
            snapshot.transitions.status.take(moves),
            np.where(stage == stages.UNKNOWN, stages.DONE, stage),
            self.started,
            self.age_days,
        )
        return starmap(self._row, zip(*(column.tolist() for column in columns), strict=True))

    def _row(self, place: int, status: int, stage: int, started: date | None, age: float) -> OpenItem:
        return OpenItem(
            key=self.items.key(place),
            type=self.items.type(place),
            status=self.items.snapshot.statuses[status].name,
            stage=Stage(stage),
            started=started,
            age_days=percentiles.number(age),
            flags=self.items.flags(place),
        )


def in_progress(items: ItemTable, found: Ageing, settings: Settings, on: date) -> OpenItems:
    """The items that were found to be in progress at the end of a day: as many as the figure for that day says."""
    until = calendar.start_of(on + timedelta(1), settings.zone)
    return OpenItems(items, until, found.items, calendar.days(found.started, settings.zone), found.days)


def chosen(items: ItemTable, rows: NDArray[np.intp], until: int) -> OpenItems:
    """These rows of the snapshot as they stand just before the instant `until`."""
    places = np.searchsorted(items.stays.items, rows)
    places = places.take(np.argsort(-items.age_days.take(places), kind="stable"))
    return OpenItems(items, until, places, items.dates.started.take(places), items.age_days.take(places))


def order_of_statuses(snapshot: Snapshot, board: str | None) -> tuple[str, ...]:
    """Names of statuses in the order of the board's columns (of every board, if none is asked for), then the others."""
    names = {status.id: status.name for status in snapshot.statuses}
    columns = [ids for one in snapshot.boards if board in (None, one.id) for _, ids in one.columns]
    placed = [names[id] for ids in columns for id in ids if id in names]
    return tuple(dict.fromkeys([*placed, *names.values()]))
