"""Each cell of the explore page equals what a person would count with dates and loops, on random histories."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.dashboards import answers
from altaclario.dashboards.explore.answers import ExploreAnswer
from altaclario.metrics.questions import ExploreQuestion, Measured, Over
from tests import building, random_teams
from tests.slow_figures import WORKING, Life, Team, percentile, stage_before

pytestmark = pytest.mark.any_database
MEASURES: tuple[Measured, ...] = ("finished", "started", "created", "progress", "cycle", "lead")
OVERS: tuple[Over, ...] = ("none", "week", "month")


def explored(team: Team, question: ExploreQuestion) -> ExploreAnswer:
    read = building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses)
    return answers.answer(read, team.settings, question, team.today)


def period(day: date, first: date, over: Over, week_start: int) -> date:
    """The first day of the period of a day, cut by the window."""
    if over == "none":
        return first
    begins = day.replace(day=1) if over == "month" else day - timedelta((day.weekday() - week_start) % 7)
    return max(begins, first)


def day_of(team: Team, life: Life, measure: Measured) -> date | None:
    if measure == "created":
        return team.day(life.created)
    if measure == "started":
        return life.started and team.day(life.started)
    return team.counted_day(life)


@given(random_teams.teams(), st.sampled_from(MEASURES), st.sampled_from(OVERS), st.integers(0, 40))
def test_every_cell_is_what_can_be_counted_by_hand(team: Team, measure: Measured, over: Over, back: int) -> None:
    first = team.today - timedelta(back)
    answer = explored(team, ExploreQuestion(first, team.today, measure, "type", over))
    expected: dict[tuple[str, date], list[float]] = {}
    for life in team.lives(on_board_only=False):
        if measure == "progress":
            for begin, end in zip(answer.begins, [*answer.begins[1:], team.today + timedelta(1)], strict=True):
                if stage_before(life.history, team.end_of(end - timedelta(1))) in WORKING:
                    expected.setdefault((life.item.type, begin), []).append(1)
            continue
        day = day_of(team, life, measure)
        value = {"cycle": team.cycle(life), "lead": team.lead(life)}.get(measure, 1)
        if day is not None and first <= day <= team.today and value is not None:
            begin = period(day, first, over, team.settings.week_start)
            expected.setdefault((life.item.type, begin), []).append(value)
    length = measure in ("cycle", "lead")
    cells = {key: percentile(values, 85) if length else len(values) for key, values in expected.items()}
    found = {
        (str(name), begin): value
        for name, row in zip(answer.groups.names, answer.grid.cells.tolist(), strict=True)
        for begin, value in zip(answer.begins, row, strict=True)
        if not np.isnan(value) and value
    }
    assert found == pytest.approx(cells)


@given(random_teams.teams(), st.sampled_from(MEASURES[:3]), st.sampled_from(OVERS))
def test_the_groups_add_up_and_the_list_is_as_long(team: Team, measure: Measured, over: Over) -> None:
    answer = explored(team, ExploreQuestion(team.today - timedelta(30), team.today, measure, "type", over))
    assert answer.grid.cells.sum() == answer.grid.total.sum() == len(answer.places)
