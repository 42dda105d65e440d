"""The queue between web and sync: names of work and ids of ours, nothing else."""

from collections.abc import Callable
from typing import Literal

from django.conf import settings
from django.db import close_old_connections
from huey import SqliteHuey

queue = SqliteHuey("altaclario", filename=str(settings.QUEUE_FILE), results=False, fsync=False)

WORK: dict[str, Callable[[str], None]] = {}
"""What the sync process does for each name; `jobs` fills it there."""


def ask(what: Literal["read", "drop"], of: str) -> None:
    """Leave work for the sync process: "read" a run, "drop" the memory of a connection, each by its id."""
    _do(what, of)


@queue.task()  # type: ignore[untyped-decorator]  # the library has no types
def _do(what: str, of: str) -> None:
    try:
        WORK[what](of)
    finally:
        close_old_connections()
