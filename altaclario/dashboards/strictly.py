"""One dashboard as a program asks for it: what a page would replace by a default, with a note, is refused here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from altaclario.charts import wording
from altaclario.charts.messages import Text
from altaclario.charts.panels import Page
from altaclario.connections import finding, team_scopes
from altaclario.dashboards import every, together, trackers
from altaclario.dashboards.addresses import NotUnderstood
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics import written
from altaclario.metrics.settings import Settings
from altaclario.snapshots.memory import Held
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync.standing import Standing
from altaclario.workspaces.models import Membership

_SIGNS = 32


class NothingConnected(Exception):
    """The workspace has no tracker yet."""


class NothingHeld(Exception):
    """Nothing of the tracker is in memory; the standing says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("nothing is held")
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Asking:
    """A question of a dashboard, and the snapshot that it is put to. Its page is not made yet."""

    name: str
    query: Mapping[str, str]
    which: Trackers
    held: Held
    standing: Standing
    today: date
    shows_keys: bool
    versions: tuple[tuple[str, str], ...] = ()
    """Of each tracker that was looked at, by its key, what is held; empty for nothing."""

    @property
    def is_of_several(self) -> bool:
        """Whether the answer is made of more than one tracker."""
        return len(self.versions) > 1

    @property
    def mark(self) -> str:
        """Another one where anything is different from which the answer is made."""
        said = (
            self.name,
            sorted(self.query.items()),
            self.versions or self.held.version,
            self.today,
            [sorted(written.written(one.settings).items()) for one in self.which.parts(self.held.snapshot)],
            self.settings.zone,
            self.settings.week_start,
            self.which.team,
            self.which.teams,
            self.shows_keys,
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()[:_SIGNS]

    @property
    def settings(self) -> Settings:
        """How its figures are counted."""
        return self.which.settings(self.held.snapshot)

    @property
    def snapshot(self) -> Snapshot:
        """What the answer is made of: without keys for who may read none."""
        return _shown(self.held, self.shows_keys)


def ask(membership: Membership, name: str, query: Mapping[str, str], *, shows_keys: bool, now: datetime) -> Asking:
    """Put a question of a dashboard. Raises NotUnderstood, NothingConnected or NothingHeld."""
    connections = finding.every(membership)
    if not connections:
        raise NothingConnected
    dashboard = every.DASHBOARDS[name]
    asks_teams = "team" in query or dashboard.is_of_all or dashboard.knows_teams
    known = team_scopes.of_workspace(membership.workspace_id, named=query.get("team", "")) if asks_teams else ()
    which = trackers.asked_for(connections, {}, query, known)
    if which is None:
        raise NothingConnected
    if len(which.query) < len(query):  # A tracker or a team that is none of this workspace was taken out.
        raise NotUnderstood(which.notes[0])
    of_all = every.DASHBOARDS[name].is_of_all
    which, seen = together.look(which, of_all=of_all, as_shown=lambda one: _shown(one, shows_keys), now=now)
    shown = next(one for one in seen if one.connection == which.shown)
    if shown.held is None:
        raise NothingHeld(shown.standing)
    today = now.astimezone(ZoneInfo(membership.workspace.zone)).date()
    versions = tuple((one.connection.key, one.held.version if one.held else "") for one in seen)
    return Asking(name, query, which, shown.held, together.worst(seen), today, shows_keys, versions)


def page(asking: Asking) -> Page:
    """Its page: the very one that people see. Raises NotUnderstood."""
    dashboard = every.DASHBOARDS[asking.name]
    snapshot = asking.snapshot
    made = dashboard.told(snapshot, asking.settings, asking.which, asking.today)
    if made.notes:
        _refuse(asking, snapshot)
    return made


def state(asking: Asking) -> Mapping[str, str]:
    """What of the question is not the default."""
    dashboard = every.DASHBOARDS[asking.name]
    return dashboard.asks(asking.query, asking.held.snapshot, asking.settings, asking.today, asking.which.team).state


def _shown(held: Held, shows_keys: bool) -> Snapshot:
    return held.snapshot if shows_keys else held.snapshot.without_keys()


def _refuse(asking: Asking, snapshot: Snapshot) -> None:
    """Nothing, where all was understood. A parameter was not, if without it there is less to note."""
    dashboard, settings = every.DASHBOARDS[asking.name], asking.settings

    def asked(query: Mapping[str, str]) -> tuple[Mapping[str, str], tuple[Text, ...]]:
        found = dashboard.asks(query, snapshot, settings, asking.today, asking.which.team)
        return found.state, found.notes

    understood, notes = asked(asking.query)
    for name, value in asking.query.items():
        _, others = asked({other: said for other, said in asking.query.items() if other != name})
        new = [note for note in notes if note not in others]
        if new and understood.get(name) != value:
            raise NotUnderstood(wording.joined(new, by=" "))
