"""When several teams are done, each by itself and all of them together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import forecast, samples, teams, workdays
from altaclario.metrics.forecast import Chances
from altaclario.metrics.questions import ForecastQuestion
from altaclario.metrics.settings import Settings

MOST = 20
"""Of more teams nobody reads a chart."""


@dataclass(frozen=True, slots=True)
class TeamDays:
    """What is open of one team, or of all: by which day it is done, by share in per cent, and how likely by then."""

    name: str
    items: int
    days: Mapping[int, date | None]
    by_then: float


@dataclass(frozen=True, slots=True)
class Teams:
    """Each team that can be forecast, and all of them together."""

    every: tuple[TeamDays, ...]
    together: TeamDays | None
    """None where one of them cannot be forecast."""
    silent: tuple[str, ...]
    """Teams of which too little was finished."""


def forecast_teams(
    items: ItemTable,
    open_: NDArray[np.intp],
    history: tuple[date, date],
    question: ForecastQuestion,
    today: date,
    settings: Settings,
    most_days: int,
) -> Teams:
    """Each from its own throughput. `open_` are the places of what is to be finished; who has none is left out."""
    curves: list[Chances] = []
    found: list[TeamDays] = []
    silent: list[str] = []
    for team in question.teams:
        own = teams.items(items.snapshot, team).take(items.lives.items)
        left = int(np.count_nonzero(own[open_]))
        sample = samples.sample(items.dates.finished[own], *history, settings, question.left_out)
        if not left:
            continue
        if samples.lack(sample.items):
            silent.append(team.name)
            continue
        curve = forecast.when(samples.law(sample.items), [left], most_days)[:, 0]
        curves.append(curve)
        found.append(_told(team.name, left, curve, question.by, today, settings))
    if silent or len(curves) < 2:
        return Teams(tuple(found), None, tuple(silent))
    items_left = sum(one.items for one in found)
    return Teams(tuple(found), _told("", items_left, forecast.jointly(curves), question.by, today, settings), ())


def _told(name: str, items: int, curve: Chances, by: date, today: date, settings: Settings) -> TeamDays:
    ahead = workdays.ahead(today, len(curve), settings)
    places = {share: forecast.first_day(curve, share) for share in settings.percentiles}
    days = {share: None if place is None else ahead[place - 1].item() for share, place in places.items()}
    left = workdays.left(today, by, settings)
    return TeamDays(name, items, days, float(curve[min(left, len(curve)) - 1]) if left else 0.0)
