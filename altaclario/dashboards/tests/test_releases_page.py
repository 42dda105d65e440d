"""The releases page: a story worked by hand, and a sentence for every case in which there is no forecast."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from altaclario.charts import slipping
from altaclario.charts.messages import english
from altaclario.charts.panels import Page
from altaclario.dashboards import answers
from altaclario.dashboards.releases import standings
from altaclario.dashboards.releases.answers import ReleasesAnswer
from altaclario.dashboards.tests import asking
from altaclario.metrics import releases as metric_releases
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Area, Labels, Snapshot, Sprint, Stage
from tests import building
from tests.building import Item

pytestmark = pytest.mark.any_database

TODAY = "2026-03-27"
"""A Friday; the history is of the 20 working days from 2 to 27 March but the last."""
STATUSES = {**building.STATUSES, "Rejected": Stage.CANCELLED}
UNLISTED = {**building.STATUSES, "Gone": None}
_MARCH = [f"2026-03-{day:02d}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26)]


def pace(project: str = "PAY", every: int = 2) -> list[Item]:
    """One item finished on every other working day: each day brings 1 or 0, with the same chance but one."""
    return [
        building.item(f"{project}-{800 + at}", "2026-03-02 08:00 To Do", f"{day} 12:00 Done")
        for at, day in enumerate(_MARCH)
        if at % every == 0
    ]


def left(number: int, *versions: tuple[str, ...], **more: object) -> Item:
    return building.item(f"PAY-{number}", "2026-03-02 09:00 To Do", versions=versions, **more)


def team(*items: Item, **more: object) -> Snapshot:
    versions = [
        building.version("2.1", "2026-04-03", id="21", released=False),
        building.version("2.2", "2026-04-10", id="22", released=False, start="2026-03-04"),
        building.version("2.0", "2026-03-13", id="20", start="2026-03-02"),
        *more.pop("also", []),  # type: ignore[misc]  # versions beside these
    ]
    return building.snapshot(*items, versions=versions, **more)


def answer(held: Snapshot, settings: Settings = asking.PLAIN, **more: object) -> ReleasesAnswer:
    last = date.fromisoformat(TODAY) - timedelta(1)
    question = ReleaseQuestion(last - timedelta(89), last, **more)  # type: ignore[arg-type]  # checked by itself
    return answers.answer(held, replace(settings, clock="working"), question, date.fromisoformat(TODAY))


# 19 days, 10 with one finish: p = 10/19 = 0.526 a day. 2.1 has one item; 2.2 has two more and waits for it: three.
# Five working days to 3 April: P(1 or more) = 1 - (9/19)^5 = 0.976. Ten to 10 April: P(3 or more) = 1 - P(0, 1, 2)
# = 1 - (9^10 + 10 * 10 * 9^9 + 45 * 100 * 9^8) / 19^10 = 0.961. PAY-2 was in 2.2 until the 10th and is in 2.1 since;
# PAY-4 came in on the 16th, PAY-5 was cancelled on the 18th.
STORY = (
    left(2, ("2.2", "2026-03-03 09:00", "2026-03-10 09:00"), ("2.1", "2026-03-10 09:00")),
    left(3, ("2.2", "2026-03-03 09:00"), estimate=3, parent="PAY-9"),
    left(4, ("2.2", "2026-03-16 09:00"), type="Bug", flagged=[("2026-03-17 09:00",)]),
    building.item(
        "PAY-5", "2026-03-02 09:00 To Do", "2026-03-18 09:00 Rejected", versions=[("2.2", "2026-03-03 09:00")]
    ),
    building.item("PAY-6", "2026-03-02 09:00 To Do", "2026-03-05 12:00 Done", versions=[("2.2", "2026-03-03 09:00")]),
    building.item("PAY-9", "2026-03-02 09:00 To Do", type="Epic"),
)


@pytest.fixture(scope="module")
def story() -> Snapshot:
    # One finish of the pace less: PAY-6 takes the place of that of the 4th, a day later.
    return team(*STORY, *pace()[:1], *pace()[2:], statuses=STATUSES)


def test_the_story_as_it_was_worked_on_paper(story: Snapshot) -> None:
    told = answer(story, version="22")
    one = told.one
    assert one is not None
    assert (one.items, one.done, one.cancelled, one.begun, one.at_start) == (3, 1, 1, date(2026, 3, 4), 4)
    assert (one.growth, one.unestimated, one.defects) == (-1, 1, 1)
    [part] = one.outlook.parts if one.outlook else []
    assert (part.own, part.needed, part.source.sample.finished, len(part.source.sample.items)) == (2, 3, 10, 19)
    share = 1 - (9**10 + 10 * 10 * 9**9 + 45 * 100 * 9**8) / 19**10
    assert one.chance == pytest.approx(share)
    first = next(row for row in told.every if row.release.id == "21")
    assert first.chance == pytest.approx(1 - (9 / 19) ** 5)
    alone = answer(story, version="22", in_turn=False).one
    assert alone is not None
    assert alone.chance == pytest.approx(1 - (9**10 + 10 * 10 * 9**9) / 19**10)


def test_its_changes_parents_and_days(story: Snapshot) -> None:
    detail = answer(story, version="22").detail
    assert detail is not None
    assert [(one.week.day, one.came, one.went) for one in detail.changes] == [
        (2, {}, {}),
        (9, {}, {"": 1}),
        (16, {"": 1}, {"": 1}),
        (23, {}, {}),
    ]
    assert [(one.key, one.items, one.done) for one in detail.parents] == [("PAY-9", 1, 0), ("", 2, 1)]
    whole = dict(zip(detail.aligned.days, detail.aligned.scope.tolist(), strict=True))
    days = {4: 4, 9: 4, 10: 3, 16: 4, 18: 3, 27: 3}
    assert {day: whole[date(2026, 3, day)] for day in days} == days
    assert [(one.asked.day, one.left) for one in detail.slips] == [(6, 3), (13, 2), (20, 2), (27, 2)]
    # On the 13th 9 working days were over, too few finishes to forecast from.
    assert [any(one.days) for one in detail.slips] == [False, False, False, True]


def test_the_page_says_it(story: Snapshot) -> None:
    page = releases(story, version="22", against="20")
    assert asking.said(page).startswith("2.2: 96\u202f% likely by its day, 10 Apr 2026, 85\u202f% by 8 Apr 2026.")
    assert asking.value(page, "By its day") == "96 %"
    assert asking.value(page, "Scope growth") == "−1 item"
    assert [row[0] for row in asking.listed(page)] == ["PAY-3", "PAY-4"]
    assert english(asking.chart(page, "scope-changes").finding) == "1 item came in later, 2 went out"
    assert english(asking.chart(page, "aligned").why).startswith("Nothing was ever in it")


def releases(held: Snapshot, settings: Settings = asking.PLAIN, **query: str) -> Page:
    return asking.releases(held, TODAY, settings, **query)


OPEN = ("2.1", "2026-03-03 09:00")
NO_FORECAST = {
    "without a day": (
        team(left(1, ("3.0", "2026-03-03 09:00")), *pace(), also=[building.version("3.0", id="30", released=False)]),
        {"version": "30"},
        "3.0: 85\u202f% by 1 Apr 2026.",
    ),
    "with a day that is over": (
        team(
            left(1, ("1.9", "2026-03-03 09:00")),
            *pace(),
            also=[building.version("1.9", "2026-03-20", id="19", released=False)],
        ),
        {"version": "19"},
        "1.9: 85\u202f% by 1 Apr 2026.",
    ),
    "without items": (team(*pace()), {"version": "21"}, "2.1 has no forecast: nothing is in it."),
    "all of it done": (
        team(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-04 09:00 Done", versions=[OPEN]), *pace()),
        {"version": "21"},
        "2.1 has no forecast: all of it is done.",
    ),
    "all of it cancelled": (
        team(
            building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-04 09:00 Rejected", versions=[OPEN]),
            *pace(),
            statuses=STATUSES,
        ),
        {"version": "21"},
        "2.1 has no forecast: all that is in it was cancelled.",
    ),
    "out": (team(left(1, ("2.0", "2026-03-03 09:00")), *pace()), {"version": "20"}, "2.0 has no forecast: it is out."),
    "archived": (
        team(
            left(1, ("1.0", "2026-03-03 09:00")),
            *pace(),
            also=[building.version("1.0", id="10", released=False, archived=True)],
        ),
        {"version": "10"},
        "1.0 has no forecast: it is archived.",
    ),
    "without throughput": (
        team(left(1, OPEN)),
        {"version": "21"},
        "2.1 has no forecast: nothing was finished in the days of the history.",
    ),
    "with too little": (
        team(left(1, OPEN), *pace()[:4]),
        {"version": "21"},
        "2.1 has no forecast: it needs 10 finished items, the history has 4.",
    ),
    "that is not there": (team(*pace()), {"version": "99"}, "No open release with a day can be forecast."),
    "that is no id": (team(*pace()), {"version": "<b>"}, "No open release with a day can be forecast."),
    "where there is none": (building.snapshot(*pace()), {}, "There is no release yet. No release was read."),
}


@pytest.mark.parametrize("case", NO_FORECAST)
def test_a_release(case: str) -> None:
    held, query, said = NO_FORECAST[case]
    page = releases(held, **query)
    assert asking.said(page).startswith(said)
    for one in page.figures:
        assert english(one.value) != "–" or english(one.context)
        assert english(one.value) not in ("0", "100") or english(one.unit) != "%" or one.name != "By its day"
    for chart in page.charts:
        assert chart.drawing is not None or english(chart.why)


def test_what_means_nothing_is_said_and_replaced() -> None:
    query = {"version": "99", "against": "21", "turn": "x", "growth": "perhaps", "window": "7", "at": "2030-01-01"}
    page = releases(team(*pace()), **query)
    assert [english(one).rpartition(". ")[2] for one in page.notes] == [
        "Today is shown.",
        "The last 90 days are used.",
        "All releases are shown.",
        "Releases are taken in turn.",
        "The scope stays as it is.",
    ]


def test_an_item_in_two_releases_counts_in_both_and_once_in_the_queue() -> None:
    both = left(1, OPEN, ("2.2", "2026-03-03 09:00"))
    told = answer(team(both, *pace()), version="22")
    assert told.one is not None
    assert told.one.outlook is not None
    assert (told.one.left, told.one.shared, told.one.outlook.parts[0].needed) == (1, 1, 1)
    page = releases(team(both, *pace()), version="22")
    assert any("in another open release too" in english(note) for note in page.notes)


def test_several_teams_are_the_product_and_one_that_is_silent_says_nothing() -> None:
    versions = (building.version("2.1", "2026-04-03", id="21", released=False),)
    web = building.item("WEB-1", "2026-03-02 09:00 To Do", versions=[OPEN])
    held = building.snapshot(
        left(1, OPEN), web, *pace(), *pace("WEB"), versions=versions, project_ids={"PAY": "7", "WEB": "8"}
    )
    teams = (Team("a", "Pay", projects=frozenset({"7"})), Team("b", "Web", projects=frozenset({"8"})))
    one = answer(held, version="21", teams=teams).one
    assert one is not None
    assert one.outlook is not None
    assert [part.source.name for part in one.outlook.parts] == ["Pay", "Web"]
    assert one.chance == pytest.approx((1 - (9 / 19) ** 5) ** 2)
    by_project = answer(held, version="21").one
    assert by_project is not None
    assert by_project.chance == one.chance
    silent = building.snapshot(left(1, OPEN), web, *pace(), versions=versions)
    assert asking.said(releases(silent, version="21")).startswith("2.1 has no forecast: of WEB, nothing was finished")


def test_what_goes_on_growing_takes_longer() -> None:
    later = [left(10 + at, ("2.2", f"{day} 10:00")) for at, day in enumerate(_MARCH[4::4])]
    held = team(left(1, ("2.2", "2026-03-03 09:00")), *later, *pace())
    as_it_is, growing = (answer(held, version="22", grows=one).one for one in (False, True))
    assert as_it_is is not None
    assert growing is not None
    assert 0 < (growing.chance or 0) < (as_it_is.chance or 0) < 1
    of_all = releases(held, growth="on")
    assert "Growth is told of one release at a time: choose one." in map(english, of_all.notes)
    assert "Scope" not in [english(one.name) for one in of_all.filters]


def test_more_tags_than_16_bits_hold_are_each_a_release() -> None:
    count = 2**16 + 2
    tags = Labels(np.zeros(count, np.uint32), np.arange(count, dtype=np.uint32))
    held = replace(azure(), labels=tuple(map(str, range(count))), labelled=tags)
    found = metric_releases.of(held, Settings(release_by="tag"))
    assert (len(found.every), int(found.held.of[-1])) == (count, count - 1)


def test_where_only_a_share_that_is_not_drawn_has_a_day_there_is_a_sentence_and_no_chart() -> None:
    rows = [slipping.Row(date(2026, 3, day), 9, [date(2026, 4, 1), None]) for day in (2, 9)]
    chart = slipping.chart(rows, (30, 85), date(2026, 4, 2), why="no day")
    assert (chart.drawing, chart.why) == (None, "no day")


def test_what_is_below_a_share_is_told_to_whoever_asks() -> None:
    many = [left(at, OPEN) for at in range(1, 5)]
    every = answer(team(*many, *pace())).every
    assert [one.release.name for one in standings.below(every, 0.7)] == ["2.1"]
    assert standings.below(every, 0.01) == ()


def test_an_item_that_another_one_blocks_is_a_blocker_until_that_is_done() -> None:
    other = building.item("WEB-1", "2026-03-02 09:00 To Do", links=[("blocks", "PAY-1")])
    done = building.item("WEB-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done", links=[("blocks", "PAY-1")])
    gone = building.item(
        "WEB-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 Done", "2026-03-04 09:00 Gone", links=[("blocks", "PAY-1")]
    )
    for blocker, count in ((other, 1), (done, 0), (gone, 0)):
        one = answer(team(left(1, OPEN), blocker, *pace(), statuses=UNLISTED), version="21").one
        assert one is not None
        assert one.blocked == count


def azure(**more: object) -> Snapshot:
    days = (building.instant("2026-03-02"), building.instant("2026-04-04"))
    items = [left(1, sprints=[("S7", "2026-03-03 09:00")], area=3), left(2, area=2), *pace()]
    sprint = Sprint("7", "S7", "active", *days, board="1", in_days=True)
    areas = (Area(2, "Payments"), Area(3, "Cards", 2))
    return building.snapshot(*items, sprints=[sprint], areas=areas, **more)


@pytest.mark.parametrize(
    ("way", "expected"), [("iteration", {"S7": 1}), ("area", {"Payments": 2, "Cards": 1}), ("tag", {"beta": 2})]
)
def test_releases_of_azure_are_what_the_team_chose(way: str, expected: dict[str, int]) -> None:
    held = azure()
    tagged = replace(held, labels=("beta",), labelled=Labels(np.arange(2, dtype=np.uint32), np.zeros(2, np.uint16)))
    told = answer(tagged, Settings(release_by=way))  # type: ignore[arg-type]  # one of the three
    assert {one.release.name: one.left for one in told.every} == expected
    assert told.has_history == (way == "iteration")
    days = [one.release.target for one in told.every]
    assert days == ([date(2026, 4, 3)] if way == "iteration" else [None] * len(days))
