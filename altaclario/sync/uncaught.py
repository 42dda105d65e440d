"""Errors that nobody expected in the work of this process, counted as those of pages are: by class and line alone."""

from typing import Any

from django.utils import timezone
from huey.signals import SIGNAL_ERROR

from altaclario.accounts import objecting
from altaclario.accounts.models import User
from altaclario.sync.queue import prompt
from altaclario.telemetry import counts, errors, flushing


def count(error: BaseException, *, owner: User | None = None) -> None:
    """Written at once, as nothing else is counted here; not where whose connection it was objects to that."""
    if owner is None or not objecting.has_objected(owner, "telemetry"):
        counts.HERE.add(errors.failed(None, error, now=timezone.now()))
        flushing.flush()


@prompt.signal(SIGNAL_ERROR)  # type: ignore[untyped-decorator]  # the library has no types
def hear(_signal: str, _task: Any, error: BaseException) -> None:
    """What is done by the clock, and letting go of memory."""
    count(error)
