"""How little an increment may ask, and how much may be lost at once."""

import asyncio
import json
from asyncio import CancelledError, Event
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest

from altaclario.egress.calling import Reply
from altaclario.providers.azure_devops import client, increments, surroundings
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns.revisions import Bit
from altaclario.providers.azure_devops.surroundings import Question
from altaclario.providers.faults import ScopeUnknown
from altaclario.providers.scope import Scope
from altaclario.simulator.asking import Asked
from altaclario.simulator.generating import LOGISTICS, TEAMS
from tests.azure.organisation import Answering, answer
from tests.azure.reader import Reader
from tests.azure.test_increments import site, within_budget

SIX = (*TEAMS, LOGISTICS, replace(LOGISTICS, key="LAB", name="Laboratory"))
TWO = Scope(("Payments", "Web shop"))


def test_of_many_projects_all_that_often_changes_is_read_again_within_some_increments() -> None:
    reader = Reader(site(teams=SIX), Scope(tuple(team.name for team in SIX)))
    for team in SIX:
        project = reader.project(team.key)
        project.areas.below(f"New at {team.name}", 999_000 + len(team.name))
        for taker in project.teams:
            taker.iterations = taker.iterations[1:]
    questions = len(reader.kept.catalogue.projects) + len(reader.kept.catalogue.teams)
    turns = [reader.kept.turn]
    while reader.kept.turn < questions:
        within_budget(reader, reader.go_on())
        turns.append(reader.kept.turn)
        assert turns[-1] > turns[-2]
    assert len(turns) > 2
    reader.holds_all()


def test_where_links_take_all_questions_one_is_left_for_what_often_changes() -> None:
    def older(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/wit/fields"):
            return reply
        value = [one for one in json.loads(reply.body)["value"] if one["referenceName"] != "System.Parent"]
        return answer({"value": value})

    reader = Reader(site(teams=SIX), Scope(tuple(team.name for team in SIX)), older)
    for done in range(3):
        assert reader.kept.turn == done
        reader.go_on()
    reader.holds_all()


def test_a_project_of_which_nothing_is_left_at_once_is_a_fault() -> None:
    reader = Reader(site(), TWO)
    own = [item.id for item in reader.own("WEB")]
    held = (reader.snapshot, reader.kept)
    reader.happen("deleted", item=own[0])
    for item in own[1:]:
        reader.happen("hidden", item=item)
    with pytest.raises(ScopeUnknown, match=f"None of {len(own)} items") as lost:
        reader.go_on()
    assert lost.value.cause == "items-lost"
    assert (reader.snapshot, reader.kept) == held


def test_a_project_of_which_something_is_left_is_none() -> None:
    reader = Reader(site(), TWO)
    own = [item.id for item in reader.own("WEB")]
    for item in own[1:]:
        reader.happen("hidden", item=item)
    assert reader.go_on().hidden == len(own) - 1
    reader.holds_all()


def test_nor_is_one_whose_last_item_is_hidden() -> None:
    reader = Reader(site(), TWO)
    first, *rest = (item.id for item in reader.own("WEB"))
    for item in rest:
        reader.happen("deleted", item=item)
    assert reader.go_on().deleted == len(rest)
    reader.happen("hidden", item=first)
    assert reader.go_on().hidden == 1
    reader.holds_all()


def test_nor_is_one_of_which_revisions_say_that_all_was_deleted() -> None:
    reader = Reader(site(), TWO)
    own = [item.id for item in reader.own("WEB")]
    for item in own:
        reader.happen("deleted", item=item)
    assert reader.go_on().deleted == len(own)
    reader.holds_all()


def without(items: Collection[int]) -> Answering:
    """A feed that never tells of some items."""

    def changing(asked: Asked, reply: Reply) -> Reply:
        if not asked.path.endswith("/workitemrevisions"):
            return reply
        page = json.loads(reply.body)
        return answer(page | {"values": [one for one in page["values"] if one["id"] not in items]})

    return changing


def test_what_the_feed_never_gives_is_looked_up_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Scope(("Payments",))
    items = [item.id for item in Reader(site(), scope).own()[:12]]
    reader = Reader(site(), scope, without(items))
    revisions = reader.kept.revisions
    assert set(items) <= set(revisions.id[revisions.has(Bit.TODAY_ALONE)].tolist())
    monkeypatch.setattr(client, "ITEMS_A_REQUEST", 5)
    monkeypatch.setattr(increments, "_MOST_UNCLEAR", 3)
    for item in items:
        reader.happen("re-estimated", item=item, points=13.0)
    changed = []
    for _ in range(4):
        found = reader.go_on()
        within_budget(reader, found)
        looked = [asked for asked in reader.line.asked if asked.path.endswith("/workitemsbatch")]
        assert [len(asked.question["ids"]) for asked in looked] == [5]
        changed.append(found.changed)
    assert changed == [5, 5, 2, 0]
    reader.holds_all()
    reader.happen("hidden", item=items[0])
    assert reader.go_on().hidden == 1
    reader.holds_all()


class Stuck:
    """An organisation of which one question fails while another waits for its answer."""

    def __init__(self) -> None:
        self.waits = Event()
        self.is_given_up = False

    async def trees(self, project: str) -> Any:
        del project
        await self.waits.wait()
        raise ScopeUnknown("Gone.", mend="", next="", cause="project-unknown")

    async def iterations_of(self, project: str, team: str) -> Any:
        del project, team
        self.waits.set()
        try:
            await Event().wait()
        except CancelledError:
            self.is_given_up = True
            raise


@pytest.mark.parametrize("which", ["lively", "quiet"])
def test_when_one_question_fails_no_other_goes_on(which: str) -> None:
    reader = Reader(site(), Scope(("Payments",)))
    known = {Question("trees", ("",)): 0, Question("iterations_of", ("", "")): 0}

    async def ask() -> bool:
        stuck = Stuck()
        azure = cast(AzureDevOps, stuck)
        asking = {
            "lively": partial(surroundings.lively, azure, reader.kept.catalogue, most=9),
            "quiet": partial(surroundings.quiet, azure, known, most=2),
        }
        with pytest.raises(ExceptionGroup) as several:
            await asking[which](turn=0)
        assert several.group_contains(ScopeUnknown)
        return stuck.is_given_up

    assert asyncio.run(ask())
