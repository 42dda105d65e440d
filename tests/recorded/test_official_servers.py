"""Trackers on servers of one's own: what they answer and what they are asked, judged by what is described of them.

Nobody publishes a description of a Jira Data Center. Questions to it are judged by that of the same search at a Cloud,
with what is known to differ, and its answers by issues that were recorded of real ones.
"""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from altaclario.providers.azure_devops.client import authorization
from altaclario.simulator.data_center import forms
from altaclario.simulator.serving import Simulated
from tests.conftest import data_center_source, read, read_azure, server_source
from tests.recorded import raw
from tests.recorded.official import official
from tests.recorded.official_azure import OF_SERVER, OfficialAzure

pytestmark = pytest.mark.recorded

_STUBS = "recorded/jira/jirareport-stubs/src/test/resources/stubs/issues/complete-issues/jira-issues.json"


def ask(address: str, authorization: str, body: Any) -> Any:
    request = urllib.request.Request(
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": authorization, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def written(asked: dict[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, value in asked["query"].items())


@pytest.mark.parametrize("version", OF_SERVER)
def test_a_server_is_asked_and_answers_as_described(team: Simulated, recordings: Path, version: str) -> None:
    judge = OfficialAzure(recordings / "specs", OF_SERVER[version])
    major, minor = map(int, version.split("."))
    team.server.newest = (major, minor)
    source = server_source(team)
    read_azure(team, "Payments", at=server_source)
    team.server.newest = (7, 1)
    well = [one for one in team.requests if one["status"] == 200]
    assert len({one["path"] for one in well}) > 12
    for one in well:
        described = one["path"].replace("/tfs/DefaultCollection/", "/simulated/")
        judge.check_request(one["method"], described, one["query"], one["body"])
        below = one["path"].removeprefix("/tfs/DefaultCollection")
        answer = ask(f"{source.url}{below}?{written(one)}", authorization("", source.token), one["body"])
        judge.check_answer(one["method"], described, answer)


def test_the_search_of_a_data_center_is_asked_as_that_of_a_cloud_was(team: Simulated, recordings: Path) -> None:
    judge = official(recordings / "specs")
    read(team, "PAY", boards=("1",), at=data_center_source)
    for one in team.requests:
        path = one["path"].removeprefix("/jira").replace("/rest/api/2/", "/rest/api/3/")
        body = one["body"]
        if isinstance(body, dict) and "validateQuery" in body:
            # A Data Center wants a truth value where a Cloud wants a word.
            assert body["validateQuery"] is False
            body = body | {"validateQuery": "none"}
        if path != "/rest/api/3/project":
            judge.check_request(one["method"], path, one["query"], body)


def members(value: Any) -> set[str]:
    return set(value) if isinstance(value, dict) else set()


def test_issues_of_real_data_centers_have_the_members_that_ours_have(team: Simulated, recordings: Path) -> None:
    real = next(raw.archived(recordings / raw.ARROW))["fields"]
    issue = next(one for one in team.tracker.issues.values() if one.fields.get("assignee"))
    ours = forms.values(issue, team.tracker)
    for name in ("status", "issuetype", "project"):
        assert members(ours[name]) <= members(real[name]), name
    assert "hierarchyLevel" not in real["issuetype"]
    assert "statuscategorychangedate" not in real
    person = next(
        one["fields"]["assignee"] for one in raw.archived(recordings / raw.ARROW) if one["fields"]["assignee"]
    )
    # A public site hides addresses of people.
    assert members(ours["assignee"]) - {"emailAddress"} <= members(person)


def test_histories_that_were_recorded_know_no_ids_of_fields_as_ours_do_not(team: Simulated, recordings: Path) -> None:
    body = json.loads((recordings / _STUBS).read_text())["response"]
    recorded = body.get("jsonBody") or json.loads(body["body"])
    real = {name for one in recorded["issues"] for history in one["changelog"]["histories"] for name in history}
    of_items = {
        name
        for one in recorded["issues"]
        for history in one["changelog"]["histories"]
        for item in history["items"]
        for name in item
    }
    issue = max(team.tracker.issues.values(), key=lambda one: len(one.histories))
    told = forms.changelog(issue, forms.named(team.tracker))
    assert {name for history in told["histories"] for name in history} <= real
    assert {name for history in told["histories"] for item in history["items"] for name in item} <= of_items
    assert members(told) == members(recorded["issues"][0]["changelog"])
