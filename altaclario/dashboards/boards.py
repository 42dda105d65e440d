"""One dashboard of a workspace: which connection it shows, how fresh that is, and its page if there is one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from altaclario.charts.drawing import Chart
from altaclario.charts.messages import Message
from altaclario.charts.panels import Filter, Page
from altaclario.connections import finding, team_scopes
from altaclario.connections.models import Connection
from altaclario.dashboards import every, items, together, trackers
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import naming
from altaclario.sync.standing import Standing
from altaclario.workspaces import founding
from altaclario.workspaces.models import Membership

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


def of_the_demo(*, now: datetime) -> Chart | None:
    """The first chart of the demo's flow, if there is a demo and it is in memory."""
    visit = founding.visit_to_the_demo()
    page = board(visit, "flow", {}, now=now).page if visit else None
    return page.charts[0] if page and page.charts else None


def board(membership: Membership, name: str, query: Mapping[str, str], *, now: datetime) -> Board:
    """The dashboard of that name."""
    connections = finding.every(membership)
    teams = team_scopes.of_workspace(membership.workspace_id, named=query.get("team", ""))
    dashboard = every.DASHBOARDS[name]
    which = trackers.asked_for(connections, naming.names(membership, connections), query, teams)
    if which is None:
        return Board()
    which, seen = together.look(which, of_all=dashboard.is_of_all, now=now)
    standing = together.worst(seen)
    held = {one.connection: one.held.snapshot for one in seen if one.held}
    snapshot = held.get(which.shown)
    if snapshot is None:
        return Board(None, standing, which.filters(which.asks_team), which.named, here=which.here)
    today = now.astimezone(ZoneInfo(membership.workspace.zone)).date()
    made = dashboard.told(snapshot, which.settings(snapshot), which, today)
    return Board(_linked(made, held), standing, named=which.named, query=which.query, here=which.here)


def _linked(page: Page, held: Mapping[Connection, Snapshot]) -> Page:
    """The page whose keys lead to the pages of their items; a key that two trackers have leads nowhere."""
    firsts = [row[0] for row in page.items.rows]
    firsts += [row[0] for chart in page.charts if chart.twin.heads[:1] == (ITEM,) for row in chart.twin.rows]
    firsts += [key for one in page.remedies for key in one.keys]
    keys = {key for key in firsts if isinstance(key, str)}
    found = [items.addresses(connection, snapshot, keys) for connection, snapshot in held.items()]
    times = Counter(key for one in found for key in one)
    links = {key: address for one in found for key, address in one.items() if times[key] == 1}
    charts = tuple(replace(chart, twin=replace(chart.twin, links=links)) for chart in page.charts)
    remedies = tuple(replace(one, links=links) for one in page.remedies)
    listed = replace(page.items, links={**links, **page.items.links})
    return replace(page, items=listed, charts=charts, remedies=remedies)
