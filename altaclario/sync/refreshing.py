"""One run, from the sealed credential to the snapshot in memory."""

import asyncio
import ctypes
import gc
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from altaclario.connections import causes, networks, renewing
from altaclario.connections.models import Connection, Emptied
from altaclario.declarations.promises import keeps
from altaclario.providers.faults import TrackerFault
from altaclario.providers.scope import Scope
from altaclario.snapshots import leftovers
from altaclario.snapshots.memory import NoRoom
from altaclario.snapshots.snapshot import Snapshot
from altaclario.sync import asking, continuing, everything, holding, reading, uncaught
from altaclario.sync.continuing import Base, Before
from altaclario.sync.models import Kind, Purge, State, SyncRun
from altaclario.sync.reading import Reading, Source
from altaclario.sync.watching import Watched
from altaclario.sync.writing import surely
from altaclario.workspaces import walls

_going_on: set[int] = set()


def perform(run_id: int, *, now: datetime) -> None:
    """Do a run that was asked for. Whatever goes wrong, the last snapshot stays, and the run says why."""
    run = _begun(run_id, now=now)
    if run is None:
        return
    try:
        with walls.within(run.connection.workspace_id):
            _perform(run, now=now)
    finally:
        confirm(now=timezone.now())


def _perform(run: SyncRun, *, now: datetime) -> None:
    connection = run.connection
    watched = Watched(run)
    _going_on.add(run.pk)
    try:
        requests = _renew(connection, watched, now=now)
    except (Exception, asyncio.CancelledError) as wrong:
        # Whatever it was, the run must not stay "running".
        state = State.CANCELLED if watched.was_stopped else State.FAILED
        watched.end(state, *_cause(wrong, watched), asked_wait=_asked_wait(wrong))
        if not _is_expected(wrong):
            uncaught.count(wrong, owner=connection.owner)
            raise
    else:
        kept = Connection.objects.filter(pk=connection.pk).exclude(emptied_why=Emptied.PURGED)
        surely(lambda: kept.update(emptied=None, emptied_why=Emptied.NOT))
        watched.end(State.DONE, requests=requests)
    finally:
        _drop_if_unwanted(run)
        _going_on.discard(run.pk)
        _begin_again_if_wanted(run, now=now)
        _give_back()


def going_on() -> frozenset[int]:
    """The runs that this process works on."""
    return frozenset(_going_on)


def drop(connection: str, *, now: datetime) -> None:
    """Empty the memory of a connection here and in every web process."""
    holding.publisher().drop(connection)
    _give_back()
    confirm(now=now)


def confirm(*, now: datetime) -> None:
    """Sign the receipts of what is gone: nothing of those connections is held here, and none of them is being read."""
    held = Q(connection__runs__in=_going_on) | Q(connection__in=holding.publisher().keys())
    surely(lambda: Purge.objects.filter(done=None).exclude(held).update(done=now))


def _renew(connection: Connection, watched: Watched, *, now: datetime) -> int:
    """Read what changed, or everything, and publish it; returns the number of requests."""
    scope = Scope(tuple(connection.projects), tuple(connection.boards), connection.labels)
    before = continuing.before(connection, scope)
    read = _read(connection, watched, scope, before, now=now)
    _publish(connection, watched, read, continuing.after(connection, scope, read, before, now=now))
    return read.requests


@keeps("own-credential")
def _read(connection: Connection, watched: Watched, scope: Scope, before: Before | None, *, now: datetime) -> Reading:
    with renewing.ready(connection, now=now) as token:
        source = Source(
            connection.site,
            connection.account_email,
            token.reveal(),
            networks.towards(connection.site),
            provider=connection.provider,
            is_bearer=connection.is_bearer,
        )
        told: dict[str, Any] = {"now": int(now.timestamp()), "watch": watched.note}
        told |= {"tally": watched.tally, "pace": watched.pace}
        if before and before[1].suffices(now=now):
            watched.note_kind(Kind.INCREMENT)
            work = reading.go_on(source, scope, (before[0], before[1].kept), **told)
        else:
            watched.note_kind(Kind.FULL, everything.ONCE_A_DAY if before else "")
            work = reading.read(source, scope, on_partial=_first_part(connection, watched), **told)
        return watched.run_until_stopped(work)


def _first_part(connection: Connection, watched: Watched) -> Callable[[Snapshot], None] | None:
    """A first reading shows its first pass; a later one must not replace a whole snapshot by a part."""
    if holding.publisher().holds(connection.key):
        return None

    def show(part: Snapshot) -> None:
        holding.publisher().publish(connection.workspace.owner_key, connection.key, part)
        watched.note_partial()

    return show


def _publish(connection: Connection, watched: Watched, read: Reading, base: Base | None) -> None:
    """Publish, unless the connection was removed or stopped meanwhile."""
    if watched.must_stop():
        raise asyncio.CancelledError
    size = holding.publisher().publish(connection.workspace.owner_key, connection.key, read.snapshot, base)
    watched.note_whole(read, size)


@keeps("memory-only")
def _drop_if_unwanted(run: SyncRun) -> None:
    """Who removed or emptied the connection while it was read wants nothing of it to stay."""
    kept = Connection.objects.filter(pk=run.connection_id, frozen=None).exclude(emptied_why=Emptied.PURGED)
    if not kept.exists():
        holding.publisher().drop(str(run.connection_id))


def _begin_again_if_wanted(run: SyncRun, *, now: datetime) -> None:
    """Who asked to load while a stop was heard already was given this run, which has ended and brought nothing."""
    if SyncRun.objects.filter(pk=run.pk, state=State.CANCELLED, stop_asked=False).exists():
        asking.refresh(run.connection, now=now)


def _begun(run_id: int, *, now: datetime) -> SyncRun | None:
    """The run, now running; None when it was cancelled or removed before it began."""
    asked = SyncRun.objects.filter(pk=run_id, state=State.ASKED, connection__frozen=None)
    started = surely(lambda: asked.update(state=State.RUNNING, started=now))
    return SyncRun.objects.select_related("connection__workspace").filter(pk=run_id).first() if started else None


def _cause(wrong: BaseException, watched: Watched) -> tuple[str, int]:
    """The name of what went wrong, and the tracker's status if it gave one."""
    if watched.was_stopped:
        return "cancelled", 0
    return ("no-room", 0) if isinstance(wrong, NoRoom) else causes.of(wrong)


def _asked_wait(wrong: BaseException) -> float:
    """The seconds that the tracker asked to be left alone."""
    return wrong.asked_wait if isinstance(wrong, TrackerFault) else 0.0


def _is_expected(wrong: BaseException) -> bool:
    return isinstance(wrong, (*causes.REFUSALS, NoRoom, asyncio.CancelledError))


def _give_back() -> None:
    """Return freed memory to the system; the allocator overwrites it on the way."""
    gc.collect()
    leftovers.overwrite()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
