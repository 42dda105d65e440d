"""Where what is held came from: whose credential, which fields and addresses, how many requests; and what is stored."""

from dataclasses import dataclass
from datetime import datetime

from altaclario.charts import wording
from altaclario.charts.messages import Text, counted
from altaclario.connections.kinds import KINDS
from altaclario.connections.models import Connection
from altaclario.declarations import recipients
from altaclario.declarations.allowances import Allowance, Refusal
from altaclario.declarations.recipients import Recipient
from altaclario.providers.endpoints import Endpoint
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import history
from altaclario.sync.history import Row
from altaclario.sync.models import EndpointUse, Purge, SyncRun

_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Use:
    """One address, and how often the last reading asked it; None when nothing is known of a last reading."""

    endpoint: Endpoint
    requests: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the disk holds of a connection in place of what was read: its own words, the tracker's ids, and numbers."""

    projects: int
    boards: int
    runs: int
    purges: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything that is to be said of one connection."""

    uses: tuple[Use, ...]
    fields: tuple[Allowance, ...]
    refused: tuple[Refusal, ...]
    last: Row | None
    """The last reading whose requests are counted."""
    projects: Text
    boards: Text
    sealed: str
    """Since when the token stands here."""
    recipients: tuple[Recipient, ...]
    stored: Stored

    @property
    def has_custom(self) -> bool:
        """Whether some of the fields have other names on each site."""
        return any(one.field.startswith("(") for one in self.fields)


def provenance(connection: Connection, snapshot: Snapshot | None, *, now: datetime) -> Provenance:
    """What is known of it now; names come from the snapshot, and are not there without one."""
    kind = KINDS[connection.provider]
    zone = connection.workspace.zone
    counts = list(EndpointUse.objects.of(connection))
    asked = {one.endpoint: one.requests for one in counts}
    last = counts[0].run if counts else None
    return Provenance(
        uses=tuple(Use(one, asked.get(one.name, 0) if last else None) for one in kind.endpoints),
        fields=kind.fields,
        refused=kind.refused,
        last=history.row(last, connection, now=now) if last else None,
        projects=_projects(connection, snapshot),
        boards=_boards(connection, snapshot),
        sealed=wording.clock_time(connection.sealed, zone, now=now) if connection.sealed else "",
        recipients=(recipients.TRACKER,),
        stored=_stored(connection),
    )


def _projects(connection: Connection, snapshot: Snapshot | None) -> Text:
    names = sorted(name for name in snapshot.projects if name) if snapshot else []
    return _with_names(counted("{count} project", "{count} projects", len(connection.projects)), names)


def _boards(connection: Connection, snapshot: Snapshot | None) -> Text:
    names = [board.name for board in snapshot.boards] if snapshot else []
    chosen, projects = len(connection.boards), len(connection.projects)
    if not connection.is_jira:
        every = counted("all teams of the project", "all teams of the projects", projects)
        return _with_names(counted("{count} team", "{count} teams", chosen) if chosen else every, names)
    every = counted("all boards of the project", "all boards of the projects", projects)
    return _with_names(counted("{count} board", "{count} boards", chosen) if chosen else every, names)


def _with_names(amount: Text, names: list[str]) -> Text:
    more = len(names) - _MOST_NAMES
    shown = [*names[:_MOST_NAMES], counted("{count} more", "{count} more", more) if more > 0 else ""]
    return wording.joined([amount, wording.joined(shown, by=", ")], by=": ")


def _stored(connection: Connection) -> Stored:
    return Stored(
        projects=len(connection.projects),
        boards=len(connection.boards),
        runs=SyncRun.objects.of(connection).count(),
        purges=Purge.objects.of(connection).count(),
    )
