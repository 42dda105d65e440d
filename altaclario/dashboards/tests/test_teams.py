"""Dashboards for one team: its items and boards alone, the same figures everywhere, and words where something lacks."""

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from altaclario.charts.messages import english
from altaclario.charts.panels import Page
from altaclario.dashboards import answers, making
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.flow import page as flow_page
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics import teams
from altaclario.metrics.questions import FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Area, Board, Snapshot
from tests import building, random_teams
from tests.slow_figures import Team as Story

FIRST, TODAY = date(2026, 3, 1), date(2026, 3, 20)
TREE = (Area(1, "Shop"), Area(2, "Payments", 1), Area(3, "Cards", 2), Area(4, "Web", 1))


def team(**work: list[str]) -> Team:
    return Team("0", "Payments", **{kind: frozenset(ids) for kind, ids in work.items()})


def shop() -> Snapshot:
    """Two projects, four areas, two boards: PAY-1 and PAY-2 done, WEB-1 under way, each board with a sprint."""
    done = ("2026-03-02 09:00 To Do", "2026-03-04 09:00 In Progress", "2026-03-10 09:00 Done")
    begun = ("2026-03-02 09:00 To Do", "2026-03-05 09:00 In Progress")
    return building.snapshot(
        building.item("PAY-1", *done, area=2, sprints=[("S1", "2026-03-01 09:00")]),
        building.item("PAY-2", *done, area=3, sprints=[("S1", "2026-03-01 09:00")]),
        building.item("WEB-1", *begun, area=4, sprints=[("S2", "2026-03-01 09:00")]),
        sprints=[
            building.sprint("S1", "2026-03-02 09:00", board="12"),
            building.sprint("S2", "2026-03-02 09:00", board="13"),
        ],
        project_ids={"PAY": "7", "WEB": "8"},
        areas=TREE,
        boards=(Board("12", "Payments board", "scrum"), Board("13", "Web board", "scrum")),
        on_board={"12": np.array([True, True, False]), "13": np.array([False, False, True])},
    )


def flow(held: Snapshot, asked: Team | None, **query: str) -> Page:
    found = flow_asked.asked(query, held, Settings(), TODAY, asked)
    return flow_page.page(answers.answer(held, found.settings, found.question, TODAY), found, TODAY)


def choices(page: Page, name: str) -> list[str]:
    found = [one for one in page.filters if english(one.name) == name]
    return [english(choice.word) for choice in found[0].choices] if found else []


def test_whatever_is_in_a_board_a_project_or_an_area_is_the_teams() -> None:
    held = shop()
    works = {
        "pay": [{"boards": ["12"]}, {"projects": ["7"]}, {"areas": ["2"]}, {"areas": ["3", "2"]}],
        "all": [{"areas": ["1"]}, {"boards": ["13"], "areas": ["2"]}, {"projects": ["7", "8"]}],
        "cards": [{"areas": ["3"]}],
        "none": [{}, {"boards": ["99"], "projects": ["99"], "areas": ["99"]}],
    }
    wanted = {"pay": [0, 1], "all": [0, 1, 2], "cards": [1], "none": []}
    for name, several in works.items():
        for one in several:
            assert np.flatnonzero(teams.items(held, team(**one))).tolist() == wanted[name], one


def test_an_area_that_lies_in_itself_ends_nothing() -> None:
    held = replace(shop(), areas=(Area(2, "Payments", 3), Area(3, "Cards", 2)))
    assert teams.below(held, ["2"]) == {2, 3}


def test_the_filter_holds_without_keys() -> None:
    """What guests are shown is made of a snapshot that names no project."""
    held = shop()
    for one in (team(projects=["7"]), team(areas=["2"]), team(boards=["12"])):
        assert teams.items(held.without_keys(), one).tolist() == teams.items(held, one).tolist()
    assert "PAY" not in repr(held.without_keys().projects) + repr(held.without_keys().project_ids)


def test_figures_list_and_what_is_left_out_are_of_the_team_alone() -> None:
    asked = FlowQuestion(FIRST, TODAY, team=team(projects=["7"]))
    answer = answers.answer(shop(), Settings(), asked, TODAY)
    assert (answer.figures.throughput.total, answer.figures.wip) == (2, 0)
    assert answer.left_out == {"not of the team": 1}
    both = answers.answer(shop(), Settings(), replace(asked, board="13"), TODAY)
    assert both.left_out == {"not on the board": 2, "not of the team": 1}


def test_the_page_of_flow_offers_the_boards_that_show_something_of_the_team() -> None:
    assert choices(flow(shop(), None), "Board") == ["All", "Payments board", "Web board"]
    assert choices(flow(shop(), team(areas=["2"])), "Board") == ["All", "Payments board"]


def test_the_sprint_page_offers_the_boards_of_the_team_alone() -> None:
    held = shop()
    for work in ({"boards": ["12"]}, {"projects": ["7"]}, {"areas": ["2"]}):
        assert teams.boards_with_sprints(held, team(**work)) == {"12"}
        asked = sprint_asked.asked({}, held, Settings(), TODAY, team(**work))
        assert asked.question.sprint == "1"
        assert [english(one.name) for one in asked.filters if english(one.name) == "Board"] == []
        other = sprint_asked.asked({"sprint": "2"}, held, Settings(), TODAY, team(**work))
        assert other.question.sprint == "1"
        assert "Sprint 2 is not among those that were read" in english(other.notes[0])


def test_a_team_without_sprints_has_a_page_that_says_so() -> None:
    nobody = team(boards=["14"])
    asked = sprint_asked.asked({}, shop(), Settings(), TODAY, nobody)
    try:
        answers.answer(shop(), Settings(), asked.question, TODAY)
    except NoSprints:
        pass
    else:
        raise AssertionError("the sprint of another team was shown")
    assert "None of the sprints that were read is of a board of Payments." in map(english, asked.notes)
    which = Trackers([], None, None, {})  # type: ignore[arg-type]  # no tracker is asked
    assert making.sprint(shop(), Settings(), which, TODAY).charts


def test_on_its_own_board_the_scope_of_a_sprint_goes_by_history() -> None:
    """Also of what has gone to another board since."""
    held = replace(shop(), on_board={"12": np.array([True, False, False]), "13": np.array([False, True, True])})
    own, lying = (
        answers.answer(held, Settings(), SprintQuestion(FIRST, TODAY, "1", team=one), TODAY)
        for one in (team(boards=["12"]), team(areas=["3"]))
    )
    assert own.sets
    assert lying.sets
    assert own.sets.completed == ("PAY-1", "PAY-2")
    assert lying.sets.completed == ("PAY-2",)


def test_what_vanished_is_said_and_nothing_wider_is_shown() -> None:
    page = flow(shop(), team(boards=["12", "99"], areas=["77"]))
    assert (
        "Of Payments these are not among what was read of this tracker, so that their items are missing: "
        in english(page.notes[0])
    )
    assert english(page.notes[0]).endswith("board 99, area 77.")
    gone = flow(shop(), team(boards=[str(number) for number in range(50, 60)]))
    assert english(gone.notes[0]).endswith("board 54, and 5 more.")
    assert english(gone.answer) == "Nothing was finished in this window."
    idle = flow(shop(), team())
    assert "No board, project or area of this tracker belongs to Payments" in english(idle.notes[0])
    assert english(idle.answer) == "Nothing was finished in this window."


SETS = ("commitment", "added", "removed", "left_and_returned", "completed", "not_completed", "carried_over")


@settings(max_examples=40)
@given(story=random_teams.teams(), halves=st.lists(st.booleans(), min_size=5, max_size=5), by=st.sampled_from("bpa"))
def test_the_counts_of_two_teams_that_share_nothing_sum_to_the_whole(story: Story, halves: list[bool], by: str) -> None:
    """Split by boards, by projects or by areas: every item is one team's, none is both's."""
    here = np.array(halves[: len(story.items)], np.bool_)
    items = [
        replace(one, area=11 if is_in else 12, key=one.key.replace("PAY", "PAY" if is_in else "WEB"))
        for one, is_in in zip(story.items, halves, strict=False)
    ]
    held = building.snapshot(
        *items,
        sprints=story.sprints,
        statuses=story.statuses,
        project_ids={"PAY": "1", "WEB": "2"},
        areas=(Area(11, "One"), Area(12, "Other")),
        on_board={"1": here, "2": ~here},
    )
    kind, ids = {"b": ("boards", ("1", "2")), "p": ("projects", ("1", "2")), "a": ("areas", ("11", "12"))}[by]
    both = [team(**{kind: [id]}) for id in ids]
    masks = [teams.items(held, one) for one in both]
    assert (masks[0] ^ masks[1]).all()
    first = date(2026, 3, 1)
    whole, *parts = (
        answers.answer(held, story.settings, FlowQuestion(first, story.today, team=one), story.today)
        for one in (None, *both)
    )
    assert whole.counts.items == sum(one.counts.items for one in parts)
    assert whole.figures.throughput.total == sum(one.figures.throughput.total for one in parts)
    assert whole.figures.wip == sum(one.figures.wip or 0 for one in parts)
    assert whole.figures.total_age_days == sum(one.figures.total_age_days or 0 for one in parts)
    assert np.array_equal(whole.series.throughput, sum(one.series.throughput for one in parts))
    assert np.array_equal(whole.series.wip, sum(one.series.wip for one in parts))
    bands = [np.array([counts for _, *counts in one.series.cfd_rows() or ()]) for one in (whole, *parts)]
    assert np.array_equal(bands[0], bands[1] + bands[2])
    assert len(whole.in_progress) == sum(len(one.in_progress) for one in parts)
    for sprint in story.sprints:
        asked = SprintQuestion(first, story.today, sprint.id)
        one = answers.answer(held, story.settings, asked, story.today)
        found = []
        for own in both:
            try:
                found.append(answers.answer(held, story.settings, replace(asked, team=own), story.today))
            except (NoSprints, answers.NoSuchSprint):
                continue
        if one.sets is not None:
            for name in SETS:
                mine = [key for part in found if part.sets for key in getattr(part.sets, name)]
                assert sorted(mine) == sorted(getattr(one.sets, name)), name
