"""What is found in real organisations can be had, and things may happen to it afterwards."""

from typing import Any

import pytest

from altaclario.simulator.azure import oddities
from altaclario.simulator.azure.door import AzureFace
from altaclario.simulator.azure.tests.conftest import NOW_MS, answered
from altaclario.simulator.azure.tests.test_answers import Ask, feed
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.happening import Happenings

FIRST = 20004
"""The first item."""


@pytest.fixture
def face() -> AzureFace:
    return AzureFace(generate(Wish(issues=80, seed=5, now_ms=NOW_MS, teams=TEAMS[:1])), now_ms=lambda: NOW_MS)


def happen(face: AzureFace, what: str, **told: Any) -> None:
    Happenings(face.tracker, NOW_MS + 60_000).happen(what, **told)


def test_two_thousand_iterations(face: AzureFace, ask: Ask) -> None:
    oddities.many_iterations(face.organisation, "PAY", 2000)
    _, taken = ask(f"Payments/{face.team_id('PAY')}/_apis/work/teamsettings/iterations")
    assert len(taken["value"]) > 2000
    dates = [one["attributes"] for one in taken["value"]]
    assert {(one["startDate"] is None, one["finishDate"] is None) for one in dates} == {
        (True, True),
        (False, True),
        (False, False),
    }
    _, tree = ask("Payments/_apis/wit/classificationnodes/iterations", _depth=14)
    assert len(tree["children"]) > 2000
    assert len({one["id"] for one in tree["children"]}) == len(tree["children"])


def test_an_area_fourteen_levels_deep(face: AzureFace, ask: Ask) -> None:
    oddities.deep_area(face.organisation, "PAY")
    _, values = ask(f"Payments/{face.team_id('PAY')}/_apis/work/teamsettings/teamfieldvalues")
    assert values["defaultValue"].count("\\") == 13
    _, batch = ask("_apis/wit/workitemsbatch", {"ids": [FIRST], "fields": ["System.AreaPath"]})
    assert batch["value"][0]["fields"]["System.AreaPath"].startswith(values["defaultValue"])


def test_a_team_without_an_area(face: AzureFace, ask: Ask) -> None:
    oddities.without_area(face.organisation, "PAY")
    _, values = ask(f"Payments/{face.team_id('PAY')}/_apis/work/teamsettings/teamfieldvalues")
    assert (values["defaultValue"], values["values"]) == (None, [])


def test_an_item_of_ten_thousand_revisions(face: AzureFace, ask: Ask) -> None:
    item = face.organisation.items[FIRST]
    before = len(item.revisions)
    oddities.long_history(face.organisation, item)
    found, token = feed(ask)
    assert [number for id, number in found if id == FIRST] == list(range(1, before + 10_001))
    happen(face, "re-estimated", item=FIRST, points=3)
    assert feed(ask, token=token)[0] == [(FIRST, before + 10_001)]


def test_an_imported_item_goes_back_in_time(face: AzureFace, ask: Ask) -> None:
    item = max(face.organisation.items.values(), key=lambda one: len(one.revisions))
    oddities.imported(item, NOW_MS)
    face.changed()
    _, batch = ask(
        "Payments/_apis/wit/reporting/workitemrevisions", {"fields": ["System.ChangedDate"], "types": [item.type]}
    )
    dates = [one["fields"]["System.ChangedDate"] for one in batch["values"] if one["id"] == item.id]
    assert len(dates) > 2
    assert dates == sorted(dates, reverse=True)


def test_a_change_of_the_year_9999(face: AzureFace) -> None:
    oddities.in_the_year_9999(face.organisation, face.organisation.items[FIRST])
    question = {"fields": ["System.ChangedDate", "System.RevisedDate"]}
    answer = answered(face, "Payments/_apis/wit/reporting/workitemrevisions", question)
    assert b'"System.ChangedDate":"9999-12-31T00:00:00Z"' in answer.body
