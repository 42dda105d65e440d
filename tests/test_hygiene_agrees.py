"""What each hygiene rule finds and moves, and the figures of quality, equal slow ones that were written separately."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.dashboards import answers
from altaclario.metrics.questions import HygieneQuestion, QualityQuestion
from altaclario.snapshots.snapshot import Board, Snapshot
from tests import building, random_teams, slow_hygiene
from tests.slow_figures import Team
from tests.slow_hygiene import OPEN, Seen

COLUMNS = frozenset({"In Progress", "Done"})
BOARD = Board("7", "Team", "scrum", (("Doing", ("In Progress",)), ("Done", ("Done",))))
firsts, lengths = st.integers(0, 25), st.integers(0, 20)
hanging = st.lists(st.integers(0, 5), min_size=60, max_size=60)


def _read(team: Team, parents: list[int]) -> Snapshot:
    shown = np.array([one.key in (team.board or ()) for one in team.items], np.bool_)
    found = building.snapshot(
        *team.items, sprints=team.sprints, statuses=team.statuses, boards=(BOARD,), on_board={"7": shown}
    )
    above = np.array([10 * one for one in parents[: len(team.items)]], np.uint32)
    return replace(found, items=replace(found.items, parent=above))


def _parents(team: Team, parents: list[int]) -> dict[str, str]:
    keys = [one.key for one in team.items]
    pairs = zip(keys, parents, strict=False)
    return {key: keys[place - 1] for key, place in pairs if 0 < place <= len(keys)}


@given(random_teams.crowds(), firsts, lengths, hanging, st.sampled_from((1, 3, 14)))
def test_each_rule_finds_what_a_person_would_and_moves_what_it_says(
    team: Team, begin: int, length: int, parents: list[int], untouched: int
) -> None:
    team.settings = replace(team.settings, untouched_days=untouched)
    first = date(2026, 3, 10) + timedelta(begin)
    board = None if team.board is None else "7"
    question = HygieneQuestion(first, first + timedelta(length), board)
    told = answers.answer(_read(team, parents), team.settings, question, team.today)
    seen = Seen(team, told.first, told.last, _parents(team, parents), COLUMNS)
    found = {one.rule.name: {told.items.key(place) for place in one.places.tolist()} for one in told.found}
    assert found == seen.found()
    doubt: dict[str, float] = {}
    for one in told.found:
        effect = one.effect.without
        assert (effect.cycle_days, effect.weekly, effect.in_progress) == pytest.approx(
            seen.headline(found[one.rule.name])
        )
        for key in found[one.rule.name]:
            doubt[key] = max(doubt.get(key, 0), one.weight)
    counted = {life.item.key for life in seen.finished} | {
        life.item.key for life in team.lives() if life.stage in slow_hygiene.WORKING
    }
    expected = 1 - sum(doubt.get(key, 0) for key in counted) / len(counted) if counted else None
    assert told.trust == pytest.approx(expected)


@given(random_teams.crowds(), firsts, lengths)
def test_defects_are_counted_as_a_person_would(team: Team, begin: int, length: int) -> None:
    first = date(2026, 3, 10) + timedelta(begin)
    board = None if team.board is None else "7"
    question = QualityQuestion(first, first + timedelta(length), board)
    told = answers.answer(_read(team, [0] * 60), team.settings, question, team.today)
    first, last = told.first, told.last
    own = [life for life in team.lives() if slow_hygiene.is_defect(life)]
    created = [team.day(life.created) for life in own]
    closed = [day for life in own if (day := team.counted_day(life))]
    assert told.inflow.created.tolist() == slow_hygiene.weekly(team, created, first, last)
    assert told.inflow.closed.tolist() == slow_hygiene.weekly(team, closed, first, last)
    ends = [(team.day(at), again) for life in own for at, again in slow_hygiene.closings(team, life)]
    inside = [again for day, again in ends if first <= day <= last]
    assert (told.returns.closings, told.returns.reopened) == (len(inside), sum(inside))
    ages = sorted(team.touched(team.day(life.created), team.today) for life in own if life.stage in OPEN)
    assert sorted(told.open.days.tolist()) == ages
    assert told.open.days.tolist() == ages[::-1]
    done = team.finished_within(first, last)
    assert (told.share.finished, told.share.of_them) == (len(done), sum(slow_hygiene.is_defect(one) for one in done))
