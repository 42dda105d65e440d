"""`altaclario report` from arguments to figures, over real HTTP, in a process of its own."""

import json
from datetime import date

import jsonschema
import pytest

from altaclario.simulator.generating import Wish, generate
from altaclario.simulator.serving import Simulated, running
from tests.conftest import NOW
from tests.journeys.command import ROOT, arguments, run

TODAY = "2026-03-02"


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    stored = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    return jsonschema.Draft202012Validator(stored, format_checker=jsonschema.FormatChecker())


def test_the_json_of_each_dashboard_is_as_documented(team: Simulated, schema: jsonschema.Draft202012Validator) -> None:
    for dashboard in ("flow", "sprint", "forecast"):
        more = ("--dashboard", dashboard, "--format", "json", "--today", TODAY, "--time-zone", "Europe/Berlin")
        ended = run(arguments(team, *more), token=team.token)
        assert ended.code == 0, ended.err
        schema.validate(ended.page)
        for name in ("sprint", "forecast"):
            assert (ended.page[name] is not None) == (dashboard == name)


def test_the_window_is_ninety_days_up_to_today(team: Simulated) -> None:
    page = run(arguments(team, "--format", "json", "--today", TODAY), token=team.token).page
    assert page["window"] == {"from": "2025-12-02", "to": TODAY, "today": TODAY, "time_zone": "UTC"}
    assert len(page["series"]["throughput"]) == 91


def test_figures_agree_with_items_and_series(team: Simulated) -> None:
    page = run(arguments(team, "--format", "json", "--today", TODAY), token=team.token).page
    first, last = page["window"]["from"], page["window"]["to"]
    finished = [item for item in page["items"] if item["finished"] and first <= item["finished"] <= last]
    assert page["figures"]["throughput"]["total"] == len(finished) == sum(n for _, n in page["series"]["throughput"])
    assert page["figures"]["wip"] == page["series"]["wip"][-1][1]
    assert page["figures"]["wip"] == sum(item["stage"] in ("active", "waiting") for item in page["items"])
    assert page["figures"]["total_age_days"] == sum(item["age_days"] or 0 for item in page["items"])
    for _, backlog, active, waiting, done in page["series"]["cfd"]:
        assert min(backlog, active, waiting, done) >= 0
    assert page["series"]["cfd"][-1][4] == sum(item["stage"] == "done" for item in page["items"])


def test_what_is_told_of_behaviour_agrees_with_the_items(team: Simulated) -> None:
    more = ("--dashboard", "sprint", "--format", "json", "--today", TODAY)
    page = run(arguments(team, *more), token=team.token).page
    ages = {item["key"]: item["age_days"] for item in page["items"] if item["stage"] in ("active", "waiting")}
    assert {item["key"]: item["age_days"] for item in page["ageing"]["items"]} == ages
    lengths = {item["key"]: item["cycle_days"] for item in page["items"]}
    process = page["behaviour"]["cycle_days"]
    assert process["points"] == min(page["figures"]["cycle_days"]["n"], 200)
    for key, value, rules in process["signals"]:
        assert lengths[key] == value
        assert ("outside" in rules) == (value > process["upper"] or value < process["lower"])
    level = page["figures"]["service_level"]
    assert level["n"] == page["figures"]["cycle_days"]["n"] >= level["within"]
    assert page["blocked"]["now"] == sum(item["since"] is not None for item in page["blocked"]["items"])
    assert set(page["sprint"]["at_risk"] or ()) <= set(page["sprint"]["not_completed"])


def test_the_table_begins_with_the_answer(team: Simulated) -> None:
    ended = run(arguments(team, "--dashboard", "sprint", "--today", TODAY), token=team.token)
    assert ended.code == 0, ended.err
    assert "85 % of the" in ended.out
    assert "Oldest in progress" in ended.out
    assert "committed items were completed" in ended.out
    assert "reading issues" in ended.err


def test_a_scoped_token_reads_through_the_gateway(team: Simulated) -> None:
    at_gateway = run(arguments(team, "--api-url", team.api_url, "--format", "json"), token=team.scoped_token)
    assert at_gateway.code == 0, at_gateway.err
    on_site = run(arguments(team), token=team.scoped_token)
    assert on_site.code == 3
    assert "--api-url" in on_site.err


def test_a_board_counts_what_its_filter_shows(team: Simulated) -> None:
    board = team.tracker.boards[1]
    hidden = {issue.id for issue in list(team.tracker.issues.values())[:40] if issue.project == "PAY"}
    board.hides |= hidden
    try:
        page = run(arguments(team, "--board", "1", "--format", "json"), token=team.token).page
    finally:
        board.hides.clear()
    keys = {item["key"] for item in page["items"]}
    assert keys
    assert not keys & {team.tracker.issues[id].key for id in hidden}
    assert page["snapshot"]["left_out"]["not on the board"] > 0


def test_a_sprint_is_found_by_name_and_by_id(team: Simulated) -> None:
    sprint = team.tracker.boards[1].sprints[-6]
    for name in (str(sprint["id"]), sprint["name"]):
        more = ("--dashboard", "sprint", "--sprint", name, "--format", "json", "--today", TODAY)
        page = run(arguments(team, *more), token=team.token).page
        assert page["sprint"]["id"] == str(sprint["id"])
        assert page["sprint"]["reason"] is None
        assert page["sprint"]["commitment"]


def test_several_projects_are_read_together(team: Simulated) -> None:
    more = ("--project", "PAY", "--project", "OPS", "--format", "json")
    page = run(arguments(team, *more), token=team.token).page
    assert {item["key"].partition("-")[0] for item in page["items"]} == {"PAY", "OPS"}


@pytest.mark.parametrize("issues", [0, 1])
def test_an_empty_project_and_a_single_item_have_no_invented_figures(issues: int) -> None:
    with running(Simulated(generate(Wish(issues=issues, seed=1, now_ms=NOW * 1000)))) as site:
        ended = run(arguments(site, "--format", "json"), token=site.token)
        table = run(arguments(site), token=site.token)
    assert ended.code == table.code == 0, ended.err
    figures = ended.page["figures"]
    assert figures["cycle_days"] == {"n": 0, "p50": None, "p70": None, "p85": None, "p95": None}
    assert figures["throughput"]["total"] == 0
    assert "there is no cycle time to tell" in table.out


def test_figures_go_by_the_zone_that_is_asked_for(team: Simulated) -> None:
    far = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        more = ("--format", "json", "--today", TODAY, "--time-zone", zone)
        far[zone] = {
            item["key"]: item["created"] for item in run(arguments(team, *more), token=team.token).page["items"]
        }
    east, west = far.values()
    days = [date.fromisoformat(east[key]) - date.fromisoformat(west[key]) for key in set(east) & set(west)]
    # The two places are 25 hours apart.
    assert {gap.days for gap in days} <= {1, 2}
