"""When a connection is read: every quarter of an hour while somebody looks at it, and on demand."""

from datetime import datetime, timedelta

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import asking, holding
from altaclario.sync.causes import needs_a_person
from altaclario.sync.models import State, SyncRun

EVERY = timedelta(minutes=15)
IDLE_AFTER = timedelta(hours=24)
_SOON = timedelta(minutes=1)


def next_reading(connection: Connection, last: SyncRun | None, *, now: datetime) -> datetime | None:
    """When the schedule reads it next; None when it waits for somebody."""
    if not connection.is_chosen or connection.emptied_why == Emptied.PURGED or is_idle(connection, now=now):
        return None
    if last is None or (connection.scoped and last.asked < connection.scoped):
        return now
    if last.state == State.FAILED and needs_a_person(last.cause):
        return None
    if last.state == State.FAILED and last.cause == "interrupted":
        return now
    return last.asked + EVERY


def is_idle(connection: Connection, *, now: datetime) -> bool:
    """Whether nobody has opened one of its pages for a day."""
    seen = connection.last_viewed or connection.created
    return now - seen > IDLE_AFTER


def keep_fresh(*, now: datetime) -> None:
    """Ask for what is due, and let go of what nobody looked at for a day."""
    for connection in Connection.objects.select_related("workspace"):
        if is_idle(connection, now=now) and holding.publisher().holds(connection.key):
            holding.publisher().drop(connection.key)
            Connection.objects.filter(pk=connection.pk).update(emptied=now, emptied_why=Emptied.IDLE)
            continue
        last = SyncRun.objects.of(connection).first()
        due = next_reading(connection, last, now=now)
        if due is not None and due <= now and not (last and last.is_active):
            asking.refresh(connection, now=now)


def seen(connection: Connection, *, is_held: bool, now: datetime) -> SyncRun | None:
    """Somebody looks at it: remember when, and load it if memory is empty. Returns the newest run."""
    if connection.last_viewed is None or now - connection.last_viewed > _SOON:
        Connection.objects.filter(pk=connection.pk).update(last_viewed=now)
        connection.last_viewed = now
    last = SyncRun.objects.of(connection).first()
    return asking.refresh(connection, now=now) if _must_load(connection, last, is_held=is_held, now=now) else last


def begin_again(*, now: datetime) -> None:
    """After a start of the sync process: nothing is in memory, and what was running is not."""
    SyncRun.objects.active().filter(state=State.RUNNING).update(state=State.FAILED, cause="interrupted", finished=now)
    for run in SyncRun.objects.active():
        asking.queue_again(run)
    keep_fresh(now=now)


def _must_load(connection: Connection, last: SyncRun | None, *, is_held: bool, now: datetime) -> bool:
    if last and last.is_active:
        return False
    if is_held or not connection.is_chosen:
        return bool(connection.scoped and last and last.asked < connection.scoped)
    if last is None or last.state == State.DONE or (connection.scoped and last.asked < connection.scoped):
        return connection.emptied_why != Emptied.PURGED
    if last.state == State.CANCELLED or needs_a_person(last.cause) or connection.emptied_why == Emptied.PURGED:
        return False
    return last.finished is None or now - last.finished > _SOON
