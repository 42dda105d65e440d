"""What is said of an error: its class, the place in our own code, and the release. Nothing that it carries."""

import sys
import traceback
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from altaclario.declarations.promises import keeps
from altaclario.telemetry import happened, steps
from altaclario.telemetry.happened import Failed, route

_OURS = Path(__file__).resolve().parents[1]
_UNKNOWN, _LONGEST_KIND, _LONGEST_PLACE = "Exception", 60, 80


@keeps("errors-without-contents")
def failed(name: str | None, error: BaseException, *, now: datetime) -> Failed:
    """One error on a route, counted in its hour."""
    place, line = _place(error)
    return Failed(steps.hour(now), route(name), kind(type(error)), place, line, release())


def kind(error: type[BaseException]) -> str:
    """The name of the class, or of the one that it is made from: a name that was made up while running is none.

    >>> kind(KeyError), kind(type("Made of what Ada typed", (KeyError,), {}))
    ('KeyError', 'KeyError')
    """
    return next((one.__name__ for one in error.__mro__ if _stands_in_code(one)), _UNKNOWN)[:_LONGEST_KIND]


def noted(sender: object, request: HttpRequest | None = None, **_signal: Any) -> None:  # noqa: ARG001
    """The framework says that nobody caught it. It counts when the answer is known, and who it is for."""
    error = sys.exc_info()[1]
    if request is not None and error is not None:
        request.telemetry_failed = failed(happened.asked_for(request), error, now=timezone.now())  # type: ignore[attr-defined]


@cache
def release() -> str:
    """The version of this product."""
    try:
        return metadata.version("altaclario")[:20]
    except metadata.PackageNotFoundError:
        return "unknown"


def _stands_in_code(kind: type) -> bool:
    """Whether a module has it under its own name."""
    found: Any = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is kind


def _place(error: BaseException) -> tuple[str, int]:
    """The last of our own lines on the way to where it rose."""
    found = "", 0
    for frame, line in traceback.walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_OURS):
            found = path.relative_to(_OURS).as_posix()[:_LONGEST_PLACE], line
    return found
