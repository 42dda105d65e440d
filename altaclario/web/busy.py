"""What a page says when the database is locked for longer than it waits."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from altaclario.web import problems


class Busy:
    """Turns a locked database into a page that says so; nothing was written, so that it can be tried again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page; other failures travel on."""
        return answer(request) if isinstance(exception, OperationalError) and is_locked(exception) else None


def is_locked(failure: OperationalError) -> bool:
    """Whether it failed because somebody else writes for long."""
    return "locked" in str(failure)


def answer(request: HttpRequest) -> HttpResponse:
    """Come back in a moment."""
    said = problems.answer(request, 503, "The database is busy. Nothing was changed; try again.", "503.html")
    said.headers["Retry-After"] = "5"
    return said
