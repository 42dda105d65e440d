"""What needs a decision: nothing where nothing is wrong, and each signal once where something is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from altaclario.charts.messages import english
from altaclario.charts.panels import Link
from altaclario.dashboards import answers
from altaclario.dashboards.home import asked as home_asked
from altaclario.dashboards.home import page as home_page
from altaclario.dashboards.home import weeks
from altaclario.dashboards.home.answers import HomeAnswer
from altaclario.dashboards.home.together import Part
from altaclario.dashboards.tests.asking import PLAIN, chart, listed, said, value
from altaclario.metrics import calendar, known, wip
from altaclario.metrics.questions import FlowQuestion, HomeQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot
from tests import building, random_teams, slow_figures

pytestmark = pytest.mark.any_database
TODAY, BORN = date(2026, 3, 2), date(2025, 12, 1)
"""Two Mondays."""


def answered(team: Snapshot, settings: Settings = PLAIN, *, teams: tuple[Team, ...] = (), **query: str) -> HomeAnswer:
    asked = home_asked.asked(query, team, settings, TODAY)
    return answers.answer(team, asked.settings, replace(asked.question, teams=teams), asked.today)


def page(*several: Snapshot, settings: Settings = PLAIN, teams: tuple[Team, ...] = (), **query: str) -> Any:
    asked = home_asked.asked(query, several[0], settings, TODAY)
    parts = [Part("", str(place), answered(one, settings, teams=teams, **query)) for place, one in enumerate(several)]
    return home_page.page(parts, asked, TODAY)


def steady(*more: building.Item, count: int = 1, **also: Any) -> Snapshot:
    """Items finished on each working day of thirteen weeks, each within a day."""
    days = [BORN + timedelta(one) for one in range((TODAY - BORN).days)]
    worked = [day for day in days if day.weekday() < 5]
    items = [
        building.item(
            f"PAY-{1000 + 10 * place + one}",
            f"{day} 07:00 To Do",
            f"{day} 08:00 In Progress",
            f"{day} 17:00 Done",
            sprints=(),
        )
        for place, day in enumerate(worked)
        for one in range(count)
    ]
    return building.snapshot(*items, *more, **also)


def working(key: str, since: str, **more: Any) -> building.Item:
    return building.item(key, f"{since} 07:00 To Do", f"{since} 08:00 In Progress", **more)


def test_where_nothing_is_wrong_it_is_silent() -> None:
    shown = page(steady(working("PAY-1", "2026-03-02", flags=1)))
    assert said(shown) == "Nothing needs a decision. Everything can go on as it is."
    assert listed(shown) == []
    assert "no rule is broken" in english(shown.items.empty)
    assert [value(shown, name) for name in ("Past expected age", "Data trust")] == ["0 of 1", "100 %"]


def test_an_old_item_is_a_signal_with_its_age_and_the_way_to_its_page() -> None:
    team = steady(working("PAY-1", "2026-02-02", flags=1))
    (row,) = [one for one in page(team).items.rows if english(one[0]).startswith("PAY-1 ")]
    assert english(row[0]) == "PAY-1 has been in progress for 29 days"
    assert english(row[3]) == "29 days"
    assert isinstance(row[-1], Link)
    assert row[-1].address == f"items/0/{team.items.id[-1]}"
    assert value(page(team), "Past expected age") == "1 of 1"
    # A week ago it was older than expected already.
    assert answered(team).aged.new == 0


def test_an_item_that_crossed_its_expected_age_this_week_is_new() -> None:
    assert (
        answered(steady(working("PAY-1", "2026-02-27", flags=1))).aged
        == answered(steady(working("PAY-1", "2026-02-27", flags=1))).aged
    )
    aged = answered(steady(working("PAY-1", "2026-02-27", flags=1))).aged
    assert (aged.past, aged.of, aged.new, aged.judged) == (1, 1, 1, 1)


def test_a_release_in_doubt_comes_first_and_says_what_it_was_a_week_ago() -> None:
    open_ = [
        building.item(f"PAY-{one}", "2026-01-05 07:00 To Do", versions=[("4.0", "2026-01-05 07:00")])
        for one in range(1, 6)
    ]
    team = steady(*open_, versions=[building.version("4.0", release="2026-03-05", released=False)])
    answer = answered(team)
    (release,) = answer.releases
    # Five are left and three working days; a week ago there were eight days, at one a day.
    assert (release.left, release.target) == (5, date(2026, 3, 5))
    assert release.chance == pytest.approx(0, abs=1e-9)
    assert release.before == pytest.approx(1)
    shown = page(team)
    assert said(shown).startswith("4.0 is < 1\u202f% likely by 5 Mar 2026.")
    assert value(shown, "Releases below 70") == "1 of 1"
    changed = [[english(cell) for cell in row] for row in chart(shown, "changes").twin.rows]
    assert ["Likely by 5 Mar 2026, 4.0", "< 1\u202f%", "> 99\u202f%", "as many are left, and a week is gone"] in changed


def test_a_running_sprint_has_a_range() -> None:
    own = [
        building.item(f"PAY-{one}", "2026-02-01 07:00 To Do", sprints=[("S1", "2026-02-01 08:00")])
        for one in range(1, 6)
    ]
    team = steady(*own, sprints=[building.sprint("S1", "2026-02-23 09:00", end=building.instant("2026-03-05 17:00"))])
    shown = page(team)
    assert value(shown, "S1 will finish") == "3 of 5"
    assert any("S1 is < 1" in row[0] for row in listed(shown))


def test_each_team_is_held_against_its_own_past_on_one_scale() -> None:
    team = steady(
        *(building.item(f"WEB-{one}", "2026-01-05 07:00 To Do") for one in range(1, 4)),
        project_ids={"PAY": "7", "WEB": "8"},
    )
    both = (Team("a", "Pay", projects=frozenset({"7"})), Team("b", "Web", projects=frozenset({"8"})))
    shown = page(team, teams=both)
    ours, theirs = (chart(shown, f"weeks-{place}") for place in (1, 2))
    assert [english(one.finding) for one in (ours, theirs)] == ["Pay: within its limits", "Web: within its limits"]
    assert ours.drawing.y.most == theirs.drawing.y.most == 5
    assert sum(int(row[1]) for row in ours.twin.rows) == 60


def test_two_trackers_are_added_and_a_team_is_one() -> None:
    both = (Team("a", "Pay", projects=frozenset({"7"})),)
    one = steady(project_ids={"PAY": "7"})
    alone, together = page(one, teams=both), page(one, one, teams=both)
    assert [2 * int(row[1]) for row in chart(alone, "weeks-1").twin.rows] == [
        int(row[1]) for row in chart(together, "weeks-1").twin.rows
    ]


def test_at_most_seven_rows_and_three_of_a_kind() -> None:
    team = steady(*(working(f"PAY-{one}", "2026-01-05", flags=1) for one in range(1, 30)))
    assert 3 <= len(listed(page(team))) <= 7


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ({"at": "2999-01-01"}, "has not come yet"),
        ({"at": "soon"}, "is no day"),
        ({"at": "1990-01-01"}, "Nothing is shown from before"),
    ],
)
def test_what_means_nothing_falls_back_with_a_sentence(query: dict[str, str], note: str) -> None:
    shown = page(steady(), **query)
    assert note in english(shown.notes[0])


@pytest.mark.parametrize("team", [building.snapshot(), building.snapshot(building.item("PAY-1"))], ids=["empty", "one"])
def test_nothing_to_tell_of_is_said_and_not_counted(team: Snapshot) -> None:
    shown = page(team)
    assert [english(one.value) for one in shown.figures] == ["–"] * 4
    assert all(english(one.context) for one in shown.figures)


@given(random_teams.crowds())
def test_weeks_and_changes_are_those_that_flow_tells(crowd: slow_figures.Team) -> None:
    """By chance: WIP is that of each day by itself, and what was known a week ago is what Flow showed then."""
    team = building.snapshot(*crowd.items, sprints=crowd.sprints, statuses=crowd.statuses)
    settings, today = crowd.settings, crowd.today
    answer = answers.answer(team, settings, HomeQuestion(), today)
    stays = building.stays_of(known.by(team, calendar.start_of(today + timedelta(1), settings.zone)), settings)
    ends = [calendar.start_of(one + timedelta(7), settings.zone) for one in answer.weeks]
    assert weeks.in_progress(stays, ends).tolist() == [wip.in_progress(stays, end).tolist() for end in ends]
    for day, told in ((today, answer.cycle.now), (today - timedelta(7), answer.cycle.before)):
        flow = answers.answer(team, settings, FlowQuestion(day - timedelta(83), day), day)
        spread = flow.figures.cycle_days
        assert told == (spread.percentiles[answer.cycle.share] if spread.n >= 10 else None)
