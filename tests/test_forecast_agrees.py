"""Forecasts equal slow ones that were written separately, and what many trials of the same model come to."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from altaclario.metrics import calibration, features, forecast, samples
from altaclario.metrics.calibration import HORIZONS, SHARES
from altaclario.metrics.ends import Ends
from altaclario.metrics.settings import Settings
from tests import slow_forecast
from tests.depth import DEEP

NO_DAY = np.datetime64("NaT", "D")
TEAM = np.random.default_rng(7).negative_binomial(2, 0.45, 65)
"""A team of quiet and busy days, 2.4 items on average."""

histories = st.lists(st.integers(0, 4), min_size=1, max_size=5)
days = st.integers(0, 5)


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> int:
    return 1_000_000 if DEEP or request.config.getoption("--every-case") else 20_000


@given(histories, days)
def test_how_many_is_every_sequence_of_past_days(history: list[int], count: int) -> None:
    found = forecast.how_many(samples.law(np.array(history)), count)
    exact = slow_forecast.totals(history, count)
    assert found == pytest.approx([float(exact.get(k, 0)) for k in range(len(found))], abs=1e-12)
    reached = forecast.at_least(found)
    assert forecast.promised(reached, SHARES).tolist() == [slow_forecast.promised(exact, one) for one in SHARES]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=120), st.integers(1, 260))
def test_a_transform_differs_from_adding_day_by_day_by_less_than_a_billionth(history: list[int], count: int) -> None:
    daily = samples.law(np.array(history))
    slow = np.ones(1)
    for _ in range(count):
        slow = np.convolve(slow, daily)
    assert np.abs(forecast.how_many(daily, count) - slow).max() <= 1e-9


@given(histories, st.sets(st.integers(1, 9), min_size=1).map(sorted), st.integers(1, 5))
def test_when_so_many_are_done_is_how_many_by_each_day(history: list[int], thresholds: list[int], most: int) -> None:
    found = forecast.when(samples.law(np.array(history)), thresholds, most)
    assert len(found) <= most
    for day, row in enumerate(found.tolist(), 1):
        exact = slow_forecast.totals(history, day)
        assert row == pytest.approx([float(slow_forecast.at_least(exact, one)) for one in thresholds], abs=1e-12)
    assert len(found) == most or found[-1, -1] > 1 - 1e-11


@given(histories, st.integers(10, 100))
def test_a_share_of_the_team_finishes_each_item_with_that_chance(history: list[int], percent: int) -> None:
    found = samples.thinned(samples.law(np.array(history)), percent / 100)
    exact = slow_forecast.thinned(history, Fraction(percent, 100))
    assert found == pytest.approx([float(exact.get(k, 0)) for k in range(len(found))], abs=1e-12)


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.lists(st.integers(0, 4), min_size=1, max_size=4),
    st.integers(1, 2),
)
def test_features_that_share_a_team_are_every_order_of_their_items(
    history: list[int], sizes: list[int], limit: int
) -> None:
    told = features.completions(sizes, limit)
    assert told.error == 0
    assert told.chances.sum(axis=1) == pytest.approx(np.ones(len(sizes)))
    found = features.done_by(samples.law(np.array(history)), told, 3)
    for day, row in enumerate(found.tolist(), 1):
        exact = slow_forecast.done_within(history, sizes, limit, day)
        assert row == pytest.approx([float(one) for one in exact], abs=1e-12)


@given(st.lists(st.integers(0, 3), min_size=3, max_size=4))
def test_three_features_at_once_are_as_far_off_as_is_said(sizes: list[int]) -> None:
    told = features.completions(sizes, 3)
    assert (told.error > 0) == (np.count_nonzero(sizes) > 2)
    found = features.done_by(samples.law(np.array([0, 1, 2])), told, 3)
    for day, row in enumerate(found.tolist(), 1):
        exact = slow_forecast.done_within([0, 1, 2], sizes, 3, day)
        assert row == pytest.approx([float(one) for one in exact], abs=2 * told.error + 1e-12)


def test_many_more_items_than_a_float_has_powers_of_a_half_for() -> None:
    told = features.completions([1500, 1500, 2], 2)
    assert told.chances.sum(axis=1) == pytest.approx(np.ones(3))
    middle = float(told.chances[0] @ np.arange(3003))
    assert 2900 < middle < 3002


@given(st.lists(st.integers(0, 100).map(lambda one: one / 100), min_size=1, max_size=12).map(sorted))
def test_the_likely_span_is_the_shortest_that_holds_half(reached: list[float]) -> None:
    found = forecast.likely(np.array(reached))
    before = [Fraction(), *(Fraction(round(100 * one), 100) for one in reached)]
    spans = [
        (last - first, -(before[last] - before[first - 1]), first)
        for first in range(1, len(before))
        for last in range(first, len(before))
        if before[last] - before[first - 1] >= Fraction(1, 2)
    ]
    if not spans:
        assert found is None
        return
    length, _, first = min(spans)
    assert found == forecast.Likely(first, first + length)


@given(
    st.lists(st.tuples(st.integers(0, 70), st.none() | st.integers(0, 30)), max_size=80),
    st.sampled_from(("1111100", "0111110", "1111111")),
    st.sets(st.integers(0, 70), max_size=3),
)
def test_past_forecasts_know_what_was_known_then(
    spells: list[tuple[int, int | None]], weekdays: str, gone: set[int]
) -> None:
    first, settings = date(2026, 3, 2), Settings(weekdays=weekdays)
    last = first + timedelta(70)
    every = [first + timedelta(one) for one in range(71)]
    left_out = {every[one] for one in gone}
    off = left_out | {day for day in every if weekdays[day.weekday()] == "0"}
    busy = [(every[one], None) for one in range(0, 71, 3) for _ in range(2)]
    ends = [(every[one], None if more is None else every[one] + timedelta(more)) for one, more in spells] + busy
    told = calibration.calls(_columns(ends), first, last, 21, settings, left_out)
    expected = []
    for made, horizon, sample, drawn, happened in slow_forecast.calls(ends, first, last, 21, off, HORIZONS):
        if samples.lack(np.array(sample, np.int64)) or not drawn:
            continue
        reached = forecast.at_least(forecast.how_many(samples.law(np.array(sample)), drawn))
        amounts = forecast.promised(reached, SHARES).tolist()
        expected += [
            (made, horizon, share, most, reached[most], happened)
            for share, most in zip(SHARES, amounts, strict=True)
            if most
        ]
    columns = (told.made, told.horizon, told.share, told.promised, told.stated, told.happened)
    assert list(zip(*(one.tolist() for one in columns), strict=True)) == expected


def test_the_same_days_give_the_same_bytes() -> None:
    ends = _columns([(date(2024, 1, 1) + timedelta(one // 2), None) for one in range(1400)])
    asked = (ends, date(2024, 1, 1), date(2025, 12, 1), 90, Settings())
    once, again = calibration.calls(*asked), calibration.calls(*asked)
    assert len(once.made)
    assert once.stated.tobytes() == again.stated.tobytes()
    assert calibration.scores(once) == calibration.scores(again)


@pytest.mark.parametrize("count", [1, 30, 90])
def test_many_trials_come_to_the_same_chances(count: int, trials: int) -> None:
    drawn = np.sort(_tried(trials, lambda some: TEAM[some.integers(0, len(TEAM), (10_000, count))].sum(axis=1)))
    reached = forecast.at_least(forecast.how_many(samples.law(TEAM), count))
    for k in forecast.promised(reached, SHARES).tolist():
        rate = float(np.count_nonzero(drawn >= k)) / trials
        assert abs(rate - reached[k]) <= _three_sigma(reached[k], trials)


def test_many_trials_take_as_long(trials: int) -> None:
    def days_of(chance: np.random.Generator) -> NDArray[np.intp]:
        done = TEAM[chance.integers(0, len(TEAM), (10_000, 60))].cumsum(axis=1) >= 60
        return np.where(done.any(axis=1), done.argmax(axis=1) + 1, 99)

    drawn = _tried(trials, days_of)
    curve = forecast.when(samples.law(TEAM), [60], 60)[:, 0]
    for share in SHARES:
        day = forecast.first_day(curve, share)
        assert day is not None
        rate = float(np.count_nonzero(drawn <= day)) / trials
        assert abs(rate - curve[day - 1]) <= _three_sigma(curve[day - 1], trials)


def _tried(trials: int, once: Callable[[np.random.Generator], NDArray[np.integer]]) -> NDArray[np.integer]:
    chance = np.random.default_rng(12)
    return np.concatenate([once(chance) for _ in range(trials // 10_000)])


def _three_sigma(chance: float, trials: int) -> float:
    return 3 * float(np.sqrt(chance * (1 - chance) / trials)) + 1e-9


def _columns(ends: Sequence[tuple[date, date | None]]) -> Ends:
    entered = np.array([one for one, _ in ends], "M8[D]")
    return Ends(entered, np.array([NO_DAY if left is None else left for _, left in ends], "M8[D]"))
