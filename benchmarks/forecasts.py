"""What exact forecasts cost, against the same model tried 10,000 times: `python -m benchmarks forecasts`."""

from collections.abc import Callable
from datetime import date, timedelta
from time import process_time
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calibration, features, forecast, samples
from altaclario.metrics.ends import Ends
from altaclario.metrics.settings import Settings

TRIALS = 10_000
HOW_MANY_GOAL, WHEN_GOAL, FEATURES_GOAL, CALIBRATION_GOAL = 1 / 50, 1 / 10, 1 / 10, 2000.0

_CHANCE = np.random.default_rng(7)
_TEAM = _CHANCE.negative_binomial(2, 0.45, 90) * (np.arange(90) % 7 < 5)
"""Items finished on each of 90 days, none at weekends: 1.5 a day, 12 on the best."""
_SIZES = np.random.default_rng(3).integers(5, 45, 20).tolist()
_SHARES = (50, 70, 85, 95)
_MOST_DAYS = 4000
_REPEATS = 9
_LEAST_SECONDS = 0.005

Work: TypeAlias = Callable[[], object]


def measure() -> list[tuple[str, float, float]]:
    """Name, figure and goal (at most) of each measure, all from one run."""
    single, many = _medians(_how_many, _how_many_tried)
    when, when_tried = _medians(_when, _when_tried)
    shared, shared_tried = _medians(_features, _features_tried)
    walked, single_again = _medians(_calibration(), _how_many)
    return [
        ("how many in 30 days, exact ÷ 10,000 trials", single / many, HOW_MANY_GOAL),
        ("when 100 items, exact ÷ 10,000 trials", when / when_tried, WHEN_GOAL),
        ("20 features, two at once, exact ÷ 10,000 trials", shared / shared_tried, FEATURES_GOAL),
        ("calibration over two years ÷ one forecast of 30 days", walked / single_again, CALIBRATION_GOAL),
    ]


def _how_many() -> NDArray[np.intp]:
    return forecast.promised(forecast.at_least(forecast.how_many(samples.law(_TEAM), 30)), _SHARES)


def _how_many_tried() -> object:
    totals = _drawn(30).sum(axis=1)
    return np.searchsorted(-np.cumsum(np.bincount(totals)[::-1])[::-1], -TRIALS * np.array(_SHARES) / 100)


def _when() -> object:
    curve = forecast.when(samples.law(_TEAM), [100], _MOST_DAYS)[:, 0]
    return [forecast.first_day(curve, share) for share in _SHARES]


def _when_tried() -> object:
    days = (_drawn(int(100 / _TEAM.mean() * 2.5) + 60).cumsum(axis=1) >= 100).argmax(axis=1)
    return np.searchsorted(np.cumsum(np.bincount(days)), TRIALS * np.array(_SHARES) / 100)


def _features() -> object:
    return features.done_by(samples.law(_TEAM), features.completions(_SIZES, 2), _MOST_DAYS)


def _features_tried() -> object:
    """The same rule, all trials at once: which item is the last of each feature, and on which day it is finished."""
    left, rows = np.tile(np.array(_SIZES), (TRIALS, 1)), np.arange(TRIALS)
    open_, opened = np.tile(np.arange(2), (TRIALS, 1)), np.full(TRIALS, 2)
    ended = np.zeros(left.shape, np.int64)
    for item in range(1, sum(_SIZES) + 1):
        place = _CHANCE.integers(0, 2, TRIALS)
        # Of two places one may be empty, once no feature is left to open.
        place = np.where(open_[rows, place] < len(_SIZES), place, 1 - place)
        feature = open_[rows, place]
        left[rows, feature] -= 1
        done = np.flatnonzero(left[rows, feature] == 0)
        ended[done, feature[done]] = item
        open_[done, place[done]] = opened[done]
        opened[done] += 1
    finished = _drawn(int(sum(_SIZES) / _TEAM.mean() * 1.5) + 60).cumsum(axis=1)
    days = [np.searchsorted(row, items) for row, items in zip(finished, ended, strict=True)]
    return np.cumsum([np.bincount(one, minlength=_MOST_DAYS) for one in np.array(days).T], axis=1) / TRIALS


def _calibration() -> Work:
    first, count = date(2024, 1, 1), calibration.MOST_DAYS + 90
    last = first + timedelta(count - 1)
    daily = np.random.default_rng(5).negative_binomial(2, 0.45, count)
    entered = np.repeat(np.datetime64(first, "D") + np.arange(count), daily)
    ends = Ends(entered, np.full(len(entered), np.datetime64("NaT", "D")))
    every_day = Settings(weekdays="1111111")
    return lambda: calibration.scores(calibration.calls(ends, first, last, 90, every_day))


def _drawn(days: int) -> NDArray[np.int64]:
    """Days to come, for each trial, as fast as numpy draws them."""
    return _TEAM[_CHANCE.integers(0, len(_TEAM), (TRIALS, days), dtype=np.uint8)]


def _medians(*works: Work) -> list[float]:
    """The median time of the processor for each, in turns: what else the machine does is no part of it."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(_REPEATS):
        for work, times in zip(works, taken, strict=True):
            begun, runs = process_time(), 0
            # What takes microseconds is done again until a clock can tell.
            while not runs or process_time() - begun < _LEAST_SECONDS:
                work()
                runs += 1
            times.append((process_time() - begun) / runs)
    return [sorted(times)[len(times) // 2] for times in taken]
