"""The simulated organisation answers as the official descriptions say."""

import asyncio
import base64
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from altaclario.providers.scope import Scope
from altaclario.simulator.azure.process import Process
from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.sync import reading
from tests.conftest import NOW, QUICK, azure_source, read_azure
from tests.recorded.official_azure import OfficialAzure, official_azure

pytestmark = pytest.mark.recorded

FIELDS = [
    "System.Id",
    "System.WorkItemType",
    "System.TeamProject",
    "System.AreaId",
    "System.IterationId",
    "System.State",
    "System.AssignedTo",
    "System.CreatedBy",
    "System.ChangedDate",
    "System.RevisedDate",
    "System.IsDeleted",
    "System.Tags",
    "System.Parent",
    "System.BoardColumnDone",
    "Microsoft.VSTS.Scheduling.StoryPoints",
]
TEAM = "Payments/Payments Team/_apis/work"
ROUTES: list[tuple[str, Any, dict[str, str]]] = [
    ("_apis/connectionData", None, {"api-version": "7.1-preview"}),
    ("_apis/projects", None, {"$top": "3"}),
    ("_apis/projects/Payments", None, {"includeCapabilities": "true"}),
    ("_apis/projects/Payments/teams", None, {"$top": "5", "$skip": "0"}),
    ("_apis/projects/Payments/teams/Payments Team", None, {}),
    ("_apis/teams", None, {"api-version": "7.1-preview.3"}),
    ("Payments/_apis/wit/fields", None, {}),
    ("Payments/_apis/wit/fields/System.State", None, {}),
    ("Payments/_apis/wit/workitemtypes", None, {}),
    ("Payments/_apis/wit/workitemtypes/User Story", None, {}),
    ("Payments/_apis/wit/workitemtypes/Bug/states", None, {}),
    ("Payments/_apis/wit/workitemtypecategories", None, {}),
    ("Payments/_apis/wit/workitemtypecategories/Microsoft.BugCategory", None, {}),
    ("Payments/_apis/wit/classificationnodes", None, {"$depth": "14"}),
    ("Payments/_apis/wit/classificationnodes", None, {"ids": "500001,1003"}),
    ("Payments/_apis/wit/classificationnodes/areas", None, {}),
    ("Payments/_apis/wit/classificationnodes/iterations", None, {"$depth": "2"}),
    ("Payments/_apis/wit/classificationnodes/iterations/2025/Sprint 30", None, {}),
    (f"{TEAM}/teamsettings", None, {}),
    (f"{TEAM}/teamsettings/teamfieldvalues", None, {}),
    (f"{TEAM}/teamsettings/iterations", None, {}),
    (f"{TEAM}/teamsettings/iterations", None, {"$timeframe": "current"}),
    (f"{TEAM}/boards", None, {}),
    (f"{TEAM}/boards/Stories", None, {}),
    (f"{TEAM}/boards/Epics", None, {}),
    (f"{TEAM}/boards/Stories/columns", None, {}),
    (
        "Payments/_apis/wit/wiql",
        {"query": "SELECT [System.Id], [System.State] FROM WorkItems ORDER BY [System.Id]"},
        {"$top": "19999", "timePrecision": "true"},
    ),
    ("_apis/wit/workitemsbatch", {"ids": [1, 20004, 20011], "fields": FIELDS, "errorPolicy": "omit"}, {}),
    (
        "Payments/_apis/wit/reporting/workitemrevisions",
        {"fields": FIELDS, "types": ["Bug"], "includeDeleted": True, "includeLatestOnly": False},
        {},
    ),
    (
        "Payments/_apis/wit/reporting/workitemrevisions",
        {"fields": FIELDS, "includeIdentityRef": True},
        {"continuationToken": "100;1;1"},
    ),
    (
        "Payments/_apis/wit/reporting/workitemrevisions",
        None,
        {"fields": ",".join(FIELDS), "$maxPageSize": "200", "startDateTime": "2026-01-01T00:00:00Z"},
    ),
    ("Payments/_apis/wit/reporting/workitemlinks", None, {"types": "Epic"}),
    ("Payments/_apis/wit/recyclebin", None, {}),
]


@pytest.fixture(scope="module")
def judge(recordings: Path) -> OfficialAzure:
    return official_azure(recordings / "specs")


@pytest.fixture(scope="module")
def odd() -> Iterator[Simulated]:
    """An organisation with everything that a process can have."""
    process = Process(
        resolved={"In Test": ("Bug",)},
        removed=True,
        split=frozenset({"In Progress"}),
        columns={"In Review": ("Waiting", "Reviewing")},
        blocked_by="tag",
        bugs="asTasks",
    )
    site = Simulated(generate(Wish(issues=300, seed=3, now_ms=NOW * 1000, lost_status=True)), process=process)
    for item in [one.id for one in site.tracker.issues.values() if one.project == "PAY"][1:3]:
        site.happen("deleted", item=item)
    with running(site):
        yield site


def ask(site: Simulated, path: str, question: Any, query: dict[str, str]) -> tuple[str, Any]:
    """The path without the address, and the answer."""
    said = "&".join(f"{name}={urllib.parse.quote(value)}" for name, value in query.items())
    request = urllib.request.Request(
        f"{site.azure_url}/{urllib.parse.quote(path)}?{said}",
        data=None if question is None else json.dumps(question).encode(),
        headers={
            "Authorization": "Basic " + base64.b64encode(f":{site.pat}".encode()).decode(),
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return f"/simulated/{path}", json.loads(answer.read())


@pytest.mark.parametrize(
    ("path", "question", "query"), ROUTES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_answer_is_as_described(
    odd: Simulated, team: Simulated, judge: OfficialAzure, path: str, question: Any, query: dict[str, str]
) -> None:
    query = {"api-version": "7.1"} | query
    method = "GET" if question is None else "POST"
    for site in (team, odd):
        full, answer = ask(site, path, question, query)
        judge.check_request(method, full, query, question)
        judge.check_answer(method, full, answer)


def check_every_answer(site: Simulated, judge: OfficialAzure) -> None:
    """Ask again what a reading asked of the organisation, and judge both sides."""
    asked = [one for one in site.requests if one["path"].startswith("/simulated/") and one["status"] == 200]
    for one in asked:
        judge.check_request(one["method"], one["path"], one["query"], one["body"])
        _, answer = ask(site, one["path"].removeprefix("/simulated/"), one["body"], one["query"])
        judge.check_answer(one["method"], one["path"], answer)


def test_every_request_of_an_increment_is_described(changing: Simulated, judge: OfficialAzure) -> None:
    before = read_azure(changing, "Payments", "Web shop")
    assert before.kept
    issues = list(changing.tracker.issues.values())
    changing.happen("hidden", item=issues[-1].id)
    changing.happen("created", project="PAY")
    changing.requests.clear()
    scope, held = Scope(("Payments", "Web shop")), (before.snapshot, before.kept)
    for hour in (1, 2, 3):
        read = reading.go_on(azure_source(changing), scope, held, now=NOW + 3600 * hour, patience=QUICK)
        assert asyncio.run(read).increment
    assert {"POST /simulated/_apis/wit/wiql", "POST /simulated/_apis/wit/workitemsbatch"} <= {
        f"{one['method']} {one['path']}" for one in changing.requests
    }
    check_every_answer(changing, judge)


def test_the_judge_is_strict(judge: OfficialAzure) -> None:
    path = "/simulated/_apis/projects"
    with pytest.raises(AssertionError, match="no member"):
        judge.check_answer(
            "GET", path, {"count": 1, "value": [{"id": "1eeb67de-fbd6-52d1-9d1d-436051c2630e", "colour": 1}]}
        )
    with pytest.raises(AssertionError, match="no GUID"):
        judge.check_answer("GET", path, {"count": 1, "value": [{"id": "PAY"}]})
    with pytest.raises(AssertionError, match="no parameters"):
        judge.check_request("GET", path, {"api-version": "7.1", "maxResults": "5"}, None)
    with pytest.raises(AssertionError, match="needs"):
        judge.check_request("GET", path, {}, None)
    with pytest.raises(AssertionError, match="no description"):
        judge.check_answer("GET", "/simulated/_apis/wit/nothing", {})
    with pytest.raises(AssertionError, match="none of"):
        judge.check_answer("GET", f"/simulated/{TEAM}/teamsettings", {"bugsBehavior": "ignored"})
