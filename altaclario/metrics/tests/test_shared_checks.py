"""What must hold for each figure, whatever it counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from altaclario.metrics import (
    arrivals,
    blocked,
    burn,
    calendar,
    cfd,
    durations,
    ends,
    lifecycle,
    littles_law,
    pace,
    percentiles,
    samples,
    service_level,
    sprints,
    throughput,
    time_in_stage,
    velocity,
    wip,
    workdays,
    xmr,
)
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Snapshot, Stage
from tests import building
from tests.building import Item, item, snapshot, stays_of

FIRST, LAST = date(2026, 3, 27), date(2026, 4, 10)
UNTIL = building.instant("2026-04-11 00:00")
SPRINT = building.sprint("S1", "2026-03-28 09:00", "2026-04-09 17:00")

Figure = Callable[[Snapshot, Settings], Any]


def _lives(team: Snapshot, settings: Settings) -> lifecycle.Lives:
    return lifecycle.lives(team, settings, stays_of(team, settings))


def _lengths(team: Snapshot, settings: Settings) -> list[Any]:
    lives = _lives(team, settings)
    dates = durations.dates(lives, settings)
    today = np.datetime64(LAST, "D")
    columns = (
        durations.cycle_days(lives, dates, settings),
        durations.lead_days(dates, settings),
        durations.age_days(lives, dates, today, settings),
    )
    return [sorted(column[~np.isnan(column)].tolist()) for column in columns]


def _spread(team: Snapshot, settings: Settings) -> Any:
    lives = _lives(team, settings)
    days = durations.cycle_days(lives, durations.dates(lives, settings), settings)
    return percentiles.spread(days[~np.isnan(days)], settings.percentiles)


def _throughput(team: Snapshot, settings: Settings) -> Any:
    finished = workdays.counted_days(durations.dates(_lives(team, settings), settings).finished, settings)
    daily = throughput.per_day(finished, FIRST, LAST)
    return daily.tolist(), throughput.throughput(daily, FIRST)


def _arrivals(team: Snapshot, settings: Settings) -> Any:
    found = arrivals.arrivals(durations.dates(_lives(team, settings), settings), FIRST, LAST)
    return found.created.tolist(), found.started.tolist()


def _bands(team: Snapshot, settings: Settings) -> Any:
    bands = cfd.flow(stays_of(team, settings), settings, FIRST, LAST)
    return [band.tolist() for band in (bands.backlog, bands.active, bands.waiting, bands.done, bands.wip)]


def _total_age(team: Snapshot, settings: Settings) -> Any:
    return wip.total_age_days(stays_of(team, settings), _lives(team, settings), settings, LAST)


def _ageing(team: Snapshot, settings: Settings) -> Any:
    found = wip.ageing(stays_of(team, settings), _lives(team, settings), settings, LAST)
    return found.days.tolist()


def _time_in_stage(team: Snapshot, settings: Settings) -> Any:
    spent = time_in_stage.seconds(stays_of(team, settings), settings, UNTIL)
    return sorted(map(tuple, spent.tolist()))


def _efficiency(team: Snapshot, settings: Settings) -> Any:
    done = np.flatnonzero(_lives(team, settings).finished != NEVER)
    return time_in_stage.flow_efficiency(stays_of(team, settings), team, settings, done)


def _scope(team: Snapshot, settings: Settings) -> Any:
    found = sprints.scope(sprints.replay(team, stays_of(team, settings), UNTIL, np.array([True])), 0)
    sets = (found.commitment, found.added, found.removed, found.done_before_start, found.completed, found.not_completed)
    return [sorted(team.key(row) for row in one) for one in sets], found.points, found.say_do


def _velocity(team: Snapshot, settings: Settings) -> Any:
    found = velocity.velocity(team, stays_of(team, settings), UNTIL, "")
    return found.items.tolist(), found.points is not None and found.points.tolist()


def _burn(team: Snapshot, settings: Settings) -> Any:
    steps = burn.burn(team, stays_of(team, settings), settings, UNTIL, 0)
    assert steps.scope_points is not None
    return steps.scope_items.tolist(), steps.done_items.tolist(), steps.scope_points.tolist()


def _pace(team: Snapshot, settings: Settings) -> Any:
    lives = _lives(team, settings)
    done = np.flatnonzero(lives.finished != NEVER)
    steps = pace.steps(team, lives, settings, done)
    found = pace.leavings(steps, steps.status, settings)
    return sorted(zip(found.place.tolist(), found.days.tolist(), strict=True))


def _blocked(team: Snapshot, settings: Settings) -> Any:
    stays = stays_of(team, settings)
    found, count = blocked.spells(team, stays, UNTIL), len(stays.items)
    columns = (blocked.times(found, count).tolist(), blocked.days(found, settings, count).tolist())
    since = blocked.since(team, stays, UNTIL)
    return sorted(zip(*columns, strict=True)), since[since != NEVER].tolist()


def _law(team: Snapshot, settings: Settings) -> Any:
    lives = _lives(team, settings)
    dates = durations.dates(lives, settings)
    done = np.flatnonzero(lives.finished != NEVER)
    wip = cfd.flow(stays_of(team, settings), settings, FIRST, LAST).wip
    days = calendar.days_of(FIRST, LAST)
    found = littles_law.check(days, wip, dates.started[done], dates.finished[done], 0, settings)
    return found.wip, found.per_day, found.nights


def _hits(team: Snapshot, settings: Settings) -> Any:
    lives = _lives(team, settings)
    return service_level.hits(durations.cycle_days(lives, durations.dates(lives, settings), settings), 4)


def _behaviour(team: Snapshot, settings: Settings) -> Any:
    daily, _ = _throughput(team, settings)
    found = xmr.limits(np.array(daily, np.float64))
    assert found is not None
    told = xmr.signals(np.array(daily, np.float64), found)
    return found.centre, found.upper, told.any.tolist()


def _sample(team: Snapshot, settings: Settings) -> Any:
    every_day = replace(settings, weekdays="1111111")
    finished = durations.dates(_lives(team, every_day), every_day).finished
    return samples.sample(finished, FIRST, LAST, every_day).items.tolist()


def _ends(team: Snapshot, settings: Settings) -> Any:
    found = ends.of(stays_of(team, settings), replace(settings, weekdays="1111111"))
    return sorted(str(one) for one in found.entered), int(np.count_nonzero(~np.isnat(found.left)))


FIGURES: list[Figure] = [
    *(_lengths, _spread, _throughput, _arrivals, _bands, _total_age, _ageing),
    *(_time_in_stage, _efficiency, _scope, _velocity, _burn),
    *(_pace, _blocked, _law, _hits, _behaviour, _sample, _ends),
]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.__name__.strip("_"))

SOME = (
    item(
        "PAY-1",
        *("2026-03-27 09:00 To Do", "2026-03-28 23:30 In Progress", "2026-03-30 09:00 Testing"),
        "2026-04-01 21:30 Done",
        estimate=3,
        sprints=[("S1", "2026-03-27 10:00")],
        flagged=[("2026-03-29 10:00", "2026-03-29 16:00")],
    ),
    item(
        "PAY-2",
        "2026-03-29 22:30 In Progress",
        estimate=5,
        sprints=[("S1", "2026-04-02 22:30")],
        flagged=[("2026-04-05 09:00",)],
    ),
    item("PAY-3", "2026-03-27 22:30 To Do", "2026-04-04 23:00 Done", estimate=0.5),
)


def _team(*items: Item) -> Snapshot:
    return snapshot(*items, sprints=[SPRINT])


@each_figure
def test_an_empty_snapshot_gives_an_empty_answer(figure: Figure) -> None:
    told = str(figure(_team(), Settings()))
    assert "nan" not in told.lower()
    assert not any(digit in told.split("percentiles")[0].replace("0", "") for digit in "123456789")


@each_figure
def test_one_item_is_enough(figure: Figure) -> None:
    nothing = figure(_team(), Settings())
    assert any(figure(_team(one), Settings()) != nothing for one in SOME)


@each_figure
def test_the_order_of_rows_does_not_matter(figure: Figure) -> None:
    assert figure(_team(*SOME), Settings()) == figure(_team(*reversed(SOME)), Settings())


@each_figure
def test_only_what_speaks_of_days_depends_on_the_zone(figure: Figure) -> None:
    here, there = figure(_team(*SOME), Settings()), figure(_team(*SOME), Settings(zone="Europe/Rome"))
    by_days = (_lengths, _spread, _throughput, _arrivals, _bands, _total_age, _ageing, _burn)
    by_days += (_pace, _law, _hits, _behaviour, _sample, _ends)
    assert (here != there) == (figure in by_days)


@each_figure
def test_the_longest_and_the_shortest_day_of_the_year_are_days(figure: Figure) -> None:
    """A team far from midnight reads the same in a zone that changes its clocks and in one that does not."""
    at_noon = item(
        "PAY-1",
        *("2026-03-27 11:00 To Do", "2026-03-28 12:00 In Progress", "2026-03-30 11:00 Done"),
        sprints=[("S1", "2026-03-27 12:00")],
    )
    assert figure(_team(at_noon), Settings(zone="Europe/Rome")) == figure(_team(at_noon), Settings(zone="Africa/Lagos"))


@each_figure
def test_open_items_are_not_finished(figure: Figure) -> None:
    told = figure(_team(SOME[1]), Settings())
    expected = {
        _lengths: [[], [], [13]],
        _spread: percentiles.spread(np.zeros(0), (50, 70, 85, 95)),
        _throughput: ([0] * 15, throughput.Throughput(0, 0, 0, 0)),
        _total_age: 13,
        _ageing: [13],
        _efficiency: None,
        _velocity: ([0], [0.0]),
        _pace: [],
        _hits: service_level.Hits(0, 0),
        _sample: [0] * 15,
        _ends: ([], 0),
    }
    assert told == expected.get(figure, told)
    if figure is _bands:
        assert told[3] == [0] * 15
    if figure is _scope:
        assert told[0] == [[], ["PAY-2"], [], [], [], ["PAY-2"]]


@each_figure
def test_cancelled_items_are_neither_finished_nor_in_progress(figure: Figure) -> None:
    never = Settings(stages={"Done": Stage.CANCELLED, "Testing": Stage.WAITING})
    told = figure(_team(SOME[0], SOME[2]), never)
    expected = {
        _lengths: [[], [], []],
        _throughput: ([0] * 15, throughput.Throughput(0, 0, 0, 0)),
        _total_age: 0,
        _ageing: [],
        _velocity: ([0], [0.0]),
        _pace: [],
        _hits: service_level.Hits(0, 0),
        _sample: [0] * 15,
        _ends: ([], 0),
    }
    assert told == expected.get(figure, told)
    if figure is _blocked:
        assert told[1] == []
    if figure is _bands:
        assert [band[-1] for band in told] == [0] * 5
    if figure is _scope:
        assert told[0][-2:] == [[], ["PAY-1"]]
