"""What is in each release: its items now, since when, and what has to be finished before it is done."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import calendar, queues, release_scope, releases, stages
from altaclario.metrics.memberships import Intervals
from altaclario.metrics.releases import Releases
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER


@dataclass(frozen=True)
class Contents:
    """All releases and their items, as known at the end of `today`."""

    items: ItemTable
    releases: Releases
    spans: Intervals
    """When each counted item was in which release."""
    today: date
    settings: Settings

    @cached_property
    def until(self) -> int:
        """The instant after the last one that is known."""
        return calendar.start_of(self.today + timedelta(1), self.settings.zone)

    @cached_property
    def now(self) -> Intervals:
        """What is in them at the end of the day, one row for each item and release."""
        return self.spans.where(np.flatnonzero(release_scope.held_at(self.spans, self.until)))

    @cached_property
    def stage(self) -> NDArray[np.uint8]:
        """The stage of each row of `now`, as it was at the end of the day: the items may have moved on since."""
        return release_scope.stage_at(self.items.stays, self.now.item, np.full(len(self.now.item), self.until))

    @cached_property
    def is_left(self) -> NDArray[np.bool_]:
        """Which rows of `now` are neither done nor cancelled."""
        found: NDArray[np.bool_] = self.stage < stages.DONE
        return found

    @cached_property
    def begun(self) -> tuple[date | None, ...]:
        """The first day of each release: that of the tracker, or while that is to come, or where it has none, the first
        on which something was in it. None where nothing was until then.
        """
        count = len(self.releases.every)
        first = np.full(count, NEVER, np.int64)
        np.minimum.at(first, self.spans.window, self.spans.entered.astype(np.int64))
        return tuple(
            self._begun(one.start, int(at)) for one, at in zip(self.releases.every, first.tolist(), strict=True)
        )

    def _begun(self, start: date | None, first: int) -> date | None:
        if first >= self.until:
            return None
        return calendar.day(first, self.settings.zone) if start is None or start > self.today else start

    def own(self, release: int) -> Intervals:
        """When which items were in one of them; all as one window."""
        kept = self.spans.where(np.flatnonzero(self.spans.window == release))
        return Intervals(kept.item, np.zeros(len(kept.item), np.int64), kept.entered, kept.left)

    def queued(self, release: int) -> Intervals:
        """The same, with the releases that come out before it."""
        return queues.before(self.releases, self.spans, release, self.today, self.settings.zone)

    def at_start(self) -> NDArray[np.int64]:
        """How many items were in each release at the end of its first day, without what was cancelled then.

        -1 for one that has not begun. Shape (releases,).
        """
        count = len(self.releases.every)
        ends = np.array([-1 if day is None else _after(day, self.settings) for day in self.begun], np.int64)
        rows = np.flatnonzero(release_scope.held_at(self.spans, ends.take(self.spans.window)))
        item, window = self.spans.item.take(rows), self.spans.window.take(rows)
        stage = release_scope.stage_at(self.items.stays, item, ends.take(window))
        found = np.bincount(window[stage < stages.CANCELLED], minlength=count)
        return np.where(ends < 0, -1, found)


def contents(items: ItemTable, today: date, settings: Settings) -> Contents:
    """All releases of a tracker, with the counted items that are or were in them."""
    snapshot = items.snapshot
    every = releases.of(snapshot, settings)
    return Contents(items, every, releases.inside(every, items.stays, len(snapshot)), today, settings)


def _after(day: date, settings: Settings) -> int:
    return calendar.start_of(day + timedelta(1), settings.zone)
