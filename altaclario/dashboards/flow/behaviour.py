"""Whether work behaves as it always did: series in the order of time, with the limits of their variation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import xmr
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.throughput import Weeks
from altaclario.metrics.xmr import Process

NEWEST = 200
"""Of more finished items the last ones are looked at: nobody reads more points, and old ones say little of today."""
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Items finished in each whole week of a window, and the cycle times of what was finished, in that order."""

    weekly: Process
    cycle: Process
    items: NDArray[np.intp]
    """Positions in the table of items of the points of `cycle`."""
    finished: int
    """All that were finished with a cycle time; the points are the last of them."""


def behaviour(items: ItemTable, finished: NDArray[np.intp], weeks: Weeks, question: FlowQuestion) -> Behaviour:
    """That of a window; `finished` are the positions of what was finished in it with a cycle time."""
    # What was finished in one second stands in the order of the items' ids.
    ordered = finished.take(np.argsort(items.lives.finished.take(finished), kind="stable"))
    last = ordered[-NEWEST:]
    whole = weeks.items[weeks.days == _WEEK].astype(np.float64)
    return Behaviour(_process(whole, question), _process(items.cycle_days.take(last), question), last, len(finished))


def _process(values: NDArray[np.float64], question: FlowQuestion) -> Process:
    half = -(-len(values) // 2)
    return xmr.process(values, half if question.baseline == "half" else len(values))
