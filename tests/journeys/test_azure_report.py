"""`altaclario report --provider azure-devops` from arguments to figures, over real HTTP, in a process of its own."""

import json

import jsonschema
import pytest

from altaclario.simulator.azure.door import FOREIGN_PAT
from altaclario.simulator.serving import Simulated
from tests.journeys.command import ROOT, Ended, run
from tests.journeys.command import azure_arguments as arguments

TODAY = "2026-03-02"


def told(site: Simulated, *more: str) -> Ended:
    ended = run(arguments(site, "--format", "json", "--today", TODAY, *more), token=site.pat)
    assert ended.code == 0, ended.err
    return ended


def test_the_json_of_both_dashboards_is_as_documented(team: Simulated) -> None:
    stored = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    schema = jsonschema.Draft202012Validator(stored, format_checker=jsonschema.FormatChecker())
    for dashboard in ("flow", "sprint"):
        page = told(team, "--dashboard", dashboard, "--time-zone", "Europe/Berlin").page
        schema.validate(page)
        assert page["items"][0]["key"].startswith("#")
        assert (page["sprint"] is not None) == (dashboard == "sprint")


def test_projects_and_teams_are_named_or_numbered(team: Simulated) -> None:
    organisation = team.azure.organisation
    project = next(one for one in organisation.projects.values() if one.name == "Payments")
    by_name = told(team, "--project", "payments", "--team", "Payments Team").page
    by_id = told(team, "--project", project.id, "--team", project.teams[0].id).page
    assert by_name["items"] == by_id["items"]
    assert by_name["figures"] == by_id["figures"]


def test_a_sprint_is_found_by_name_and_has_whole_days(team: Simulated) -> None:
    page = told(team, "--dashboard", "sprint", "--sprint", "Sprint 50", "--time-zone", "Asia/Tokyo").page
    assert page["sprint"]["name"] == "Sprint 50"
    assert page["sprint"]["start"].endswith("T15:00:00Z")
    assert page["sprint"]["complete"].endswith("T14:59:59Z")
    assert page["sprint"]["reason"] is None


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (("--project", "Nope"), 2, "no project Nope"),
        (("--team", "Nobody"), 2, "Teams that it may see: Payments Team."),
        (("--board", "7"), 2, "--team"),
        (("--api-url", "https://api.atlassian.com/ex/jira/1"), 2, "is a word for Jira"),
        (("--dashboard", "sprint", "--sprint", "Nope"), 2, "no sprint"),
    ],
)
def test_words_that_do_not_fit_are_told(team: Simulated, more: tuple[str, ...], code: int, says: str) -> None:
    ended = run(arguments(team, *more), token=team.pat)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("token", ["wrong", FOREIGN_PAT])
def test_a_token_that_may_not_come_in_ends_with_3(team: Simulated, token: str) -> None:
    ended = run(arguments(team), token=token)
    assert (ended.code, ended.out) == (3, "")
    assert "another organisation" in ended.err
    assert len(team.requests) == 1


def test_a_check_names_every_request_its_scope_and_what_was_dropped(team: Simulated) -> None:
    ended = run(arguments(team, verb="check-connection"), token=team.pat)
    assert ended.code == 0, ended.err
    for said in ("Azure DevOps (hosted)", "vso.work", "vso.project", "/_apis/connectionData", "System.Tags"):
        assert said in ended.out
    assert "Microsoft.VSTS.Scheduling.Size not found" in ended.out
    assert not [word for word in team.canaries if word in ended.out]
    lines = [line for line in ended.out.splitlines() if line.startswith(("GET", "POST"))]
    assert len(lines) == len(team.requests)
    assert max(map(len, lines)) < 160


def test_a_check_with_a_wrong_token_says_so(team: Simulated) -> None:
    ended = run(arguments(team, verb="check-connection"), token="wrong")
    assert ended.code == 3
    assert "Nobody yet" in ended.out
    assert "refused the token" in ended.err


def test_a_jira_wants_an_address_of_its_account(team: Simulated) -> None:
    words = ["report", "--provider", "jira", "--url", team.url, "--token-env", "TEST_TOKEN", "--project", "PAY"]
    ended = run([*words, "--dashboard", "flow"], token=team.token)
    assert ended.code == 2
    assert "--email is not given" in ended.err
