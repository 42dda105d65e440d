"""Answers for programs: what went wrong as `application/problem+json` (RFC 9457)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url

WHAT_MACHINES_ASK = "/api/"
_KIND = "application/problem+json"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
"""Headers that tell a program what to do next."""


class Problems:
    """Middleware: a program never gets a page that tells a person what went wrong, nor is it led to a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not is_of_a_program(request) or response.headers.get("Content-Type") == _KIND:
            return response
        if _leads_to_signing_in(response):
            return problem(401, "Sign in first.")
        if response.status_code < 400:
            return response
        said = problem(response.status_code, response.reason_phrase)
        for name in _KEPT:
            if name in response.headers:
                said.headers[name] = response.headers[name]
        said.cookies = response.cookies
        return said


def is_of_a_program(request: HttpRequest) -> bool:
    """Whether a page would not be understood: it asks for JSON and not for HTML, or under `/api/`."""
    if request.path.startswith(WHAT_MACHINES_ASK):
        return True
    return "json" in request.headers.get("Accept", "") and not request.accepts("text/html")


def problem(status: int, title: str) -> HttpResponse:
    """What went wrong, in one sentence."""
    said = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(said, status=status, content_type=_KIND)


def answer(request: HttpRequest, status: int, title: str, template: str, **context: object) -> HttpResponse:
    """The page, or the problem for a program."""
    if is_of_a_program(request):
        return problem(status, title)
    return render(request, template, context, status=status)


def _leads_to_signing_in(response: HttpResponse) -> bool:
    form = resolve_url(settings.LOGIN_URL)
    return response.status_code in (302, 303) and response.headers.get("Location", "").partition("?")[0] == form
