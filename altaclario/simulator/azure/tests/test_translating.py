"""The organisation tells the same history as the tracker it is made of, instant for instant."""

import itertools
from typing import Any

import pytest

from altaclario.simulator.azure.organisation import Item, Organisation
from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.translating import translate
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.tracker import FLAG_FIELD, POINTS_FIELD, SPRINT_FIELD, Issue, Tracker
from altaclario.simulator.working import DAY_MS

NOW_MS = 1_772_442_000_000
POINTS = "Microsoft.VSTS.Scheduling.StoryPoints"
BLOCKED = "Microsoft.VSTS.CMMI.Blocked"


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return generate(Wish(issues=500, seed=5, now_ms=NOW_MS))


@pytest.fixture(scope="module")
def organisation(tracker: Tracker) -> Organisation:
    return translate(tracker, Process())


def steps(item: Item, field: str) -> list[tuple[int, Any]]:
    """When a field changed, and to what; its first value not counted."""
    found, value = [], item.revisions[0].changes.get(field)
    for revision in item.revisions[1:]:
        after = revision.changes.get(field, value)
        if after != value:
            found.append((revision.at, after))
        value = after
    return found


def changes(issue: Issue, field: str, name: str) -> list[tuple[int, Any]]:
    return [
        (history["_at"], one[name])
        for history in issue.histories
        for one in history["items"]
        if one.get("fieldId") == field
    ]


def test_every_issue_is_an_item_of_the_same_number(tracker: Tracker, organisation: Organisation) -> None:
    work = {id: item for id, item in organisation.items.items() if item.type != "Test Case"}
    assert set(work) == set(tracker.issues)
    for id, issue in tracker.issues.items():
        assert work[id].project is organisation.of_key(issue.project)
        assert work[id].revisions[0].at == issue.created
        assert work[id].revisions[-1].at == issue.updated


def test_states_change_when_statuses_do(tracker: Tracker, organisation: Organisation) -> None:
    for id, issue in tracker.issues.items():
        item = organisation.items[id]
        assert steps(item, "System.State") == changes(issue, "status", "toString")
        assert item.today()["System.State"] == issue.fields["status"]["name"]
        assert item.project.category(item.type, item.today()["System.State"])


def test_estimates_change_when_story_points_do(tracker: Tracker, organisation: Organisation) -> None:
    for id, issue in tracker.issues.items():
        told = [(at, float(text)) for at, text in changes(issue, POINTS_FIELD, "toString")]
        assert steps(organisation.items[id], POINTS) == told
        assert organisation.items[id].today().get(POINTS) == issue.fields[POINTS_FIELD]


def test_an_item_is_in_the_newest_of_its_sprints(tracker: Tracker, organisation: Organisation) -> None:
    for id, issue in tracker.issues.items():
        item = organisation.items[id]
        root = item.project.iterations.id
        newest = [(at, int(ids.split(",")[-1]) if ids else root) for at, ids in changes(issue, SPRINT_FIELD, "to")]
        assert steps(item, "System.IterationId") == newest
        sprints = issue.fields[SPRINT_FIELD]
        assert item.today()["System.IterationId"] == (sprints[-1]["id"] if sprints else root)


def test_flags_are_a_field_in_some_projects_and_a_tag_in_others(tracker: Tracker, organisation: Organisation) -> None:
    ways = set()
    for id, issue in tracker.issues.items():
        item = organisation.items[id]
        for at, to in changes(issue, FLAG_FIELD, "to"):
            by_field = dict(steps(item, BLOCKED)).get(at)
            by_tag = "Blocked" in (dict(steps(item, "System.Tags")).get(at) or "").split("; ")
            assert (by_field == "Yes" or by_tag) == bool(to)
            ways.add(BLOCKED if by_field else "System.Tags")
    assert ways == {BLOCKED, "System.Tags"}


def test_iterations_are_whole_days_that_do_not_overlap(organisation: Organisation) -> None:
    for project in organisation.projects.values():
        dated = [one for one in project.teams[0].iterations if one.first_day is not None and one.last_day is not None]
        assert all(one.first_day % DAY_MS == one.last_day % DAY_MS == 0 for one in dated)
        assert all(before.last_day < after.first_day for before, after in itertools.pairwise(dated))
        assert len(dated) == len({one.path for one in dated})


def test_watermarks_go_with_time(organisation: Organisation) -> None:
    marks = [(watermark, item.revisions[number - 1].at) for watermark, item, number in organisation.feed]
    assert marks == sorted(marks)
    assert marks[-1][0] == len(marks) == sum(len(item.revisions) for item in organisation.items.values())


def test_there_are_about_eight_revisions_of_an_item(organisation: Organisation) -> None:
    assert 7 < len(organisation.feed) / len(organisation.items) < 10


def test_a_state_may_mean_different_things_for_different_types(tracker: Tracker) -> None:
    odd = translate(tracker, Process(resolved={"In Test": ("Bug",)}, removed=True))
    project = odd.of_key("PAY")
    assert project.category("Bug", "In Test") == "Resolved"
    assert project.category("User Story", "In Test") == "InProgress"
    dropped = [item for item in odd.items.values() if item.today()["System.State"] == "Removed"]
    assert dropped
    assert all(item.project.category(item.type, "Removed") == "Removed" for item in dropped)


def test_a_split_column_is_walked_through_half_by_half(tracker: Tracker) -> None:
    plain = translate(tracker, Process())
    halved = Process(split=frozenset({"In Progress"}), columns={"In Review": ("Waiting", "Reviewing")})
    split = translate(tracker, halved)
    halves = [at for item in split.items.values() for at, done in steps(item, "System.BoardColumnDone") if done]
    names = {name for item in split.items.values() for _, name in steps(item, "System.BoardColumn")}
    assert halves
    assert {"Waiting", "Reviewing", "In Progress"} <= names
    assert "In Review" not in names
    for id, item in plain.items.items():
        assert steps(item, "System.State") == steps(split.items[id], "System.State")


def test_a_status_that_is_not_listed_is_no_state() -> None:
    lost = translate(generate(Wish(issues=100, seed=7, now_ms=NOW_MS, lost_status=True)), Process())
    project = lost.of_key("PAY")
    assert project.category("User Story", "In Review") is None
    assert any("In Review" in dict(steps(item, "System.State")).values() for item in lost.items.values())


def test_a_type_may_have_names_of_its_own_for_its_states(tracker: Tracker) -> None:
    own = {"Bug": {"To Do": "Reported", "Done": "Fixed"}}
    odd = translate(tracker, Process(own_names=own))
    bugs = [item for item in odd.items.values() if item.type == "Bug" and item.project.name == "Payments"]
    states = {item.today()["System.State"] for item in bugs}
    assert "Fixed" in states
    assert not states & {"To Do", "Done"}
    assert all(item.project.category("Bug", item.today()["System.State"]) for item in bugs)
    for id, issue in tracker.issues.items():
        moved = [at for at, _ in changes(issue, "status", "toString")]
        assert [at for at, _ in steps(odd.items[id], "System.State")] == moved


def test_all_teams_may_share_one_project(tracker: Tracker) -> None:
    one = translate(tracker, Process(one_project="Acme"))
    (project,) = one.projects.values()
    assert [team.name for team in project.teams] == [
        "Payments Team",
        "Web shop Team",
        "Operations Team",
        "Mobile app Team",
    ]
    for tree in (project.areas, project.iterations):
        paths = [node.path for node in tree.all()]
        assert len(paths) == len(set(paths))
    for id, issue in tracker.issues.items():
        area = one.nodes[one.items[id].today()["System.AreaId"]]
        assert area.is_under(one.home(issue.project).team.area)
        assert steps(one.items[id], "System.State") == changes(issue, "status", "toString")
