"""The forecast page of small teams: when, how many, and why not."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from altaclario.charts.messages import english
from altaclario.charts.panels import Page
from altaclario.dashboards import answers
from altaclario.dashboards.forecast import asked as forecast_asked
from altaclario.dashboards.forecast import page as forecast_page
from altaclario.dashboards.tests.asking import chart, figure, forecast, listed, said, value
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import NEVER, Memberships, Snapshot, Version
from tests.building import Item, item, snapshot

NEW = "2026-01-05 09:00 To Do"


def _team(*more: Item, daily: tuple[int, ...] = (1,), until: str = "2026-05-29") -> Snapshot:
    """One that finishes so many items a working day, one day after the other, since the 5th of January; a Monday."""
    items, day, place = list(more), date(2026, 1, 5), 0
    while day <= date.fromisoformat(until):
        if day.weekday() < 5:
            for _ in range(daily[place % len(daily)]):
                items.append(item(f"PAY-{len(items) + 1}", NEW, f"{day} 10:00 In Progress", f"{day} 17:00 Done"))
            place += 1
        day += timedelta(1)
    return snapshot(*items)


OPEN = tuple(item(f"WEB-{one}", NEW, *(["2026-05-28 09:00 In Progress"] if one < 3 else [])) for one in range(1, 6))


def test_a_team_that_finishes_one_item_each_day_is_done_with_five_in_five_days() -> None:
    """Monday, 1 June: five open items are finished from Tuesday to Monday, and nothing else can happen."""
    page = forecast(_team(*OPEN), "2026-06-01")
    assert said(page) == (
        "5 items: > 99\u202f% likely by 1 Jul 2026, 85\u202f% by 8 Jun 2026. "
        "With 85\u202f%, 22 items or more are finished by 1 Jul 2026."
    )
    assert (value(page, "85"), value(page, "By"), value(page, "Items")) == ("8 Jun", "> 99 %", "22 or more")
    assert value(page, "Came true") == "100 %"
    assert value(page, "Input") == "Stable"
    assert [row[0] for row in listed(page)] == ["WEB-1", "WEB-2", "WEB-3", "WEB-4", "WEB-5"]
    assert english(chart(page, "endings").finding) == "Most likely end: 8 Jun 2026"


def test_a_day_counts_at_its_end_and_a_weekend_is_no_day() -> None:
    page = forecast(_team(*OPEN, daily=(0, 2)), "2026-06-01", items="2", by="2026-06-07")
    rows = [tuple(map(english, row)) for row in chart(page, "likelihood").twin.rows]
    assert rows[:4] == [
        ("2 Jun 2026", "50\u202f%", "50\u202f%"),
        ("3 Jun 2026", "75\u202f%", "25\u202f%"),
        ("4 Jun 2026", "88\u202f%", "12\u202f%"),
        ("5 Jun 2026", "94\u202f%", "6.2\u202f%"),
    ]
    assert rows[4][0] == "8 Jun 2026"
    assert value(page, "By") == "94 %"
    drawn = dict(chart(page, "likelihood").drawing.marks[0].points)  # type: ignore[union-attr]  # it is drawn
    assert drawn["2026-06-05"] == drawn["2026-06-06"] == drawn["2026-06-07"] == 93.8


def test_today_is_in_neither_side() -> None:
    busy = [item(f"WEB-{one}", NEW, "2026-06-01 09:00 Done") for one in range(1, 10)]
    page = forecast(_team(*busy, *OPEN), "2026-06-01", items="5")
    assert value(page, "85") == "8 Jun"
    assert len(chart(page, "input").twin.rows) == 64


def test_what_is_too_little_to_forecast_from_is_said_in_place_of_each_figure() -> None:
    page = forecast(_team(*OPEN, until="2026-01-09"), "2026-01-12")
    assert said(page) == "Cannot forecast: it needs 10 finished items, the history has 5."
    assert [english(one.value) for one in page.figures[:4]] == ["–"] * 4
    for name in ("likelihood", "endings", "fan"):
        assert chart(page, name).drawing is None
        assert english(chart(page, name).why) == said(page)
    assert len(listed(page)) == 5


def test_an_empty_tracker_has_a_page() -> None:
    page = forecast(snapshot(), "2026-06-01")
    assert said(page) == "Cannot forecast: nothing was finished in the days of the history."
    assert english(page.items.empty) == "Nothing is open."


def test_a_day_on_which_most_was_closed_forecasts_nothing_until_it_is_left_out() -> None:
    bulk = [item(f"WEB-{one}", NEW, "2026-05-20 09:00 Done") for one in range(1, 100)]
    team = _team(*OPEN, *bulk)
    page = forecast(team, "2026-06-01")
    assert said(page).startswith(
        "Cannot forecast: more than half of it all was finished on one day; leave that day out"
    )
    assert english(chart(page, "input").finding).endswith(", one odd day")
    again = forecast(team, "2026-06-01", items="5", also="2026-05-20")
    assert value(again, "85") == "8 Jun"
    assert english(chart(again, "input").finding) == "The input: 63 working days, 63 items, one day left out"
    left_out = next(one for one in again.filters if english(one.name) == "Left out")
    assert english(left_out.chosen.word) == "20 May 2026"
    assert left_out.chosen.query == "?items=5&without=2026-05-20"


def test_a_change_of_throughput_is_told_before_anybody_believes_the_rest() -> None:
    bulk = [item(f"WEB-{one}", NEW, "2026-05-20 09:00 Done") for one in range(1, 30)]
    page = forecast(_team(*OPEN, *bulk, daily=(1, 2, 1)), "2026-06-01")
    assert value(page, "Input") == "Changed"
    assert any("Throughput changed in the last three weeks" in english(one) for one in page.notes)


def test_nothing_open_has_no_end_but_still_a_number_of_items() -> None:
    page = forecast(_team(), "2026-06-01")
    assert said(page).startswith("Nothing is open, so that there is no end to wait for.")
    assert (value(page, "85"), value(page, "Items")) == ("–", "22 or more")


def test_what_takes_longer_than_ten_years_has_no_date() -> None:
    page = forecast(_team(*OPEN, daily=(1, 0, 0, 0)), "2026-06-01", items="10000")
    assert value(page, "85") == "–"
    assert english(figure(page, "85").context) == "more than ten years away"
    assert "more than ten years away" in said(page)


def test_a_release_is_asked_for_by_its_day_and_lists_what_is_open_in_it() -> None:
    held = _team(*OPEN)
    version = Version("7", "Billing 4.2", "WEB", released=False, archived=False, release="2026-06-12")
    inside = Memberships(
        item=np.array([0, 3], np.uint32),
        of=np.zeros(2, np.uint16),
        entered=np.zeros(2, np.uint32),
        left=np.full(2, NEVER, np.uint32),
        recorded=np.ones(2, np.bool_),
    )
    team = replace(held, versions=(version,), version_memberships=inside)
    page = forecast(team, "2026-06-01", version="7")
    assert said(page).startswith("2 items: > 99\u202f% likely by 12 Jun 2026, 85\u202f% by 3 Jun 2026.")
    assert [row[0] for row in listed(page)] == ["WEB-1", "WEB-4"]
    late = forecast(team, "2026-06-20", version="7")
    assert any("was to be out on 12 Jun 2026" in english(one) for one in late.notes)


def test_a_past_day_is_forecast_from_what_was_known_then() -> None:
    page = forecast(_team(*OPEN), "2026-06-01", at="2026-04-01", items="5")
    assert value(page, "85") == "8 Apr"
    assert english(page.as_of).startswith("As it was known at the end of 1 Apr 2026")


def test_holidays_are_no_days_to_come() -> None:
    feast = Settings(holidays=(date(2026, 6, 2), date(2026, 6, 3)))
    assert value(forecast(_team(*OPEN), "2026-06-01", feast), "85") == "10 Jun"


def test_each_scenario_is_a_curve_a_figure_and_a_column_beside_the_plan() -> None:
    """Of five open items two fewer are done in three days; half of the team needs longer; a week later is a week."""
    page = forecast(_team(*OPEN), "2026-06-01", **{"if": "s-2_d2026-06-09", "away": "50", "by": "2026-06-05"})
    told = chart(page, "likelihood")
    named = {english(one.name): (english(one.value), english(one.context)) for one in told.figures}
    assert list(named) == ["As planned", "2 items fewer", "from 9 Jun 2026", "50\u202f% away"]
    assert named["As planned"] == ("< 1", "5 items; 85\u202f% by 8 Jun 2026")
    assert named["2 items fewer"] == ("> 99", "3 items; 85\u202f% by 4 Jun 2026")
    assert named["from 9 Jun 2026"] == ("< 1", "5 items; 85\u202f% by 15 Jun 2026")
    assert [english(one) for one in told.twin.heads[3:]] == list(named)[1:]
    assert len([mark for mark in told.drawing.marks if mark.is_dashed]) == 3  # type: ignore[union-attr]  # it is drawn
    what_if = next(one for one in page.filters if english(one.name) == "What if")
    assert english(what_if.chosen.word) == "3 scenarios"
    assert what_if.chosen.query == "?by=2026-06-05&if=s-2_d2026-06-09_a50"
    assert what_if.choices[-1].query == "?by=2026-06-05&if=s-2_d2026-06-09"


def test_a_scenario_that_means_nothing_is_left_out_and_said() -> None:
    page = forecast(_team(*OPEN), "2026-06-01", **{"if": "a99_x", "more": "many"})
    assert not chart(page, "likelihood").figures
    said_ = [english(one) for one in page.notes]
    assert said_[0].startswith("Of a scenario, people away are 0 to 90 per cent")
    assert said_[1:] == ['"a99" is no scenario.', '"x" is no scenario.']


def test_without_anything_left_a_scenario_has_no_end() -> None:
    page = forecast(_team(*OPEN), "2026-06-01", **{"if": "s-5"})
    assert english(chart(page, "likelihood").figures[1].context) == "nothing is left to finish"


def _in_features(*sizes: int) -> Snapshot:
    """A team that finishes one item a day, and epics with so many open items each."""
    epics = [item(f"EPIC-{one}", NEW, type="Epic") for one in range(1, len(sizes) + 1)]
    owners = [place for place, size in enumerate(sizes) for _ in range(size)]
    open_ = [item(f"WEB-{one}", NEW) for one in range(1, len(owners) + 1)]
    team = _team(*epics, *open_)
    parent = np.zeros(len(team), np.uint32)
    parent[len(epics) : len(epics) + len(owners)] = team.items.id[owners]
    return replace(team, items=replace(team.items, parent=parent))


def test_features_follow_each_other_in_the_order_that_is_asked_for() -> None:
    team = _in_features(2, 3)
    page = forecast(team, "2026-06-01", by="2026-06-04")
    told = [tuple(map(english, row)) for row in chart(page, "features").twin.rows]
    assert [(row[0], row[1], row[4], row[-1]) for row in told] == [
        ("EPIC-1", "2", "3 Jun 2026", "> 99\u202f%"),
        ("EPIC-2", "3", "8 Jun 2026", "< 1\u202f%"),
    ]
    assert english(chart(page, "features").finding) == "With 85\u202f%, each of 2 features is done by 8 Jun 2026"
    first = next(one for one in page.filters if english(one.name) == "Features")
    assert [english(one.word) for one in first.choices] == ["As numbered", "EPIC-1 first", "EPIC-2 first"]
    again = forecast(team, "2026-06-01", order=first.choices[-1].query.partition("order=")[2])
    assert [row[0] for row in chart(again, "features").twin.rows] == ["EPIC-2", "EPIC-1"]
    assert english(chart(again, "features").twin.rows[0][4]) == "4 Jun 2026"


def test_two_features_at_once_are_exact_and_three_say_how_far_off_they_may_be() -> None:
    """Of one item each, the first of two is done tomorrow with a half, and both the day after."""
    two = chart(forecast(_in_features(1, 1), "2026-06-01", limit="2", by="2026-06-02"), "features")
    assert [english(row[-1]) for row in two.twin.rows] == ["50\u202f%", "50\u202f%"]
    assert english(two.caption).endswith("each finished item is of any open one alike · exact")
    three = chart(forecast(_in_features(1, 1, 1), "2026-06-01", limit="3"), "features")
    assert english(three.caption).endswith("± 1.5\u202f%")


def test_a_number_of_items_and_a_team_without_epics_have_no_features() -> None:
    for page in (forecast(_in_features(2, 3), "2026-06-01", items="4"), forecast(_team(*OPEN), "2026-06-01")):
        assert "features" not in [one.name for one in page.charts]


def test_more_features_than_can_be_shown_are_counted() -> None:
    told = chart(forecast(_in_features(*[1] * 22), "2026-06-01"), "features")
    assert len(told.twin.rows) == 20
    assert english(told.caption).endswith("2 more are not shown")


def _of_teams(team: Snapshot, *names: str) -> Page:
    """The page of Monday, 1 June, for all, with these teams: each of the project of its name."""
    day = date(2026, 6, 1)
    asked = forecast_asked.asked({"by": "2026-06-05"}, team, Settings(), day)
    own = tuple(Team(name, name, projects=frozenset({name})) for name in names)
    asked = replace(asked, question=replace(asked.question, teams=own))
    return forecast_page.page(answers.answer(team, asked.settings, asked.question, day), asked, day)


def _projects(*others: Item) -> Snapshot:
    """WEB finishes an item nearly each day of May, OPS one nearly each day of three months; of each two are open."""
    web = [item(f"WEB-{one}", NEW, f"2026-05-{one:02} 17:00 Done") for one in range(4, 30)]
    ops = [item(f"OPS-{one}", NEW, f"2026-0{3 + one // 20}-{1 + one % 20:02} 09:00 Done") for one in range(1, 50)]
    open_ = [item(key, NEW) for key in ("WEB-90", "WEB-91", "OPS-90", "OPS-91")]
    return snapshot(*web, *ops, *open_, *others, project_ids={"WEB": "WEB", "OPS": "OPS", "NEW": "NEW"})


def test_all_teams_together_are_less_likely_than_the_weakest_of_them() -> None:
    told = chart(_of_teams(_projects(), "WEB", "OPS"), "teams")
    rows = {english(row[0]): [english(one) for one in row[1:]] for row in told.twin.rows}
    assert list(rows) == ["WEB", "OPS", "All teams"]
    assert [row[0] for row in rows.values()] == ["2", "2", "4"]
    web, ops, both = (int(row[-1].removesuffix("\u202f%")) for row in rows.values())
    assert both < min(web, ops)
    assert both == pytest.approx(web * ops / 100, abs=1.5)


def test_a_team_without_anything_open_says_nothing_and_one_that_finished_nothing_keeps_all_from_a_date() -> None:
    told = chart(_of_teams(_projects(), "WEB", "OPS", "GHOST"), "teams")
    assert [english(row[0]) for row in told.twin.rows] == ["WEB", "OPS", "All teams"]
    told = chart(_of_teams(_projects(item("NEW-1", NEW)), "WEB", "OPS", "NEW"), "teams")
    assert [english(row[0]) for row in told.twin.rows] == ["WEB", "OPS"]
    assert english(told.finding).endswith("so that nothing is said of all of them: NEW")
