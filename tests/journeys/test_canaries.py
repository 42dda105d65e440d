"""Planted texts stand in every title, description, comment, goal and name of the simulator; they are found nowhere."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from altaclario.simulator.serving import Simulated
from tests.journeys import canaries
from tests.journeys.command import ROOT, Ended, arguments, azure_arguments, run


@pytest.mark.parametrize("form", list(canaries.samples("Kanárienvogel-3-ö")))
def test_the_search_finds_each_form(form: str, tmp_path: Path) -> None:
    (tmp_path / "left behind").write_bytes(b"abc" + canaries.samples("Kanárienvogel-3-ö")[form] + b"def")
    assert canaries.in_folders([tmp_path], ["Kanárienvogel-3-ö"])


def test_the_simulator_does_plant_them(team: Simulated) -> None:
    issue = next(iter(team.tracker.issues.values()))
    said = json.dumps(issue.fields, ensure_ascii=False)
    for kind in ("title", "description", "comment", "person"):
        assert f"{team.tracker.canaries[0]} {kind}" in said


def environment(folder: Path) -> dict[str, str]:
    """Every place where a program may leave something is one folder."""
    names = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    return dict.fromkeys(names, str(folder)) | {"PYTHONDONTWRITEBYTECODE": "1"}


def left_behind(folder: Path, since: float, marks: list[str]) -> list[str]:
    own = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in (".git", ".venv", ".hypothesis")]
    return canaries.in_folders([folder, *own], marks, since=since)


def sent(team: Simulated) -> bytes:
    return json.dumps([{**asked, "at": 0} for asked in team.requests], ensure_ascii=False).encode()


def printed(ended: Ended) -> bytes:
    return (ended.out + ended.err).encode()


RUNS: list[tuple[str, dict[str, Any] | None]] = [
    ("report", None),
    ("check-connection", None),
    ("report", {"path": "/rest/api/3/issue", "kind": "truncated"}),
    ("report", {"path": "/rest/api/3/changelog", "kind": "nonsense"}),
    ("report", {"path": "/rest/api/3/search", "kind": "status", "status": 401, "after": 1}),
]
AZURE_RUNS: list[tuple[str, dict[str, Any] | None]] = [
    ("report", None),
    ("check-connection", None),
    ("report", {"path": "*/_apis/wit/reporting", "kind": "truncated"}),
    ("report", {"path": "*/_apis/wit/reporting", "kind": "nonsense"}),
    ("report", {"path": "*/_apis/wit/wiql", "kind": "status", "status": 203}),
]


@pytest.mark.turns(6)
@pytest.mark.parametrize(("verb", "fault"), RUNS, ids=str)
def test_after_a_run_they_are_nowhere(team: Simulated, tmp_path: Path, verb: str, fault: dict[str, Any] | None) -> None:
    if fault:
        team.faults.add(**fault)
    begun = time.time() - 1
    more = ("--format", "json") if verb == "report" else ()
    ended = run(arguments(team, *more, verb=verb), token=team.token, **environment(tmp_path))
    assert (ended.code == 0) == (fault is None)
    marks = [*team.tracker.canaries, team.token]
    assert canaries.hits(printed(ended), marks) == []
    assert canaries.hits(sent(team), marks) == []
    assert left_behind(tmp_path, begun, marks) == []
    assert not any(asked["refused"] for asked in team.requests)


@pytest.mark.turns(6)
@pytest.mark.parametrize(("verb", "fault"), AZURE_RUNS, ids=str)
def test_after_a_run_towards_azure_devops_they_are_nowhere(
    team: Simulated, tmp_path: Path, verb: str, fault: dict[str, Any] | None
) -> None:
    if fault:
        team.faults.add(**fault)
    begun = time.time() - 1
    more = ("--format", "json") if verb == "report" else ()
    ended = run(azure_arguments(team, *more, verb=verb), token=team.pat, **environment(tmp_path))
    assert (ended.code == 0) == (fault is None)
    marks = [*team.canaries, team.pat]
    assert canaries.hits(printed(ended), marks) == []
    assert canaries.hits(sent(team), marks) == []
    assert left_behind(tmp_path, begun, marks) == []
    assert not any(asked["refused"] for asked in team.requests)


@dataclass(frozen=True, slots=True)
class Road:
    """How a tracker is read by the command, which of its answers is slow, and what was asked when it is killed."""

    words: Callable[..., list[str]]
    projects: tuple[str, str]
    slow: str
    after: int
    asked: str


ROADS = {
    "Jira": Road(arguments, ("PAY", "WEB"), "/rest/api/3/issue/bulkfetch", 2, "changelog"),
    "Azure DevOps": Road(azure_arguments, ("Payments", "Web shop"), "*/_apis/wit/reporting", 1, "workitemrevisions"),
}


@pytest.mark.parametrize("name", ROADS)
def test_after_a_kill_they_are_nowhere(team: Simulated, tmp_path: Path, name: str) -> None:
    road = ROADS[name]
    team.faults.add(path=road.slow, kind="slow", seconds=5, after=road.after)
    begun = time.time() - 1
    chosen = [word for project in road.projects for word in ("--project", project)]
    command = [sys.executable, "-m", "altaclario", *road.words(team, *chosen)]
    settings = os.environ | environment(tmp_path) | {"TEST_TOKEN": team.pat if name != "Jira" else team.token}
    running = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 20
    while not any(road.asked in asked["path"] for asked in team.requests) and time.monotonic() < deadline:
        assert running.poll() is None
    assert any(road.asked in asked["path"] for asked in team.requests)
    assert running.poll() is None
    running.kill()
    said, _ = running.communicate(timeout=10)
    marks = [*team.canaries, team.token, team.pat]
    assert canaries.hits(said, marks) == []
    assert canaries.hits(sent(team), marks) == []
    assert left_behind(tmp_path, begun, marks) == []


def test_nothing_at_all_is_written(team: Simulated, tmp_path: Path) -> None:
    ended = run(arguments(team), token=team.token, **environment(tmp_path))
    assert ended.code == 0
    assert list(tmp_path.iterdir()) == []
