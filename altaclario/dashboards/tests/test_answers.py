"""The door: boards, loading history, and what is asked for."""

from datetime import date

import numpy as np
import pytest

from altaclario.dashboards import answers
from altaclario.dashboards.answers import NoSuchBoard
from altaclario.metrics.questions import FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from tests.building import instant, item, snapshot, sprint

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 13)
FLOW = FlowQuestion(FIRST, LAST)
MOVES = ("2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress", "2026-03-10 09:00 Done")


def test_an_empty_tracker_has_an_empty_answer() -> None:
    told = answers.answer(snapshot(), Settings(), FLOW, LAST)
    assert (len(told.items), told.figures.wip, told.figures.throughput.total) == (0, 0, 0)
    assert told.figures.cycle_days.percentiles == dict.fromkeys((50, 70, 85, 95))
    assert len(told.series.throughput_rows()) == 12


def test_a_board_shows_its_own_items_and_says_how_many_it_leaves_out() -> None:
    team = snapshot(item("PAY-1", *MOVES), item("PAY-2", *MOVES), on_board={"4": np.array([False, True])})
    told = answers.answer(team, Settings(), FlowQuestion(FIRST, LAST, board="4"), LAST)
    assert [one.key for one in told.items] == ["PAY-2"]
    assert told.left_out == {"not on the board": 1}
    with pytest.raises(NoSuchBoard, match=r"Board 5 was not read. Boards that were: 4."):
        answers.answer(team, Settings(), FlowQuestion(FIRST, LAST, board="5"), LAST)


def test_a_board_narrows_the_choice_of_sprints_and_not_their_scope() -> None:
    inside = [("S1", "2026-03-01 09:00")]
    own, other = sprint("S1", "2026-03-02 09:00", board="4"), sprint("S2", "2026-03-03 09:00", board="5")
    team = snapshot(item("PAY-1", *MOVES, sprints=inside), sprints=[own, other], on_board={"4": np.array([False])})
    told = answers.answer(team, Settings(), SprintQuestion(FIRST, LAST, board="4"), LAST)
    assert told.sprint.name == "S1"
    assert told.sets is not None
    assert told.sets.commitment == ("PAY-1",)


def test_while_history_is_loading_only_complete_days_are_answered() -> None:
    team = snapshot(
        item("PAY-1", *MOVES, sprints=[("S1", "2026-03-01 09:00"), ("S2", "2026-03-09 09:00")]),
        sprints=[sprint("S1", "2026-03-02 09:00", "2026-03-06 17:00"), sprint("S2", "2026-03-09 09:00")],
        complete_from=instant("2026-03-05 12:00"),
    )
    told = answers.answer(team, Settings(), FLOW, LAST)
    assert (told.first, told.last) == (date(2026, 3, 6), LAST)
    assert told.series.cfd_rows() is None
    assert told.reasons["cfd"] == told.reasons["window"] == "not all of the history is read"
    assert told.figures.throughput.total == 1
    early = answers.answer(team, Settings(), FlowQuestion(FIRST, date(2026, 3, 4)), LAST)
    assert (early.figures.wip, early.reasons["wip"]) == (None, "not all of the history is read")
    first, second = (
        answers.answer(team, Settings(), SprintQuestion(FIRST, LAST, sprint=name), LAST) for name in ("S1", "S2")
    )
    assert (first.reason, second.reason) == ("not all of the history is read", None)


def test_days_after_today_are_not_answered() -> None:
    told = answers.answer(snapshot(item("PAY-1", *MOVES)), Settings(), FLOW, date(2026, 3, 4))
    assert told.last == date(2026, 3, 4)
    assert told.figures.wip == 1
    future = answers.answer(snapshot(item("PAY-1", *MOVES)), Settings(), FLOW, date(2026, 3, 1))
    assert (future.figures.wip, future.reasons["wip"]) == (None, "the window holds no day up to today")
