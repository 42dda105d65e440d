"""What a page that is looked at knows of a connection; looking keeps it fresh, and loads it when memory is empty."""

from datetime import datetime, timedelta

from altaclario.connections.causes import needs_a_person
from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.memory import Held
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import asking, holding
from altaclario.sync.models import State, SyncRun, Why
from altaclario.sync.standing import Standing, standing
from altaclario.sync.writing import if_possible

_SOON, _LATER = timedelta(minutes=1), timedelta(minutes=5)


def look(connection: Connection, *, now: datetime) -> tuple[Standing, Snapshot | None]:
    """Somebody looks at this connection: how fresh it is, and what is held of it."""
    how, what = look_at_all(connection, now=now)
    return how, what.snapshot if what else None


def look_at_all(connection: Connection, *, now: datetime) -> tuple[Standing, Held | None]:
    """The same, with the version of what is held and what was answered from it."""
    what = _held(connection)
    last = _seen(connection, is_held=what is not None, now=now)
    return standing(connection, what, last, now=now), what


def held(connection: Connection) -> Snapshot | None:
    """What is held of it, for who does not look at it: nobody is asked to read it."""
    what = _held(connection)
    return what.snapshot if what else None


def _held(connection: Connection) -> Held | None:
    """What this process has of the connection; what was there when somebody emptied it is nobody's any more."""
    several = holding.of_workspace(connection.workspace.owner_key)
    found = next((one for one in several if one.connection == connection.key), None)
    is_gone = connection.emptied_why == Emptied.PURGED or connection.is_frozen
    return None if is_gone else found


def _seen(connection: Connection, *, is_held: bool, now: datetime) -> SyncRun | None:
    """Somebody looks at it: remember when, and load it if memory is empty. Returns the newest run."""
    if connection.last_viewed is None or now - connection.last_viewed > _SOON:
        if_possible(lambda: Connection.objects.filter(pk=connection.pk).update(last_viewed=now))
    last = SyncRun.objects.of(connection).first()
    if not _must_load(connection, last, is_held=is_held, now=now):
        return last
    is_changed = bool(connection.scoped and (last is None or last.asked < connection.scoped))
    why = Why.CHANGE if is_changed else Why.VISIT
    return if_possible(lambda: asking.refresh(connection, now=now, why=why)) or last


def _must_load(connection: Connection, last: SyncRun | None, *, is_held: bool, now: datetime) -> bool:
    if connection.is_paused or connection.is_frozen or (last and last.is_active):
        return False
    if connection.emptied_why == Emptied.ROOM and connection.emptied and now - connection.emptied < _LATER:
        return False
    if is_held or not connection.is_chosen:
        return bool(connection.scoped and last and last.asked < connection.scoped)
    if last is None or last.state == State.DONE or (connection.scoped and last.asked < connection.scoped):
        return connection.emptied_why != Emptied.PURGED
    if last.state == State.CANCELLED or needs_a_person(last.cause) or connection.emptied_why == Emptied.PURGED:
        return False
    return last.finished is None or now - last.finished > _SOON
