"""Reading what changed gives, to the byte, what reading everything anew gives."""

import asyncio
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.providers.faults import TrackerFault
from altaclario.providers.jira.rereading import pieces
from altaclario.providers.scope import Scope
from altaclario.simulator import relating
from altaclario.simulator.generating import TEAMS, Wish, generate
from altaclario.simulator.serving import Simulated, running
from altaclario.simulator.tracker import OTHER_POINTS_FIELD, POINTS_FIELD, SPRINT_FIELD
from altaclario.snapshots import packing
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import reading
from altaclario.sync.reading import Reading
from tests.conftest import NOW, QUICK, read, source

BOTH, ONE = Scope(("PAY", "WEB")), Scope(("PAY",))
SCOPES = (
    BOTH,
    Scope(("PAY",), labels=True),
    Scope(("10000", "10001"), ("1", "2"), labels=True),
    Scope(("10000",), ("1",)),
)
OF_AN_ITEM = (
    *("moved", "finished", "re-estimated", "planned", "flagged", "unflagged", "described", "deleted", "hidden"),
    *("destroyed", "moved to project", "prioritised", "labelled", "affecting", "linked", "unlinked"),
)
COMING_AND_GOING = ("deleted", "destroyed", "hidden", "restored", "shown")
WHAT = st.sampled_from(("anything", "created", "renamed sprint", "off the board", "restored", "shown", *OF_AN_ITEM))
EVENTS = st.lists(st.tuples(WHAT, st.integers(0, 1 << 20)), max_size=6)
STEPS = st.lists(st.tuples(st.sampled_from((5, 60, 1200)), EVENTS), min_size=1, max_size=3)
SMALL = generate(Wish(issues=60, seed=4, now_ms=NOW * 1000, teams=TEAMS[:2], whole_days=True))


@dataclass
class World:
    """A site on which time passes and things happen by number."""

    site: Simulated
    now: int = NOW
    read: frozenset[str] = frozenset({"PAY", "WEB"})

    def let(self, what: str, number: int) -> None:
        """Let it happen to whatever has this number; nothing, where there is nothing of the kind."""
        told = self._told(what, number)
        if what == "linked" and told["to"] in relating.neighbours(self.site.tracker, told["item"] or 0):
            what, told = "unlinked", {name: told[name] for name in ("item", "to")}
        if what == "anything":
            self.site.live_on()
        elif what == "off the board":
            self.site.tracker.boards[number % 2 + 1].hides ^= {told["item"]}
        elif what in COMING_AND_GOING and self._is_elsewhere(told["item"]):
            # A link to an issue that is not read goes and comes with it, and nothing tells: only a whole reading sees.
            return
        elif None not in (told.get("item", 0), told.get("sprint", 0) if what == "renamed sprint" else 0):
            self.site.happen(what, **told)

    def _told(self, what: str, number: int) -> dict[str, Any]:
        tracker = self.site.tracker
        among = {"restored": tracker.deleted, "shown": tracker.hidden}.get(what, tracker.issues)
        item = _one(sorted(among), number)
        if what == "created":
            return {"project": ("PAY", "WEB")[number % 2]}
        if what == "renamed sprint":
            return {"sprint": _one(self._going_on(), number), "name": f"S {number}"}
        more: dict[str, Any] = {"re-estimated": {"points": float(number % 9) or None}}.get(what, {})
        if what == "moved":
            more = {"to": ("To Do", "In Progress", "In Review", "Done")[number % 4]}
        if what == "planned":
            board = next(one for one in tracker.boards.values() if one.project == tracker.issues[item].project)
            more = {"sprint": (None, *(one["id"] for one in board.sprints[-4:]))[number % 5]}
        if what in ("linked", "unlinked"):
            to = _one(sorted(set(tracker.issues) - {item}), number // 7)
            more = {"to": to} | ({"kind": sorted(relating.KINDS)[number % 3]} if what == "linked" else {})
        if what == "prioritised":
            more = {"priority": relating.PRIORITIES[number % 5][1]}
        if what == "labelled":
            more = {"labels": relating.LABELS[: number % 3]}
        if what == "affecting":
            versions = tracker.versions[tracker.issues[item].project]
            more = {"version": (None, *(one["id"] for one in versions))[number % 3]}
        if what == "moved to project":
            more = {"project": "PAY" if tracker.issues[item].project == "WEB" else "WEB"}
        return {"item": item} | more

    def _is_elsewhere(self, item: int | None) -> bool:
        several = (self.site.tracker.issues, self.site.tracker.deleted, self.site.tracker.hidden)
        found = next((one[item] for one in several if item in one), None)
        return found is None or found.project not in self.read

    def _going_on(self) -> list[int]:
        """Sprints under way that some issue is in."""
        held = {
            one["id"] for issue in self.site.tracker.issues.values() for one in issue.fields.get(SPRINT_FIELD) or ()
        }
        listed = [one for board in self.site.tracker.boards.values() for one in board.sprints]
        return sorted(held & {one["id"] for one in listed if one["state"] == "active"})


def _one(several: list[int], number: int) -> Any:
    return several[number % len(several)] if several else None


def go_on(site: Simulated, before: Reading, scope: Scope = BOTH, *, now: int = NOW) -> Reading:
    assert before.kept is not None
    return asyncio.run(reading.go_on(source(site), scope, (before.snapshot, before.kept), now=now, patience=QUICK))


def packed(snapshot: Snapshot) -> bytes:
    return b"".join(map(bytes, packing.packed(snapshot)))


@given(st.sampled_from(SCOPES), STEPS)
def test_it_is_what_reading_everything_anew_gives(scope: Scope, steps: list[tuple[int, list[tuple[str, int]]]]) -> None:
    with running(Simulated(deepcopy(SMALL))) as site:
        world = World(site, read=frozenset(site.tracker.project_key(one) or "" for one in scope.projects))
        site.clock = lambda: world.now
        last = read(site, *scope.projects, boards=scope.boards, labels=scope.labels)
        for seconds, events in steps:
            world.now += seconds
            for what, number in events:
                world.let(what, number)
            last = go_on(site, last, scope, now=world.now)
            anew = read(site, *scope.projects, boards=scope.boards, labels=scope.labels, now=world.now)
            assert last.increment is not None
            assert packed(last.snapshot) == packed(anew.snapshot)


@pytest.fixture
def site() -> Iterator[Simulated]:
    with running(Simulated(deepcopy(SMALL), clock=lambda: NOW)) as site:
        yield site


def of(site: Simulated, project: str, count: int = 1) -> list[int]:
    issues = site.tracker.issues.values()
    return [one.id for one in issues if one.project == project and one.category != "done"][:count]


def counts(after: Reading) -> tuple[int, ...]:
    assert after.increment is not None
    came = after.increment
    return came.added, came.changed, came.deleted, came.moved, came.hidden


def test_what_is_gone_is_told_apart(site: Simulated) -> None:
    before = read(site, *ONE.projects)
    deleted, moved, hidden, finished = of(site, "PAY", 4)
    site.happen("deleted", item=deleted)
    site.happen("moved to project", item=moved, project="WEB")
    site.happen("hidden", item=hidden)
    site.happen("finished", item=finished)
    site.happen("created", project="PAY")
    after = go_on(site, before, ONE)
    # Jira says the same of an issue that it hides and of one that was deleted.
    assert counts(after) == (1, 1, 2, 1, 0)
    assert packed(after.snapshot) == packed(read(site, *ONE.projects).snapshot)


def test_an_item_that_moves_between_chosen_projects_gets_its_new_key(site: Simulated) -> None:
    before = read(site, *BOTH.projects)
    (moved,) = of(site, "PAY")
    site.happen("moved to project", item=moved, project="WEB")
    after = go_on(site, before)
    assert counts(after) == (0, 1, 0, 0, 0)
    row = after.snapshot.items.id.tolist().index(moved)
    assert after.snapshot.key(row) == site.tracker.issues[moved].key


def test_what_is_listed_but_given_no_more_is_hidden(site: Simulated) -> None:
    before = read(site, *ONE.projects)
    (hidden,) = of(site, "PAY")
    site.tracker.issues[hidden].fields["status"] = None
    site.happen("described", item=hidden)
    after = go_on(site, before, ONE)
    assert counts(after) == (0, 0, 0, 0, 1)
    assert packed(after.snapshot) == packed(read(site, *ONE.projects).snapshot)
    assert after.snapshot.left_out == {"the tracker could not give it": 1}


def test_what_a_search_does_not_find_for_a_while_stays_and_is_caught_up(site: Simulated) -> None:
    before = read(site, *ONE.projects)
    late, unfound = of(site, "PAY", 2)
    site.happen("finished", item=late)
    site.answers.unindexed |= {late, unfound}
    first = go_on(site, before, ONE)
    assert counts(first) == (0, 1, 0, 0, 0)
    site.answers.unindexed.clear()
    assert packed(go_on(site, first, ONE).snapshot) == packed(read(site, *ONE.projects).snapshot)


@pytest.mark.parametrize("changed", [0, 1, 100, 250])
@pytest.mark.parametrize("happened_before", [0, 100])
def test_it_takes_few_requests(changed: int, happened_before: int) -> None:
    wish = Wish(issues=1200, seed=4, now_ms=NOW * 1000, teams=TEAMS[:1])
    world = World(Simulated(generate(wish), id_page=500))
    world.site.clock = lambda: world.now
    with running(world.site) as site:
        last = read(site, *ONE.projects)
        for count in (happened_before, changed):
            world.now += 900
            for id in list(site.tracker.issues)[:count]:
                site.happen("described", item=id)
            last = go_on(site, last, ONE, now=world.now)
        assert counts(last) == (0, changed, 0, 0, 0)
        # Here a page has 500 ids, at Jira 5,000.
        assert last.requests <= ceil(1200 / 500) + ceil(changed / 100) + 5


def test_of_much_that_was_read_a_moment_ago_only_what_changed_again_is_read_again() -> None:
    world = World(Simulated(generate(Wish(issues=400, seed=4, now_ms=NOW * 1000, teams=TEAMS[:1]))))
    world.site.clock = lambda: world.now
    with running(world.site) as site:
        before = read(site, *ONE.projects)
        world.now += 60
        for id in list(site.tracker.issues)[:350]:
            site.happen("described", item=id)
        world.now += 120
        first = go_on(site, before, ONE, now=world.now)
        world.now += 120
        again = next(one for one in first.kept.fetched.tolist() if one in of(site, "PAY", 400))  # type: ignore[union-attr]
        site.happen("finished", item=again)
        site.requests.clear()
        after = go_on(site, first, ONE, now=world.now)
        assert counts(after) == (0, 1, 0, 0, 0)
        assert [one["path"] for one in site.requests].count("/rest/api/3/issue/bulkfetch") == 1
        assert packed(after.snapshot) == packed(read(site, *ONE.projects, now=world.now).snapshot)


def _rename_the_project(site: Simulated) -> None:
    site.happen("renamed project", project="PAY", name="Payments", key="BILL")


def _estimate_elsewhere(site: Simulated) -> None:
    for issue in site.tracker.issues.values():
        issue.fields |= {POINTS_FIELD: None, OTHER_POINTS_FIELD: 3.0}
        site.happen("described", item=issue.id)


def _another_category(site: Simulated) -> None:
    status = next(one for one in site.tracker.statuses if one["id"] == "10103")
    status["statusCategory"] = next(one for one in site.tracker.statuses if one["id"] == "10101")["statusCategory"]


def _another_board(site: Simulated) -> None:
    site.tracker.boards[9] = deepcopy(site.tracker.boards[1])
    site.tracker.boards[9].id = 9


@pytest.mark.parametrize("change", [_rename_the_project, _estimate_elsewhere])
def test_what_would_change_items_that_nobody_touched_is_read_whole(
    site: Simulated, change: Callable[[Simulated], None]
) -> None:
    before = read(site, *ONE.projects)
    change(site)
    after = go_on(site, before, ONE)
    assert after.increment is None
    assert packed(after.snapshot) == packed(read(site, *ONE.projects).snapshot)


@pytest.mark.parametrize("change", [_another_category, _another_board])
def test_what_no_item_shows_is_seen_when_its_turn_comes(site: Simulated, change: Callable[[Simulated], None]) -> None:
    last = read(site, *ONE.projects)
    change(site)
    for _ in range(len(pieces(last.kept.site))):  # type: ignore[union-attr]
        last = go_on(site, last, ONE)
        if last.increment is None:
            break
    assert packed(last.snapshot) == packed(read(site, *ONE.projects).snapshot)


def test_names_of_what_is_over_are_read_again_in_turn(site: Simulated) -> None:
    last = read(site, *ONE.projects)
    over = next(one["id"] for one in site.tracker.boards[1].sprints[-10:] if one["state"] == "closed")
    site.happen("renamed sprint", sprint=over, name="Renamed")
    site.tracker.versions["PAY"][0]["name"] = "0.0"
    site.tracker.types[1]["name"] = "Tale"
    site.tracker.statuses[1]["name"] = "Chosen"
    for _ in range(len(pieces(last.kept.site))):  # type: ignore[union-attr]
        last = go_on(site, last, ONE)
        assert last.increment is not None
    assert packed(last.snapshot) == packed(read(site, *ONE.projects).snapshot)


def _open(site: Simulated) -> int:
    """An issue of PAY that is not done."""
    return next(one.id for one in site.tracker.issues.values() if one.project == "PAY" and one.category != "done")


@pytest.mark.parametrize(
    ("meanwhile", "then"),
    [
        ({"what": "finished"}, None),
        ({"what": "moved to project", "project": "WEB"}, {"what": "moved to project", "project": "PAY"}),
    ],
)
def test_what_happens_while_everything_is_read_is_made_good_by_the_next_reading(
    meanwhile: dict[str, Any], then: dict[str, Any] | None
) -> None:
    now = NOW
    with running(Simulated(deepcopy(SMALL), clock=lambda: now)) as site:
        item = _open(site)
        site.faults.add(
            path="/rest/api/3/issue/bulkfetch", kind="happens", happening=meanwhile | {"item": item}, times=1
        )
        first = read(site, "PAY")
        site.faults.clear()
        now += 900
        if then:
            site.happen(**then, item=item)
        later = go_on(site, first, ONE, now=now)
        assert later.increment is not None
        assert packed(later.snapshot) == packed(read(site, "PAY", now=now).snapshot)


def test_a_board_that_is_gone_means_everything(site: Simulated) -> None:
    first = read(site, *BOTH.projects)
    del site.tracker.boards[1]
    later = go_on(site, first)
    assert later.increment is None
    assert packed(later.snapshot) == packed(read(site, *BOTH.projects).snapshot)


def test_something_has_its_turn_in_each_reading_however_many_boards_are_chosen(site: Simulated) -> None:
    wanted = Scope(BOTH.projects, ("1", "2"))
    first = read(site, *wanted.projects, boards=wanted.boards)
    later = go_on(site, first, wanted)
    assert later.kept.turn > first.kept.turn  # type: ignore[union-attr]


def test_a_failed_increment_leaves_what_it_went_on_from_as_it_was(site: Simulated) -> None:
    before = read(site, *ONE.projects)
    told = packed(before.snapshot)
    site.happen("finished", item=of(site, "PAY")[0])
    site.faults.add(path="/rest/api/3/changelog", kind="status", status=503)
    with pytest.raises(TrackerFault):
        go_on(site, before, ONE)
    site.faults.clear()
    assert packed(before.snapshot) == told
    assert counts(go_on(site, before, ONE)) == (0, 1, 0, 0, 0)
