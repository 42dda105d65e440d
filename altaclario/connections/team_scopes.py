"""What the work of each team is: boards, projects and areas of connections of its workspace, by the trackers' ids."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from altaclario.audit import notes, verbs
from altaclario.connections import finding
from altaclario.connections.models import TeamScope
from altaclario.metrics import teams as metrics
from altaclario.metrics.written import Written
from altaclario.workspaces import teams
from altaclario.workspaces.models import Membership, Team

KINDS = ("boards", "projects", "areas")
MOST_PARTS = 200
"""Boards, projects or areas of one connection that one team may have, of each kind."""
_MOST_SIGNS = 3600
"""A note has room for about so many."""


class TooMany(Exception):
    """More than a team may have of one tracker."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One board, project or area of one connection: our id of the connection, what it is, and the tracker's id."""

    connection: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Known:
    """A team as dashboards know it: its work in each tracker, by the key of the connection."""

    id: str
    name: str
    works: Mapping[str, metrics.Team] = field(default_factory=dict)
    counting: Written = field(default_factory=dict)
    """How it counts where that is other than in the workspace, of what means the same for every tracker."""
    counting_at: Mapping[str, Written] = field(default_factory=dict)
    """The same in words of one tracker, by the key of the connection; see `choices`."""

    def at(self, connection: str) -> metrics.Team:
        """Its work in one tracker; without any where it has none there."""
        return self.works.get(connection) or metrics.Team(self.id, self.name)


def of_workspace(workspace: int, *, named: str = "") -> tuple[Known, ...]:
    """The teams of a workspace that have any work, by name; and the one of the id `named`, if it has none."""
    found: dict[str, Known] = {}
    for scope in TeamScope.objects.of_workspace(workspace):
        id, name = str(scope.team_id), scope.team.name
        work = metrics.Team(id, name, *(frozenset(getattr(scope, kind)) for kind in KINDS))
        before = found.get(id, Known(id, name, counting=scope.team.counting))
        if work.has_work:
            key = str(scope.connection_id)
            counting_at = {**before.counting_at, key: scope.counting}
            found[id] = replace(before, works={**before.works, key: work}, counting_at=counting_at)
    asked = _uuid(named)
    if asked and str(asked) not in found:
        idle = Team.objects.filter(workspace=workspace, pk=asked).values_list("name", "counting").first()
        found |= {} if idle is None else {str(asked): Known(str(asked), idle[0], counting=idle[1])}
    return tuple(found.values())


def parts(membership: Membership) -> dict[str, list[Part]]:
    """The work of each team of the workspace, by the id of the team."""
    found: dict[str, list[Part]] = {}
    for scope in TeamScope.objects.of_workspace(membership.workspace_id):
        found.setdefault(str(scope.team_id), []).extend(_parts(scope))
    return found


def change(
    membership: Membership, team: Any, *, adding: Iterable[Part] = (), taking: Iterable[Part] = (), now: datetime
) -> None:
    """More of these, and less of those; parts of connections that are not the workspace's mean nothing.

    Raises NoSuchTeam, NotAllowed or TooMany.
    """
    with teams.changing(membership, team) as (asking, changed):
        here = {one.key: one for one in finding.every(asking)}
        scopes = {str(one.connection_id): one for one in TeamScope.objects.filter(team=changed)}
        before = {part for scope in scopes.values() for part in _parts(scope)}
        after = (before - set(taking)) | {part for part in adding if part.connection in here}
        if after == before:
            return
        for key in sorted({part.connection for part in before ^ after}):
            _store(scopes.get(key) or TeamScope(team=changed, connection=here[key]), after)
        notes.note(asking, verbs.TEAM_SCOPED, on=changed, old=_told(before - after), new=_told(after - before), now=now)


def _store(scope: TeamScope, after: Collection[Part]) -> None:
    """Raises TooMany."""
    key = str(scope.connection_id)
    for kind in KINDS:
        ids = sorted(part.id for part in after if part.connection == key and part.kind == kind)
        if len(ids) > MOST_PARTS:
            raise TooMany
        setattr(scope, kind, ids)
    scope.save()


def _parts(scope: TeamScope) -> list[Part]:
    return [Part(str(scope.connection_id), kind, id) for kind in KINDS for id in getattr(scope, kind)]


def _told(some: Collection[Part]) -> str:
    """As a note holds them: by tracker and kind, as many as find room, and how many more there are."""
    told: list[str] = []
    where = ("", "")
    for left, part in zip(range(len(some), 0, -1), sorted(some), strict=True):
        if sum(map(len, told)) > _MOST_SIGNS:
            return f"{''.join(told)},+{left}"
        is_new = (part.connection, part.kind) != where
        where = (part.connection, part.kind)
        told.append(f"{'/' if told else ''}{part.connection}/{part.kind}:{part.id}" if is_new else f",{part.id}")
    return "".join(told)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
