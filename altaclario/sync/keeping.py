"""Keeps connections fresh while somebody looks at them, and lets go of those that nobody looked at for a day."""

from datetime import datetime, timedelta

from django.conf import settings

from altaclario.connections.models import Connection, Emptied
from altaclario.sync import asking, holding, refreshing, schedule
from altaclario.sync.models import State, SyncRun, Why
from altaclario.sync.queue import ask

_LOST_AFTER = timedelta(minutes=1)


def keep_fresh(*, now: datetime) -> None:
    """Ask for what is due, and let go of what nobody looked at for a day."""
    every = Connection.objects.select_related("workspace")
    for connection in every if settings.HAS_DEMO else every.exclude(workspace__is_demo=True):
        if schedule.is_idle(connection, now=now):
            _let_go(connection, now=now)
            continue
        last = SyncRun.objects.of(connection).first()
        due = schedule.next_reading(connection, last, now=now)
        if due is not None and due <= now and not (last and last.is_active):
            asking.refresh(connection, now=now, why=Why.SCHEDULE)
    _mend(now=now)


def _mend(*, now: datetime) -> None:
    """Runs whose work was lost on its way, and memory that nobody wants any more."""
    for run in SyncRun.objects.filter(state=State.ASKED, asked__lt=now - _LOST_AFTER):
        ask("read", str(run.pk))
    lost = SyncRun.objects.filter(state=State.RUNNING, started__lt=now - _LOST_AFTER)
    lost.exclude(pk__in=refreshing.going_on()).update(state=State.FAILED, cause="interrupted", finished=now)
    wanted = Connection.objects.filter(frozen=None).exclude(emptied_why=Emptied.PURGED).values_list("pk", flat=True)
    for key in holding.publisher().keys() - {str(pk) for pk in wanted}:
        holding.publisher().drop(key)
    refreshing.confirm(now=now)


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
