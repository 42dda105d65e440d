"""When what was counted is written: every few seconds, and when the process ends.

A process that is killed, also because it did not stop in time, takes with it what it counted since: five seconds at
most.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from multiprocessing import util

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from altaclario.telemetry import counts, writing
from altaclario.telemetry.counts import Counts

EVERY_SECONDS = 5
_BEGAN = threading.Lock()
_log = logging.getLogger("altaclario.telemetry")


def flush(counted: Counts = counts.HERE) -> int:
    """How many rows were written; what could not be waits for the next time."""
    taken = counted.take()
    if not taken:
        return 0
    try:
        writing.write(taken)
    except (DatabaseError, InterfaceError) as failure:
        counted.give_back(taken)
        _log.warning("What was counted could not be written and waits: %s", type(failure).__name__)
        return 0
    if left_out := counted.left_out():
        _log.warning("More happened than there is room for: %d events were not counted.", left_out)
    return len(taken)


def begin() -> None:
    """Once in each process, with its first request. Whoever serves us may end it by either of two ways."""
    if not _BEGAN.acquire(blocking=False):
        return
    for at_the_end in (atexit.register, _when_a_worker_ends):
        at_the_end(flush)
    threading.Thread(target=_go_on, name="telemetry", daemon=True).start()


def _when_a_worker_ends(work: Callable[[], int]) -> None:
    util.Finalize(None, work, exitpriority=10)


def _go_on() -> None:
    """On a connection of its own, which is closed in between."""
    never = threading.Event()
    while not never.wait(EVERY_SECONDS):
        close_old_connections()
        flush()
        connection.close()
