"""The simulated organisation keeps the service's rules: batches, tokens, limits, and no contents for whoever asks."""

import itertools
from typing import Any

import pytest

from altaclario.simulator.azure.door import AzureFace
from altaclario.simulator.azure.fields import written
from altaclario.simulator.azure.tests.conftest import NOW_MS, Ask, answered
from altaclario.simulator.working import DAY_MS

REVISIONS = "Payments/_apis/wit/reporting/workitemrevisions"
WIQL = "Payments/_apis/wit/wiql"
BATCH = "_apis/wit/workitemsbatch"
BASE = ("User Story", "Issue")
FIELDS = ["System.Id", "System.Rev", "System.State", "System.ChangedDate"]


def feed(ask: Ask, path: str = REVISIONS, token: str | None = None, **more: Any) -> tuple[list[tuple[int, int]], str]:
    """All revisions from a token on, batch by batch, and the token of the last batch."""
    found: list[tuple[int, int]] = []
    size = more.pop("size", 1000)
    while True:
        query = {"_maxPageSize": size} | ({"continuationToken": token} if token else {})
        status, batch = ask(path, {"fields": FIELDS} | more, **query)
        assert status == 200
        assert len(batch["values"]) <= size
        found += [(one["id"], one["rev"]) for one in batch["values"]]
        token = batch["continuationToken"]
        if batch["isLastBatch"]:
            return found, token


@pytest.mark.parametrize("size", [7, 200, 1000])
def test_batches_of_any_size_hold_every_revision_once(ask: Ask, face: AzureFace, size: int) -> None:
    found, _ = feed(ask, size=size)
    project = face.organisation.of_key("PAY")
    expected = [(item.id, number) for _, item, number in face.organisation.feed if item.project is project]
    assert found == expected


def test_chains_by_type_hold_together_what_one_chain_holds(ask: Ask) -> None:
    types = ["Epic", "User Story", "Issue", "Bug", "Task", "Test Case"]
    chains = [feed(ask, types=[type])[0] for type in types]
    assert sorted(one for chain in chains for one in chain) == sorted(feed(ask)[0])


def test_a_token_that_was_kept_brings_nothing_when_nothing_happened(ask: Ask) -> None:
    _, token = feed(ask, types=["Bug"])
    assert feed(ask, token=token, types=["Bug"]) == ([], token)


def test_the_newest_revision_alone_can_be_asked_for(ask: Ask, face: AzureFace) -> None:
    found, _ = feed(ask, includeLatestOnly=True)
    assert dict(found) == {
        id: len(item.revisions) for id, item in face.organisation.items.items() if item.project.name == "Payments"
    }


def test_the_last_revision_holds_for_ever(ask: Ask) -> None:
    _, batch = ask(REVISIONS, {"fields": [*FIELDS, "System.RevisedDate"]})
    by_id: dict[int, list[Any]] = {}
    for one in batch["values"]:
        by_id.setdefault(one["id"], []).append(one["fields"])
    for revisions in by_id.values():
        for before, after in itertools.pairwise(revisions):
            assert before["System.RevisedDate"] == after["System.ChangedDate"]
    _, rest = ask(REVISIONS, {"fields": ["System.RevisedDate"], "includeLatestOnly": True})
    assert {one["fields"]["System.RevisedDate"] for one in rest["values"]} == {"9999-01-01T00:00:00Z"}


def test_a_get_asks_the_same_as_a_post(ask: Ask) -> None:
    _, posted = ask(REVISIONS, {"fields": FIELDS, "types": ["Bug"]})
    _, got = ask(REVISIONS, fields=",".join(FIELDS), types="Bug")
    assert got["values"] == posted["values"]


def test_a_token_and_a_date_do_not_go_together(ask: Ask) -> None:
    status, _ = ask(REVISIONS, {"fields": FIELDS}, continuationToken="5;1;1", startDateTime="2026-01-01T00:00:00Z")
    assert status == 400


def test_revisions_since_a_date_are_those_after_it(ask: Ask) -> None:
    _, batch = ask(REVISIONS, {"fields": FIELDS}, startDateTime="2026-02-20T00:00:00Z")
    assert batch["values"]
    assert min(one["fields"]["System.ChangedDate"] for one in batch["values"]) > "2026-02-20"


def found_by(ask: Ask, where: str, **query: Any) -> list[int]:
    status, answer = ask(WIQL, {"query": f"SELECT [System.Id] FROM WorkItems WHERE {where}"}, **query)
    assert status == 200, answer
    return [one["id"] for one in answer["workItems"]]


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("[System.TeamProject] = @project", lambda item, now: item.project.name == "Payments"),
        ("[System.WorkItemType] IN ('Bug', 'Task')", lambda item, now: item.type in ("Bug", "Task")),
        (
            "[System.WorkItemType] IN GROUP 'Microsoft.RequirementCategory'",
            lambda item, now: item.type in BASE,
        ),
        (
            "[System.State] = 'done' AND NOT [System.WorkItemType] = 'Epic'",
            lambda item, now: (now == "Done") > (item.type == "Epic"),
        ),
        (
            "[System.AreaPath] UNDER 'Web shop\\Web shop Team'",
            lambda item, now: (item.project.name == "Web shop") > (item.type == "Test Case"),
        ),
        ("([System.Id] > 20100 AND [System.Id] <= 20200)", lambda item, now: 20100 < item.id <= 20200),
        ("[System.State] <> 'Done' OR [System.Id] = 20002", lambda item, now: now != "Done" or item.id == 20002),
    ],
)
def test_conditions_mean_what_they_say(ask: Ask, face: AzureFace, where: str, holds: Any) -> None:
    expected = {id for id, item in face.organisation.items.items() if holds(item, item.today()["System.State"])}
    assert expected
    assert set(found_by(ask, where)) == expected


def test_an_order_is_kept(ask: Ask) -> None:
    ids = found_by(ask, "[System.TeamProject] = @project ORDER BY [System.Id] DESC")
    assert ids == sorted(ids, reverse=True)


def test_the_project_of_the_address_filters_nothing(ask: Ask, face: AzureFace) -> None:
    assert len(found_by(ask, "[System.Id] > 0")) == len(face.organisation.items)


def test_dates_are_days_unless_times_are_asked_for(ask: Ask) -> None:
    where = "[System.ChangedDate] >= '2026-02-27T12:00:00Z'"
    status, answer = ask(WIQL, {"query": f"SELECT [System.Id] FROM WorkItems WHERE {where}"})
    assert status == 400
    assert "date precision" in answer["message"]
    with_times = found_by(ask, where, timePrecision="true")
    assert 0 < len(with_times) < len(found_by(ask, "[System.ChangedDate] >= '2026-02-27'"))
    assert found_by(ask, "[System.ChangedDate] >= @today - 3")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT",
        "SELECT [System.Id] FROM Links",
        "SELECT [No.Such] FROM WorkItems",
        "SELECT [System.Id] FROM WorkItems WHERE",
        "SELECT [System.Id] FROM WorkItems; DROP",
    ],
)
def test_a_query_that_cannot_be_run_is_a_400(ask: Ask, query: str) -> None:
    assert ask(WIQL, {"query": query})[0] == 400


def test_too_many_results_are_refused_and_can_be_cut(ask: Ask, face: AzureFace) -> None:
    face.answers.most_found = 100
    every = {"query": "SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]"}
    status, answer = ask(WIQL, every)
    assert (status, answer["message"][:9]) == (400, "VS402337:")
    _, cut = ask(WIQL, every, _top=99)
    assert len(cut["workItems"]) == 99


def test_a_batch_gives_nulls_for_what_is_not_there(ask: Ask, face: AzureFace) -> None:
    known = sorted(face.organisation.items)[:3]
    _, answer = ask(BATCH, {"ids": [7, *known], "fields": FIELDS, "errorPolicy": "omit"})
    assert [one and one["id"] for one in answer["value"]] == [None, *known]
    status, answer = ask(BATCH, {"ids": [7, *known], "fields": FIELDS})
    assert (status, answer["message"][:9]) == (404, "TF401232:")


def test_more_than_200_ids_are_refused(ask: Ask) -> None:
    status, answer = ask(BATCH, {"ids": list(range(1, 202)), "fields": FIELDS})
    assert (status, answer["message"][:9]) == (400, "VS403474:")


def test_an_item_can_be_asked_for_as_it_was(ask: Ask, face: AzureFace) -> None:
    item = max(face.organisation.items.values(), key=lambda one: len(one.revisions))
    then = item.revisions[1].at
    _, answer = ask(BATCH, {"ids": [item.id], "fields": ["System.Rev"], "asOf": written(then)})
    assert answer["value"][0]["rev"] == 2


@pytest.mark.parametrize(
    ("path", "question", "query"),
    [
        (REVISIONS, {"fields": ["System.Title"]}, {}),
        (REVISIONS, {"fields": ["system.title"]}, {}),
        (REVISIONS, {}, {}),
        (REVISIONS, {"fields": FIELDS}, {"_expand": "fields"}),
        (REVISIONS, None, {}),
        (BATCH, {"ids": [1]}, {}),
        (BATCH, {"ids": [1], "fields": ["System.Description"]}, {}),
        (BATCH, {"ids": [1], "fields": ["Microsoft.VSTS.TCM.ReproSteps"]}, {}),
        (WIQL, {"query": "SELECT [System.Id], [System.Title] FROM WorkItems"}, {}),
        (WIQL, {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.History] CONTAINS 'x'"}, {}),
        ("_apis/wit/workitems/20002", None, {}),
        ("_apis/wit/workItems/20002/updates", None, {}),
        ("Payments/_apis/wit/workItems/20002/comments", None, {}),
    ],
)
def test_whoever_asks_for_contents_is_refused(face: AzureFace, path: str, question: Any, query: dict[str, Any]) -> None:
    answer = answered(face, path, question, **query)
    assert (answer.status, answer.refused) == (400, True)


def test_projects_come_in_pages(face: AzureFace) -> None:
    first = answered(face, "_apis/projects", _top=3)
    assert first.headers["x-ms-continuationtoken"] == "3"
    last = answered(face, "_apis/projects", _top=3, continuationToken="3")
    assert "x-ms-continuationtoken" not in last.headers


def test_a_team_has_areas_iterations_and_columns(ask: Ask, face: AzureFace) -> None:
    face.answers.now_ms = lambda: NOW_MS - 3 * DAY_MS
    _, teams = ask("_apis/projects/Payments/teams")
    where = f"Payments/{teams['value'][0]['id']}/_apis/work"
    _, values = ask(f"{where}/teamsettings/teamfieldvalues")
    assert values["values"] == [{"value": "Payments\\Payments Team", "includeChildren": True}]
    _, iterations = ask(f"{where}/teamsettings/iterations", _timeframe="current")
    assert [one["attributes"]["timeFrame"] for one in iterations["value"]] == ["current"]
    _, board = ask(f"{where}/boards/Stories")
    assert [one["columnType"] for one in board["columns"]] == ["incoming", *["inProgress"] * 4, "outgoing"]
    assert board["columns"][2]["stateMappings"] == dict.fromkeys(("User Story", "Issue", "Bug"), "In Progress")


def test_trees_are_given_down_to_a_depth(ask: Ask) -> None:
    _, shallow = ask("Payments/_apis/wit/classificationnodes/iterations")
    assert shallow["hasChildren"]
    assert "children" not in shallow
    _, deep = ask("Payments/_apis/wit/classificationnodes/iterations", _depth=5)
    sprint = deep["children"][0]["children"][0]
    assert sprint["path"] == "\\Payments\\Iteration\\2024\\Sprint 1"
    assert sprint["attributes"] == {"startDate": "2024-03-04T00:00:00Z", "finishDate": "2024-03-17T00:00:00Z"}


@pytest.mark.parametrize(
    ("path", "status", "begins"),
    [
        ("_apis/projects/Nowhere", 404, "TF200016"),
        ("_apis/projects/1eeb67de-fbd6-52d1-9d1d-436051c26300", 404, "VS800075"),
        ("Payments/Nobody/_apis/work/teamsettings", 404, "The team with id"),
        ("Payments/_apis/wit/workitemtypes/Nothing/states", 404, "VS402323"),
        ("Payments/_apis/wit/classificationnodes/areas/Nowhere", 404, "VS402371"),
        ("Payments/_apis/wit/fields/No.Such", 404, "TF51535"),
        ("_apis/nothing", 404, "The controller for path"),
    ],
)
def test_refusals_are_the_services(ask: Ask, path: str, status: int, begins: str) -> None:
    found, answer = ask(path)
    assert (found, answer["message"].startswith(begins)) == (status, True)


def test_links_name_parents_and_children(ask: Ask, face: AzureFace) -> None:
    _, answer = ask("Payments/_apis/wit/reporting/workitemlinks")
    assert answer["isLastBatch"]
    parents = {one["targetId"]: one["sourceId"] for one in answer["values"]}
    items = face.organisation.items
    assert parents == {
        id: item.today()["System.Parent"]
        for id, item in items.items()
        if item.project.name == "Payments" and "System.Parent" in item.today()
    }
    _, later = ask("Payments/_apis/wit/reporting/workitemlinks", continuationToken=answer["continuationToken"])
    assert later["values"] == []


def test_now_is_the_clock_that_was_given(ask: Ask) -> None:
    _, answer = ask(WIQL, {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 1"})
    assert answer["asOf"] == "2026-03-02T09:00:00Z"
    assert NOW_MS == 1_772_442_000_000
