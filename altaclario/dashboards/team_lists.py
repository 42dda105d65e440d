"""The teams of a workspace as people see them: with their members, and with what of each tracker is their work.

Names of boards, projects and areas come from memory; while it is empty, their ids stand for them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from altaclario.charts.messages import Message, Text
from altaclario.connections import finding, team_scopes
from altaclario.connections.models import Connection
from altaclario.connections.team_scopes import KINDS, Part
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import naming, seeing
from altaclario.workspaces import members, teams
from altaclario.workspaces.models import Membership, Team

MOST_AREAS = 200
"""So many areas of a tracker are offered; what is chosen already is offered always."""
_IDS: Mapping[str, str] = {"boards": "board {id}", "projects": "project {id}", "areas": "area {id}"}
_TITLES = {"boards": Message("Boards"), "projects": Message("Projects"), "areas": Message("Areas and what lies below")}
_OF_AZURE = {**_TITLES, "boards": Message("Teams of the organisation")}


@dataclass(frozen=True, slots=True)
class Row:
    """One team in the list: its members, and for each tracker what is its work there."""

    team: Team
    members: Sequence[str]
    work: Sequence[tuple[Text, Sequence[Text]]]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One thing to tick."""

    value: str
    name: Text
    is_chosen: bool
    is_unknown: bool
    """Whether memory is there, and this is not in it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen of one kind in one tracker."""

    kind: str
    title: Text
    boxes: Sequence[Box]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Tracker:
    """What can be chosen of one tracker."""

    connection: Connection
    name: Text
    is_held: bool
    offers: Sequence[Offer]
    lacks_boards: bool
    """Whether its boards could be chosen, if they were named in what is read of it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One team with everything that can be changed of it."""

    team: Team
    people: Sequence[tuple[Membership, bool]]
    trackers: Sequence[Tracker]
    seen: Sequence[Part]
    """Its work as this page shows it, or showed it when a form was made that was not taken."""

    @property
    def has_work(self) -> bool:
        return bool(self.seen)


def every(membership: Membership) -> list[Row]:
    """All teams of the workspace."""
    known = teams.every(membership)
    connections = finding.every(membership) if known else []
    names = naming.names(membership, connections)
    parts, held = team_scopes.parts(membership) if known else {}, _held(connections)
    return [
        Row(
            team=one,
            members=[member.person.name for member in one.members.all()],
            work=_work(parts.get(str(one.pk), []), connections, names, held),
            may_change=teams.may_change(membership, one),
        )
        for one in known
    ]


def opened(
    membership: Membership, team: Any, *, ticked: Collection[Part] | None = None, seen: Collection[Part] | None = None
) -> Opened:
    """One team, for who may change it; of a form that was not taken, `ticked` and `seen` are what it was sent with.

    Raises NoSuchTeam or NotAllowed.
    """
    found = teams.to_change(membership, team)
    connections = finding.every(membership)
    names, held = naming.names(membership, connections), _held(connections)
    own_parts = team_scopes.parts(membership).get(str(found.pk), [])
    chosen = own_parts if ticked is None else ticked
    own = {member.pk for member in found.members.all()}
    return Opened(
        team=found,
        people=[(one, one.pk in own) for one in members.every(membership)],
        trackers=[_tracker(one, names[one.key], held.get(one.key), chosen) for one in connections],
        seen=sorted(own_parts if seen is None else seen),
    )


def _held(connections: Sequence[Connection]) -> dict[str, Snapshot]:
    found = {one.key: seeing.held(one) for one in connections}
    return {key: snapshot for key, snapshot in found.items() if snapshot is not None}


def _work(
    parts: Sequence[Part], connections: Sequence[Connection], names: Mapping[str, Text], held: Mapping[str, Snapshot]
) -> list[tuple[Text, Sequence[Text]]]:
    """For each tracker with something of the team: what it is called, and what of it is the team's."""
    found: list[tuple[Text, Sequence[Text]]] = []
    for one in connections:
        own = [part for part in parts if part.connection == one.key]
        called = {kind: _named(kind, held.get(one.key)) for kind in KINDS}
        words = [called[part.kind].get(part.id) or Message(_IDS[part.kind], {"id": part.id}) for part in own]
        found += [(names[one.key], words)] if words else []
    return found


def _tracker(connection: Connection, name: Text, snapshot: Snapshot | None, chosen: Collection[Part]) -> Tracker:
    titles = _TITLES if connection.is_jira else _OF_AZURE
    offers = [_offer(connection, kind, titles[kind], snapshot, chosen) for kind in KINDS]
    shown = [one for one in offers if one.boxes]
    lacks = snapshot is not None and not snapshot.on_board and bool(snapshot.boards)
    return Tracker(connection, name, snapshot is not None, shown, lacks)


def _offer(
    connection: Connection, kind: str, title: Text, snapshot: Snapshot | None, chosen: Collection[Part]
) -> Offer:
    """Everything that is read, while that is known, and what is chosen already."""
    own = {part.id for part in chosen if part.connection == connection.key and part.kind == kind}
    names = _named(kind, snapshot)
    known = _read(kind, connection, snapshot)
    offered = known[:MOST_AREAS] if kind == "areas" else known
    ids = [*offered, *sorted(own - set(offered))]
    boxes = [
        Box(
            value=f"{connection.key}/{id}",
            name=names.get(id) or Message(_IDS[kind], {"id": id}),
            is_chosen=id in own,
            is_unknown=snapshot is not None and id not in known,
        )
        for id in ids
    ]
    return Offer(kind, title, boxes, has_more=len(offered) < len(known))


def _read(kind: str, connection: Connection, snapshot: Snapshot | None) -> list[str]:
    """The ids of what is read of a tracker, in the order of their names; while memory is empty, as they were chosen."""
    if snapshot is None:
        return {"boards": list(connection.boards), "projects": list(connection.projects)}.get(kind, [])
    names = _named(kind, snapshot)
    ids = {
        "boards": list(snapshot.on_board),
        "projects": list({*snapshot.project_ids.values(), *connection.projects}),
        "areas": [str(area.id) for area in snapshot.areas],
    }[kind]
    return sorted(ids, key=lambda id: (names.get(id, "").casefold(), id))


def _named(kind: str, snapshot: Snapshot | None) -> Mapping[str, str]:
    """What the tracker calls each of a kind, by its id."""
    if snapshot is None:
        return {}
    if kind == "boards":
        return {board.id: board.name for board in snapshot.boards}
    if kind == "projects":
        return {id: name for name, id in snapshot.project_ids.items()}
    return _paths(snapshot)


def _paths(snapshot: Snapshot) -> Mapping[str, str]:
    """The name of each area behind those that it lies in."""
    areas = {area.id: area for area in snapshot.areas}
    found: dict[str, str] = {}
    for area in snapshot.areas:
        names, at, seen = [area.name], area.parent, {area.id}
        while at in areas and at not in seen:
            names.append(areas[at].name)
            seen.add(at)
            at = areas[at].parent
        found[str(area.id)] = " › ".join(reversed(names))
    return found
