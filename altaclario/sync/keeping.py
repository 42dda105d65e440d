"""Keeps connections fresh while somebody looks at them, and lets go of those that nobody looked at for a day."""

from datetime import datetime, timedelta

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import asking, holding, schedule
from altaclario.sync.models import State, SyncRun
from altaclario.sync.queue import ask

KEEP_RUNS = timedelta(days=90)


def keep_fresh(*, now: datetime) -> None:
    """Ask for what is due, and let go of what nobody looked at for a day."""
    for connection in Connection.objects.select_related("workspace"):
        if schedule.is_idle(connection, now=now):
            _let_go(connection, now=now)
            continue
        last = SyncRun.objects.of(connection).first()
        due = schedule.next_reading(connection, last, now=now)
        if due is not None and due <= now and not (last and last.is_active):
            asking.refresh(connection, now=now)
    SyncRun.objects.filter(asked__lt=now - KEEP_RUNS).delete()


def _let_go(connection: Connection, *, now: datetime) -> None:
    """Also of what web processes still have from a sync process before this one."""
    if connection.emptied is None or holding.publisher().holds(connection.key):
        Connection.objects.filter(pk=connection.pk).update(emptied=now, emptied_why=Emptied.IDLE)
    holding.publisher().drop(connection.key)


def begin_again(*, now: datetime) -> None:
    """After a start of the sync process: nothing is in memory, and what was running is not."""
    SyncRun.objects.filter(state=State.RUNNING).update(state=State.FAILED, cause="interrupted", finished=now)
    for run in SyncRun.objects.active():
        ask("read", str(run.pk))
    keep_fresh(now=now)
