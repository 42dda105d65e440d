"""The page of one item: what happened, and what of it counts how; the same as on the pages that count it."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from hypothesis import given

from altaclario.charts.drawing import Twin
from altaclario.charts.messages import english
from altaclario.dashboards import answers, counted_items
from altaclario.dashboards.item import answers as item_answers
from altaclario.dashboards.item import page as item_page
from altaclario.dashboards.item.answers import ItemAnswer, NotHeld
from altaclario.dashboards.item.page import ItemPage
from altaclario.metrics import calendar, counting, known, stages, time_in_stage
from altaclario.metrics.questions import SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Flag, Level, Snapshot, Stage
from tests import building, random_teams
from tests.slow_figures import Team

TODAY = date(2026, 3, 20)
PLAIN = Settings()


def told(item: building.Item, settings: Settings = PLAIN, **more: object) -> ItemPage:
    team = building.snapshot(item, read_at=building.instant("2026-03-20 12:00"), **more)
    return item_page.page(item_answers.answer_item(team, settings, 10, TODAY), settings)


def said(page: ItemPage) -> str:
    return f"{english(page.answer)} {english(page.more)}".replace("\xa0", " ")


def rows(table: Twin) -> list[list[str]]:
    return [[english(cell).replace("\xa0", " ") for cell in row] for row in table.rows]


def figures(page: ItemPage) -> dict[str, str]:
    return {english(one.name): f"{english(one.value)} {english(one.unit)}".strip() for one in page.figures}


FRIDAY = building.item(
    "PAY-1",
    "2026-03-06 12:00 To Do",
    "2026-03-06 18:00 In Progress",
    "2026-03-09 12:00 Testing",
    "2026-03-10 09:00 Done",
)


def test_each_stay_has_its_status_its_stage_and_both_clocks() -> None:
    assert rows(told(FRIDAY).stays) == [
        ["To Do", "Backlog", "6 Mar 2026, 12:00", "6 Mar 2026, 18:00", "6 h", "6 h"],
        ["In Progress", "Active", "6 Mar 2026, 18:00", "9 Mar 2026, 12:00", "2 d 18 h", "18 h"],
        ["Testing", "Waiting", "9 Mar 2026, 12:00", "10 Mar 2026, 09:00", "21 h", "21 h"],
        ["Done", "Done", "10 Mar 2026, 09:00", "still so", "–", "–"],
    ]


def test_what_is_done_says_how_long_it_took_and_by_which_rule() -> None:
    page = told(FRIDAY)
    assert said(page) == "PAY-1 took 5 days. It stands in Done since 10 Mar 2026, 09:00."
    assert figures(page) == {"Cycle time": "5 days", "Lead time": "5 days"}
    recipe = {english(name): english(words).replace("\xa0", " ") for name, words in page.figures[0].recipe.rows}
    assert english(page.figures[0].recipe.formula) == "finished day − started day + 1"
    assert recipe["Started"] == "6 Mar 2026, 18:00"
    assert recipe["Finished"] == "10 Mar 2026, 09:00"


def test_what_is_open_says_its_age_and_goes_on_until_it_was_read() -> None:
    page = told(building.item("PAY-1", "2026-03-18 09:00 To Do", "2026-03-19 12:00 In Progress"))
    assert said(page) == "PAY-1 has been in progress for 2 days. It stands in In Progress since 19 Mar 2026, 12:00."
    assert rows(page.stays)[-1][3:] == ["still so", "1 d", "1 d"]
    assert figures(page) == {"Age": "2 days", "Lead time": "–"}


def test_what_has_not_begun_and_what_went_back_say_so() -> None:
    assert said(told(building.item("PAY-1", "2026-03-18 09:00 To Do"))).startswith("PAY-1 has not begun.")
    back = building.item("PAY-1", "2026-03-18 09:00 In Progress", "2026-03-19 09:00 To Do")
    assert said(told(back)).startswith("PAY-1 was begun and went back to the backlog.")


def test_what_was_cancelled_is_in_no_figure() -> None:
    item = building.item("PAY-1", "2026-03-18 09:00 In Progress", "2026-03-19 09:00 Done", resolution="Duplicate")
    page = told(item, Settings(cancelled_resolutions=frozenset({"Duplicate"})))
    assert said(page).startswith("PAY-1 was cancelled.")
    assert rows(page.stays)[-1][1] == "Cancelled"
    assert figures(page) == {"Cycle time": "–", "Lead time": "–"}
    assert [english(note) for note in page.notes] == ["Cancelled items never count as finished."]


def test_what_was_reopened_counts_by_its_current_finish() -> None:
    page = told(
        building.item(
            "PAY-1",
            "2026-03-10 09:00 In Progress",
            "2026-03-11 09:00 Done",
            "2026-03-12 09:00 In Progress",
            "2026-03-13 09:00 Done",
        )
    )
    assert figures(page)["Cycle time"] == "4 days"
    assert "its current finish is the one that counts" in english(page.notes[0])


def test_without_history_nothing_is_made_up() -> None:
    flags = int(Flag.NO_HISTORY)
    dated = building.item("PAY-1", "2026-03-10 09:00 Done", flags=flags, resolved="2026-03-12 09:00")
    page = told(dated)
    assert said(page).startswith("PAY-1 is done; how long it took is not known.")
    assert [row[:2] for row in rows(page.stays)] == [["status not known", "Backlog"], ["Done", "Done"]]
    assert figures(page) == {"Cycle time": "–", "Lead time": "3 days"}
    page = told(building.item("PAY-1", "2026-03-10 09:00 Done", flags=flags))
    assert rows(page.stays)[0][:2] == ["Done", "Not known"]
    assert "since when is not known" in said(page)


def test_a_status_that_nobody_lists_keeps_the_stage_before() -> None:
    item = building.item("PAY-1", "2026-03-10 09:00 In Progress", "2026-03-12 09:00 Gone")
    page = told(item, statuses={**building.STATUSES, "Gone": None})
    assert [row[:2] for row in rows(page.stays)] == [["In Progress", "Active"], ["Gone", "Active"]]


def test_sprints_say_what_it_was_counted_as() -> None:
    item = building.item(
        "PAY-1",
        "2026-03-01 09:00 To Do",
        "2026-03-17 09:00 Done",
        sprints=[("S1", "2026-03-01 10:00", "2026-03-13 17:00"), ("S2", "2026-03-13 17:00")],
    )
    ended = building.sprint("S1", "2026-03-02 09:00", "2026-03-13 17:00")
    page = told(item, sprints=[ended, building.sprint("S2", "2026-03-16 09:00"), building.sprint("S3", state="future")])
    assert [(row[0], row[3]) for row in rows(page.sprints)] == [
        ("S1", "committed, not completed, carried over"),
        ("S2", "committed, completed"),
    ]


def test_an_estimate_tells_each_change_and_today() -> None:
    page = told(building.item("PAY-1", estimate=5, estimates={"2026-03-04 09:00": None, "2026-03-06 09:00": 3}))
    assert rows(page.estimates) == [
        ["4 Mar 2026, 09:00", "not estimated", "3 points"],
        ["6 Mar 2026, 09:00", "3 points", "5 points"],
    ]
    assert english(page.estimate) == "5 points"


def test_flags_tell_when_and_what_of_it_counts_as_blocked() -> None:
    item = building.item(
        "PAY-1",
        "2026-03-02 09:00 To Do",
        "2026-03-03 09:00 In Progress",
        flagged=[("2026-03-02 09:00", "2026-03-04 09:00"), ("2026-03-20 09:00",)],
    )
    page = told(item)
    assert rows(page.flags) == [
        ["2 Mar 2026, 09:00", "4 Mar 2026, 09:00", "2 d"],
        ["20 Mar 2026, 09:00", "still so", "3 h"],
    ]
    assert figures(page)["Blocked"] == "1.1 days"


@pytest.mark.parametrize(("kind", "words"), [("Sub-task", "part of another item"), ("Epic", "made of other items")])
def test_what_no_figure_counts_has_its_page_and_says_so(kind: str, words: str) -> None:
    page = told(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done", type=kind))
    assert words in english(page.notes[0])


def test_what_is_not_held_is_not_told() -> None:
    team = building.snapshot(building.item("PAY-1"))
    for odd in (0, 9, 11, 2**32 - 1, 2**32, 10**30):
        with pytest.raises(NotHeld):
            item_answers.answer_item(team, PLAIN, odd, TODAY)


def test_what_was_created_after_the_day_is_not_there_yet() -> None:
    team = building.snapshot(building.item("PAY-1", "2026-03-21 09:00 To Do"))
    with pytest.raises(NotHeld):
        item_answers.answer_item(team, PLAIN, 10, TODAY)


def every(team: Team) -> Iterator[tuple[Snapshot, int, ItemAnswer]]:
    """Each item that is known, with its row in what is known."""
    whole = building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses)
    then = known.by(whole, calendar.start_of(date.fromordinal(team.today.toordinal() + 1), team.settings.zone))
    for row, id in enumerate(then.items.id.tolist()):
        yield then, row, item_answers.answer_item(whole, team.settings, id, team.today)


@given(random_teams.teams())
def test_every_item_has_a_page_and_counts_as_in_the_list_of_all(team: Team) -> None:
    for then, row, answer in every(team):
        page = item_page.page(answer, team.settings)
        for text in (page.answer, page.more, page.as_of, page.spoken, *page.notes):
            assert "{" not in english(text)
        if answer.level is not Level.BASE:
            continue
        stays = stages.stays(then, team.settings, counting.base_level(then))
        table = counted_items.table(then, team.settings, stays, team.today)
        place = np.flatnonzero(stays.items == row)[0]
        assert answer.row == table.row(int(place))


@given(random_teams.teams())
def test_its_stays_add_up_to_the_time_in_each_stage(team: Team) -> None:
    for then, row, answer in every(team):
        alone = then.alone(row)
        stays = stages.stays(alone, team.settings, np.ones(1, np.bool_))
        expected = time_in_stage.seconds(stays, team.settings, answer.until)[0]
        clock = f"{team.settings.clock}_seconds"
        found = [sum(getattr(one, clock) for one in answer.stays if one.stage is stage) for stage in Stage]
        assert found == expected.tolist()
        assert [one.left for one in answer.stays[:-1]] == [one.entered for one in answer.stays[1:]]


@given(random_teams.teams())
def test_its_sets_are_those_of_the_pages_of_its_sprints(team: Team) -> None:
    whole = building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses)
    for _, _, answer in every(team):
        for one in answer.sprints:
            question = SprintQuestion(team.today, team.today, one.sprint.id)
            page = answers.answer(whole, team.settings, question, team.today)
            assert one.reason == page.reason
            if page.sets is None or answer.level is not Level.BASE:
                continue
            found = {name for name in page.sets.__dataclass_fields__ if answer.row.key in getattr(page.sets, name)}
            assert found == set(one.sets)
