"""What a page says when the database is locked for longer than it waits."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Busy:
    """Turns a locked database into a page that says so; nothing was written, so that it can be tried again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page; other failures travel on."""
        if not isinstance(exception, OperationalError) or "locked" not in str(exception):
            return None
        answer = render(request, "503.html", status=503)
        answer.headers["Retry-After"] = "5"
        return answer
