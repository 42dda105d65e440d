"""Writes that must happen, such as the end of a run, and writes that a page can do without."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import OperationalError, connection

T = TypeVar("T")

_PAUSES = (0.5, 5.0, 20.0)
_BRIEFLY_MS = 200


def surely(write: Callable[[], T]) -> T:
    """What the write returns; a database that is locked or away is asked again. Raises OperationalError in the end."""
    for pause in _PAUSES:
        try:
            return write()
        except OperationalError:
            time.sleep(pause)
    return write()


def if_possible(write: Callable[[], T]) -> T | None:
    """What the write returns; None from a database that is locked: whoever looks at a page must not wait for it."""
    with connection.cursor() as cursor:
        _wait_for_locks(cursor, _BRIEFLY_MS)
        try:
            return write()
        except OperationalError:
            return None
        finally:
            _wait_for_locks(cursor, int(connection.settings_dict["OPTIONS"].get("timeout", 5)) * 1000)


def _wait_for_locks(cursor: Any, milliseconds: int) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
