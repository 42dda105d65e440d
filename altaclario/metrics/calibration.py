"""Whether forecasts came true: each one as it would have been made on past days, against what happened then."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import ends, forecast, samples
from altaclario.metrics.calendar import Days
from altaclario.metrics.ends import Ends
from altaclario.metrics.settings import Settings

MOST_DAYS = 731
"""So far back forecasts are made once more."""
HORIZONS = (7, 14, 30)
"""Days of the calendar that a past forecast looked ahead."""
SHARES = (30, 50, 70, 85, 95)
ENOUGH = 10
"""With fewer forecasts a hit rate says little."""
_CONFIDENT = 1.96


@dataclass(frozen=True, slots=True)
class Calls:
    """Past forecasts: "at least k items in the days after this one", with what was stated. Shape (calls,) each."""

    made: Days
    horizon: NDArray[np.int64]
    """Days of the calendar that it looked ahead."""
    share: NDArray[np.int64]
    """The chance in per cent that was asked for."""
    stated: NDArray[np.float64]
    """The exact chance of `promised` items or more; never less than asked for."""
    promised: NDArray[np.int64]
    happened: NDArray[np.int64]
    """Items that were finished, as known on the last of these days."""

    @property
    def hits(self) -> NDArray[np.bool_]:
        """Which of them came true."""
        return self.happened >= self.promised

    def only(self, which: NDArray[np.bool_]) -> "Calls":
        """Some of them."""
        return Calls(*(getattr(self, column.name)[which] for column in fields(self)))


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts of one share came out."""

    share: int
    n: int
    hits: int
    stated: float
    """The mean of the chances that were stated."""
    low: float
    """Ends of the interval (Wilson, 95 %) in which the rate of hits lies."""
    high: float
    brier: float
    """Mean of (stated chance - 1 if it came true, else 0) squared: 0 is clairvoyant, 0.25 a coin."""

    @property
    def rate(self) -> float:
        """The share of them that came true."""
        return self.hits / self.n

    @property
    def verdict(self) -> str:
        """Whether what was stated fits: "few", "fits", "hopeful" (came true less often) or "cautious"."""
        if self.n < ENOUGH:
            return "few"
        if self.low <= self.stated <= self.high:
            return "fits"
        return "hopeful" if self.stated > self.high else "cautious"


def calls(
    found: Ends, first: date, last: date, history: int, settings: Settings, left_out: Iterable[date] = ()
) -> Calls:
    """Each forecast that would have been made, walking through the days, and what came of it.

    For each horizon (7, 14, 30 days) the windows that are forecast lie one behind the other and end on `last`; each is
    forecast at the end of the day before it, from the `history` days up to that day, which must not begin before
    `first`. Forecast and outcome use what was known then: what was finished and reopened by that day is not in them.
    A share of 85 promises the most items that are reached with a chance of at least 85 %; where that is none, nothing
    was promised and nothing is counted. Days not worked and days `left_out` are in neither side. Samples that say too
    little make no forecast.
    Source: METRICS, "Forecast": calibration.

    >>> days = np.repeat(np.arange("2026-01-01", "2026-07-01", dtype="M8[D]"), 2)
    >>> always = Settings(weekdays="1111111")
    >>> told = calls(Ends(days, np.full(len(days), np.datetime64("NaT", "D"))), days[0].item(), days[-1].item(),
    ...     90, always)
    >>> len(told.made), sorted(set(told.promised.tolist())), bool(told.hits.all())
    (110, [14, 28, 60], True)
    """
    walked = ends.Walk(found, first, last, settings, left_out)
    rows: list[tuple[float, ...]] = []
    for horizon in HORIZONS:
        # The last day of the history is the place `end`; the oldest window comes first.
        newest, oldest = walked.count - 1 - horizon, max(history - 1, walked.count - 1 - MOST_DAYS)
        for end in range(newest - (newest - oldest) // horizon * horizon, newest + 1, horizon):
            rows += [(end, horizon, *one) for one in _called(walked, end, history, horizon)]
    columns = np.array(rows, np.float64).reshape(-1, 6).T
    made, horizons, shares, promised, happened = columns[[0, 1, 2, 3, 5]].astype(np.int64)
    return Calls(np.datetime64(first, "D") + made, horizons, shares, columns[4], promised, happened)


def scores(told: Calls) -> list[Score]:
    """How the calls of each share came out, ascending; shares without any are left out.

    >>> columns = (np.full(4, np.datetime64("2026-03-02")), *(np.full(4, one) for one in (7, 85, 0.9, 3)))
    >>> [score] = scores(Calls(*columns, np.array([3, 5, 2, 4])))
    >>> score.rate, score.verdict, round(score.brier, 2)
    (0.75, 'few', 0.21)
    """
    parts = [(share, told.only(told.share == share)) for share in SHARES]
    return [_score(share, one) for share, one in parts if len(one.made)]


def _score(share: int, told: Calls) -> Score:
    n, hits = len(told.made), int(np.count_nonzero(told.hits))
    low, high = _wilson(hits, n)
    brier = float(np.mean((told.stated - told.hits) ** 2))
    return Score(share, n, hits, float(told.stated.mean()), low, high, brier)


def _wilson(hits: int, n: int) -> tuple[float, float]:
    """The interval in which the rate of hits lies with 95 %. Source: Wilson 1927."""
    rate, square = hits / n, _CONFIDENT**2
    centre = (rate + square / (2 * n)) / (1 + square / n)
    reach = _CONFIDENT / (1 + square / n) * (rate * (1 - rate) / n + square / (4 * n * n)) ** 0.5
    return max(centre - reach, 0.0), min(centre + reach, 1.0)


def _called(walked: ends.Walk, end: int, history: int, horizon: int) -> list[tuple[float, ...]]:
    """Share, promised, chance stated and outcome of each call at the end of a day; none if the sample lacks."""
    past, ahead = slice(end - history + 1, end + 1), slice(end + 1, end + horizon + 1)
    sample = walked.known(end)[past][walked.counts[past]]
    drawn = int(np.count_nonzero(walked.counts[ahead]))
    if not drawn or samples.lack(sample):
        return []
    reached = forecast.at_least(forecast.how_many(samples.law(sample), drawn))
    promised = forecast.promised(reached, SHARES)
    happened = int(walked.known(end + horizon)[ahead][walked.counts[ahead]].sum())
    told = zip(SHARES, promised.tolist(), reached[promised].tolist(), strict=True)
    return [(share, most, stated, happened) for share, most, stated in told if most]
