"""How much comes in."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import throughput
from altaclario.metrics.durations import Dates


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Items per day of a window. Shape (days,) each."""

    created: NDArray[np.int64]
    started: NDArray[np.int64]


def arrivals(dates: Dates, first: date, last: date) -> Arrivals:
    """Items created and items started on each day from `first` to `last`; days without any are 0.

    The start is the one that cycle time uses. Unit: items.

    >>> same, none = np.array(["2026-03-02"], "M8[D]"), np.array(["NaT"], "M8[D]")
    >>> arrivals(Dates(created=same, started=none, finished=none), date(2026, 3, 1), date(2026, 3, 2))
    Arrivals(created=array([0, 1]), started=array([0, 0]))
    """
    return Arrivals(throughput.per_day(dates.created, first, last), throughput.per_day(dates.started, first, last))
