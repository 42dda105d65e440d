"""What people and the schedule ask of the sync process: read, stop, empty."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from altaclario.audit import notes, verbs
from altaclario.audit.verbs import Verb
from altaclario.connections import freezing, making
from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.memory import Held
from altaclario.sync import holding
from altaclario.sync.models import Purge, State, SyncRun, Why
from altaclario.sync.queue import ask
from altaclario.workspaces.models import Membership


def refresh(connection: Connection, *, now: datetime, why: Why = Why.ASKED) -> SyncRun | None:
    """Ask for a reading; while one is asked for or running, that one is the answer. None: the connection is gone."""
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(connection=connection, asked=now, why=why)
    except IntegrityError:
        return SyncRun.objects.of(connection).first()
    ask("read", str(run.pk))
    return run


def stop(connection: Connection, *, by: Membership | None = None, now: datetime) -> None:
    """Ask the reading that goes on to stop; one that has not begun is over at once."""
    with transaction.atomic():
        active = SyncRun.objects.of(connection).active()
        active.filter(state=State.ASKED).update(state=State.CANCELLED, finished=now, cause="cancelled")
        active.filter(state=State.RUNNING).update(stop_asked=True)
        _note(by, verbs.CONNECTION_STOPPED, connection, now)


def purge(connection: Connection, *, by: Membership | None = None, now: datetime) -> Purge | None:
    """Empty the memory of a connection now; returns the receipt, or None where it had been emptied before."""
    stop(connection, now=now)
    held = [one for one in holding.of_workspace(connection.workspace.owner_key) if one.connection == connection.key]
    emptied = Connection.objects.filter(pk=connection.pk)
    with transaction.atomic():
        is_news = emptied.exclude(emptied_why=Emptied.PURGED).update(emptied=now, emptied_why=Emptied.PURGED)
        receipt = _receipt(connection, held, by, now) if is_news else None
        _note(by, verbs.CONNECTION_EMPTIED, connection, now)
    let_go(connection.key)
    return receipt


def _receipt(connection: Connection, held: list[Held], by: Membership | None, now: datetime) -> Purge:
    return Purge.objects.create(
        connection=connection,
        person=by.person if by else None,
        asked=now,
        items=sum(len(one.snapshot) for one in held),
        transitions=sum(len(one.snapshot.transitions.at) for one in held),
        size_bytes=sum(one.size_bytes for one in held),
    )


def load(connection: Connection, *, by: Membership | None = None, now: datetime) -> SyncRun | None:
    """Read now, because somebody said so; a purge does not stand in the way any more, nor a stop not yet heard.

    None when nothing is chosen to be read, no token is there, or the connection is gone.
    """
    if connection.is_paused or connection.is_frozen or not connection.is_chosen:
        return None
    with transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(emptied=None, emptied_why=Emptied.NOT)
        SyncRun.objects.of(connection).active().update(stop_asked=False)
        _note(by, verbs.CONNECTION_REFRESHED, connection, now)
    return refresh(connection, now=now)


def remove(connection: Connection, *, by: Membership | None = None, now: datetime) -> None:
    """Stop reading it, forget it with its sealed token, and empty its memory."""
    stop(connection, now=now)
    key = connection.key
    with transaction.atomic():
        _note(by, verbs.CONNECTION_REMOVED, connection, now)
        making.remove(connection)
    let_go(key)


def _note(by: Membership | None, verb: Verb, connection: Connection, now: datetime) -> None:
    """What a person did; the schedule and the demo, which are nobody, have the history of readings."""
    if by is not None:
        notes.note(by, verb, on=connection, now=now)


def let_go(key: str) -> None:
    """Drop what is held of a connection, in this process at once and in the sync process next."""
    holding.reader().forget(key)
    ask("drop", key)


def pause_all_of(membership: Membership, *, now: datetime) -> None:
    """Pause what a member connected, as they belong to the workspace no more. What is held goes once that is sure."""
    for connection in Connection.objects.of(membership).filter(owner=membership.person_id):
        stop(connection, now=now)
        making.pause(connection, now=now)
        transaction.on_commit(partial(let_go, connection.key))


def settle(connections: "QuerySet[Connection]", *, now: datetime) -> None:
    """What must not be read is stopped, and leaves memory once that is sure; what may be again is read when due."""
    for connection in freezing.settle(connections, now=now):
        stop(connection, now=now)
        transaction.on_commit(partial(let_go, connection.key))
