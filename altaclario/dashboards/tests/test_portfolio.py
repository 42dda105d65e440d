"""Parents and releases: what lies in them, when they are done, and what cannot hang them."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from altaclario.charts.messages import english
from altaclario.dashboards import answers, counted_items
from altaclario.dashboards.portfolio import asked as portfolio_asked
from altaclario.dashboards.portfolio import moments, releases
from altaclario.dashboards.portfolio import page as portfolio_page
from altaclario.dashboards.portfolio.answers import PortfolioAnswer, Told
from altaclario.dashboards.tests.asking import PLAIN, chart, listed, said, value
from altaclario.metrics import calendar, counting, known, parents
from altaclario.metrics.chosen import WorkClass
from altaclario.metrics.questions import HomeQuestion, ReleaseQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import NEVER, Memberships, Snapshot, Version
from tests import building, slow_portfolio
from tests.slow_portfolio import Thing

pytestmark = pytest.mark.any_database
TODAY, BORN = date(2026, 3, 2), date(2026, 1, 19)
"""Two Mondays. Nothing is older than the second, and so it is the first day of every history."""
_SEED = datetime.now(UTC).timetuple().tm_yday


def answered(team: Snapshot, settings: Settings = PLAIN, today: date = TODAY, **query: str) -> PortfolioAnswer:
    asked = portfolio_asked.asked(query, team, settings, today)
    return answers.answer(team, asked.settings, asked.question, asked.today)


def page(team: Snapshot, settings: Settings = PLAIN, **query: str) -> Any:
    asked = portfolio_asked.asked(query, team, settings, TODAY)
    answer = answers.answer(team, asked.settings, asked.question, asked.today)
    return portfolio_page.page([("", answer)], asked, TODAY)


def done(key: str, day: str, parent: str = "", type: str = "Story") -> building.Item:
    return building.item(
        key, f"{BORN} 07:00 To Do", f"{day} 08:00 In Progress", f"{day} 17:00 Done", parent=parent, type=type
    )


def open_(key: str, parent: str = "", created: str = "2026-01-19") -> building.Item:
    return building.item(key, f"{created} 08:00 To Do", parent=parent)


def epic(key: str, parent: str = "") -> building.Item:
    return building.item(key, f"{BORN} 07:00 To Do", type="Epic", parent=parent)


def daily(*but: str) -> list[building.Item]:
    """One item finished on each working day, of no parent; none on some days."""
    days = [BORN + timedelta(one) for one in range((TODAY - BORN).days)]
    worked = [day for day in days if day.weekday() < 5 and day.isoformat() not in but]
    return [done(f"PAY-{500 + place}", day.isoformat()) for place, day in enumerate(worked)]


def released(team: Snapshot, name: str, day: str, keys: Sequence[str]) -> Snapshot:
    """The same, with some items in one release since the beginning."""
    rows = [row for row in range(len(team)) if team.key(row) in keys]
    count = len(rows)
    return replace(
        team,
        versions=(Version("1", name, "PAY", released=False, archived=False, release=day),),
        version_memberships=Memberships(
            np.array(rows, np.uint32),
            np.zeros(count, np.uint16),
            team.items.created.take(rows),
            np.full(count, NEVER, np.uint32),
            np.ones(count, np.bool_),
        ),
    )


def of(answer: PortfolioAnswer, name: str) -> Told:
    return next(one for one in answer.every if one.what.name == name)


# ── A story, worked out by hand ──────────────────────────────────────────────────────────────────────────────────────


def story() -> Snapshot:
    """One item on each of 30 working days. PAY-1 holds PAY-2 (itself an epic) and three open items, one born late."""
    return building.snapshot(
        epic("PAY-1"),
        epic("PAY-2", parent="PAY-1"),
        epic("PAY-3"),
        done("PAY-10", "2026-02-02", parent="PAY-1"),
        open_("PAY-11", parent="PAY-1"),
        open_("PAY-12", parent="PAY-2"),
        open_("PAY-13", parent="PAY-2", created="2026-02-20"),
        open_("PAY-14", parent="PAY-3"),
        done("PAY-15", "2026-02-03", parent="PAY-3"),
        *daily("2026-02-02", "2026-02-03"),
    )


def test_a_parent_counts_all_that_lies_below_it_and_each_once() -> None:
    answer = answered(story())
    assert [(one.what.name, one.what.done, one.what.items) for one in answer.every] == [
        ("PAY-1", 1, 4),
        ("PAY-2", 0, 2),
        ("PAY-3", 1, 2),
    ]


def test_one_is_worked_on_after_the_other_and_a_whole_is_done_with_its_last_part() -> None:
    # The queue: PAY-11, then PAY-12 and PAY-13 (they lie in the first parent), then PAY-14: one a day, without doubt.
    answer = answered(story())
    days = {one.what.name: one.day(85) for one in answer.every}
    assert days == {"PAY-1": date(2026, 3, 5), "PAY-2": date(2026, 3, 5), "PAY-3": date(2026, 3, 6)}


def test_what_was_created_after_the_beginning_is_drift() -> None:
    one = of(answered(story()), "PAY-1").what
    assert (one.begun, one.then, one.later, one.grew) == (date(2026, 2, 2), 3, 1, 1 / 3)


def test_a_release_has_a_day_of_its_own_and_gives_it_to_the_parents_that_lie_in_it() -> None:
    team = released(story(), "4.0", "2026-03-04", ["PAY-11", "PAY-12", "PAY-13"])
    answer = answered(team)
    release, parent, other = of(answer, "4.0"), of(answer, "PAY-1"), of(answer, "PAY-3")
    assert (release.what.target, parent.what.target, other.what.target) == (date(2026, 3, 4), date(2026, 3, 4), None)
    # Three items at one a day need three days; there are two.
    assert release.odds is not None
    assert release.odds.by_then == pytest.approx(0, abs=1e-9)
    assert said(page(team)).startswith("3 of 3 initiatives with a day are below 70\u202f%")
    assert value(page(team), "Below 70") == "3 of 3"


def test_portfolio_and_home_say_of_a_release_what_releases_says() -> None:
    team = released(story(), "4.0", "2026-03-06", ["PAY-11", "PAY-12", "PAY-13"])
    asked = ReleaseQuestion(TODAY - timedelta(90), TODAY - timedelta(1))
    (standing,) = answers.answer(team, replace(PLAIN, clock="working"), asked, TODAY).every
    told = of(answered(team), "4.0").odds
    (home,) = answers.answer(team, PLAIN, HomeQuestion(), TODAY).releases
    assert told is not None
    assert standing.chance == told.by_then == home.chance
    assert standing.chance is not None
    assert standing.chance > 0.9


def test_what_is_said_of_a_past_day_is_what_releases_said_on_it() -> None:
    # Ten were left a week ago; six of them were finished since, and one came in.
    items = [building.item(f"PAY-{one}", f"{BORN} 07:00 To Do") for one in range(1, 5)]
    items += [building.item(f"PAY-{one}", f"{BORN} 07:00 To Do", "2026-02-25 17:00 Done") for one in range(5, 11)]
    late = open_("PAY-11", created="2026-02-26")
    team = released(building.snapshot(*items, late, *daily()), "4.0", "2026-03-20", [f"PAY-{n}" for n in range(1, 12)])
    for back in (7, 28):
        day = TODAY - timedelta(back)
        asked = ReleaseQuestion(day - timedelta(90), day - timedelta(1))
        past = known.by(team, calendar.start_of(day + timedelta(1), PLAIN.zone))
        (then,) = answers.answer(past, replace(PLAIN, clock="working"), asked, day).every
        table = counted_items.table(team, PLAIN, building.stays_of(team), TODAY)
        (told,) = releases.at(table, PLAIN, moments.at(table, PLAIN, day), 90, team=None, teams=()).values()
        assert told.left == then.left == 10
        assert (told.chance, told.day(85), told.begun) == (then.chance, then.day(85), then.begun)
    (home,) = answers.answer(team, PLAIN, HomeQuestion(), TODAY).releases
    assert (home.left, home.left_before) == (5, 10)


def test_a_day_that_is_read_again_tells_the_slip() -> None:
    # Four weeks ago PAY-13 was not there, and one item a day was finished then too.
    one = of(answered(story()), "PAY-2")
    assert one.then == date(2026, 2, 4)
    assert one.slipped(85) == (date(2026, 3, 5) - date(2026, 2, 4)).days


def test_classes_are_types_until_a_team_chooses_its_own() -> None:
    team = building.snapshot(done("PAY-1", "2026-02-02"), done("PAY-2", "2026-02-03", type="Bug"))
    shown = answered(team).allocation
    assert dict(zip(shown.names, shown.items.sum(axis=0).tolist(), strict=False)) == {
        "Story": 1,
        "Bug": 1,
        "Sub-task": 0,
        "Epic": 0,
    }
    own = Settings(classes=(WorkClass("Defects", types=frozenset({"Bug"}), labels=frozenset({"broken"})),))
    assert answered(team, own).allocation.items.sum(axis=0).tolist() == [1, 1]
    assert value(page(team, own), "Unclassified") == "50 %"


def test_the_table_has_as_many_rows_as_the_figure_counts() -> None:
    shown = page(released(story(), "4.0", "2026-03-04", ["PAY-11"]))
    rows = [row for row in listed(shown) if row[2] in ("late", "more likely late", "below 70 %")]
    assert value(shown, "Below 70").split()[0] == str(len(rows))
    assert len(chart(shown, "timeline").twin.rows) == len(listed(shown))


# ── What could go wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def test_loops_end_and_count_nothing_twice() -> None:
    team = building.snapshot(
        epic("PAY-1", parent="PAY-2"),
        epic("PAY-2", parent="PAY-1"),
        epic("PAY-3", parent="PAY-3"),
        open_("PAY-4", parent="PAY-1"),
        building.item("PAY-5", parent="PAY-6"),
        building.item("PAY-6", parent="PAY-5"),
        open_("PAY-7", parent="PAY-3"),
        *daily(),
    )
    answer = answered(team)
    assert [(one.what.name, one.what.items) for one in answer.every] == [("PAY-1", 1), ("PAY-2", 1), ("PAY-3", 1)]


@pytest.mark.parametrize(
    ("team", "sentence"),
    [
        (building.snapshot(), "Nothing that is open has a parent or a release"),
        (building.snapshot(epic("PAY-1")), "Nothing that is open has a parent or a release"),
        (building.snapshot(epic("PAY-1"), open_("PAY-2", parent="PAY-1")), "has no day to be judged by"),
        (building.snapshot(epic("PAY-1"), building.item("PAY-2", parent="WEB-9")), "Nothing that is open"),
    ],
    ids=["empty", "no items", "no history", "a parent that is not held"],
)
def test_what_cannot_be_told_has_a_sentence_and_no_number(team: Snapshot, sentence: str) -> None:
    shown = page(team)
    assert sentence in said(shown)
    assert value(shown, "Below 70") == "–"
    assert english(next(one.context for one in shown.figures))


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"window": "31"}, "31 days are no history that is offered"),
        ({"window": "x"}, '"x" is no number'),
        ({"at": "2999-01-01"}, "has not come yet"),
        ({"at": "yesterday"}, "is no day"),
    ],
)
def test_what_means_nothing_falls_back_with_a_sentence(query: dict[str, str], note: str) -> None:
    shown = page(story(), **query)
    assert note in english(shown.notes[0])
    assert value(shown, "Below 70") == value(page(story()), "Below 70")


def test_a_release_without_a_day_or_with_none_that_is_one_has_no_target() -> None:
    for day in ("", "soon", "2026-02-31"):
        assert of(answered(released(story(), "4.0", day, ["PAY-11"])), "4.0").what.target is None


def test_two_items_that_block_each_other_both_wait_and_a_loop_of_links_ends() -> None:
    team = building.snapshot(
        building.item("PAY-1", links=[("blocks", "WEB-3"), ("blocks", "WEB-3"), ("blocks", "PAY-1")]),
        building.item("PAY-2", links=[("blocks", "WEB-3"), ("relates to", "WEB-4"), ("blocks", "WEB-999")]),
        building.item("WEB-3", links=[("blocks", "PAY-1")]),
        building.item("WEB-4", links=[("blocks", "PAY-5")]),
        done("PAY-5", "2026-02-03"),
        project_ids={"PAY": "7", "WEB": "8"},
    )
    both = (Team("a", "Pay", projects=frozenset({"7"})), Team("b", "Web", projects=frozenset({"8"})))
    asked = portfolio_asked.asked({}, team, PLAIN, TODAY)
    answer = answers.answer(team, asked.settings, replace(asked.question, teams=both), TODAY)
    assert answer.waits is not None
    # WEB-3 waits for PAY-1 and PAY-2, and counts once; PAY-1 waits for WEB-3; what is done waits for nothing.
    assert (answer.waits.between.tolist(), answer.waits.items.tolist()) == ([[0, 1], [1, 0]], [0, 2])
    shown = portfolio_page.page([("", answer)], asked, TODAY)
    assert value(shown, "Cross-team waits") == "2 items"
    assert [[english(cell) for cell in row] for row in chart(shown, "waits").twin.rows] == [
        ["Pay", "–", "1"],
        ["Web", "1", "–"],
    ]


# ── By chance, against the slow way ──────────────────────────────────────────────────────────────────────────────────


def by_chance(seed: int) -> tuple[Snapshot, list[Thing]]:
    chance = random.Random(seed)
    epics = [f"PAY-{one}" for one in range(1, 7)]
    things = [Thing(key, chance.choice(["", *epics]), is_parent=True) for key in epics]
    for one in range(10, 50):
        day = TODAY - timedelta(chance.randrange(1, 42)) if chance.random() < 0.6 else None
        things.append(Thing(f"PAY-{one}", chance.choice(["", *epics, "PAY-10"]), finished=day))
    items = [
        epic(one.key, one.parent)
        if one.is_parent
        else done(one.key, one.finished.isoformat(), one.parent)
        if one.finished
        else open_(one.key, one.parent)
        for one in things
    ]
    return building.snapshot(*items), things


@pytest.mark.parametrize("round", range(25))
def test_counts_and_chances_are_those_of_the_slow_way(round: int) -> None:
    team, things = by_chance(1000 * _SEED + round)
    answer = answered(team)
    slow = slow_portfolio.progress(things)
    left = {key: counts for key, counts in slow.items() if counts[0] > counts[1]}
    assert {one.what.name: (one.what.items, one.what.done) for one in answer.every} == left
    ends = slow_portfolio.ends(things, sorted(left, key=lambda one: int(one.partition("-")[2])))
    finished = [one.finished for one in things if one.finished]
    worked = [day for one in range((TODAY - BORN).days) if (day := BORN + timedelta(one)).weekday() < 5]
    counts = [0] * len(worked)
    for day in finished:
        place = next((at for at, one in enumerate(worked) if one >= day), None)
        if place is not None:
            counts[place] += 1
    for one in answer.every:
        if one.odds is None:
            continue
        day = one.day(85)
        assert day is not None
        until = slow_portfolio.working_days(TODAY, day)
        items = ends[one.what.name]
        assert slow_portfolio.likely(counts, items, until) >= 0.85 - 1e-9
        assert slow_portfolio.likely(counts, items, until - 1) < 0.85


@pytest.mark.parametrize("round", range(10))
def test_the_order_of_rows_does_not_matter(round: int) -> None:
    team, _ = by_chance(2000 * _SEED + round)
    kin = parents.kinship(team, counting.base_level(team))
    pairs = set(zip(kin.item.tolist(), kin.parent.tolist(), strict=True))
    assert len(pairs) == len(kin.item)
