"""Whatever a tracker holds and an address says: there is a page, and its lists are as long as its figures say."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message, english, plain
from altaclario.charts.panels import Badge, Page
from altaclario.dashboards import answers, questions
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.flow import page as flow_page
from altaclario.dashboards.forecast import asked as forecast_asked
from altaclario.dashboards.forecast import page as forecast_page
from altaclario.dashboards.hygiene import asked as hygiene_asked
from altaclario.dashboards.hygiene import page as hygiene_page
from altaclario.dashboards.hygiene.queries import Tracker
from altaclario.dashboards.quality import asked as quality_asked
from altaclario.dashboards.quality import page as quality_page
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.sprint import page as sprint_page
from altaclario.snapshots.snapshot import Snapshot
from tests import building, random_teams
from tests.slow_figures import Team

_DAYS = ("2026-03-11", "2026-03-16", "2026-03-31", "2026-02-30", "0001-01-01", "9999-12-31", "20260316", "x", "")
_WORDS = {
    "window": ("30", "84", "365", "90", "-1", "abc", "9" * 10_000, ""),
    "from": _DAYS,
    "to": _DAYS,
    "board": ("1", "2", "7", "99", "٣", "<b>"),
    "clock": ("calendar", "working", "cuckoo"),
    "at": _DAYS,
    "baseline": ("whole", "half", "quarter"),
    "sprint": ("1", "2", "99", "S1", "\0"),
    "measure": ("items", "points", "x" * 10_000),
    "connection": ("1", "<script>"),
    "work": ("progress", "all"),
    "version": ("1", "99", "<b>"),
    "items": ("1", "40", "0", "10001", "-3", "9" * 10_000),
    "by": ("2026-03-20", "2026-04-30", "2028-01-01", *_DAYS),
    "ahead": ("14", "30", "31", "x"),
    "without": ("2026-03-13.2026-03-16", "2026-03-13", "..", "x" * 10_000),
    "and": _DAYS,
    "if": ("a20_s-6_a50s4d2026-04-20", "s-9999", "a99", "a20_a20", "x", "_" * 10_000, "a1_" * 40, ""),
    "away": ("0", "20", "95", "-1", "x"),
    "more": ("0", "-6", "+4", "9" * 10_000),
    "start": ("2026-04-01", *_DAYS),
    "order": ("10.20", "999", "x.10", "." * 10_000),
    "limit": ("1", "2", "3", "4", "x"),
}
queries = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in _WORDS.items()})
readings = st.fixed_dictionaries(
    {"has_points": st.booleans(), "complete_from": st.sampled_from((0, building.instant("2026-03-18 09:00")))}
)


def _read(team: Team, more: dict[str, Any]) -> Snapshot:
    shown = np.array([one.key in (team.board or ()) for one in team.items], np.bool_)
    return building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses, on_board={"7": shown}, **more)


def _written(page: Page) -> str:
    """The page as its template writes it, after every text in it was written out once."""
    for text in _texts(page):
        assert "{" not in english(text)
        assert "nan" not in english(text).lower().split()
    for chart in page.charts:
        assert chart.drawing is not None or chart.why
        for mark in chart.drawing.marks if chart.drawing else ():
            assert len(mark.tips) in (0, len(mark.points))
    assert len({chart.name for chart in page.charts}) == len(page.charts)
    return render_to_string("dashboards/dashboard.html", {"title": "", "page": page})


def _texts(value: object) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


def _figure(page: Page, name: str) -> str:
    return next(english(one.value) for one in page.figures if english(one.name) == name)


def _chart(page: Page, name: str) -> Chart:
    return next(one for one in page.charts if one.name == name)


@given(random_teams.crowds(), queries, readings)
def test_the_lists_of_the_flow_page_are_as_long_as_its_figures_say(
    team: Team, query: dict[str, str], more: dict[str, Any]
) -> None:
    snapshot = _read(team, more)
    asked = flow_asked.asked(query, snapshot, team.settings, team.today)
    answer = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    page = flow_page.page(answer, asked, team.today)
    html = _written(page)
    wip = answer.figures.wip
    assert _figure(page, "In progress") == ("–" if wip is None else plain(wip))
    assert len(page.items.rows) == len(_chart(page, "ageing").twin.rows) == (wip or 0)
    assert html.count('<span class="badge') == (wip or 0)
    _cards_agree(page, answer)
    scattered = len(_chart(page, "cycle-time").twin.rows)
    assert answer.figures.throughput.total == scattered + answer.remarks.get("no history", 0)
    weeks = [int(str(row[1])) for row in _chart(page, "throughput").twin.rows]
    assert sum(weeks) == answer.figures.throughput.total
    assert len(_chart(page, "cumulative-flow").twin.rows) in (0, len(answer.series.days))


def _cards_agree(page: Page, answer: answers.FlowAnswer) -> None:
    """The figures in the cards against the rows of their tables and of the list."""
    badges = [row[3] for row in page.items.rows]
    beyond = _in_card(page, "ageing", "Beyond the pace")
    assert beyond in ("–", plain(sum(isinstance(one, Badge) and one.tone == "is-act" for one in badges)))
    behaviour = answer.behaviour
    lengths, weeks = _chart(page, "cycle-behaviour").twin.rows, _chart(page, "throughput").twin.rows
    assert len(lengths) == len(behaviour.items) == min(behaviour.finished, 200)
    assert behaviour.finished == len(_chart(page, "cycle-time").twin.rows)
    assert sum(bool(row[-1]) for row in lengths if len(row) == 4) == len(behaviour.cycle.changes)
    assert sum(bool(row[-1]) for row in weeks if len(row) == 4) == len(behaviour.weekly.changes)
    held = _chart(page, "blocked").twin.rows
    if answer.blocked is None:
        assert held == ()
        return
    assert len(held) == len(answer.blocked)
    now = [row for row in held if row[-1]]
    assert _in_card(page, "blocked", "Blocked now") == plain(len(now))
    assert len(now) == sum("blocked since" in english(row[-1]) for row in page.items.rows if len(row) == 7)
    assert answer.blocked.finished == sum(english(row[2]) != "in progress" for row in held)


def _in_card(page: Page, chart: str, name: str) -> str:
    return next(english(one.value) for one in _chart(page, chart).figures if english(one.name) == name)


@given(random_teams.crowds(), queries, readings)
def test_the_lists_of_the_sprint_page_are_as_long_as_its_figures_say(
    team: Team, query: dict[str, str], more: dict[str, Any]
) -> None:
    snapshot = _read(team, more)
    asked = sprint_asked.asked(query, snapshot, team.settings, team.today)
    try:
        answer = answers.answer(snapshot, asked.settings, asked.question, team.today)
    except NoSprints:
        _written(sprint_page.without(asked, team.today))
        return
    page = sprint_page.page(answer, asked, team.today)
    html = _written(page)
    assert html.count('<span class="badge') == len(page.items.rows) == len(answer.left)
    if answer.sets is None or answer.burn is None:
        assert len(page.items.rows) == len(answer.members)
        return
    assert len(page.items.rows) == len(answer.sets.not_completed)
    if asked.measure == "items":
        assert _figure(page, "Left") == plain(len(page.items.rows))
        assert _figure(page, "Done") == plain(len(answer.sets.completed))
    risky = sum(isinstance(row[3], Badge) and row[3].tone == "is-act" for row in page.items.rows)
    assert answer.at_risk in (None, risky)
    if answer.sprint.state == "active":
        assert _figure(page, "At risk") == ("–" if answer.at_risk is None else plain(risky))
    counts = [str(row[1]) for row in _chart(page, "scope").twin.rows[:6]]
    sets = (answer.sets.commitment, answer.sets.added, answer.sets.removed, answer.re_estimated)
    assert counts == [str(len(keys)) for keys in (*sets, answer.sets.completed, answer.sets.not_completed)]
    days = [one for one in _chart(page, "burn-up").twin.rows if one[1] != "–"]
    assert len(days) == len(answer.burn.days)


@given(random_teams.crowds(), queries, readings)
def test_the_lists_of_the_forecast_page_are_as_long_as_its_figures_say(
    team: Team, query: dict[str, str], more: dict[str, Any]
) -> None:
    snapshot = _read(team, more)
    asked = forecast_asked.asked(query, snapshot, team.settings, team.today)
    answer = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    page = forecast_page.page(answer, asked, team.today)
    _written(page)
    assert len(page.items.rows) == (0 if asked.question.items else min(answer.items, forecast_page.MOST_ROWS))
    days = _chart(page, "input").twin.rows
    assert len(days) == len(answer.input.sample.items) + len(answer.input.sample.left_out)
    finished = [int(str(row[1])) for row in days if len(row) < 3 or english(row[2]) != "left out"]
    assert sum(finished) == answer.input.sample.finished
    assert (answer.outlook is None) == (answer.lack is not None)
    assert asked.question.first <= asked.question.last < asked.today < asked.question.by
    if answer.outlook is None:
        assert {english(one.value) for one in page.figures[:3]} == {"–"}
        assert all(_chart(page, name).drawing is None for name in ("likelihood", "endings", "fan"))
        return
    assert len(_chart(page, "fan").twin.rows) == len(answer.outlook.steps) <= 66
    assert all(0 <= one <= 1 for one in answer.outlook.curve)
    assert len(answer.scenarios) == len(asked.question.scenarios) <= 10
    cards = len(_chart(page, "likelihood").figures)
    assert cards == (1 + len(answer.scenarios) if answer.scenarios else 0)


@given(random_teams.crowds(), queries, readings)
def test_the_lists_of_the_quality_page_are_as_long_as_its_figures_say(
    team: Team, query: dict[str, str], more: dict[str, Any]
) -> None:
    snapshot = _read(team, more)
    asked = quality_asked.asked(query, snapshot, team.settings, team.today)
    answer = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    page = quality_page.page(answer, asked, team.today)
    _written(page)
    banded = [int(str(row[-1])) for row in _chart(page, "ages").twin.rows]
    assert sum(banded) == len(page.items.rows) == len(answer.open.places)
    weeks = [[int(str(cell)) for cell in row[1:3]] for row in _chart(page, "inflow").twin.rows]
    assert [sum(column) for column in zip(*weeks, strict=True)] in ([], [answer.created, answer.closed])
    assert answer.closed == answer.share.of_them <= answer.share.finished
    closings = [[int(str(cell)) for cell in row[1:]] for row in _chart(page, "returns").twin.rows]
    assert [sum(column) for column in zip(*closings, strict=True)] in (
        [],
        [answer.returns.closings, answer.returns.reopened],
    )
    assert len(_chart(page, "share").twin.rows) == len(answer.share.process.values)
    assert answer.cost is None or answer.cost.days is None or answer.cost.days >= 0


@given(random_teams.crowds(), queries, readings)
def test_the_lists_of_the_hygiene_page_are_as_long_as_its_figures_say(
    team: Team, query: dict[str, str], more: dict[str, Any]
) -> None:
    snapshot = _read(team, more)
    asked = hygiene_asked.asked(query, snapshot, team.settings, team.today)
    answer = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    page = hygiene_page.page(answer, asked, team.today, Tracker("azure-devops"))
    html = _written(page)
    assert _figure(page, "To mend") == plain(len(page.items.rows)) == plain(len(answer.to_mend))
    found = {english(row[0]): int(str(row[1])) for row in _chart(page, "rules").twin.rows}
    assert len(found) == len(answer.findings) == 16
    amounts = {english(one.title): len(one.keys) for one in page.remedies}
    assert amounts == {name: min(count, 20) for name, count in found.items() if count}
    assert html.count("<textarea") == len(page.remedies)
    assert sum(found.values()) == sum(english(row[1]).count(", ") + 1 for row in page.items.rows)
    assert answer.trust is None or 0 <= answer.trust <= 1
    assert ("Nothing to mend" in html) == (not answer.to_mend.size)


@given(queries, st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_whatever_stands_in_the_address_the_window_is_one_that_can_be_shown(query: dict[str, str], today: date) -> None:
    asked = flow_asked.asked(query, building.snapshot(), building.DEFAULTS, today)
    first, last = asked.question.first, asked.question.last
    assert questions.EARLIEST <= first <= last <= today
    assert (last - first).days < questions.MOST_DAYS
    assert all(len(english(note)) < 200 for note in asked.notes)
