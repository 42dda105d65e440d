"""Flow day by day: what was finished, started, in progress and in each stage."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import arrivals, calendar, cfd, throughput
from altaclario.metrics.arrivals import Arrivals
from altaclario.metrics.calendar import Days
from altaclario.metrics.cfd import Edges, Flow
from altaclario.metrics.settings import Settings
from altaclario.metrics.throughput import Weeks


@dataclass(frozen=True, slots=True)
class FlowSeries:
    """One entry for each day of the window. Shape (days,) each; `cfd` and `edges` are None while history is loading."""

    days: tuple[date, ...]
    throughput: NDArray[np.int64]
    weeks: Weeks
    """The same, by week."""
    arrivals: Arrivals
    wip: NDArray[np.int64]
    cfd: Flow | None
    edges: Edges | None

    def throughput_rows(self) -> list[tuple[date, int]]:
        """Day, items finished."""
        return list(zip(self.days, self.throughput.tolist(), strict=True))

    def wip_rows(self) -> list[tuple[date, int]]:
        """Day, items in progress at its end."""
        return list(zip(self.days, self.wip.tolist(), strict=True))

    def cfd_rows(self) -> list[tuple[date, int, int, int, int]] | None:
        """Day, items in backlog, active, waiting and done at its end."""
        if self.cfd is None:
            return None
        bands = (self.cfd.backlog, self.cfd.active, self.cfd.waiting, self.cfd.done)
        return list(zip(self.days, *(band.tolist() for band in bands), strict=True))


def series(items: ItemTable, settings: Settings, counted_on: Days, first: date, last: date) -> FlowSeries:
    """The days from `first` to `last`; `counted_on` is the day on which each finish counts."""
    bands = cfd.flow(items.stays, settings, first, last)
    daily = throughput.per_day(counted_on, first, last)
    return FlowSeries(
        days=tuple(calendar.days_of(first, last)),
        throughput=daily,
        weeks=throughput.weeks(daily, first, settings.week_start),
        arrivals=arrivals.arrivals(items.dates, first, last),
        wip=bands.wip,
        cfd=bands,
        edges=cfd.edges(bands),
    )
