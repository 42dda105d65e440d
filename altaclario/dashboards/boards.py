"""One dashboard of a workspace: which connection it shows, how fresh that is, and its page if there is one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message
from altaclario.charts.panels import Choice, Filter, Page
from altaclario.connections import finding
from altaclario.connections.models import Connection
from altaclario.dashboards import answers, flow_page, questions, sprint_page
from altaclario.dashboards.addresses import link
from altaclario.dashboards.answers import NoSprints
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import seeing
from altaclario.sync.standing import Standing
from altaclario.workspaces import founding
from altaclario.workspaces.models import Membership


@dataclass(frozen=True, slots=True)
class Board:
    """What a page shows: `page` is None while memory is empty, `standing` when nothing is connected."""

    page: Page | None
    standing: Standing | None


def flow(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Board:
    """The flow dashboard."""
    return _board(membership, query, _flow_page, now=now)


def sprint(membership: Membership, query: Mapping[str, str], *, now: datetime) -> Board:
    """The sprint dashboard."""
    return _board(membership, query, _sprint_page, now=now)


def of_the_demo(*, now: datetime) -> Chart | None:
    """The first chart of the demo's flow, if there is a demo and it is in memory."""
    visit = founding.visit_to_the_demo()
    page = flow(visit, {}, now=now).page if visit else None
    return page.charts[0] if page and page.charts else None


def _board(
    membership: Membership,
    query: Mapping[str, str],
    page: Callable[[Snapshot, Settings, Mapping[str, str], date], Page],
    *,
    now: datetime,
) -> Board:
    every = finding.every(membership)
    connection = _shown(every, query)
    if connection is None:
        return Board(None, None)
    standing, snapshot = seeing.look(connection, now=now)
    if snapshot is None:
        return Board(None, standing)
    settings = membership.workspace.settings
    today = now.astimezone(ZoneInfo(settings.zone)).date()
    made = page(snapshot, settings, query, today)
    items = replace(made.items, address=connection.items_address)
    return Board(replace(made, filters=(*_trackers(every, connection), *made.filters), items=items), standing)


def _shown(every: Sequence[Connection], query: Mapping[str, str]) -> Connection | None:
    """The connection that the address names, else the first one."""
    asked = query.get("connection", "")
    return next((one for one in every if one.key == asked), every[0] if every else None)


def _trackers(every: Sequence[Connection], shown: Connection) -> tuple[Filter, ...]:
    """The choice between several connections; with one there is nothing to choose."""
    choices = [Choice(one.label, link({}, connection=one.key), one.pk == shown.pk) for one in every]
    return (Filter(Message("Tracker"), tuple(choices)),) if len(choices) > 1 else ()


def _flow_page(snapshot: Snapshot, settings: Settings, query: Mapping[str, str], today: date) -> Page:
    asked = questions.flow(query, snapshot, settings, today)
    return flow_page.page(answers.flow(snapshot, asked.settings, asked.question, today), asked, today)


def _sprint_page(snapshot: Snapshot, settings: Settings, query: Mapping[str, str], today: date) -> Page:
    asked = questions.sprint(query, snapshot, settings, today)
    try:
        answer = answers.sprint(snapshot, asked.settings, asked.question, today)
    except NoSprints:
        return sprint_page.without(asked, today)
    return sprint_page.page(answer, asked, today)
