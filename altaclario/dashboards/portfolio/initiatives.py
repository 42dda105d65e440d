"""What a tracker is working towards: parents and releases with items that are left, and how far each is."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.portfolio.moments import Moment
from altaclario.metrics import calendar, drift, parents, releases, stages
from altaclario.metrics.calendar import Days
from altaclario.metrics.parents import Kinship
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Level

Kind = Literal["parent", "release"]
MOST = 200
"""So many of one kind are told of in one tracker, those with the first days."""
_NEVER, _FAR = np.datetime64("0001-01-01", "D"), np.datetime64("9999-12-31", "D")


@dataclass(frozen=True, slots=True)
class Initiative:
    """A parent or a release: its items and those of them that are done, its day, and how it grew since it was begun."""

    kind: Kind
    id: str
    name: str
    """The key of a parent, the name of a release."""
    type: str
    items: int
    done: int
    target: date | None
    begun: date | None
    """When the first of its items was started."""
    then: int
    """Items that it had at its beginning."""
    later: int
    """Items that were created after it."""

    @property
    def left(self) -> int:
        """Items that are not done."""
        return self.items - self.done

    @property
    def grew(self) -> float | None:
        """By what share it grew since it was begun; None before."""
        return self.later / self.then if self.then else None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which counted items lie in which wholes: rows of the snapshot, and places of the wholes. Shape (pairs,)."""

    item: NDArray[np.intp]
    whole: NDArray[np.intp]
    count: int
    """How many wholes there are."""


@dataclass(frozen=True, slots=True)
class Open:
    """Parents that have something left, in the order of their days, then of their ids.

    `rows` are rows of the snapshot; `days` are theirs, NaT for none.
    """

    rows: NDArray[np.intp]
    days: Days
    beyond: int
    """Others that were too many."""
    finished: int
    """Others in which nothing is left."""


def parents_at(table: ItemTable, kin: Kinship, moment: Moment, days: Days, settings: Settings) -> Open:
    """Parents that are not cancelled now and had an item then that was not done. `days` are of each row."""
    snapshot = table.snapshot
    own = np.flatnonzero(snapshot.levels() == Level.PARENT)
    last = snapshot.transitions.first.take(own + 1).astype(np.intp) - 1
    stage = stages.stage_of_statuses(snapshot, settings).take(snapshot.transitions.status.take(last))
    among = own[stage != stages.CANCELLED]
    return _open(Pairs(kin.item, kin.parent, len(snapshot)), moment.stage, among, days)


def of_parents(table: ItemTable, kin: Kinship, moment: Moment, found: Open, settings: Settings) -> list[Initiative]:
    """Each with what is known of it."""
    snapshot = table.snapshot
    ids, types = snapshot.items.id.take(found.rows).tolist(), snapshot.items.type.take(found.rows).tolist()
    named = [
        (str(id), key, snapshot.types[type].name)
        for id, key, type in zip(ids, snapshot.keys(found.rows), types, strict=True)
    ]
    return _told("parent", table, Pairs(kin.item, kin.parent, len(snapshot)), moment, found, named, settings)


def days_of_parents(table: ItemTable, kin: Kinship, moment: Moment, settings: Settings) -> Days:
    """The last day of the releases that a parent is in, else of those that all of its open items are in. Of each row.

    Days of releases have no history, and are those of today.
    """
    own, last = _days_of_rows(table, settings), np.full(len(table.snapshot), _NEVER)
    is_open = moment.stage.take(kin.item) < stages.DONE
    days, parent = own.take(kin.item[is_open]), kin.parent[is_open]
    has_day = ~np.isnat(days)
    if has_day.any():
        np.maximum.at(last, parent[has_day], days[has_day])
        last[parent[~has_day]] = _NEVER
    last[last == _NEVER] = np.datetime64("NaT")
    return np.where(np.isnat(own), last, own)


def _days_of_rows(table: ItemTable, settings: Settings) -> Days:
    """The last day of the releases that each row is in now; NaT without any."""
    known = releases.of(table.snapshot, settings)
    days = np.array([one.target for one in known.every], "M8[D]")
    found = np.full(len(table.snapshot), np.datetime64("NaT", "D"))
    now = np.flatnonzero(known.held.left == NEVER)
    on, rows = days.take(known.held.of.take(now).astype(np.intp)), known.held.item.take(now).astype(np.intp)
    order = np.argsort(on, kind="stable")  # NaT last
    order = order[~np.isnat(on.take(order))]
    found[rows.take(order)] = on.take(order)  # of several the last one stays
    return found


def _open(pairs: Pairs, stage: NDArray[np.uint8], among: NDArray[np.intp], days: Days) -> Open:
    has = parents.progress(pairs.item, pairs.whole, stage, pairs.count)
    left = has.items.take(among) - has.done.take(among)
    rows, finished = among[left > 0], int(np.count_nonzero((left == 0) & (has.items.take(among) > 0)))
    when = np.where(np.isnat(days.take(rows)), _FAR, days.take(rows))
    rows = rows.take(np.lexsort((rows, when)))
    return Open(rows[:MOST], days.take(rows[:MOST]), max(len(rows) - MOST, 0), finished)


def _told(
    kind: Kind,
    table: ItemTable,
    pairs: Pairs,
    moment: Moment,
    found: Open,
    named: list[tuple[str, str, str]],
    settings: Settings,
) -> list[Initiative]:
    has = parents.progress(pairs.item, pairs.whole, moment.stage, pairs.count)
    is_asked = np.zeros(pairs.count, np.bool_)
    is_asked[found.rows] = True
    kept = np.flatnonzero(is_asked.take(pairs.whole) & (moment.stage.take(pairs.item) <= stages.DONE))
    started = np.full(len(table.snapshot), np.uint32(NEVER))
    started[table.lives.items] = table.lives.started
    grown = drift.drift(
        pairs.item.take(kept), pairs.whole.take(kept), table.snapshot.items.created, started, pairs.count
    )
    columns = (
        has.items.take(found.rows),
        has.done.take(found.rows),
        found.days,
        calendar.days(grown.begun.take(found.rows), settings.zone),
        grown.then.take(found.rows),
        grown.later.take(found.rows),
    )
    rows = zip(named, zip(*(one.tolist() for one in columns), strict=True), strict=True)
    return [Initiative(kind, *names, *numbers) for names, numbers in rows]
