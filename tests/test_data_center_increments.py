"""Reading what changed at a Jira Data Center gives, to the byte, what reading everything anew gives."""

import asyncio
from collections.abc import Iterator
from copy import deepcopy
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.providers.scope import Scope
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.snapshots import packing
from altaclario.sync import reading
from altaclario.sync.reading import Reading
from tests import conftest
from tests.conftest import NOW, QUICK, data_center_source
from tests.test_increments import BOTH, ONE, SCOPES, SMALL, STEPS, World, counts, of


def read(site: Simulated, scope: Scope = ONE, *, now: int = NOW) -> Reading:
    return conftest.read(site, *scope.projects, boards=scope.boards, now=now, at=data_center_source)


def go_on(site: Simulated, before: Reading, scope: Scope = ONE, *, now: int = NOW) -> Reading:
    assert before.kept is not None
    held = (before.snapshot, before.kept)
    return asyncio.run(reading.go_on(data_center_source(site), scope, held, now=now, patience=QUICK))


def packed(read: Reading) -> bytes:
    return b"".join(map(bytes, packing.packed(read.snapshot)))


@pytest.fixture
def site() -> Iterator[Simulated]:
    with running(Simulated(deepcopy(SMALL), clock=lambda: NOW)) as site:
        yield site


@given(st.sampled_from(SCOPES), STEPS)
def test_it_is_what_reading_everything_anew_gives(scope: Scope, steps: list[tuple[int, list[tuple[str, int]]]]) -> None:
    with running(Simulated(deepcopy(SMALL))) as site:
        world = World(site, read=frozenset(site.tracker.project_key(one) or "" for one in scope.projects))
        site.clock = lambda: world.now
        last = read(site, scope)
        for seconds, events in steps:
            world.now += seconds
            for what, number in events:
                world.let(what, number)
            last = go_on(site, last, scope, now=world.now)
            assert last.increment is not None
            assert packed(last) == packed(read(site, scope, now=world.now))


def test_what_is_gone_is_told_apart(site: Simulated) -> None:
    before = read(site)
    deleted, moved, hidden, finished = of(site, "PAY", 4)
    site.happen("deleted", item=deleted)
    site.happen("moved to project", item=moved, project="WEB")
    site.happen("hidden", item=hidden)
    site.happen("finished", item=finished)
    site.happen("created", project="PAY")
    after = go_on(site, before)
    assert counts(after) == (1, 1, 2, 1, 0)
    assert packed(after) == packed(read(site))


def test_an_item_below_an_epic_that_nobody_knew_finds_it(site: Simulated) -> None:
    before = read(site, BOTH)
    epic = site.happen("created", project="PAY", type="Epic")
    child = site.happen("created", project="WEB", parent=epic)
    after = go_on(site, before, BOTH)
    items = after.snapshot.items
    assert items.parent[items.id.tolist().index(child)] == epic
    assert packed(after) == packed(read(site, BOTH))


@pytest.mark.parametrize("changed", [0, 1, 250])
def test_it_takes_few_requests(changed: int) -> None:
    wish = Wish(issues=1200, seed=4, now_ms=NOW * 1000, teams=TEAMS[:1])
    world = World(Simulated(generate(wish), id_page=500))
    world.site.clock = lambda: world.now
    with running(world.site) as site:
        last = read(site)
        for count in (0, changed):
            world.now += 900
            for id in list(site.tracker.issues)[:count]:
                site.happen("described", item=id)
            last = go_on(site, last, now=world.now)
        assert counts(last) == (0, changed, 0, 0, 0)
        histories = ceil(changed / 50)
        # Here a page has 500 ids, at a Data Center 1,000; and one question more may be for epics.
        assert last.requests <= ceil(1200 / 500) + ceil(changed / 100) + max(histories - 2, 0) + 5 + 1
