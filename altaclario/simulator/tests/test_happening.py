"""What happens while the simulator runs is shown by both faces, and nothing that was told before changes."""

import json
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from altaclario.simulator.asking import Asked
from altaclario.simulator.azure.organisation import Item, Organisation
from altaclario.simulator.azure.translating import translate
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.happening import WHAT, CannotHappen
from altaclario.simulator.serving import PAT, Simulated, running
from altaclario.simulator.tracker import SPRINT_FIELD, Issue

NOW_MS = 1_772_442_000_000
LATER_MS = NOW_MS + 60_000
STATES = ["System.Id", "System.Rev", "System.State", "System.ChangedDate", "System.RevisedDate", "System.IsDeleted"]


@pytest.fixture
def site() -> Simulated:
    return Simulated(generate(Wish(issues=120, seed=5, now_ms=NOW_MS, teams=TEAMS[:2])))


def jira(site: Simulated, jql: str) -> list[int]:
    found = json.loads(site.answers.post("rest/api/3/search/jql", {"jql": jql, "fields": ["id"], "maxResults": 5000}))
    return [int(one["id"]) for one in found["issues"]]


def issue(site: Simulated, id: int | str, *fields: str) -> Any:
    found = json.loads(
        site.answers.post(
            "rest/api/3/issue/bulkfetch", {"issueIdsOrKeys": [str(id)], "fields": list(fields) or ["status"]}
        )
    )
    return found["issues"][0] if found["issues"] else None


def azure(site: Simulated, path: str, question: Any, **query: str) -> Any:
    headers = {"Authorization": "Basic " + b64encode(f":{PAT}".encode()).decode()}
    asked = Asked(
        "POST" if question else "GET", f"/simulated/{path}", query | {"api-version": "7.1"}, headers, question
    )
    answer = site.azure.answer(asked)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def feed(site: Simulated, token: str = "", *, deleted: bool = True, project: str = "Payments") -> tuple[list[Any], str]:
    query = {"continuationToken": token} if token else {}
    path = f"{project}/_apis/wit/reporting/workitemrevisions"
    batch = azure(site, path, {"fields": STATES, "includeDeleted": deleted}, **query)
    assert batch["isLastBatch"]
    return batch["values"], batch["continuationToken"]


def wiql(site: Simulated, where: str) -> list[int]:
    found = azure(site, "_apis/wit/wiql", {"query": f"SELECT [System.Id] FROM WorkItems WHERE {where}"})
    return [one["id"] for one in found["workItems"]]


def told(item: Item) -> list[Any]:
    return [(one.at, one.watermark, one.changes) for one in item.revisions]


def one_of(site: Simulated, holds: Callable[[Issue], bool]) -> Issue:
    return next(
        one
        for one in site.tracker.issues.values()
        if one.project == "PAY" and one.fields["issuetype"]["hierarchyLevel"] == 0 and holds(one)
    )


def is_new(one: Issue) -> bool:
    return one.category == "new"


@pytest.fixture
def token(site: Simulated) -> str:
    """The token of somebody who has read everything."""
    return feed(site)[1]


def test_a_move_is_one_change_and_one_revision(site: Simulated, token: str) -> None:
    chosen = one_of(site, is_new)
    before = told(site.azure.organisation.items[chosen.id])
    site.happen("moved", item=chosen.id, to="In Review", at_ms=LATER_MS)
    assert issue(site, chosen.id)["fields"]["status"]["name"] == "In Review"
    assert chosen.id in jira(site, f"project = PAY AND updated >= {LATER_MS}")
    values, later = feed(site, token)
    assert [one["fields"]["System.State"] for one in values] == ["In Review"]
    assert values[0]["rev"] == len(before) + 1
    assert told(site.azure.organisation.items[chosen.id])[:-1] == before
    assert feed(site, later)[0] == []


def test_what_was_the_last_revision_ends_when_the_next_one_begins(site: Simulated, token: str) -> None:
    chosen = one_of(site, is_new)
    site.happen("finished", item=chosen.id, at_ms=LATER_MS)
    revisions = [one["fields"] for one in feed(site)[0] if one["id"] == chosen.id]
    assert revisions[-2]["System.RevisedDate"] == revisions[-1]["System.ChangedDate"] == "2026-03-02T09:01:00Z"


def test_finishing_brings_a_resolution_and_reopening_takes_it(site: Simulated) -> None:
    chosen = one_of(site, is_new)
    site.happen("finished", item=chosen.id)
    found = issue(site, chosen.id, "resolution", "resolutiondate")["fields"]
    assert (found["resolution"]["name"], bool(found["resolutiondate"])) == ("Done", True)
    site.happen("moved", item=chosen.id, to="In Progress")
    assert issue(site, chosen.id, "resolution")["fields"]["resolution"] is None
    item = site.azure.organisation.items[chosen.id]
    assert item.today()["System.State"] == "In Progress"
    assert "Microsoft.VSTS.Common.ClosedDate" not in item.today()


def test_estimates_flags_and_sprints_change_on_both(site: Simulated) -> None:
    chosen = one_of(site, lambda one: is_new(one) and not one.fields[SPRINT_FIELD])
    site.happen("re-estimated", item=chosen.id, points=13)
    site.happen("flagged", item=chosen.id)
    site.happen("planned", item=chosen.id, sprint=1003)
    item = site.azure.organisation.items[chosen.id].today()
    assert item["Microsoft.VSTS.Scheduling.StoryPoints"] == 13
    assert item["Microsoft.VSTS.CMMI.Blocked"] == "Yes"
    assert item["System.IterationId"] == 1003
    assert issue(site, chosen.id, SPRINT_FIELD)["fields"][SPRINT_FIELD][0]["id"] == 1003
    site.happen("planned", item=chosen.id, sprint=None)
    site.happen("unflagged", item=chosen.id)
    item = site.azure.organisation.items[chosen.id].today()
    assert item["System.IterationId"] == site.azure.organisation.of_key("PAY").iterations.id
    assert item["Microsoft.VSTS.CMMI.Blocked"] == "No"


def test_a_new_issue_is_a_new_item(site: Simulated, token: str) -> None:
    parent = next(one.id for one in site.tracker.issues.values() if one.project == "PAY" and "Epic" in str(one.fields))
    id = site.happen("created", project="PAY", type="Bug", points=2, parent=parent, at_ms=LATER_MS)
    assert id in jira(site, "project = PAY")
    assert [(one["id"], one["rev"]) for one in feed(site, token)[0]] == [(id, 1)]
    assert site.azure.organisation.items[id].type == "Bug"
    assert id in wiql(site, f"[System.Parent] = {parent}")
    links = azure(site, "Payments/_apis/wit/reporting/workitemlinks", None)
    assert (parent, id) in [(one["sourceId"], one["targetId"]) for one in links["values"]]


def test_what_is_deleted_is_in_the_bin_and_can_be_restored(site: Simulated, token: str) -> None:
    chosen = one_of(site, is_new)
    site.happen("deleted", item=chosen.id, at_ms=LATER_MS)
    assert chosen.id not in jira(site, "project = PAY")
    assert issue(site, chosen.id) is None
    assert chosen.id not in wiql(site, "[System.Id] > 0")
    values, later = feed(site, token)
    assert [(one["id"], one["fields"]["System.IsDeleted"]) for one in values] == [(chosen.id, True)]
    assert chosen.id not in {one["id"] for one in feed(site, deleted=False)[0]}
    in_bin = azure(site, "Payments/_apis/wit/recyclebin", None)
    assert [one["id"] for one in in_bin["value"]] == [chosen.id]
    batch = azure(site, "_apis/wit/workitemsbatch", {"ids": [chosen.id], "fields": STATES, "errorPolicy": "omit"})
    assert batch["value"] == [None]
    site.happen("restored", item=chosen.id, at_ms=LATER_MS + 1)
    site.happen("moved", item=chosen.id, at_ms=LATER_MS + 2)
    assert chosen.id in jira(site, "project = PAY")
    assert ["System.IsDeleted" in one["fields"] for one in feed(site, later)[0]] == [False, False]


@pytest.mark.parametrize("is_in_bin", [False, True])
def test_what_is_destroyed_was_never_there(site: Simulated, token: str, is_in_bin: bool) -> None:
    chosen = one_of(site, is_new)
    if is_in_bin:
        site.happen("deleted", item=chosen.id)
    site.happen("destroyed", item=chosen.id)
    assert chosen.id not in jira(site, "project = PAY")
    assert feed(site, token)[0] == []
    assert chosen.id not in {one["id"] for one in feed(site)[0]}
    assert azure(site, "Payments/_apis/wit/recyclebin", None)["value"] == []


def test_what_may_not_be_seen_looks_like_nothing(site: Simulated, token: str) -> None:
    chosen = one_of(site, is_new)
    before = told(site.azure.organisation.items[chosen.id])
    site.happen("hidden", item=chosen.id)
    assert chosen.id not in jira(site, "project = PAY")
    assert chosen.id not in wiql(site, "[System.Id] > 0")
    assert feed(site, token)[0] == []
    assert azure(site, "Payments/_apis/wit/recyclebin", None)["value"] == []
    site.happen("shown", item=chosen.id)
    assert chosen.id in jira(site, "project = PAY")
    assert told(site.azure.organisation.items[chosen.id]) == before


def test_a_project_may_not_be_seen_any_more(site: Simulated) -> None:
    site.happen("hidden", project="PAY")
    with pytest.raises(Exception, match="does not exist"):
        jira(site, "project = PAY")
    boards = json.loads(site.answers.get("rest/agile/1.0/board", {}))["values"]
    assert [one["id"] for one in boards] == [2]
    assert [one["name"] for one in azure(site, "_apis/projects", None)["value"]] == ["Web shop"]
    assert not [
        one for one in wiql(site, "[System.Id] > 0") if site.azure.organisation.items[one].project.name == "Payments"
    ]
    site.happen("shown", project="PAY")
    assert jira(site, "project = PAY")
    assert len(azure(site, "_apis/projects", None)["value"]) == 2


def test_a_move_to_another_project_keeps_the_number_and_the_history(site: Simulated, token: str) -> None:
    chosen = one_of(site, lambda one: one.category == "indeterminate")
    old_key, before = chosen.key, told(site.azure.organisation.items[chosen.id])
    site.happen("moved to project", item=chosen.id, project="WEB", at_ms=LATER_MS)
    found = issue(site, old_key, "project")
    assert (found["id"], found["key"][:4], found["fields"]["project"]["key"]) == (str(chosen.id), "WEB-", "WEB")
    assert chosen.id in jira(site, "project = WEB")
    assert chosen.id not in jira(site, "project = PAY")
    item = site.azure.organisation.items[chosen.id]
    assert told(item)[:-1] == before
    assert (item.project.name, item.today()["System.AreaId"] // 1000) == ("Web shop", 501)
    assert feed(site, token)[0] == []
    assert [one["id"] for one in feed(site, token, project="Web shop")[0]] == [chosen.id]
    assert chosen.id in wiql(site, "[System.AreaPath] UNDER 'Web shop'")


def test_a_renamed_project_keeps_its_number_and_old_keys_lead_to_its_issues(site: Simulated, token: str) -> None:
    chosen = one_of(site, is_new)
    old_key = chosen.key
    id = site.azure.organisation.of_key("PAY").id
    site.happen("renamed project", project="PAY", name="Money", key="MON")
    found = issue(site, old_key, "project")
    assert (found["key"], found["fields"]["project"]["name"]) == (old_key.replace("PAY", "MON"), "Money")
    assert jira(site, "project = PAY") == jira(site, "project = MON") == jira(site, "project = 10000")
    assert json.loads(site.answers.get("rest/api/3/project/PAY", {}))["key"] == "MON"
    assert azure(site, f"_apis/projects/{id}", None)["name"] == "Money"
    assert feed(site, token, project=id)[0] == []
    fields = ["System.TeamProject", "System.AreaPath"]
    batch = azure(site, "_apis/wit/workitemsbatch", {"ids": [chosen.id], "fields": fields})
    assert [path.partition("\\")[0] for path in batch["value"][0]["fields"].values()] == ["Money", "Money"]
    site.happen("moved", item=chosen.id)
    assert [one["id"] for one in feed(site, token, project="Money")[0]] == [chosen.id]


def test_a_renamed_sprint_keeps_its_number(site: Simulated) -> None:
    site.happen("renamed sprint", sprint=1003, name="Harvest")
    sprints = json.loads(site.answers.get("rest/agile/1.0/board/1/sprint", {}))["values"]
    assert {one["id"]: one["name"] for one in sprints}[1003] == "Harvest"
    assert site.azure.organisation.nodes[1003].path.endswith("\\Harvest")


def test_an_imported_change_may_lie_before_the_last_one(site: Simulated, token: str) -> None:
    chosen = one_of(site, lambda one: one.category == "done")
    site.happen("moved", item=chosen.id, to="In Progress", at_ms=chosen.created + 1)
    found, _ = feed(site, token)
    assert [one["fields"]["System.State"] for one in found] == ["In Progress"]
    assert found[0]["fields"]["System.ChangedDate"] < feed(site)[0][-2]["fields"]["System.ChangedDate"]


def test_somebody_who_comes_later_is_told_the_same(site: Simulated) -> None:
    ids = [one.id for one in site.tracker.issues.values() if one.project == "PAY"][:12]
    assert site.azure.organisation.items
    for place, id in enumerate(ids):
        site.happen("moved", item=id)
        site.happen("re-estimated", item=id, points=place)
        if place % 3 == 0:
            site.happen("deleted", item=id)
    site.happen("moved to project", item=ids[1], project="WEB")
    running_on, anew = site.azure.organisation, translate(site.tracker, site.process)
    assert contents(running_on) == contents(anew)


def contents(organisation: Organisation) -> dict[int, Any]:
    return {
        id: (item.type, item.project.name, item.is_deleted, [(one.at, one.changes) for one in item.revisions])
        for id, item in organisation.items.items()
        if item.type != "Test Case"
    }


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("rained", {}),
        ("moved", {"item": 1}),
        ("moved", {}),
        ("moved", {"item": 20002, "to": "Nowhere"}),
        ("created", {"project": "NOPE"}),
        ("restored", {"item": 20002}),
        ("planned", {"item": 20002, "sprint": 7}),
        ("renamed sprint", {"sprint": 7, "name": "x"}),
        ("hidden", {"project": "NOPE"}),
    ],
)
def test_what_cannot_be_does_not_happen(site: Simulated, what: str, more: dict[str, Any]) -> None:
    with pytest.raises(CannotHappen):
        site.happen(what, **more)
    assert site.tracker.changed == []


@pytest.fixture
def served(site: Simulated) -> Iterator[Simulated]:
    with running(site):
        yield site


def test_it_can_be_told_over_http(served: Simulated) -> None:
    id = one_of(served, is_new).id
    request = urllib.request.Request(
        f"{served.url}/_simulator/happen",
        data=json.dumps({"what": "finished", "item": id, "at_ms": LATER_MS}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert json.loads(answer.read()) == {"item": id}
    assert served.tracker.issues[id].updated == LATER_MS
    assert len(WHAT) == len(set(WHAT))
