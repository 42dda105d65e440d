"""Every figure equals a slow one that was written separately, on random histories."""

from dataclasses import asdict, fields
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.dashboards import answers
from altaclario.metrics import burn, calendar, counting, known, reasons, sprints, stages, time_in_stage, velocity
from altaclario.metrics.questions import FlowQuestion
from altaclario.snapshots.snapshot import Snapshot, Stage
from tests import building, random_teams
from tests.slow_figures import Team, days, percentile

firsts, lengths = st.integers(0, 25), st.integers(0, 20)


def read(team: Team) -> Snapshot:
    shown = np.array([one.key in (team.board or ()) for one in team.items], np.bool_)
    return building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses, on_board={"7": shown})


def flow(team: Team, first: date, last: date) -> answers.FlowAnswer:
    question = FlowQuestion(first, last, board=None if team.board is None else "7")
    return answers.answer(read(team), team.settings, question, team.today)


@given(random_teams.teams())
def test_each_item_has_the_life_that_a_person_would_read_from_its_moves(team: Team) -> None:
    found = flow(team, team.today, team.today)
    expected = [
        {
            "key": life.item.key,
            "type": life.item.type,
            "stage": life.stage,
            "created": team.day(life.created),
            "started": life.started and team.day(life.started),
            "finished": life.finished and team.day(life.finished),
            "cycle_days": pytest.approx(team.cycle(life)),
            "lead_days": team.lead(life),
            "age_days": team.age(life),
            "flags": life.flags,
        }
        for life in team.lives()
    ]
    assert [asdict(row) | {"flags": set(row.flags)} for row in found.items] == expected
    assert found.left_out.get("no history", 0) == sum(life.is_dateless for life in team.lives())


@given(random_teams.teams(), firsts, lengths)
def test_the_figures_of_a_window_are_those_that_a_person_would_count(team: Team, begin: int, length: int) -> None:
    first = date(2026, 3, 10) + timedelta(begin)
    found = flow(team, first, first + timedelta(length))
    last = min(first + timedelta(length), team.today)
    done = team.finished_within(first, last)
    for spread, values in (
        (found.figures.cycle_days, [team.cycle(life) for life in done if team.cycle(life) is not None]),
        (found.figures.lead_days, [team.lead(life) for life in done]),
    ):
        assert spread.n == len(values)
        assert spread.percentiles == {one: pytest.approx(percentile(values, one)) for one in (50, 70, 85, 95)}
    weeks = team.weeks(first, last)
    assert found.figures.throughput.total == len(done)
    assert found.figures.throughput.per_week_median == percentile(weeks, 50)
    assert found.figures.throughput.per_week_min == min(weeks, default=None)
    assert found.figures.throughput.per_week_max == max(weeks, default=None)
    assert [found.items.key(place) for place in found.finished] == [life.item.key for life in done]
    assert found.remarks.get("no history", 0) == found.figures.throughput.total - found.figures.cycle_days.n
    assert found.figures.flow_efficiency == pytest.approx(team.flow_efficiency(first, last))
    if last >= first:
        assert found.figures.wip == team.band(Stage.ACTIVE, last) + team.band(Stage.WAITING, last)
        assert found.figures.total_age_days == team.total_age(last)
        ages = team.ages(last)
        assert {one.key: one.age_days for one in found.in_progress} == ages
        assert len(found.in_progress) == found.figures.wip
        assert [one.age_days or 0 for one in found.in_progress] == sorted(age or 0 for age in ages.values())[::-1]


@given(random_teams.teams(), firsts, lengths)
def test_the_series_show_what_was_known_at_the_end_of_each_day(team: Team, begin: int, length: int) -> None:
    first = date(2026, 3, 10) + timedelta(begin)
    series = flow(team, first, first + timedelta(length)).series
    window = days(first, min(first + timedelta(length), team.today))
    shown = (Stage.BACKLOG, Stage.ACTIVE, Stage.WAITING, Stage.DONE)
    assert series.cfd_rows() == [(day, *(team.band(stage, day) for stage in shown)) for day in window]
    assert series.wip_rows() == [(day, active + waiting) for day, _, active, waiting, _ in series.cfd_rows() or ()]
    assert series.throughput.tolist() == (team.throughput(window[0], window[-1]) if window else [])
    weeks = zip(series.weeks.begins, series.weeks.items.tolist(), series.weeks.days.tolist(), strict=True)
    assert list(weeks) == (team.parts_of_weeks(window[0], window[-1]) if window else [])
    done = [team.band(Stage.DONE, day) for day in window]
    assert series.edges is not None
    assert series.edges.departures.tolist() == [one - min(done) for one in done]
    assert (series.edges.arrivals - series.edges.departures).tolist() == series.wip.tolist()
    for column, dates in (
        (series.arrivals.created, [team.day(life.created) for life in team.lives()]),
        (series.arrivals.started, [life.started and team.day(life.started) for life in team.lives()]),
    ):
        assert column.tolist() == [dates.count(day) for day in window]


@given(random_teams.teams())
def test_time_in_stage_is_the_sum_of_the_stays(team: Team) -> None:
    until = int(team.until.timestamp())
    then = known.by(read(team), until)
    stays = stages.stays(then, team.settings, counting.base_level(then))
    expected = [list(team.time_in_stage(life).values()) for life in team.lives(on_board_only=False)]
    assert time_in_stage.seconds(stays, team.settings, until).tolist() == expected


@given(random_teams.teams())
def test_each_sprint_has_the_sets_and_points_that_its_history_tells(team: Team) -> None:
    until = int(team.until.timestamp())
    then = known.by(read(team), until)
    stays = stages.stays(then, team.settings, counting.base_level(then))
    assert reasons.of_sprints(then) == [team.reason(one) for one in team.sprints]
    told = np.array([team.reason(one) is None for one in team.sprints], np.bool_)
    played = sprints.replay(then, stays, until, told)
    for index in np.flatnonzero(told):
        found = sprints.scope(played, int(index))
        expected = team.scope(team.sprints[index])
        assert {name: {then.key(row) for row in getattr(found, name)} for name in expected} == expected
        committed, completed = expected["commitment"], expected["completed"]
        assert found.say_do == (len(committed & completed) / len(committed) if committed else None)
        assert found.points is not None
        assert asdict(found.points) == team.points
        changed = sprints.re_estimated(then, stays, until, int(index))
        assert {then.key(row) for row in changed} == team.re_estimated


@given(random_teams.teams())
def test_velocity_and_burn_agree_with_the_scope(team: Team) -> None:
    until = int(team.until.timestamp())
    then = known.by(read(team), until)
    stays = stages.stays(then, team.settings, counting.base_level(then))
    told = [one for one in team.sprints if team.reason(one) is None]
    for one in told:
        steps = burn.burn(then, stays, team.settings, until, team.sprints.index(one))
        columns = (steps.scope_items, steps.done_items, steps.scope_points, steps.done_points)
        rows = [tuple(column[place] for column in columns) for place in range(len(steps.days))]
        assert rows == team.burn(one)
        scopes = [*pairwise(team.scopes(one))]
        assert [{then.key(row) for row in rows} for rows in steps.came] == [now - before for before, now in scopes]
        assert [{then.key(row) for row in rows} for rows in steps.went] == [before - now for before, now in scopes]
    closed = [one for one in told if one.board == "1" and team.state(one) == "closed"]
    closed.sort(key=lambda one: one.activated)
    speed = velocity.velocity(then, stays, until, "1")
    assert [team.sprints[index] for index in speed.sprints] == closed
    assert speed.items.tolist() == [len(team.scope(one)["completed"]) for one in closed]
    assert speed.committed_items.tolist() == [len(team.scope(one)["commitment"]) for one in closed]
    assert velocity.newest(speed, 2).items.tolist() == speed.items.tolist()[-2:]


@given(random_teams.teams())
def test_points_add_up(team: Team) -> None:
    until = int(team.until.timestamp())
    then = known.by(read(team), until)
    stays = stages.stays(then, team.settings, counting.base_level(then))
    told = np.array([reason is None for reason in reasons.of_sprints(then)], np.bool_)
    played = sprints.replay(then, stays, until, told)
    for index in np.flatnonzero(told):
        points = sprints.scope(played, int(index)).points
        assert points is not None
        assert points.commitment + points.added - points.removed + points.re_estimated == points.in_scope_at_end


@given(random_teams.teams())
def test_the_columns_are_cut_before_the_end_of_today(team: Team) -> None:
    until = calendar.start_of(team.today + timedelta(1), team.settings.zone)
    then = known.by(read(team), until)
    assert known.by(then, until) is then
    for columns in then.tables():
        lengths = {len(getattr(columns, column.name)) for column in fields(columns)}
        assert len(lengths) <= 2
    assert all(column.max(initial=0) < until for column in (then.items.created, then.transitions.at))
