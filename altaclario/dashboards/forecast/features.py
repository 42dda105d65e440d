"""When each feature of a team is done, where several share what it finishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from altaclario.dashboards.open_items import OpenItems
from altaclario.metrics import features, forecast, samples, workdays
from altaclario.metrics.questions import ForecastQuestion
from altaclario.metrics.samples import Sample
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Level

MOST, MOST_ITEMS = 20, 1500
"""So many features, and items of them together, are forecast at once."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A parent with items that are not done: on which day it is done, by share in per cent, and how likely by then."""

    id: int
    key: str
    items: int
    days: Mapping[int, date | None]
    """None: more than ten years away."""
    by_then: float


@dataclass(frozen=True, slots=True)
class Features:
    """Those that are forecast, in the order in which they are opened."""

    every: tuple[Feature, ...]
    limit: int
    """So many are worked on at once."""
    error: float
    """By how much a chance may be off; 0: they are exact."""
    beyond: int
    """Features that were too many, or too large together, to be forecast."""


def forecast_features(
    open_: OpenItems, sample: Sample, question: ForecastQuestion, today: date, settings: Settings, most_days: int
) -> Features:
    """Those of the open items, the ones that were put first before the others, these in the order of their ids.

    The team works on nothing else, and opens the next feature when one is done. What is in no feature is left out.
    """
    snapshot = open_.items.snapshot
    parents = snapshot.items.parent.take(open_.items.lives.items.take(open_.places))
    ids, counts = (one.tolist() for one in np.unique(parents[parents > 0], return_counts=True))
    levels = snapshot.levels()
    rows = {id: snapshot.row_of(id) for id in ids}
    known = {id: row for id, row in rows.items() if row is not None and levels[row] == Level.PARENT}
    sizes = dict(zip(ids, counts, strict=True))
    ordered = [*(id for id in question.order if id in known), *(id for id in known if id not in question.order)]
    shown = [
        id for place, id in enumerate(ordered[:MOST]) if sum(sizes[one] for one in ordered[: place + 1]) <= MOST_ITEMS
    ]
    if not shown:
        return Features((), question.limit, 0.0, len(ordered))
    told = features.completions([sizes[id] for id in shown], question.limit)
    curves = features.done_by(samples.law(sample.items), told, most_days)
    ahead = workdays.ahead(today, len(curves), settings)
    left = workdays.left(today, question.by, settings)
    found = []
    for id, curve in zip(shown, curves.T, strict=True):
        places = {share: forecast.first_day(curve, share) for share in settings.percentiles}
        days = {share: None if place is None else ahead[place - 1].item() for share, place in places.items()}
        by_then = float(curve[min(left, len(curve)) - 1]) if left else 0.0
        found.append(Feature(id, snapshot.key(known[id]), sizes[id], days, by_then))
    return Features(tuple(found), question.limit, told.error, len(ordered) - len(shown))
