"""What a page of choices stands on: for whom it is chosen and of which tracker, and what is in memory to try it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404

from altaclario.charts.messages import Message, Text
from altaclario.connections import choices, finding, team_scopes
from altaclario.connections.choices import Place
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import Known
from altaclario.dashboards.addresses import link
from altaclario.dashboards.choosing import comparing
from altaclario.dashboards.choosing.comparing import Row
from altaclario.dashboards.choosing.sections import Section
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import naming, seeing
from altaclario.workspaces import members, teams
from altaclario.workspaces.models import Membership, Team
from altaclario.workspaces.permissions import Permission

_MOST_TRACKERS = 5
"""So many are tried before somebody saves."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What would change in one tracker. Without rows nothing of it is in memory."""

    tracker: Text
    rows: tuple[Row, ...] = ()

    @property
    def sentence(self) -> Text:
        return comparing.sentence(self.rows)


@dataclass(frozen=True, slots=True)
class Choice:
    """For whom, or of which tracker; and the address that says so."""

    word: Text
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A place to choose at, what holds there now, and what there is to try it on."""

    place: Place
    today: date
    connections: Sequence[Connection]
    names: Mapping[str, Text]
    whom: Sequence[Choice] = ()
    which: Sequence[Choice] = ()
    team: Known | None = None
    snapshot: Snapshot | None = field(default=None, repr=False)

    @property
    def settings(self) -> Settings:
        """What holds here now."""
        return choices.at(self.place, self.snapshot)

    @property
    def query(self) -> str:
        """What the address of a section says to be about the same."""
        return _query(self.place.team, self.place.connection)

    def tried(self, chosen: Settings, keys: Sequence[str]) -> list[Tried]:
        """What would change in each tracker if the settings of these names were as chosen."""
        tried = [self.place.connection] if self.place.connection else self.connections[:_MOST_TRACKERS]
        return [self._tried(one, {key: getattr(chosen, key) for key in keys}) for one in tried]

    def tried_in_each(self, chosen: Mapping[str, Mapping[str, Any]]) -> list[Tried]:
        """The same, where each tracker has choices of its own."""
        return [self._tried(one, chosen[one.key]) for one in self.connections[:_MOST_TRACKERS]]

    def _tried(self, connection: Connection, chosen: Mapping[str, Any]) -> Tried:
        name, snapshot = self.names.get(connection.key, connection.label), seeing.held(connection)
        if snapshot is None:
            return Tried(name)
        before = choices.at(replace(self.place, connection=connection), snapshot)
        team = self.team.at(connection.key) if self.team else None
        return Tried(name, comparing.rows(snapshot, before, replace(before, **chosen), team, self.today))


def seen(membership: Membership, query: Mapping[str, str], *, is_of_tracker: bool = False, now: datetime) -> Opened:
    """The place that an address names, for who looks at it. Raises Http404 for what is not the workspace's own."""
    team = _team(membership, query.get("team", ""))
    known = team_scopes.of_workspace(membership.workspace_id, named=str(team.pk)) if team else ()
    connections = finding.every(membership)
    named = next((one for one in connections if one.key == query.get("connection")), None)
    if query.get("connection") and named is None:
        raise Http404
    of_tracker = (named or next(iter(connections), None)) if is_of_tracker else None
    place = Place(membership.workspace, of_tracker, team)
    return Opened(
        place=place,
        today=now.astimezone(ZoneInfo(membership.workspace.zone)).date(),
        connections=connections,
        names=(names := naming.names(membership, connections)),
        whom=_whom(membership, place, query),
        which=_which(place, connections, names) if is_of_tracker else (),
        team=next((one for one in known if team and one.id == str(team.pk)), None),
        snapshot=seeing.held(of_tracker) if of_tracker else None,
    )


def to_change(membership: Membership, query: Mapping[str, str], section: Section, *, now: datetime) -> Opened:
    """The same, for who wants to change it. Raises Http404 or NotAllowed."""
    found = seen(membership, query, is_of_tracker=section.is_of_tracker, now=now)
    if not may_change(membership, found.place):
        raise members.NotAllowed
    return found


def may_change(membership: Membership, place: Place) -> bool:
    """Whether one may choose there: who leads the workspace anywhere, a member for their own teams."""
    if place.team is None:
        return membership.may(Permission.SETTINGS)
    return teams.may_change(membership, place.team)


def _team(membership: Membership, asked: str) -> Team | None:
    """Raises Http404."""
    if not asked:
        return None
    try:
        return teams.one(membership, UUID(asked))
    except (ValueError, teams.NoSuchTeam):
        raise Http404 from None


def _whom(membership: Membership, place: Place, query: Mapping[str, str]) -> list[Choice]:
    everybody: list[tuple[Text, Team | None]] = [(Message("Everybody"), None)]
    offered = everybody + [(one.name, one) for one in teams.every(membership)]
    named = place.connection if query.get("connection") else None
    return [Choice(word, _query(one, named), one == place.team) for word, one in offered]


def _which(place: Place, connections: Sequence[Connection], names: Mapping[str, Text]) -> list[Choice]:
    return [
        Choice(names.get(one.key, one.label), _query(place.team, one), one == place.connection) for one in connections
    ]


def _query(team: Team | None, connection: Connection | None) -> str:
    state = {"connection": connection.key if connection else None, "team": str(team.pk) if team else None}
    return link({}, **state) if any(state.values()) else ""
