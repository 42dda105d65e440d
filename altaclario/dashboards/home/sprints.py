"""How many items of the running sprint will be done by its end."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.sprint import answers as sprint_answers
from altaclario.dashboards.sprint import odds as sprint_odds
from altaclario.metrics import calendar, forecast, reasons, samples, stages, workdays
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER

SHARES = (85, 15)
"""So likely are the lower and the upper end of the range."""


@dataclass(frozen=True, slots=True)
class SprintRange:
    """The running sprint that matters most; low, high and chance are None where nobody can say."""

    id: str
    name: str
    done: int
    items: int
    days_left: int
    low: int | None
    high: int | None
    chance: float | None
    """That all of it is finished."""


def running(table: ItemTable, settings: Settings, today: date) -> SprintRange | None:
    """That of the active sprint which was started last and has an end; None without one."""
    snapshot = table.snapshot
    active = tuple(one for one in snapshot.sprints if one.state == "active" and one.end != NEVER)
    if not active:
        return None
    one = sprint_answers.current(active, None)
    index = snapshot.sprints.index(one)
    rows = reasons.members_today(snapshot, table.stays, index)
    places = np.searchsorted(table.stays.items, rows)
    stage = table.lives.stage.take(places)
    since = one.start if one.activated == NEVER else one.activated
    done = int(np.count_nonzero((stage == stages.DONE) & (table.lives.finished.take(places) >= since)))
    left = int(np.count_nonzero(stage < stages.DONE))
    days_left = workdays.left(today, calendar.day(one.end, settings.zone), settings)
    told = sprint_odds.odds(table, settings, one.board, left=left, days_left=days_left, today=today)
    if told.lack:
        return SprintRange(one.id, one.name, done, done + left, days_left, None, None, None)
    reached = forecast.at_least(forecast.how_many(samples.law(told.sample.items), days_left))
    low, high = (done + min(int(count), left) for count in forecast.promised(reached, SHARES))
    chance = 1.0 if not left else told.chance if told.chance is not None else 0.0
    return SprintRange(one.id, one.name, done, done + left, days_left, low, high, chance)
