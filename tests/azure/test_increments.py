"""What changed since a reading, merged into what it gave, is what reading everything anew gives."""

import asyncio
import random
from math import ceil

import pytest

from altaclario.providers.scope import Scope
from altaclario.providers.whole import Increment
from altaclario.simulator.azure.process import Process
from altaclario.simulator.generating import TEAMS, Team, Wish, generate
from altaclario.simulator.serving import Simulated
from altaclario.sync import reading
from tests.azure.reader import Reader, same, something, why
from tests.conftest import azure_source, read_azure
from tests.depth import DEEP
from tests.trackers import NOW, QUICK

LIVES = 40 if DEEP else 8
ODD = Process(
    resolved={"In Test": ("Bug",)},
    removed=True,
    split=frozenset({"In Progress"}),
    columns={"In Review": ("Waiting", "Reviewing")},
    blocked_by="tag",
    bugs="asTasks",
)


def site(process: Process | None = None, teams: tuple[Team, ...] = TEAMS[:3]) -> Simulated:
    tracker = generate(Wish(issues=220, seed=4, now_ms=NOW * 1000, teams=teams, whole_days=True))
    return Simulated(tracker, process=process or Process())


def within_budget(reader: Reader, found: Increment) -> None:
    """No more questions reached the tracker than may be asked."""
    changed = found.added + found.changed + found.deleted + found.moved + found.hidden
    further = len(reader.scope.projects) - 1
    assert len(reader.line.asked) <= ceil(len(reader.snapshot) / 5000) + ceil(changed / 100) + 5 + further


def test_when_nothing_happened_nothing_comes() -> None:
    reader = Reader(site(), Scope(("Payments",)))
    for _ in range(9):
        found = reader.go_on()
        assert (found.added, found.changed, len(found.part), len(found.gone)) == (0, 0, 0, 0)
        within_budget(reader, found)
    reader.holds_all()


@pytest.mark.parametrize("process", [None, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize("seed", range(LIVES))
def test_over_the_life_of_a_project_it_is_what_reading_everything_gives(seed: int, process: Process | None) -> None:
    chance = random.Random(seed)
    reader = Reader(site(process), Scope(("Payments",)))
    for _ in range(6):
        for _ in range(chance.choice((0, 1, 5, 30))):
            something(reader, chance, ("PAY",), ("WEB",))
        within_budget(reader, reader.go_on())
        reader.holds_all()


@pytest.mark.parametrize("seed", range(LIVES))
def test_over_the_life_of_several_projects_too(seed: int) -> None:
    chance = random.Random(seed)
    reader = Reader(site(), Scope(("Payments", "Web shop")))
    for _ in range(6):
        for _ in range(chance.choice((0, 1, 5, 30))):
            something(reader, chance, ("PAY", "WEB"), ("OPS",))
        within_budget(reader, reader.go_on())
        reader.holds_all()


@pytest.mark.parametrize("seed", range(LIVES))
def test_what_comes_from_elsewhere_or_is_shown_again_needs_its_history(seed: int) -> None:
    chance = random.Random(seed)
    reader = Reader(site(), Scope(("Payments",)))
    told = []
    for _ in range(6):
        something(reader, chance, ("PAY", "WEB"), ())
        hidden = list(reader.site.tracker.hidden)
        if hidden and chance.random() < 0.7:
            reader.happen("shown", item=chance.choice(hidden))
        told.append(why(reader))
        reader.holds_all()
    assert set(told) <= {"", "revisions missing", "history missing"}


def test_the_whole_road_goes_over_the_line_too(changing: Simulated) -> None:
    before = read_azure(changing, "Payments")
    assert before.kept
    scope, moment = Scope(("Payments",)), NOW + 60
    item = next(one.id for one in changing.tracker.issues.values() if one.project == "PAY" and one.category != "done")
    changing.happen("finished", item=item)
    held = (before.snapshot, before.kept)
    after = asyncio.run(reading.go_on(azure_source(changing), scope, held, now=moment, patience=QUICK))
    assert after.increment is not None
    assert (after.increment.changed, after.requests) == (1, 7)
    same(after.snapshot, read_azure(changing, "Payments", now=moment).snapshot)


def test_what_an_increment_cannot_tell_is_read_anew_in_the_same_reading(changing: Simulated) -> None:
    before = read_azure(changing, "Payments")
    assert before.kept
    item = next(one.id for one in changing.tracker.issues.values() if one.project == "WEB")
    changing.happen("moved to project", item=item, project="PAY")
    held, moment = (before.snapshot, before.kept), NOW + 60
    after = asyncio.run(reading.go_on(azure_source(changing), Scope(("Payments",)), held, now=moment, patience=QUICK))
    assert after.increment is None
    assert after.snapshot.row_of(item) is not None
    same(after.snapshot, read_azure(changing, "Payments", now=moment).snapshot)
