"""When a connection is read: every quarter of an hour while somebody looks at it, and on demand.

A tracker that asked to be left alone for longer is left alone; who presses the button asks it all the same.
"""

from datetime import datetime, timedelta

from altaclario.connections.causes import needs_a_person
from altaclario.connections.models import Connection, Emptied
from altaclario.sync.models import State, SyncRun

EVERY = timedelta(minutes=15)
IDLE_AFTER = timedelta(hours=24)


def next_reading(connection: Connection, last: SyncRun | None, *, now: datetime) -> datetime | None:
    """When the schedule reads it next; None when it waits for somebody."""
    if connection.is_paused or connection.is_frozen or not connection.is_chosen:
        return None
    if connection.emptied_why == Emptied.PURGED or is_idle(connection, now=now):
        return None
    if last is None or (connection.scoped and last.asked < connection.scoped):
        return now
    if last.state == State.FAILED and needs_a_person(last.cause):
        return None
    if last.state == State.FAILED and last.cause == "interrupted":
        return now
    return max(last.asked + EVERY, last.left_alone_until or last.asked)


def is_idle(connection: Connection, *, now: datetime) -> bool:
    """Whether nobody has opened one of its pages for a day."""
    seen = connection.last_viewed or connection.created
    return now - seen > IDLE_AFTER
