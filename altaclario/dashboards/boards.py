"""One dashboard of a workspace: which connection it shows, how fresh that is, and its page if there is one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message
from altaclario.charts.panels import Filter, Page
from altaclario.connections import finding, team_scopes
from altaclario.connections.models import Connection
from altaclario.dashboards import answers, flow_page, forecast_page, items, questions, sprint_page, trackers
from altaclario.dashboards.answers import NoSprints
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import naming, seeing
from altaclario.sync.standing import Standing
from altaclario.workspaces import founding
from altaclario.workspaces.models import Membership

Made: TypeAlias = Callable[[Snapshot, Settings, Trackers, date], Page]
"""What makes the page of one dashboard."""

ITEM = Message("Item")
"""The head of a column of keys."""


@dataclass(frozen=True, slots=True)
class Board:
    """What a page shows: `page` is None while memory is empty, `standing` when nothing is connected."""

    page: Page | None = None
    standing: Standing | None = None
    trackers: tuple[Filter, ...] = ()
    """The choice between trackers where there is no page that has it."""
    named: Connection | None = None
    """The connection that the address names, so that other links name it too."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What the address asks, without a tracker or a team that is not here."""
    here: str = ""
    """What the address of another dashboard says to show the same tracker and the same team."""


def flow(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Board:
    """The flow dashboard."""
    return _board(membership, query, flow_page_of, now=now)


def sprint(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Board:
    """The sprint dashboard."""
    return _board(membership, query, sprint_page_of, now=now)


def forecast(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Board:
    """The forecast dashboard."""
    return _board(membership, query, forecast_page_of, now=now)


def of_the_demo(*, now: datetime) -> Chart | None:
    """The first chart of the demo's flow, if there is a demo and it is in memory."""
    visit = founding.visit_to_the_demo()
    page = flow(visit, {}, now=now).page if visit else None
    return page.charts[0] if page and page.charts else None


def _board(
    membership: Membership,
    query: Mapping[str, str],
    page: Made,
    *,
    now: datetime,
) -> Board:
    every = finding.every(membership)
    teams = team_scopes.of_workspace(membership.workspace_id, named=query.get("team", ""))
    which = trackers.asked_for(every, naming.names(membership, every), query, teams)
    if which is None:
        return Board()
    standing, snapshot = seeing.look(which.shown, now=now)
    if snapshot is None:
        return Board(None, standing, which.filters(which.asks_team), which.named, here=which.here)
    settings = membership.workspace.settings
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    made = page(snapshot, settings, which, today)
    return Board(_linked(made, which.shown, snapshot), standing, named=which.named, query=which.query, here=which.here)


def _linked(page: Page, connection: Connection, snapshot: Snapshot) -> Page:
    """The page whose keys lead to the pages of their items."""
    firsts = [row[0] for row in page.items.rows]
    firsts += [row[0] for chart in page.charts if chart.twin.heads[:1] == (ITEM,) for row in chart.twin.rows]
    links = items.addresses(connection, snapshot, {key for key in firsts if isinstance(key, str)})
    charts = tuple(replace(chart, twin=replace(chart.twin, links=links)) for chart in page.charts)
    return replace(page, items=replace(page.items, links=links), charts=charts)


def flow_page_of(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the flow dashboard, from what is held of one tracker."""
    asked = which.before(questions.flow(which.query, snapshot, settings, today, which.team))
    return flow_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)


def sprint_page_of(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the sprint dashboard, from what is held of one tracker."""
    asked = which.before(questions.sprint(which.query, snapshot, settings, today, which.team))
    try:
        answer = answers.answer(snapshot, asked.settings, asked.question, today)
    except NoSprints:
        return sprint_page.without(asked, today)
    return sprint_page.page(answer, asked, today)


def forecast_page_of(snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
    """The page of the forecast dashboard, from what is held of one tracker."""
    asked = which.before(questions.forecast(which.query, snapshot, settings, today, which.team))
    asked = replace(asked, question=replace(asked.question, teams=which.at_work))
    return forecast_page.page(answers.answer(snapshot, asked.settings, asked.question, asked.today), asked, today)
