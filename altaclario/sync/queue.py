"""The queues between web and sync: names of work and ids of ours, nothing else."""

import sqlite3
from collections.abc import Callable
from typing import Literal

from django.conf import settings
from django.db import close_old_connections
from huey import SqliteHuey

_FILE = {"filename": str(settings.QUEUE_FILE), "results": False, "fsync": False, "timeout": 2}

readings = SqliteHuey("readings", **_FILE)
"""Work that takes as long as a tracker does."""
prompt = SqliteHuey("prompt", **_FILE)
"""Work that is done at once: letting go of memory, and what is due every minute."""

WORK: dict[str, Callable[[str], None]] = {}
"""What the sync process does for each name; `jobs` fills it there."""


def ask(what: Literal["read", "drop"], of: str) -> None:
    """Leave work for the sync process: "read" a run, "drop" the memory of a connection, each by its id.

    While the queue is locked nothing is left; what was asked for stands in the tables, and is found there every minute.
    """
    try:
        (_read if what == "read" else _drop)(of)
    except sqlite3.OperationalError:
        return


@readings.task()  # type: ignore[untyped-decorator]  # the library has no types
def _read(run: str) -> None:
    _do("read", run)


@prompt.task()  # type: ignore[untyped-decorator]  # the library has no types
def _drop(connection: str) -> None:
    _do("drop", connection)


def _do(what: str, of: str) -> None:
    try:
        WORK[what](of)
    finally:
        close_old_connections()
