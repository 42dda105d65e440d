"""The memory of this process: the publisher of the sync process, or the reader of a web process."""

import hashlib
import threading
from functools import cache

from django.conf import settings
from django.db import connection as database
from django.utils import timezone

from altaclario.connections.models import Connection, Emptied
from altaclario.snapshots.memory import Held, Publisher, Reader


@cache
def reader() -> Reader:
    """What this web process has mapped."""
    return Reader(settings.MEMORY_ADDRESS, settings.MEMORY_KEY)


@cache
def publisher() -> Publisher:
    """What the sync process holds; what it had to drop for others stands on the connection."""
    name = f"alta-{hashlib.sha256(str(settings.DATA).encode()).hexdigest()[:8]}"
    return Publisher(settings.MEMORY_LIMIT_BYTES, on_evicted=_note_evicted, name=name)


def of_workspace(owner_key: str) -> tuple[Held, ...]:
    """The snapshots of a workspace, as this web process has them."""
    return reader().attach(owner_key) if settings.MEMORY_ADDRESS else ()


def _note_evicted(connection: str) -> None:
    """In a thread of its own: room is made in the midst of a reading, whose thread must not wait for a database."""
    threading.Thread(target=_write_evicted, args=(connection,)).start()


def _write_evicted(connection: str) -> None:
    Connection.objects.filter(pk=connection).update(emptied=timezone.now(), emptied_why=Emptied.ROOM)
    database.close()
