"""The sprint page of small teams: sprints that run, that are over, and those of which little is known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from altaclario.charts.messages import english
from altaclario.dashboards import answers
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.sprint import page as sprint_page
from altaclario.dashboards.tests.asking import PLAIN, chart, figure, listed, said, sprint, value
from altaclario.snapshots.snapshot import Snapshot
from tests.building import Item, item, snapshot
from tests.building import sprint as planned

PLANNED = "2026-02-27 15:00"
NEW = "2026-02-20 09:00 To Do"


def _team(state: str = "closed", *others: Item) -> Snapshot:
    """Committed: 1, 2, 3. Number 4 comes on the 5th, 3 goes out on the 6th, 1 gets done."""
    end = {"completed": "2026-03-13 17:00"} if state == "closed" else {}
    more = {} if state == "closed" else {"end": planned("S1", "2026-03-02 09:00", "2026-03-13 17:00").end}
    return snapshot(
        item("PAY-1", NEW, "2026-03-04 09:00 Done", estimate=3, sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, "2026-03-05 09:00 In Progress", estimate=5, sprints=[("S1", PLANNED)]),
        item("PAY-3", NEW, estimate=2, sprints=[("S1", PLANNED, "2026-03-06 09:00")]),
        item("PAY-4", NEW, estimate=1, sprints=[("S1", "2026-03-05 09:00")]),
        *others,
        sprints=[planned("S1", "2026-03-02 09:00", end.get("completed"), **more)],
    )


def test_a_running_sprint_says_what_is_done_what_is_left_and_what_moved() -> None:
    page = sprint(_team("active"), "2026-03-06")
    assert said(page) == "1 item done, 2 left. 3 items committed. 1 item came in later, 1 went out."
    assert [value(page, name) for name in ("Done", "Left", "Scope change")] == ["1 item", "2 items", "+1 −1 items"]
    assert english(page.as_of).startswith("S1 · 2 Mar to 13 Mar 2026 · 5 working days left")
    assert [row[:4] for row in listed(page)] == [
        ["PAY-2", "In Progress", "2 d", "too little to compare"],
        ["PAY-4", "To Do", "–", "not started"],
    ]
    assert [row[-1] for row in listed(page)] == ["", "added later"]


def test_a_running_sprint_says_how_likely_all_of_it_is_by_its_end() -> None:
    """Each working day before Friday the 6th two items were finished or none; five days are left for two of them."""
    days = [date(2026, 1, 5) + timedelta(one) for one in range(60)]
    worked = [day for day in days if day.weekday() < 5][:44:2]
    done = [item(f"WEB-{n}", NEW, f"{day} 09:00 Done") for n, day in enumerate([*worked, *worked], 1)]
    page = sprint(_team("active", *done), "2026-03-06")
    assert value(page, "Finish all of it") == "97 %"
    assert english(figure(page, "Finish all of it").context) == "2 items or more with 50\u202f%"
    assert said(page).endswith("All of it by 13 Mar 2026 is 97\u202f% likely.")


def test_a_sprint_of_a_team_that_finished_little_says_why_it_has_no_odds() -> None:
    page = sprint(_team("active"), "2026-03-06")
    assert value(page, "Finish all of it") == "–"
    assert english(figure(page, "Finish all of it").context) == "it needs 10 finished items, the history has 1"
    over = sprint(_team("active"), "2026-03-13")
    assert value(over, "Finish all of it") == "–"


@pytest.mark.parametrize(
    ("closed", "since", "figure_says", "chart_says"),
    [
        ([], 0, "no sprint has been closed yet", "No sprint has been closed yet"),
        (["2026-02-13 17:00"], 0, "no closed sprint has a history", "No closed sprint has a history"),
        (
            ["2026-02-13 17:00"],
            2**31,
            "the history is still being read",
            "The history of closed sprints is still being read",
        ),
    ],
)
def test_a_team_without_velocity_says_why_it_has_none(
    closed: list[str], since: int, figure_says: str, chart_says: str
) -> None:
    past = [planned("S0", "2026-02-02 09:00", end) for end in closed]
    team = snapshot(item("PAY-1", NEW), sprints=[*past, planned("S1", "2026-03-02 09:00")])
    page = sprint(replace(team, complete_from=since), "2026-03-06")
    assert english(figure(page, "Velocity").context) == figure_says
    assert english(chart(page, "outcomes").finding) == chart_says


def test_what_was_begun_and_went_back_to_the_backlog_is_not_called_new() -> None:
    moves = (NEW, "2026-03-03 09:00 In Progress", "2026-03-05 09:00 To Do")
    back = item("PAY-1", *moves, sprints=[("S1", PLANNED)])
    page = sprint(snapshot(back, sprints=[planned("S1", "2026-03-02 09:00")]), "2026-03-06")
    ((_, _, age, compared, _, started),) = [row[:6] for row in listed(page)]
    assert (age, compared, started) == ("–", "back in backlog", "3 Mar 2026")


def test_the_days_to_come_show_an_even_pace_alone() -> None:
    twin = chart(sprint(_team("active"), "2026-03-06"), "burn-up").twin
    rows = [[english(cell) for cell in row] for row in twin.rows]
    assert rows[3] == ["5 Mar 2026", "4", "1", "1.2", "PAY-4", ""]
    assert rows[4] == ["6 Mar 2026", "3", "1", "1.5", "", "PAY-3"]
    assert rows[-1] == ["13 Mar 2026", "–", "–", "3", "", ""]


def test_at_risk_is_what_is_older_than_most_finished_work_was_in_its_status() -> None:
    # Ten items left In Progress at 1 … 10 days of age: 85 % of them within 9. On the 13th PAY-91 is 12 days old there,
    # PAY-92 is 9, PAY-93 waits in Testing, which nobody has left yet, and PAY-94 has not begun.
    inside = {"sprints": [("S1", PLANNED)]}
    past = [
        item(f"PAY-{age}", NEW, "2026-02-02 09:00 In Progress", f"2026-02-{age + 1:02} 09:00 Done")
        for age in range(1, 11)
    ]
    open_ = [
        item("PAY-91", NEW, "2026-03-02 10:00 In Progress", **inside),
        item("PAY-92", NEW, "2026-03-05 10:00 In Progress", **inside),
        item("PAY-93", NEW, "2026-03-02 10:00 In Progress", "2026-03-03 10:00 Testing", **inside),
        item("PAY-94", NEW, **inside),
    ]
    team = snapshot(*past, *open_, sprints=[planned("S1", "2026-03-02 09:00")])
    page = sprint(team, "2026-03-13")
    risk = figure(page, "At risk")
    assert (value(page, "At risk"), english(risk.doubt)) == ("1 item", "1 in a status without a pace")
    assert english(risk.context) == "of 3 in progress: age above 85 % in their status"
    assert [row[3] for row in listed(page)] == ["above 95 %", "too little to compare", "above 70 %", "not started"]
    assert english(chart(page, "ageing").finding).endswith("in its status: PAY-91")
    rows = {english(name): english(words) for name, words in risk.recipe.rows}
    assert (rows["Which"], rows["Of"]) == ("PAY-91", "what is left of the sprint")


def test_nothing_is_at_risk_in_a_sprint_that_is_over_and_nobody_can_say_without_a_pace() -> None:
    assert "At risk" not in [english(one.name) for one in sprint(_team(), "2026-03-20").figures]
    unknown = figure(sprint(_team("active"), "2026-03-06"), "At risk")
    assert (english(unknown.value), english(unknown.context)) == ("–", "needs 10 finished items that left a status")


def test_a_closed_sprint_is_measured_by_what_was_committed() -> None:
    page = sprint(_team(), "2026-03-20")
    assert said(page) == (
        "33 % of the 3 committed items were completed. 1 item came in later, 1 went out. 2 items not completed."
    )
    assert (value(page, "Say/do"), value(page, "Velocity")) == ("33 %", "1 item a sprint")
    assert english(page.items.title) == "Not completed, oldest first"
    assert [one.name for one in page.charts] == ["burn-up", "scope", "outcomes"]


def test_in_points_figures_and_charts_count_points_and_the_list_stays() -> None:
    page = sprint(_team(), "2026-03-20", measure="points")
    assert [value(page, name) for name in ("Done", "Left", "Scope change")] == ["3 points", "6 points", "+1 −2 points"]
    assert english(figure(page, "Left").context).startswith("2 items")
    assert english(chart(page, "burn-up").finding) == "3 of 9 points in scope are done"
    assert len(listed(page)) == 2


def test_everything_done_leaves_an_empty_list_that_says_so() -> None:
    team = snapshot(item("PAY-1", NEW, "2026-03-04 09:00 Done", sprints=[("S1", PLANNED)]), sprints=["S1"])
    page = sprint(team, "2026-03-06")
    assert english(page.answer) == "1 item done, nothing is left."
    assert (listed(page), english(page.items.empty)) == ([], "Nothing is left in the sprint.")


@pytest.mark.parametrize(
    ("which", "answer"),
    [
        ("3", "S3 has not started yet."),
        ("4", "S4 has no dates: nobody can say what was committed."),
        ("5", "The tracker gave no history of S5: nobody can say what was committed."),
    ],
)
def test_without_a_history_the_page_says_why_and_lists_who_is_in_it(which: str, answer: str) -> None:
    team = snapshot(
        item("PAY-1", NEW, sprints=[("S1", PLANNED)]),
        item("PAY-2", NEW, sprints=[(f"S{which}", PLANNED)], recorded=which != "5"),
        sprints=[
            planned("S1", "2026-03-02 09:00"),
            planned("S3", state="future"),
            planned("S4"),
            planned("S5", "2026-03-02 09:00", "2026-03-13 17:00"),
        ],
    )
    page = sprint(team, "2026-03-20", sprint=which)
    assert said(page) == f"{answer} 1 item is in it today."
    assert [row[0] for row in listed(page)] == ["PAY-2"]
    assert english(chart(page, "burn-up").why) == answer
    assert [english(one.name) for one in page.figures] == ["Velocity"]


def test_a_tracker_without_sprints_has_a_page_of_words() -> None:
    team, today = snapshot(item("PAY-1", NEW)), date(2026, 3, 20)
    asked = sprint_asked.asked({}, team, PLAIN, today)
    with pytest.raises(NoSprints):
        answers.answer(team, PLAIN, asked.question, today)
    page = sprint_page.without(asked, today)
    assert english(page.answer) == "There is no sprint yet."
    assert (page.figures, page.charts, page.items.rows) == ((), (), ())
