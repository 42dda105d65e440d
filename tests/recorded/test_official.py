"""The simulator answers, and our client asks, as the official descriptions say."""

import asyncio
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from altaclario.providers.jira import client, endpoints
from altaclario.providers.scope import Scope
from altaclario.simulator.jira import recorded
from altaclario.simulator.serving import Simulated, running
from altaclario.sync import checking
from tests.conftest import NOW, QUICK, read, source
from tests.recorded import raw
from tests.recorded.official import Official, official

pytestmark = pytest.mark.recorded


@pytest.fixture(scope="module")
def judge(recordings: Path) -> Official:
    return official(recordings / "specs")


def ask(site: Simulated, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        site.url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": client.authorization(site.email, site.token), "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def check_every_answer(site: Simulated, judge: Official) -> None:
    """Ask again what a reading asked, and judge both sides."""
    for asked in [one for one in site.requests if one["status"] == 200]:
        judge.check_request(asked["method"], asked["path"], asked["query"], asked["body"])
        query = "&".join(f"{name}={value}" for name, value in asked["query"].items())
        answer = ask(site, asked["method"], f"{asked['path']}?{query}" if query else asked["path"], asked["body"])
        judge.check_answer(asked["method"], asked["path"], answer)


def test_a_reading_of_generated_teams(team: Simulated, judge: Official) -> None:
    read(team, boards=("1", "3"))
    asyncio.run(checking.check(source(team), Scope(("PAY",)), now=NOW, patience=QUICK))
    assert len({asked["path"] for asked in team.requests}) > 12
    check_every_answer(team, judge)


@pytest.mark.parametrize("folder", ["recorded/jira/devlake-jira-e2e", raw.ARROW], ids=["devlake", "arrow"])
def test_a_reading_of_recorded_issues(recordings: Path, judge: Official, folder: str) -> None:
    tracker = recorded.load(recordings / folder)
    for id in list(tracker.issues)[150:]:
        del tracker.issues[id]
    with running(Simulated(tracker)) as site:
        read(site)
        check_every_answer(site, judge)


def test_what_else_the_simulator_has(team: Simulated, judge: Official) -> None:
    for path in ("/rest/api/3/resolution", "/rest/api/3/project/search", "/rest/api/3/project/PAY"):
        judge.check_answer("GET", path, ask(team, "GET", path))


def test_every_listed_address_is_described_and_needs_the_scopes_that_we_name(judge: Official) -> None:
    """Boards alone are described without any; a token without that of boards is refused there all the same."""
    for one in endpoints.ALL:
        path = one.path.replace("{project}", "10000").replace("{board}", "7")
        assert set(one.scopes) - {"read:board-scope:jira-software"} == judge.scopes(one.method, path), one.name
