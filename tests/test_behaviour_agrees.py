"""Pace, blocked time, Little's law and process behaviour equal slow ones that were written separately."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.metrics import (
    blocked,
    counting,
    known,
    littles_law,
    pace,
    service_level,
    stages,
    xmr,
)
from altaclario.snapshots.snapshot import NEVER
from tests import random_teams, slow_behaviour
from tests.slow_figures import Team, percentile
from tests.test_figures_agree import flow, read

SHARES = (50, 70, 85, 95)
firsts, lengths = st.integers(0, 25), st.integers(0, 20)
series = st.lists(st.integers(0, 40).map(lambda quarters: quarters / 4), min_size=8, max_size=40)


@given(random_teams.teams(), firsts, lengths, st.sampled_from((1, 2, 3, 9)))
def test_ages_at_leaving_are_those_that_a_person_would_read(team: Team, begin: int, length: int, shared: int) -> None:
    first = date(2026, 3, 10) + timedelta(begin)
    found = flow(team, first, first + timedelta(length))
    snapshot, settings = found.items.snapshot, team.settings
    places = np.arange(len(snapshot.statuses)) % shared
    steps = pace.steps(snapshot, found.items.lives, settings, found.finished)
    left = pace.leavings(steps, places.take(steps.status), settings)
    names = [status.name for status in snapshot.statuses]
    done = team.finished_within(found.first, found.last)
    expected = slow_behaviour.leavings(team, done, lambda name: int(places[names.index(name)]))
    assert sorted(zip(left.place.tolist(), left.days.tolist(), strict=True)) == sorted(expected)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9).map(float)), max_size=60),
    st.sampled_from(([[], [0], [0, 1], [0, 1, 2]], [[], [], [0], [1]], [[], [], [], []])),
)
def test_bands_rise_from_left_to_right_on_each_board(left: list[tuple[int, float]], before: list[list[int]]) -> None:
    place, ages = (np.array([one[side] for one in left]) for side in (0, 1))
    found = pace.bands(pace.Leavings(place.astype(np.intp), ages.astype(np.float64)), before, SHARES)
    expected = slow_behaviour.bands(left, before, SHARES)
    assert [[None if np.isnan(one) else one for one in row] for row in found.days.tolist()] == expected
    for right, others in enumerate(before):
        assert not any((found.days[right] < found.days[one]).any() for one in others)
    assert not (np.diff(found.days, axis=1) < 0).any()


@given(random_teams.teams())
def test_blocked_time_is_that_of_the_flags_while_in_progress(team: Team) -> None:
    until = int(team.until.timestamp())
    then = known.by(read(team), until)
    stays = stages.stays(then, team.settings, counting.base_level(then))
    told, count = blocked.spells(then, stays, until), len(stays.items)
    times, days = blocked.times(told, count), blocked.days(told, team.settings, count)
    since = blocked.since(then, stays, until)
    for place, life in enumerate(team.lives(on_board_only=False)):
        often, long, begin = slow_behaviour.blocked(team, life)
        assert (times[place], days[place]) == (often, pytest.approx(long))
        assert since[place] == (NEVER if begin is None else int(begin.timestamp()))
        assert blocked.days(told.of(np.array([place]), count), team.settings, count)[place] == days[place]


@given(random_teams.teams(), firsts, lengths)
def test_both_sides_of_littles_law_are_counted_at_the_ends_of_days(team: Team, begin: int, length: int) -> None:
    first = date(2026, 3, 10) + timedelta(begin)
    found = flow(team, first, first + timedelta(length))
    items, wip = found.items, found.series.wip
    done = found.finished[~np.isnan(items.cycle_days[found.finished])]
    days = (items.dates.started[done], items.dates.finished[done])
    told = littles_law.check(found.series.days, wip, *days, 0, team.settings)
    length, inside, finished, nights = slow_behaviour.littles_law(team, found.first, found.last)
    assert (told.days, told.finished) == (length, finished)
    assert told.wip == pytest.approx(inside / length if length else 0)
    assert told.nights == pytest.approx(nights / finished if finished else 0)


@given(random_teams.teams())
def test_the_proposal_is_a_percentile_of_the_last_ninety_days(team: Team) -> None:
    found = flow(team, team.today, team.today)
    done = team.finished_within(team.today - timedelta(89), team.today)
    lengths = [one for life in done if (one := team.cycle(life)) is not None]
    many = np.tile(found.items.cycle_days, 10), np.tile(found.counted_on, 10)
    told = service_level.expectation(*many, team.today, team.settings)
    assert (told is None) == (not lengths)
    assert told is None or told.days == pytest.approx(percentile(lengths, 85))


@given(series, st.integers(8, 40))
def test_limits_and_signals_are_those_of_exact_numbers(values: list[float], size: int) -> None:
    baseline = values[:size]
    found = xmr.limits(np.array(baseline))
    assert found is not None
    exact = slow_behaviour.limits(baseline)
    assert (found.centre, found.sigma, found.lower, found.upper) == pytest.approx(tuple(map(float, exact)))
    told = xmr.signals(np.array(values), found)
    rules = {name: getattr(told, name) for name in ("outside", "run", "two_of_three")}
    expected = slow_behaviour.signals(values, baseline)
    assert [{name for name, which in rules.items() if which[place]} for place in range(len(values))] == expected
