"""What we ask of Azure DevOps is described, and what was recorded of it is read as it was meant."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from altaclario.providers.azure_devops.columns import nodes, revisions, wire
from altaclario.providers.azure_devops.columns.process import STAGES, process
from altaclario.providers.azure_devops.columns.revisions import Names, RevisionPages
from altaclario.providers.scope import Scope
from altaclario.simulator.serving import Simulated
from altaclario.snapshots.snapshot import Level
from altaclario.sync import reading
from tests.conftest import NOW, QUICK, azure_source
from tests.recorded.official_azure import OfficialAzure, official_azure
from tests.recorded.test_official_azure import ask, odd

__all__ = ["odd"]
pytestmark = pytest.mark.recorded

_SETS = "recorded/azure-devops"
_EXAMPLES = f"{_SETS}/rest-api-httpexamples-7.1/specification"
_TEMPLATES = f"{_SETS}/demo-generator-templates/src/ADOGenerator/Templates"


@pytest.fixture(scope="module")
def judge(recordings: Path) -> OfficialAzure:
    return official_azure(recordings / "specs")


@pytest.fixture(params=["plain", "odd"])
def organisation(request: pytest.FixtureRequest, team: Simulated, odd: Simulated) -> Simulated:
    odd.requests.clear()
    return team if request.param == "plain" else odd


def test_every_request_and_every_answer_that_we_use_is_as_described(
    organisation: Simulated, judge: OfficialAzure
) -> None:
    names = tuple(project["name"] for project in organisation.tracker.projects.values())
    work = reading.read(azure_source(organisation), Scope(names), now=NOW, patience=QUICK, on_partial=lambda _: None)
    asyncio.run(work)
    asked = [one for one in organisation.requests if one["status"] == 200]
    assert len({one["path"].rpartition("/_apis/")[2].partition("/")[0] for one in asked}) > 3
    for one in asked:
        judge.check_request(one["method"], one["path"], one["query"], one["body"])
        path = one["path"].removeprefix("/simulated/")
        _, answer = ask(organisation, path, one["body"], one["query"])
        judge.check_answer(one["method"], one["path"], answer)


def example(recordings: Path, name: str) -> bytes:
    held = json.loads((recordings / _EXAMPLES / name).read_text("utf-8-sig"))
    return json.dumps(held["responses"]["200"]["body"]).encode()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wit/7.1/httpExamples/workItemTypes/GET__wit_workItemTypes.json", wire.TypeList),
        ("wit/7.1/httpExamples/workItemTypeStates/GET__workitem_type_states.json", wire.StateList),
        ("wit/7.1/httpExamples/workItemTypeCategories/GET__wit_workItemTypeCategories.json", wire.CategoryList),
        ("wit/7.1/httpExamples/classificationNodes/GET__wit_classificationNodes_areas__depth-2.json", wire.Node),
        ("wit/7.1/httpExamples/classificationNodes/GET__wit_classificationNodes_iterations__depth-2.json", wire.Node),
        ("wit/7.1/httpExamples/fields/GET__wit_fields.json", wire.FieldList),
        ("wit/7.1/httpExamples/wiql/GET__wit_get_id_workitems.json", wire.Found),
        ("wit/7.1/httpExamples/workItemLinks/GET__wit_reporting_workItemLinks_50.json", wire.LinkPage),
        ("work/7.1/httpExamples/teamsettings/GET__work_teamsettings.json", wire.TeamSettings),
        ("work/7.1/httpExamples/teamFieldValues/GET__work_teamsettings_teamfieldvalues.json", wire.TeamAreas),
    ],
)
def test_microsofts_own_examples_can_be_read(recordings: Path, name: str, kind: type) -> None:
    assert msgspec.json.decode(example(recordings, name), type=kind)


def test_the_examples_of_the_feed_become_revisions(recordings: Path) -> None:
    folder = "wit/7.1/httpExamples/workItemRevisions"
    pages = RevisionPages(0, names := Names())
    first = pages.add(example(recordings, f"{folder}/GET__wit_reporting_workItemRevisions.json"))
    later = pages.add(
        example(recordings, f"{folder}/GET__wit_reporting_workItemRevisions_includeIdentityRef-true_watermark-794.json")
    )
    assert (first.token, later.token, later.is_last) == ("3;2;1", "813;350;1", True)
    found = revisions.mended(revisions.joined(pages.pages()))
    assert list(zip(found.id.tolist(), found.rev.tolist(), strict=True)) == [(1, 1), (1, 2), (2, 1), (3, 8), (350, 1)]
    assert [names.states.names[code] for code in found.state] == ["New", "New", "New", "Done", "New"]
    # To the millisecond, and without one.
    assert found.changed.tolist()[:2] == [1395163016, 1395163025]


def test_the_types_of_the_examples_have_their_rungs(recordings: Path) -> None:
    folder = "wit/7.1/httpExamples"
    types = msgspec.json.decode(
        example(recordings, f"{folder}/workItemTypes/GET__wit_workItemTypes.json"), type=wire.TypeList
    )
    categories = msgspec.json.decode(
        example(recordings, f"{folder}/workItemTypeCategories/GET__wit_workItemTypeCategories.json"),
        type=wire.CategoryList,
    )
    found = process(types.value, categories.value)
    # Their categories are of one process and their types of another; what is in no category is no work.
    assert dict(found.levels) == {"Bug": Level.BASE, "Task": Level.SUB_TASK, "Feature": Level.PARENT}
    assert found.bugs == {"Bug"}


def test_days_of_an_iteration_are_read_where_it_has_some(recordings: Path) -> None:
    name = "wit/7.1/httpExamples/classificationNodes/GET__wit_classificationNodes_iterations__depth-2.json"
    tree = msgspec.json.decode(example(recordings, name), type=wire.Node)
    raw = {node["identifier"]: node for node in _below(json.loads(example(recordings, name)))}
    found = nodes.iterations(tree)
    assert set(found) == set(raw)
    for identifier, node in raw.items():
        dated = node.get("attributes") or {}
        assert (found[identifier].start != 0xFFFFFFFF) == bool(dated.get("startDate"))


@pytest.mark.parametrize("template", ["Gen-eShopOnWeb", "Gen-PartsUnlimited"])
def test_items_of_the_demo_templates_are_read_item_by_item(recordings: Path, template: str) -> None:
    names = Names()
    pages = RevisionPages(0, names)
    raw: list[dict[str, Any]] = []
    for file in sorted((recordings / _TEMPLATES / template / "WorkItems").glob("*.json")):
        answer = json.loads(file.read_text("utf-8-sig"))
        raw += answer.get("value", [])
        pages.add_today(json.dumps(answer).encode())
    # Whoever took the people out of them took the dates out of many as well.
    by_id = {item["id"]: item["fields"] for item in raw if _is_placed(item["fields"])}
    found = revisions.joined(pages.pages())
    assert found.id.tolist() == sorted(by_id)
    assert pages.vanished == len(raw) - len(by_id)
    assert len(raw) > 150
    kinds = Counter(names.types.names[code] for code in found.type)
    assert kinds == Counter(one["System.WorkItemType"] for one in by_id.values())
    for row, id in enumerate(found.id.tolist()):
        fields = by_id[id]
        assert names.states.names[found.state[row]] == fields["System.State"]
        points = fields.get("Microsoft.VSTS.Scheduling.Effort")
        assert points is None or found.points[row] == points
        assert names.columns.names[found.column[row]] == (fields.get("System.BoardColumn") or "")


def _is_placed(fields: dict[str, Any]) -> bool:
    return all(fields.get(f"System.{name}") for name in ("WorkItemType", "State", "CreatedDate", "ChangedDate"))


def test_every_category_of_the_examples_has_a_stage(recordings: Path) -> None:
    body = json.loads(example(recordings, "wit/7.1/httpExamples/workItemTypeStates/GET__workitem_type_states.json"))
    assert {one["category"] for one in body["value"]} <= set(STAGES)


def _below(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(one for child in node.get("children", ()) for one in _below(child))]
