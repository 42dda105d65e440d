"""From an address to a question: what is understood, what falls back, and the links that change it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from altaclario.charts.messages import english
from altaclario.charts.panels import Filter
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Board, Snapshot
from tests.building import item, snapshot, sprint

TODAY = date(2026, 3, 23)
BOARDS = (Board("4", "Payments", "scrum"), Board("5", "Web", "scrum"))


def _team() -> Snapshot:
    shown = {"4": np.array([True]), "5": np.array([False])}
    some = [
        sprint("S1", "2026-03-02 09:00", "2026-03-13 17:00", board="4"),
        sprint("S2", "2026-03-16 09:00", board="4"),
        sprint("S3", state="future", board="4"),
        sprint("S7", "2026-02-16 09:00", "2026-02-27 17:00", board="5"),
    ]
    return snapshot(item("PAY-1"), sprints=some, on_board=shown, boards=BOARDS)


def _flow(**query: str) -> Asked:
    return flow_asked.asked(query, _team(), Settings(), TODAY)


def _sprint(**query: str) -> Asked:
    return sprint_asked.asked(query, _team(), Settings(), TODAY)


def _links(asked: Asked, name: str) -> dict[str, str]:
    return {english(one.word): one.query for one in _filter(asked, name).choices}


def _filter(asked: Asked, name: str) -> Filter:
    return next(one for one in asked.filters if english(one.name) == name)


def _note(asked: Asked) -> str:
    return " ".join(english(note) for note in asked.notes)


def test_an_empty_address_asks_for_twelve_weeks_of_everything() -> None:
    asked = _flow()
    assert (asked.question.first, asked.question.last) == (date(2025, 12, 30), TODAY)
    assert (asked.question.board, asked.settings.clock, asked.notes) == (None, "calendar", ())
    chosen = [english(one.chosen.word) for one in asked.filters]
    assert chosen == ["Last 12 weeks", "Today", "All", "Calendar days", "All of it"]
    assert (asked.today, asked.question.baseline) == (TODAY, "whole")


def test_a_link_keeps_the_rest_of_the_address_and_leaves_defaults_out() -> None:
    asked = _flow(window="30", board="5", clock="working")
    assert (asked.question.board, asked.settings.clock) == ("5", "working")
    assert _links(asked, "Window")["Last 12 weeks"] == "?board=5&clock=working"
    assert _links(asked, "Board") == {
        "All": "?window=30&clock=working",
        "Payments": "?window=30&board=4&clock=working",
        "Web": "?window=30&board=5&clock=working",
    }
    assert _links(asked, "Clock")["Calendar days"] == "?window=30&board=5"


def test_days_of_ones_own_become_the_window_and_the_form_keeps_the_rest() -> None:
    asked = _flow(**{"from": "2026-03-02", "to": "2026-03-06", "board": "4", "connection": "12"})
    assert (asked.question.first, asked.question.last) == (date(2026, 3, 2), date(2026, 3, 6))
    window = _filter(asked, "Window")
    assert english(window.chosen.word) == "2 Mar to 6 Mar 2026"
    assert window.dates is not None
    assert window.dates.kept == (("connection", "12"), ("board", "4"))


def test_one_day_alone_is_enough() -> None:
    only_from, only_to = _flow(**{"from": "2026-03-02"}), _flow(to="2026-03-06")
    assert (only_from.question.first, only_from.question.last) == (date(2026, 3, 2), TODAY)
    assert (only_to.question.first, only_to.question.last) == (date(2025, 12, 13), date(2026, 3, 6))
    assert (only_from.notes, only_to.notes) == ((), ())


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"window": "abc"}, '"abc" is no number. The last 12 weeks are shown.'),
        ({"window": "x" * 10_000}, f'"{"x" * 24}…" is no number. The last 12 weeks are shown.'),
        ({"window": "7"}, "7 days are no window that is offered. The last 12 weeks are shown."),
        ({"from": "2026-02-30"}, '"2026-02-30" is no day such as 2026-03-31. The last 12 weeks are shown.'),
        ({"from": "2026-03-09", "to": "2026-03-02"}, "The window would end on 2 Mar 2026, before it begins."),
        ({"from": "9999-12-31", "to": "9999-12-31"}, "31 Dec 9999 lies after the day that is shown."),
        ({"at": "9999-12-31"}, "31 Dec 9999 has not come yet. Today is shown."),
        ({"at": "1999-12-31"}, "Nothing is shown from before 1 Jan 2000. Today is shown."),
        ({"at": "yesterday"}, '"yesterday" is no day such as 2026-03-31. Today is shown.'),
        ({"baseline": "best"}, '"best" is no baseline; limits come from the whole window.'),
        ({"to": "0001-01-01"}, "Nothing is shown from before 1 Jan 2000."),
        ({"from": "0001-01-01", "to": "1999-12-31"}, "Nothing is shown from before 1 Jan 2000."),
        ({"board": "99"}, "Board 99 is not among those that were read. All items are shown."),
        ({"clock": "cuckoo"}, '"cuckoo" is no clock; lengths are in calendar days.'),
    ],
)
def test_what_means_nothing_falls_back_and_is_said(query: dict[str, str], note: str) -> None:
    asked = _flow(**query)
    assert _note(asked).startswith(note)
    assert (asked.question.first, asked.question.last) == (date(2025, 12, 30), TODAY)


@pytest.mark.asvs("2.2.3")
def test_a_window_that_is_too_long_or_reaches_beyond_today_is_cut_and_says_so() -> None:
    long, late = _flow(**{"from": "0001-01-01"}), _flow(**{"from": "2026-03-02", "to": "9999-12-31"})
    assert (long.question.first, _note(long)) == (
        date(2024, 3, 23),
        "At most two years are shown; the window begins on 23 Mar 2024.",
    )
    assert (late.question.last, _note(late)) == (
        TODAY,
        "31 Dec 9999 lies after the day that is shown; the window ends on 23 Mar 2026.",
    )


def test_a_past_day_moves_the_window_and_leads_to_its_neighbours() -> None:
    asked = _flow(at="2026-03-10", window="30", baseline="half")
    assert (asked.today, asked.question.last, asked.question.first) == (
        date(2026, 3, 10),
        date(2026, 3, 10),
        date(2026, 2, 9),
    )
    assert _links(asked, "As of")["Today"] == "?window=30&baseline=half"
    assert _links(asked, "Window")["Last 12 weeks"] == "?at=2026-03-10&baseline=half"
    assert asked.earlier is not None
    assert asked.later is not None
    assert (asked.earlier.query, asked.later.query) == (
        "?window=30&at=2026-03-09&baseline=half",
        "?window=30&at=2026-03-11&baseline=half",
    )
    assert _flow(at="2026-03-22").later is not None
    assert _flow(at="2026-03-22").later.query == "?"  # type: ignore[union-attr]  # asserted above
    assert (_flow().later, english(_filter(asked, "As of").chosen.word)) == (None, "10 Mar 2026")


def test_own_days_end_with_the_past_day_that_is_shown() -> None:
    asked = _flow(**{"at": "2026-03-10", "from": "2026-03-02", "to": "2026-03-20"})
    assert (asked.question.first, asked.question.last) == (date(2026, 3, 2), date(2026, 3, 10))
    assert _note(asked) == "20 Mar 2026 lies after the day that is shown; the window ends on 10 Mar 2026."


def test_what_a_team_expects_of_its_work_holds_on_its_own_clock() -> None:
    team = Settings(sle_days=8)
    assert flow_asked.asked({}, _team(), team, TODAY).settings.sle_days == 8
    other = flow_asked.asked({"clock": "working"}, _team(), team, TODAY)
    assert other.settings.sle_days is None
    assert "service level expectation is in calendar days" in _note(other)


def test_the_sprint_that_matters_most_is_shown_and_its_link_is_the_plain_address() -> None:
    asked = _sprint()
    assert asked.question.sprint == "2"
    assert _links(asked, "Sprint") == {"S3, planned": "?sprint=3", "S2, current": "?", "S1": "?sprint=1"}
    assert _links(asked, "Board") == {"Payments": "?", "Web": "?board=5"}
    assert (asked.earlier and asked.earlier.query, asked.later and asked.later.query) == ("?sprint=1", "?sprint=3")


def test_the_measure_stays_with_the_sprint_that_was_chosen() -> None:
    asked = _sprint(sprint="1", measure="points")
    assert (asked.question.sprint, asked.measure) == ("1", "points")
    assert _links(asked, "Measure") == {"Items": "?sprint=1", "Points": "?sprint=1&measure=points"}
    assert _links(asked, "Board")["Web"] == "?measure=points&board=5"


def test_a_board_shows_its_own_current_sprint() -> None:
    assert _sprint(board="5").question.sprint == "7"


@pytest.mark.parametrize(
    ("query", "sprint_id", "note"),
    [
        ({"sprint": "99"}, "2", "Sprint 99 is not among those that were read. The current sprint is shown."),
        ({"sprint": "S1"}, "2", "Sprint S1 is not among those that were read. The current sprint is shown."),
        ({"sprint": "1", "board": "5"}, "7", "S1 is no sprint of this board. The current sprint is shown."),
        ({"board": "99"}, "2", "Board 99 has no sprint that was read. All boards are looked at."),
        ({"measure": "hours"}, "2", '"hours" is no measure; items are counted.'),
    ],
)
def test_an_unknown_sprint_falls_back_and_is_said(query: dict[str, str], sprint_id: str, note: str) -> None:
    asked = _sprint(**query)
    assert (asked.question.sprint, _note(asked), asked.measure) == (sprint_id, note, "items")


def test_without_estimates_points_cannot_be_asked_for() -> None:
    asked = sprint_asked.asked({"measure": "points"}, replace(_team(), has_points=False), Settings(), TODAY)
    assert _note(asked) == "This tracker has no field for estimates; items are counted."
    assert "Measure" not in [english(one.name) for one in asked.filters]


def test_without_sprints_there_is_nothing_to_choose() -> None:
    asked = sprint_asked.asked({}, snapshot(item("PAY-1")), Settings(), TODAY)
    assert (asked.question.sprint, asked.earlier, asked.later) == (None, None, None)
