"""Writes of a run that must happen: one that is never written to be over would stop every reading after it."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

T = TypeVar("T")

_PAUSES = (0.5, 5.0, 20.0)


def surely(write: Callable[[], T]) -> T:
    """What the write returns; a database that is locked or away is asked again. Raises OperationalError in the end."""
    for pause in _PAUSES:
        try:
            return write()
        except OperationalError:
            time.sleep(pause)
    return write()
