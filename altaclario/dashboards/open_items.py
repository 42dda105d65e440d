"""Items that are not done, oldest first, as they stood at the end of a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.pacing import Pacing
from altaclario.metrics import blocked, calendar, history, percentiles, stages
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.metrics.wip import Ageing
from altaclario.snapshots.snapshot import Codes, Stage


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One such item as people read it; it has an age while it is in progress and its start is known."""

    key: str
    type: str
    status: str
    stage: Stage
    started: date | None
    age_days: int | float | None
    passed: int | None
    """The share of finished work that was younger when it left this status; None where nobody can say."""
    blocked_since: date | None
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
    status: Codes
    """Index into `Snapshot.statuses`."""
    stage: NDArray[np.uint8]
    passed: NDArray[np.int64]
    """The highest share of finished work that was younger when it left this place; 0: none; -1: nobody can say."""
    blocked_since: Days

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[OpenItem]:
        stage = np.where(self.stage == stages.UNKNOWN, stages.DONE, self.stage)
        columns = (self.status, stage, self.started, self.age_days, self.passed, self.blocked_since)
        rows = zip(self.items.named(self.places), *(column.tolist() for column in columns), strict=True)
        statuses = [status.name for status in self.items.snapshot.statuses]
        for (key, kind, flags), status, code, started, age, passed, blocked_since in rows:
            yield OpenItem(
                key=key,
                type=kind,
                status=statuses[status],
                stage=Stage(code),
                started=started,
                age_days=percentiles.number(age),
                passed=None if passed < 0 else passed,
                blocked_since=blocked_since,
                flags=flags,
            )

    def in_progress(self) -> tuple[Codes, NDArray[np.uint8]]:
        """Status and stage of those that are in progress."""
        rows = np.flatnonzero((self.stage == stages.ACTIVE) | (self.stage == stages.WAITING))
        return self.status.take(rows), self.stage.take(rows)

    def judged(self, pacing: Pacing, settings: Settings) -> "OpenItems":
        """The same, each against the pace of finished work, and since when a flag holds it up."""
        held = blocked.since(self.items.snapshot, self.items.stays, self.until)
        since = calendar.days(held.take(self.places), settings.zone)
        return replace(self, passed=pacing.passed(self.status, self.stage, self.age_days), blocked_since=since)

    def beyond(self, share: int | None) -> int:
        """How many are older than so many per cent of finished work was when it left their place."""
        return 0 if share is None else int(np.count_nonzero(self.passed >= share))

    def keys_beyond(self, share: int | None) -> tuple[str, ...]:
        """Which ones, oldest first."""
        rows = np.zeros(0, np.intp) if share is None else np.flatnonzero(self.passed >= share)
        return tuple(self.items.snapshot.keys(self.items.lives.items.take(self.places.take(rows))))


def in_progress(items: ItemTable, found: Ageing, settings: Settings, on: date) -> OpenItems:
    """The items that were found to be in progress at the end of a day: as many as the figure for that day says."""
    until = calendar.start_of(on + timedelta(1), settings.zone)
    return _open(items, found.items, calendar.days(found.started, settings.zone), found.days, until)


def chosen(items: ItemTable, rows: NDArray[np.intp], until: int) -> OpenItems:
    """These rows of the snapshot as they stand just before the instant `until`."""
    places = np.searchsorted(items.stays.items, rows)
    places = places.take(np.argsort(-items.age_days.take(places), kind="stable"))
    return _open(items, places, items.dates.started.take(places), items.age_days.take(places), until)


def _open(
    items: ItemTable, places: NDArray[np.intp], started: Days, ages: NDArray[np.float64], until: int
) -> OpenItems:
    """Not yet compared with anything."""
    stays, snapshot, count = items.stays, items.snapshot, len(places)
    moves = history.moves_at(snapshot, stays.items.take(places), until)
    held = history.latest(stays.first, stays.at, places, np.full(count, until - 1))
    return OpenItems(
        items=items,
        until=until,
        places=places,
        started=started,
        age_days=ages,
        status=snapshot.transitions.status.take(moves),
        stage=stays.stage.take(held),
        passed=np.full(count, -1),
        blocked_since=np.full(count, np.datetime64("NaT", "D")),
    )
