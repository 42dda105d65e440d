"""Middleware: words that ask for nothing of ours are refused, TRACE first, which would send back what it got."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from altaclario.web import problems

_KNOWN = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Methods:
    """Each address says for itself which of the others it takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in _KNOWN:
            return self._get_response(request)
        refused = problems.problem(405, "No address here takes this method.")
        refused.headers["Allow"] = ", ".join(_KNOWN)
        return refused
