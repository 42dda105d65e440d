"""How work goes in a believable team: when people are at it, and how long it lies and takes."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

DAY_MS = 86_400_000
_HOUR_MS = 3_600_000
_START, _END = 8, 18


def is_free(day: date) -> bool:
    """Weekends, and the days between Christmas and New Year."""
    return (
        day.weekday() >= 5
        or (day.month, day.day) in {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}
        or (day.month == 12 and day.day > 26)
    )


def later(ms: int, hours: float) -> int:
    """The instant after so many hours of work, ten hours a working day; a little work is done on free days as well."""
    left = hours
    moment = datetime.fromtimestamp(ms / 1000, UTC)
    while True:
        begin = moment.replace(hour=_START, minute=0, second=0, microsecond=0)
        end = begin.replace(hour=_END)
        moment = max(moment, begin)
        worked_hours = 0.0 if is_free(moment.date()) else max((end - moment).total_seconds() / 3600, 0.0)
        if worked_hours > left:
            return int((moment + timedelta(hours=left)).timestamp() * 1000)
        left -= worked_hours
        moment = begin + timedelta(days=1)


def hours(random: np.random.Generator, median_days: float, spread: float = 0.8) -> float:
    """A duration in hours of work: log-normal around a median in working days."""
    return float(random.lognormal(np.log(median_days * (_END - _START)), spread))


def arrivals(random: np.random.Generator, first_ms: int, last_ms: int, count: int) -> list[int]:
    """When issues are created: more as time goes on, hardly on free days."""
    instants: list[int] = []
    span = last_ms - first_ms
    while len(instants) < count:
        at = first_ms + int(span * float(random.beta(1.25, 1.0)))
        day = datetime.fromtimestamp(at / 1000, UTC).date()
        if not is_free(day) or random.random() < 0.06:
            instants.append(at // DAY_MS * DAY_MS + int(random.integers(7 * _HOUR_MS, 19 * _HOUR_MS)))
    return sorted(min(at, last_ms) for at in instants)
