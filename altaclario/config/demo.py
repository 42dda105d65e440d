"""The demo workspace: connections to the trackers simulated beside it, read over the same road as any other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from altaclario.connections import credentials, making
from altaclario.connections.kinds import AZURE_DEVOPS, JIRA
from altaclario.connections.models import Connection, TeamScope
from altaclario.simulator.azure.organisation import NAME, guid
from altaclario.simulator.generating import TEAMS
from altaclario.simulator.serving import EMAIL, PAT, TOKEN
from altaclario.workspaces import founding, teams
from altaclario.workspaces.models import Team, Workspace


@dataclass(frozen=True, slots=True)
class _Tracker:
    """One simulated tracker, and what is read of it. `path` is where it stands at the simulator's address."""

    provider: str
    path: str
    email: str
    token: str
    projects: tuple[str, ...]
    boards: tuple[str, ...] = ()


_TRACKERS = (
    _Tracker(JIRA, "", EMAIL, TOKEN, ("10000", "10001", "10002", "10003"), ("1", "2", "3", "4")),
    _Tracker(AZURE_DEVOPS, f"/{NAME}", "", PAT, (guid("project 10000"),)),
)


_TEAMS = dict(zip((team.name for team in TEAMS), _TRACKERS[0].boards, strict=True))
"""The demo's teams, and the board of each in the first tracker; in the second there is other work of one of them."""
_IN_BOTH = "Operations"


def connect(*, now: datetime) -> list[Connection]:
    """The demo's connections, led to where the simulator answers this time, and its teams."""
    workspace = founding.demo(now=now)
    # Connections are listed as they came, so that the first tracker is the one that a page opens with.
    moments = (now + timedelta(milliseconds=place) for place in range(len(_TRACKERS)))
    first, second = (_connected(workspace, tracker, now=at) for tracker, at in zip(_TRACKERS, moments, strict=True))
    for name, board in _TEAMS.items():
        values = {"name": name, "created": now}
        team, _ = Team.objects.get_or_create(workspace=workspace, folded=teams.folded(name), defaults=values)
        TeamScope.objects.update_or_create(team=team, connection=first, defaults={"boards": [board]})
        if name == _IN_BOTH:
            projects = {"projects": list(_TRACKERS[1].projects)}
            TeamScope.objects.update_or_create(team=team, connection=second, defaults=projects)
    return [first, second]


def _connected(workspace: Workspace, tracker: _Tracker, *, now: datetime) -> Connection:
    found = Connection.objects.filter(workspace=workspace, provider=tracker.provider).first()
    connection = found or Connection(
        workspace=workspace, provider=tracker.provider, account_email=tracker.email, created=now
    )
    connection.site, connection.last_viewed = settings.SIMULATOR_URL + tracker.path, now
    with transaction.atomic():
        credentials.seal(connection, tracker.token, now=now)
        connection.save()
    making.choose(connection, projects=tracker.projects, boards=tracker.boards, now=now)
    return connection
