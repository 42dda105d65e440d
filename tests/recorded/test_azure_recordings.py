"""What a real organisation and Microsoft's own examples hold, the simulated one holds too, member by member."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from altaclario.simulator.azure.process import Process
from altaclario.simulator.azure.translating import translate
from altaclario.simulator.jira import recorded as jira_recordings
from altaclario.simulator.serving import Simulated
from tests.recorded import raw
from tests.recorded.test_official_azure import FIELDS, TEAM, ask

pytestmark = pytest.mark.recorded

_CLIENT = "recorded/azure-devops/cli-recordings/azure-devops/azext_devops/tests/latest/integrationtests/recordings"
_EXAMPLES = "recorded/azure-devops/rest-api-httpexamples-7.1/specification"
_WIT, _WORK = f"{_EXAMPLES}/wit/7.1/httpExamples", f"{_EXAMPLES}/work/7.1/httpExamples"
_PROJECT = "_apis/projects/Payments"
_NODES = "Payments/_apis/wit/classificationnodes"
_REVISIONS = "Payments/_apis/wit/reporting/workitemrevisions"
_EFFORT = "Microsoft.VSTS.Scheduling.Effort"
_QUERY = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Id] > 1 ORDER BY [System.Id]"}

LEFT_OUT = {
    "_links/areaPathClassificationNodes",
    "_links/capacity",
    "_links/classificationNode",
    "_links/teamdaysoff",
    "_links/teamiterationworkitems",
    "_links/workitems",
}
"""Addresses of things that the simulated organisation does not have."""

# Each recorded answer, and what is asked of the simulated organisation to get the like.
RECORDED: list[tuple[str, str, str, Any, dict[str, str]]] = [
    ("test_devops_projects", r"/_apis/projects\?", "_apis/projects", None, {}),
    ("test_devops_projects", "/_apis/projects/[^/]+$", _PROJECT, None, {"includeCapabilities": "true"}),
    ("test_boards_areas", r"/classificationNodes\?\$depth=0$", _NODES, None, {"$depth": "0"}),
    ("test_boards_areas", r"/areas\?\$depth=2$", f"{_NODES}/areas", None, {"$depth": "2"}),
    ("test_boards_areas", r"/classificationNodes\?ids=\d+$", _NODES, None, {"ids": "500011"}),
    ("test_boards_areas", "/teamfieldvalues$", f"{TEAM}/teamsettings/teamfieldvalues", None, {}),
    ("test_queryShow", "/_apis/wit/wiql$", "Payments/_apis/wit/wiql", _QUERY, {}),
    (
        "test_queryShow",
        r"/_apis/wit/workItems\?",
        "_apis/wit/workitemsbatch",
        {"ids": [20004], "fields": [*FIELDS, "System.State"]},
        {},
    ),
]
EXAMPLES: list[tuple[str, str, Any, dict[str, str]]] = [
    (f"{_WIT}/workItemRevisions/GET__wit_reporting_workItemRevisions.json", _REVISIONS, {"fields": FIELDS}, {}),
    (
        f"{_WIT}/workItemRevisions/GET__wit_reporting_workItemRevisions_includeIdentityRef-true_watermark-794.json",
        _REVISIONS,
        {"fields": FIELDS, "includeIdentityRef": True},
        {},
    ),
    (
        f"{_WIT}/workItemLinks/GET__wit_reporting_workItemLinks_50.json",
        "Payments/_apis/wit/reporting/workitemlinks",
        None,
        {},
    ),
    (f"{_WIT}/workItemTypes/GET__wit_workItemTypes_Bug.json", "Payments/_apis/wit/workitemtypes/Bug", None, {}),
    (
        f"{_WIT}/workItemTypeStates/GET__workitem_type_states.json",
        "Payments/_apis/wit/workitemtypes/Bug/states",
        None,
        {},
    ),
    (
        f"{_WIT}/workItemTypeCategories/GET__wit_workItemTypeCategories.json",
        "Payments/_apis/wit/workitemtypecategories",
        None,
        {},
    ),
    (f"{_WIT}/wiql/GET__wit_get_id_workitems.json", "Payments/_apis/wit/wiql", _QUERY, {}),
    (f"{_WIT}/fields/GET__wit_fields__fieldName_.json", "_apis/wit/fields/System.IterationPath", None, {}),
    (f"{_WORK}/teamsettings/GET__work_teamsettings.json", f"{TEAM}/teamsettings", None, {}),
    (
        f"{_WORK}/teamFieldValues/GET__work_teamsettings_teamfieldvalues.json",
        f"{TEAM}/teamsettings/teamfieldvalues",
        None,
        {},
    ),
    (f"{_WORK}/columns/GET__work_boards__boardId__columns.json", f"{TEAM}/boards/Stories/columns", None, {}),
]


def recorded(folder: Path, file: str, address: str) -> Any:
    """The first answer of status 200 that a recorded client got from an address."""
    text = next(folder.glob(f"{file}*.yaml")).read_text()
    for block in text.split("- request:"):
        uri = re.search(r"\n    uri: (\S+)\n", block)
        body = re.search(r"\n      string: '((?:[^']|'')*)'", block)
        if uri and body and re.search(address, uri[1]) and "code: 200" in block and "method: DELETE" not in block:
            # A long string is broken at its blanks.
            return json.loads(re.sub(r"\s*\n\s*", " ", body[1]).replace("''", "'"))
    raise AssertionError(f"{file} has no answer of {address}")


def members(value: Any, where: str = "") -> Iterator[tuple[str, type]]:
    """Each member with its type, wherever it stands; what the fields of items are called is their own matter."""
    if where and value is not None and not where.endswith("[]"):
        yield where.removeprefix("/"), type(value)
    if isinstance(value, dict) and not where.endswith(("/fields", "stateMappings", "transitions")):
        for name, one in value.items():
            yield from members(one, f"{where}/{name}")
    elif isinstance(value, list):
        for one in value:
            yield from members(one, f"{where}[]")


def check(theirs: Any, ours: Any) -> None:
    held = set(members(ours))
    missing = {(name, kind) for name, kind in members(theirs) if not _is_left_out(name) and (name, kind) not in held}
    assert not missing


def _is_left_out(name: str) -> bool:
    return any(part in name for part in LEFT_OUT)


@pytest.mark.parametrize(("file", "address", "path", "question", "query"), RECORDED)
def test_a_real_organisation_sends_nothing_else(
    team: Simulated, recordings: Path, file: str, address: str, path: str, question: Any, query: dict[str, str]
) -> None:
    theirs = recorded(recordings / _CLIENT, file, address)
    _, ours = ask(team, path, question, {"api-version": "7.1"} | query)
    check(theirs, ours)


@pytest.mark.parametrize(("file", "path", "question", "query"), EXAMPLES)
def test_the_examples_of_the_description_hold_nothing_else(
    team: Simulated, recordings: Path, file: str, path: str, question: Any, query: dict[str, str]
) -> None:
    theirs = json.loads((recordings / file).read_text("utf-8-sig"))["responses"]["200"]["body"]
    _, ours = ask(team, path, question, {"api-version": "7.1"} | query)
    check(theirs, ours)


def test_boards_of_the_demo_templates_have_the_like_of_our_columns(team: Simulated, recordings: Path) -> None:
    templates = recordings / "recorded/azure-devops/demo-generator-templates/src/ADOGenerator/Templates"
    boards = [board for file in templates.glob("*/Teams/*/BoardColumns.json") for board in json.loads(file.read_text())]
    assert len(boards) > 10
    _, ours = ask(team, f"{TEAM}/boards/Stories/columns", None, {"api-version": "7.1"})
    for board in boards:
        kinds = [column["columnType"] for column in board["value"]]
        assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("incoming", "outgoing", {"inProgress"})
        check({"value": board["value"]}, ours)
    kinds = [column["columnType"] for column in ours["value"]]
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == ("incoming", "outgoing", {"inProgress"})


@pytest.mark.parametrize("folder", ["recorded/jira/devlake-jira-e2e", raw.ARROW], ids=["devlake", "arrow"])
@pytest.mark.parametrize("process", [Process(), Process(one_project="All")], ids=["each", "one"])
def test_recorded_issues_can_be_told_as_work_items(recordings: Path, folder: str, process: Process) -> None:
    tracker = jira_recordings.load(recordings / folder)
    organisation = translate(tracker, process)
    assert len(organisation.projects) == (1 if process.one_project else len(tracker.projects))
    for id, issue in tracker.issues.items():
        item = organisation.items[id]
        changed = [(history["_at"], one.get("fieldId")) for history in issue.histories for one in history["items"]]
        moved = [at for at, field in changed if field == "status"]
        assert item.today()["System.State"] == issue.fields["status"]["name"]
        assert sum("System.State" in one.changes for one in item.revisions) == 1 + len(set(moved))
        assert [one.at for one in item.revisions] == sorted(one.at for one in item.revisions)


def test_fields_of_the_demo_templates_are_known(team: Simulated, recordings: Path) -> None:
    templates = recordings / "recorded/azure-devops/demo-generator-templates/src/ADOGenerator/Templates"
    _, listed = ask(team, "_apis/wit/fields", None, {"api-version": "7.1"})
    known = {one["referenceName"] for one in listed["value"]}
    used: dict[str, int] = {}
    for file in templates.glob("*/WorkItems/*.json"):
        for item in json.loads(file.read_text("utf-8-sig")).get("value", ()):
            for name in item["fields"]:
                used[name] = used.get(name, 0) + 1
    unknown = {name for name, times in used.items() if times > 20} - known
    # Effort belongs to other processes, the rest to test cases.
    assert {name for name in unknown if not name.startswith("Microsoft.VSTS.TCM")} == {_EFFORT}
