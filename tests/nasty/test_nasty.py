"""Nasty things that no other test shows, each over the simulated tracker."""

from collections.abc import Iterator
from copy import deepcopy

import pytest

from altaclario.egress.calling import Reply
from altaclario.providers.jira import client
from altaclario.providers.jira.data_center import manners
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.simulator.tracker import FLAG_FIELD
from tests.conftest import NOW, read

pytestmark = pytest.mark.any_database
_SITE = generate(Wish(issues=80, seed=3, now_ms=NOW * 1000, teams=TEAMS))


@pytest.fixture
def site() -> Iterator[Simulated]:
    with running(Simulated(deepcopy(_SITE), clock=lambda: NOW)) as site:
        yield site


def test_a_team_managed_board_has_its_sprints(site: Simulated) -> None:
    board = next(one for one in site.tracker.boards.values() if one.kind == "simple")
    found = {one.id for one in read(site, board.project).snapshot.sprints}
    assert found == {str(one["id"]) for one in board.sprints} != set()


def test_a_board_without_sprints_is_read_without_them(site: Simulated) -> None:
    snapshot = read(site, "OPS").snapshot
    assert len(snapshot)
    assert (snapshot.sprints, [one.kind for one in snapshot.boards]) == ((), ["kanban"])


def test_the_option_of_a_flag_is_no_sprint(site: Simulated) -> None:
    flagged = next(one for one in site.tracker.issues.values() if one.project == "PAY" and not one.fields[FLAG_FIELD])
    before = read(site, "PAY").snapshot
    site.happen("flagged", item=flagged.id)
    after = read(site, "PAY").snapshot
    assert after.sprints == before.sprints
    assert len(after.flagged.item) == len(before.flagged.item) + 1


def test_names_in_another_language_change_no_stage(site: Simulated) -> None:
    before = read(site, "PAY").snapshot
    for number, status in enumerate(site.tracker.statuses):
        status["name"] = f"Zustand {number}"
        status["statusCategory"]["name"] = "In Arbeit"
    site.tracker.changed.append(0)
    after = read(site, "PAY").snapshot
    assert [(one.id, one.stage) for one in after.statuses] == [(one.id, one.stage) for one in before.statuses]
    assert after.transitions.status.tolist() == before.transitions.status.tolist()
    assert {one.name for one in after.statuses}.isdisjoint(one.name for one in before.statuses)


def test_dates_of_a_query_know_no_zone() -> None:
    for query in (
        client.recent(["PAY"], since_ms=7),
        client.older(["PAY"], since_ms=7),
        client.changed(["PAY"], since_ms=7),
    ):
        assert "7" in query.split()[-1]
        assert "-" not in query


def test_a_picture_puzzle_is_said_with_who_can_solve_it() -> None:
    reply = Reply(403, {"x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=x"}, b"")
    fault = manners.final(reply, "/rest/api/2/myself")
    assert fault is not None
    assert fault.cause == "token-refused"
    assert "picture" in str(fault)
