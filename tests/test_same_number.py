"""Page, table beside the chart, list of items, API and `report`: whatever the filters, they say the same numbers."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from altaclario.charts.messages import english, plain
from altaclario.charts.panels import Page
from altaclario.connections.models import Connection
from altaclario.dashboards import addresses, answers, every, files, page_json, strictly
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.report import document as report
from altaclario.dashboards.report.document import Reading
from altaclario.dashboards.strictly import Asking
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics.questions import (
    FlowQuestion,
    HomeQuestion,
    HygieneQuestion,
    PortfolioQuestion,
    QualityQuestion,
    SprintQuestion,
)
from altaclario.metrics.settings import Settings
from altaclario.snapshots.memory import Held
from altaclario.snapshots.snapshot import Snapshot
from altaclario.workspaces.models import Workspace
from tests.depth import DEEP

TODAY = date(2026, 3, 2)
SAMPLED, ALL = 200, 2000
_REPORTED = ("flow", "sprint", "forecast")
_SEED = datetime.now(UTC).timetuple().tm_yday
_OF_A_TRACKER = Connection(pk=UUID(int=7), workspace=Workspace(pk=1, name="Acme", slug="acme"), site="https://x.test")


def queries(snapshot: Snapshot) -> Iterator[tuple[str, dict[str, str]]]:
    """Dashboards with filters by chance: none, some, or most of those that they take."""
    chance = random.Random(_SEED)
    days = [(TODAY - timedelta(chance.randrange(400))).isoformat() for _ in range(60)]
    known = {
        "window": ["30"],
        "board": sorted(snapshot.on_board),
        "sprint": [one.id for one in snapshot.sprints],
        "at": days,
        "by": [(TODAY + timedelta(chance.randrange(1, 300))).isoformat() for _ in range(20)],
        "items": ["1", "7", "40", "200"],
        "version": [one.id for one in snapshot.versions],
        "against": [one.id for one in snapshot.versions],
        "ahead": ["14", "30", "60", "90"],
        "without": days,
    }
    while True:
        name = chance.choice(list(every.DASHBOARDS))
        takes = [one for one in every.DASHBOARDS[name].takes if one.words or known.get(one.name)]
        drawn = chance.sample(takes, chance.randrange(min(len(takes), 4) + 1))
        query = {one.name: chance.choice(one.words or known[one.name]) for one in drawn}
        if name == "flow" and chance.random() < 0.3:
            query |= dict(zip(("from", "to"), sorted(chance.sample(days, 2)), strict=True))
        yield name, query


def asked(name: str, query: dict[str, str], snapshot: Snapshot) -> Asking:
    """As the API asks it, without a database."""
    which = Trackers([_OF_A_TRACKER], _OF_A_TRACKER, None, query)
    held = Held(_OF_A_TRACKER.key, snapshot, 0, "v")
    return Asking(name, query, which, held, None, TODAY, shows_keys=True)  # type: ignore[arg-type]


def figure_of(told: Any, id: str) -> Any:
    return next((one for one in told["figures"] if one["id"].startswith(id)), {"value": None})["value"]


def in_the_page(page: Page, told: Any, name: str) -> Iterator[str]:
    """What the page says and the API does not."""
    for shown, said in zip(page.figures, told["figures"], strict=True):
        text = english(shown.value)
        if said["text"] not in (text, None) or (said["text"] is None) != (text == "–"):
            yield f"{text} is {said['text']}"
        if isinstance(said["value"], int | float) and shown.exact is None and plain(said["value"]) != text:
            yield f"{text} is {said['value']}"
        if text == "–" and not said["guard"]["message"]:
            yield f"{said['id']} has no value and no reason"
    for chart in page.charts:
        columns, rows = page_json.rows_of(chart)
        if len(rows) != len(chart.twin.rows) or [one["name"] for one in columns] != [*map(english, chart.twin.heads)]:
            yield f"the table of {chart.name}"
        for row, cells in zip(rows, chart.twin.rows, strict=True):
            for value, cell in zip(row, map(english, cells), strict=True):
                if isinstance(value, int | float) and plain(value) != cell:
                    yield f"{value} is {cell} in the table of {chart.name}"


def in_the_files(page: Page) -> Iterator[str]:
    """Which file for a spreadsheet says otherwise than the API."""
    tables = {one.name: page_json.rows_of(one) for one in page.charts} | {files.ITEMS: page_json.items_of(page.items)}
    for name, (columns, rows) in tables.items():
        written = list(csv.reader(StringIO(files.table(page, name), newline="")))
        told = [[one["name"] for one in columns], *rows]
        said = [["" if cell is None else str(cell) for cell in row] for row in told]
        if [[cell.removeprefix("'") for cell in row] for row in written] != [
            [cell.removeprefix("'") for cell in row] for row in said
        ]:
            yield f"the file of {name}"


def in_the_markup(page: Page, told: Any, name: str) -> Iterator[str]:
    html = render_to_string("dashboards/dashboard.html", {"title": name, "page": page})
    for one in told["figures"]:
        if one["text"] is not None and f'<p class="value">{escape(one["text"])}' not in html:
            yield f"{one['id']} is not {one['text']} in the page"


def in_the_report(asking: Asking, told: Any, page: Page, snapshot: Snapshot) -> Iterator[str]:
    """What the report says otherwise, of the dashboards that it tells of."""
    dashboard = every.DASHBOARDS[asking.name]
    question = dashboard.asks(asking.query, snapshot, Settings(), TODAY, None)
    if isinstance(question.question, QualityQuestion):
        yield from _of_quality(question, told, page, snapshot)
    if isinstance(question.question, HygieneQuestion):
        yield from _of_hygiene(question, told, page, snapshot)
    if asking.name not in _REPORTED:
        return
    try:
        answer: Any = answers.answer(snapshot, question.settings, question.question, question.today)
    except NoSprints:
        return
    listed = [row[0] for row in page_json.items_of(page.items)[1]]
    if isinstance(question.question, HomeQuestion):
        yield from _of_home(answer, told, listed)
        return
    if isinstance(question.question, PortfolioQuestion):
        yield from _of_a_portfolio(answer, told, listed)
        return
    flow_question = FlowQuestion(TODAY, TODAY)
    flow: Any = answer if asking.name == "flow" else answers.answer(snapshot, Settings(), flow_question, TODAY)
    parts = {"sprint": None, "forecast": None} | ({asking.name: answer} if asking.name != "flow" else {})
    said = report.page(flow, parts["sprint"], parts["forecast"], Reading(0, 0, 0), today=TODAY, zone="UTC")
    if isinstance(question.question, FlowQuestion):
        yield from _of_flow(said, told, page, listed)
    elif isinstance(question.question, SprintQuestion):
        yield from _of_a_sprint(said["sprint"], told, listed, question.measure)
    else:
        yield from _of_a_forecast(said["forecast"], told)


def _of_home(answer: Any, told: Any, listed: list[Any]) -> Iterator[str]:
    """The report has no home: its answer is what the page is held against."""
    trusted = None if answer.trust is None else 100 * answer.trust
    doubtful = sum(one.chance < 0.7 for one in answer.releases) if answer.releases else None
    yield from _unlike(
        [
            (
                "past-expected-age",
                answer.aged.past if answer.aged.judged else None,
                figure_of(told, "past-expected-age"),
            ),
            ("releases-below", doubtful, figure_of(told, "releases-below")),
            ("data-trust", trusted, figure_of(told, "data-trust")),
        ]
    )
    if len(listed) > 7:
        yield "the list of signals"


def _of_a_portfolio(answer: Any, told: Any, listed: list[Any]) -> Iterator[str]:
    """The report has no portfolio: its answer is what the page is held against."""
    aimed = [one.odds.by_then for one in answer.every if one.odds and one.odds.by_then is not None]
    slips = [days for one in answer.every if (days := one.slipped(85)) is not None]
    finished = int(answer.allocation.items.sum())
    bare = 100 * int(answer.allocation.items[:, -1].sum()) / finished if finished else None
    yield from _unlike(
        [
            ("below-70", sum(one < 0.7 for one in aimed) if aimed else None, figure_of(told, "below-70")),
            ("largest-slip", max(0, *slips) if slips else None, figure_of(told, "largest-slip")),
            ("unclassified", bare, figure_of(told, "unclassified")),
        ]
    )
    if sorted(listed) != sorted(one.what.name for one in answer.every):
        yield "the list of initiatives"


def _of_flow(said: Any, told: Any, page: Page, listed: list[Any]) -> Iterator[str]:
    figures = said["figures"]
    shares = {id: figures[name].get(f"p{id.rpartition('p')[2]}") for name, id in _named(told)}
    pairs = [(id, value, figure_of(told, id)) for id, value in shares.items()]
    done = figures["throughput"]
    pairs.append(("throughput", done["per_week_median"], figure_of(told, "throughput")))
    if done["per_week_median"] is None:
        pairs[-1] = ("throughput", done["total"] if figure_of(told, "throughput") is not None else None, pairs[-1][2])
    pairs.append(("in-progress", figures["wip"], figure_of(told, "in-progress")))
    level = figures["service_level"]
    share = 100 * level["within"] / level["n"] if level and level["n"] else None
    pairs.append(("sle-hit-rate", share, figure_of(told, "sle-hit-rate")))
    whole = figures["flow_efficiency"]
    pairs.append(("flow-efficiency", None if whole is None else 100 * whole, figure_of(told, "flow-efficiency")))
    yield from _unlike(pairs)
    if listed != [one["key"] for one in said["ageing"]["items"]]:
        yield "the list of items"
    if figures["wip"] is not None and figures["wip"] != len(listed):
        yield "as many in progress as are listed"
    (chart,) = [one for one in page.charts if one.name == "cumulative-flow"]
    bands = said["series"]["cfd"]
    rows = page_json.rows_of(chart)[1]
    if bands and chart.drawing and [row[0] for row in rows] != [row[0] for row in bands]:
        yield "the days of the cumulative flow"


def _of_quality(asked: Any, told: Any, page: Page, snapshot: Snapshot) -> Iterator[str]:
    """No report tells of it; what it divides by is what flow says of the same days and board."""
    days = FlowQuestion(asked.question.first, asked.question.last, asked.question.board)
    flow = answers.answer(snapshot, asked.settings, days, asked.today)
    found = answers.answer(snapshot, asked.settings, asked.question, asked.today)
    kinds = [kind for _, kind, _ in flow.items.named(flow.finished)]
    share = 100 * found.created / len(kinds) if kinds else None
    pairs = [
        ("finished", found.share.finished, flow.figures.throughput.total),
        ("closed", found.closed, kinds.count("Bug")),
        ("inflow", figure_of(told, "inflow-takes"), share),
        ("age", figure_of(told, "age-p85"), found.open.spread.percentiles[85]),
        ("listed", len(page.items.rows), min(len(found.open.places), 200)),
    ]
    yield from _unlike(pairs)


def _of_hygiene(asked: Any, told: Any, page: Page, snapshot: Snapshot) -> Iterator[str]:
    """No report tells of it; what it starts from is what flow says of the same days and board."""
    days = FlowQuestion(asked.question.first, asked.question.last, asked.question.board)
    flow = answers.answer(snapshot, asked.settings, days, TODAY).figures
    found = answers.answer(snapshot, asked.settings, asked.question, TODAY)
    headline = found.headline
    pairs = [
        ("cycle time", headline.cycle_days, flow.cycle_days.percentiles[85]),
        ("throughput", headline.weekly, flow.throughput.per_week_median),
        ("in progress", headline.in_progress, flow.wip),
        ("to mend", figure_of(told, "to-mend"), len(page.items.rows)),
        ("trust", figure_of(told, "trust"), None if found.trust is None else 100 * found.trust),
    ]
    yield from _unlike(pairs)
    (rules,) = [one for one in page.charts if one.name == "rules"]
    amounts = sorted(int(str(row[1])) for row in rules.twin.rows if row[1] != "0")
    if amounts != sorted(len(one.places) for one in found.found) or len(page.remedies) != len(amounts):
        yield "what each rule found"


def _named(told: Any) -> list[tuple[str, str]]:
    names = {"cycle-time-p": "cycle_days", "lead-time-p": "lead_days"}
    return [
        (name, one["id"]) for one in told["figures"] for begins, name in names.items() if one["id"].startswith(begins)
    ]


def _of_a_sprint(said: Any, told: Any, listed: list[Any], measure: str) -> Iterator[str]:
    pairs = [("say-do", None if said["say_do"] is None else 100 * said["say_do"], figure_of(told, "say-do"))]
    at_risk = said["at_risk"]
    if measure == "items" and said["completed"] is not None:
        pairs.append(("done", len(said["completed"]), figure_of(told, "done")))
        pairs.append(("left", len(said["not_completed"]), figure_of(told, "left")))
    pairs.append(("at-risk", None if at_risk is None else len(at_risk), figure_of(told, "at-risk")))
    if said["completed"] is None:
        pairs = []
    yield from _unlike(pairs)
    if said["not_completed"] is not None and sorted(listed) != sorted(said["not_completed"]):
        yield "the list of what is left"


def _of_a_forecast(said: Any, told: Any) -> Iterator[str]:
    outlook = said["outlook"]
    if outlook is None or not said["items"]:
        return
    by = next(one for one in told["figures"] if one["name"].startswith("By "))["value"]
    when = next(one for one in told["figures"] if "likely by" in one["name"])
    share = when["name"].partition("\u202f")[0]
    many = next(one for one in told["figures"] if one["name"].startswith("Items by"))["value"]
    yield from _unlike(
        [
            ("chance", 100 * outlook["chance"], by),
            ("when", outlook["when"].get(f"p{share}"), when["value"]),
            ("how many", outlook["how_many"][f"p{share}"]["items"], many),
        ]
    )


def _unlike(pairs: list[tuple[str, Any, Any]]) -> Iterator[str]:
    for name, one, other in pairs:
        is_number = isinstance(one, int | float) and isinstance(other, int | float)
        if not (np.isclose(one, other, rtol=1e-3) if is_number else one == other):
            yield f"{name} is {one} in the report and {other} in the answer"


def test_whatever_the_filters_every_door_says_the_same(
    read_once: Snapshot, request: pytest.FixtureRequest, record_property: Any
) -> None:
    count = ALL if DEEP or request.config.getoption("--every-case") else SAMPLED
    wrong, seen, refused = [], dict.fromkeys(every.DASHBOARDS, 0), 0
    for name, query in queries(read_once):
        if sum(seen.values()) == count:
            break
        asking = asked(name, query, read_once)
        try:
            page = strictly.page(asking)
        except addresses.NotUnderstood:
            refused += 1
            continue
        told = page_json.page(page, lambda chart: chart)
        seen[name] += 1
        found = [*in_the_page(page, told, name), *in_the_report(asking, told, page, read_once)]
        found += in_the_files(page)
        found += in_the_markup(page, told, name) if sum(seen.values()) % 10 == 0 else []
        wrong += [f"{name} {query}: {one}" for one in found]
    assert wrong == [], f"{len(wrong)} (seed {_SEED}):\n" + "\n".join(wrong[:30])
    assert all(many >= count // (4 * len(seen)) for many in seen.values())
    told_of = ", ".join(f"{many:,} of {name}" for name, many in seen.items())
    record_property("counted", f"same number everywhere: {told_of}, {refused:,} refused with a sentence, 0 misses")
