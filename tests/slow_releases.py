"""Releases once more, slow and obvious, from METRICS: what was known at the end of a day is asked of that day alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from altaclario.metrics import forecast, samples
from altaclario.snapshots.snapshot import Stage
from tests.slow_figures import DAY, Team, when

MOST_DAYS = 2610


@dataclass(frozen=True)
class Version:
    """One release: its day, and whether it is out on it."""

    name: str
    target: date | None
    is_out: bool = False


def inside(team: Team, name: str, day: date) -> dict[str, Stage]:
    """The stage of each item that is in a release at the end of a day, as known then."""
    end = team.end_of(day)
    return {
        life.item.key: life.stage
        for life in replace(team, today=day).lives()
        if not life.is_dateless
        and any(
            of == name and when(entered) < end and not (left and when(left[0]) < end)
            for of, entered, *left in life.item.versions
        )
    }


def scope(team: Team, name: str, day: date) -> set[str]:
    return {key for key, stage in inside(team, name, day).items() if stage is not Stage.CANCELLED}


def done(team: Team, name: str, day: date) -> set[str]:
    return {key for key, stage in inside(team, name, day).items() if stage is Stage.DONE}


def left(team: Team, name: str, day: date) -> set[str]:
    return scope(team, name, day) - done(team, name, day)


def first_day(team: Team, name: str) -> date | None:
    """The first on which something was in it, of what is known now."""
    entered = [
        when(begin)
        for life in team.lives()
        if not life.is_dateless
        for of, begin, *_ in life.item.versions
        if of == name and when(begin) < team.until
    ]
    return team.day(min(entered)) if entered else None


def queue(team: Team, every: Sequence[Version], name: str, day: date) -> set[str]:
    """What is left of a release and of those before it that were not out yet."""
    names = [one.name for one in every]
    before = [one for one in every[: names.index(name)] if not one.is_out or (one.target and day < one.target)]
    return set().union(*(left(team, one.name, day) for one in before), left(team, name, day))


def days(team: Team, needed: int, day: date, history: int, shares: Sequence[int]) -> list[date | None]:
    """By which day so many items are finished, as it would have been said at the end of a day."""
    then = replace(team, today=day)
    lives = then.lives()
    begun = min((team.day(life.created) for life in team.lives()), default=date.min)
    first = max(day - timedelta(history), begun)
    counts = dict.fromkeys(one for one in _days(first, day - DAY) if _is_worked(team, one))
    sample = dict.fromkeys(counts, 0)
    for life in lives:
        if life.finished is not None:
            at = team.day(life.finished)
            while not _is_worked(team, at):
                at += DAY
            if at in sample:
                sample[at] += 1
    items = np.array(list(sample.values()), np.int64)
    if samples.lack(items) or not needed:
        return [None] * len(shares)
    curve = forecast.when(samples.law(items), [needed], MOST_DAYS)[:, 0]
    return [_ahead(team, day, forecast.first_day(curve, share)) for share in shares]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(one) for one in range((last - first).days + 1)]


def _is_worked(team: Team, day: date) -> bool:
    return team.settings.weekdays[day.weekday()] == "1" and day not in team.settings.holidays


def _ahead(team: Team, day: date, count: int | None) -> date | None:
    if count is None:
        return None
    while count:
        day += DAY
        count -= _is_worked(team, day)
    return day
