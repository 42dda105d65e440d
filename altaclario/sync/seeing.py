"""What a page that is looked at knows of a connection; looking keeps it fresh, and loads it when memory is empty."""

from datetime import datetime

from altaclario.connections.models import Connection
from altaclario.snapshots.memory import Held
from altaclario.sync import holding, schedule
from altaclario.sync.models import SyncRun
from altaclario.sync.standing import Standing, standing


def held(connection: Connection) -> Held | None:
    """What this process has of the connection."""
    several = holding.of_workspace(connection.workspace.owner_key)
    return next((one for one in several if one.connection == connection.key), None)


def look(connection: Connection, *, now: datetime) -> Standing:
    """Somebody looks at this connection."""
    what = held(connection)
    last = schedule.seen(connection, is_held=what is not None, now=now)
    return standing(connection, what, last, now=now)


def glance(connection: Connection, *, now: datetime) -> Standing:
    """The connection in a list, which loads nothing."""
    return standing(connection, held(connection), SyncRun.objects.of(connection).first(), now=now)
