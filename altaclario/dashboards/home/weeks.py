"""What each team finished in each of the last whole weeks, and had in progress at the end of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import calendar, lifecycle, throughput
from altaclario.metrics.calendar import Days
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import NEVER

WEEKS = 12


@dataclass(frozen=True, slots=True)
class TeamWeeks:
    """One team, by our id ("": all work): items finished a week, and in progress at its end. Shape (weeks,)."""

    id: str
    name: str
    finished: NDArray[np.int64]
    in_progress: NDArray[np.int64]


def begins(today: date, settings: Settings) -> tuple[date, ...]:
    """The first days of the last twelve whole weeks, of which the last one is over."""
    this = today - timedelta((today.weekday() - settings.week_start) % 7)
    return tuple(this - timedelta(7 * back) for back in range(WEEKS, 0, -1))


def of_teams(
    table: ItemTable,
    owners: Sequence[tuple[str, str, NDArray[np.bool_]]],
    counted_on: Days,
    weeks: Sequence[date],
    settings: Settings,
) -> tuple[TeamWeeks, ...]:
    """Id, name and own items (by place in the table) of each, in weeks that begin on these days."""
    last = weeks[-1] + timedelta(6)
    working = in_progress(table.stays, [calendar.start_of(one + timedelta(7), settings.zone) for one in weeks])
    found = []
    for id, name, own in owners:
        daily = throughput.per_day(counted_on[own], weeks[0], last)
        found.append(TeamWeeks(id, name, daily.reshape(-1, 7).sum(axis=1), working[:, own].sum(axis=1)))
    return tuple(found)


def in_progress(stays: Stays, ends: Sequence[int]) -> NDArray[np.bool_]:
    """Whether each item stood in an active or waiting stage just before each instant. Shape (ends, items)."""
    rows = np.flatnonzero(lifecycle.is_working(stays.stage))
    is_last = np.append(stays.opening()[1:], True).take(rows)
    until = np.where(is_last, np.uint32(NEVER), np.append(stays.at[1:], np.uint32(NEVER)).take(rows))
    kept = np.flatnonzero(until >= ends[0])
    owner, since, until = stays.owner.take(rows.take(kept)), stays.at.take(rows.take(kept)), until.take(kept)
    found = np.zeros((len(ends), len(stays.items)), np.bool_)
    for place, end in enumerate(ends):
        found[place, owner[(since < end) & (until >= end)]] = True
    return found
