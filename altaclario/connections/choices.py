"""How figures are counted in a workspace, for one of its teams, and in words of one of its trackers."""

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from altaclario.audit import notes, verbs
from altaclario.connections import choice_words, hidden_words
from altaclario.connections.models import Connection, TeamScope
from altaclario.connections.team_scopes import Known
from altaclario.metrics import written
from altaclario.metrics.settings import Settings
from altaclario.metrics.written import Written
from altaclario.snapshots.snapshot import Snapshot
from altaclario.workspaces import members, teams
from altaclario.workspaces.models import Membership, Team, Workspace
from altaclario.workspaces.permissions import Permission


class ChangedMeanwhile(Exception):
    """Somebody else changed it since the page was made."""


class NotInMemory(Exception):
    """Nothing of the tracker is in memory, so that nobody can see what is chosen in words of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is chosen: for the workspace or a team of it, for every tracker or in words of one."""

    workspace: Workspace
    connection: Connection | None = None
    team: Team | None = None

    @property
    def inherited(self) -> Written:
        """What holds here as long as nothing else is chosen, where that is not the default."""
        if self.team is None:
            return {}
        found: Written = self.connection.counting if self.connection else self.workspace.counting
        return found

    @property
    def own(self) -> Written:
        """What is chosen here, as it is stored."""
        holder: Workspace | Team | Connection | TeamScope | None = self.team or self.connection or self.workspace
        if self.team and self.connection:
            holder = TeamScope.objects.filter(team=self.team, connection=self.connection).first()
        found: Written = holder.counting if holder else {}
        return found

    @property
    def seen(self) -> str:
        """Another one where anything is chosen otherwise."""
        said = json.dumps([self.inherited, self.own], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def settings(connection: Connection, snapshot: Snapshot, team: Known | None = None) -> Settings:
    """How figures of a tracker are counted: for everybody, or for a team."""
    of_team = (team.counting, team.counting_at.get(connection.key, {})) if team else ({}, {})
    return _made(connection.workspace, connection, snapshot, *of_team)


def at(place: Place, snapshot: Snapshot | None, **instead: Any) -> Settings:
    """The same at a place, with what is given in the place of what is stored."""
    team = place.team
    general = team.counting if team else {}
    if place.connection is None or snapshot is None:
        stored = {**place.workspace.counting, **general}
        made = written.read(stored)
        return Settings(zone=place.workspace.zone, week_start=place.workspace.week_start, **made | instead)
    of_tracker = place.own if team else {}
    return _made(place.workspace, place.connection, snapshot, general, of_tracker, **instead)


def _made(
    workspace: Workspace,
    connection: Connection,
    snapshot: Snapshot,
    general: Written,
    of_tracker: Written,
    **instead: Any,
) -> Settings:
    words = {**connection.counting, **of_tracker}
    named = written.renamed(words, hidden_words.shown(workspace.pk, snapshot)) if words else {}
    stored = written.read({**workspace.counting, **general, **named})
    return Settings(zone=workspace.zone, week_start=workspace.week_start, **stored | instead)


def change(
    membership: Membership,
    place: Place,
    chosen: Settings,
    keys: Collection[str],
    *,
    snapshot: Snapshot | None = None,
    seen: str,
    now: datetime,
) -> None:
    """Count as chosen from now on, as far as the settings of these names say it; all others stay as they are.

    Raises NoSuchTeam, NotAllowed, ChangedMeanwhile or NotInMemory.
    """
    if snapshot is None and set(keys) & set(written.OF_TRACKER):
        raise NotInMemory
    with _changing(membership, place) as (asking, here):
        if here.seen != seen:
            raise ChangedMeanwhile
        before, after = here.own, stored(here, chosen, keys, snapshot)
        if after != before:
            on, verb = _store(here, after)
            old, new = (choice_words.told(one, other) for one, other in ((before, after), (after, before)))
            notes.note(asking, verb, on=on, old=old, new=new, now=now)


def stored(place: Place, chosen: Settings, keys: Collection[str], snapshot: Snapshot | None = None) -> dict[str, Any]:
    """What is stored at a place that counts as chosen: what is other than it would be without."""
    said, base = written.written(chosen, keys), {**written.DEFAULTS, **place.inherited}
    if snapshot is not None:
        before = {key: value for key, value in {**place.inherited, **place.own}.items() if key in keys}
        said = _hidden(place.workspace.pk, snapshot, said, before)
    others = {key: value for key, value in place.own.items() if key not in keys}
    return {**others, **written.without_defaults(said, base)}


def _hidden(workspace: int, snapshot: Snapshot, said: Written, before: Written) -> dict[str, Any]:
    """Without a word of the tracker; what was chosen among words that are not in memory now stays chosen."""
    found = written.renamed(said, hidden_words.hiding(workspace, snapshot))
    return written.with_unseen(found, before, hidden_words.shown(workspace, snapshot))


def _store(place: Place, after: Written) -> tuple[Any, verbs.Verb]:
    """On what it is noted, and as what."""
    if place.team is None and place.connection is None:
        Workspace.objects.filter(pk=place.workspace.pk).update(counting=after)
        return place.workspace, verbs.WORKSPACE_COUNTED
    if place.team is None and place.connection is not None:
        Connection.objects.filter(pk=place.connection.pk).update(counting=after)
        return place.connection, verbs.CONNECTION_COUNTED
    if place.connection is None and place.team is not None:
        Team.objects.filter(pk=place.team.pk).update(counting=after)
    else:
        TeamScope.objects.update_or_create(team=place.team, connection=place.connection, defaults={"counting": after})
    return place.team, verbs.TEAM_COUNTED


@contextmanager
def _changing(membership: Membership, place: Place) -> Iterator[tuple[Membership, Place]]:
    """The place as it is now, and nobody changes it meanwhile. Raises NoSuchTeam or NotAllowed."""
    if place.team is not None:
        with teams.changing(membership, place.team.pk) as (asking, team):
            yield asking, _as_it_is(asking, place, team)
        return
    with members.alone(membership) as asking:
        if not asking.may(Permission.SETTINGS):
            raise members.NotAllowed
        yield asking, _as_it_is(asking, place, None)


def _as_it_is(asking: Membership, place: Place, team: Team | None) -> Place:
    found = Connection.objects.of(asking).filter(pk=place.connection.pk).first() if place.connection else None
    return Place(asking.workspace, found, team)
