"""Every counted item with its dates and lengths."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import durations, lifecycle, percentiles
from altaclario.metrics.durations import Dates
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Snapshot, Stage


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as people read it."""

    key: str
    type: str
    stage: Stage
    created: date
    started: date | None
    finished: date | None
    cycle_days: int | float | None
    lead_days: int | float | None
    age_days: int | float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """All counted items, in columns; iterating makes the rows, one at a time. NaN and NaT: none."""

    snapshot: Snapshot
    stays: Stays
    """The moves behind the columns."""
    lives: Lives
    dates: Dates
    cycle_days: NDArray[np.float64]
    lead_days: NDArray[np.float64]
    age_days: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lives.items)

    def __iter__(self) -> Iterator[ItemRow]:
        return map(self.row, range(len(self)))

    def row(self, position: int) -> ItemRow:
        """The row of the item at a position of the columns."""
        days = (self.dates.created, self.dates.started, self.dates.finished)
        created, started, finished = (column[position].item() for column in days)
        lengths = (self.cycle_days, self.lead_days, self.age_days)
        cycle, lead, age = (percentiles.number(column[position]) for column in lengths)
        return ItemRow(
            key=self.key(position),
            type=self.type(position),
            stage=Stage(self.lives.stage[position]),
            created=created,
            started=started,
            finished=finished,
            cycle_days=cycle,
            lead_days=lead,
            age_days=age,
            flags=self.flags(position),
        )

    def key(self, position: int) -> str:
        """The key of the item at a position of the columns."""
        return self.snapshot.key(int(self.lives.items[position]))

    def type(self, position: int) -> str:
        """The name of its type."""
        item = int(self.lives.items[position])
        return self.snapshot.types[int(self.snapshot.items.type[item])].name

    def named(self, places: NDArray[np.intp]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Key, type and flags of the items at many positions."""
        items = self.lives.items.take(places)
        names = [kind.name for kind in self.snapshot.types]
        types = [names[code] for code in self.snapshot.items.type.take(items).tolist()]
        noted: list[tuple[str, ...]] = [()] * len(places)
        for name, which in self.lives.reasons.items():
            for at in np.flatnonzero(which.take(places)).tolist():
                noted[at] = (*noted[at], name)
        return zip(self.snapshot.keys(items), types, noted, strict=True)

    def flags(self, position: int) -> tuple[str, ...]:
        """What must be said beside its figures, by name."""
        return tuple(name for name, which in self.lives.reasons.items() if which[position])


def table(snapshot: Snapshot, settings: Settings, stays: Stays, today: date) -> ItemTable:
    """The items of the stays, with their ages at the end of `today`."""
    lives = lifecycle.lives(snapshot, settings, stays)
    dates = durations.dates(lives, settings)
    return ItemTable(
        snapshot=snapshot,
        stays=stays,
        lives=lives,
        dates=dates,
        cycle_days=durations.cycle_days(lives, dates, settings),
        lead_days=durations.lead_days(dates, settings),
        age_days=durations.age_days(lives, dates, np.datetime64(today, "D"), settings),
    )
