"""Answers for programs: what went wrong as `application/problem+json` (RFC 9457)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

WHAT_MACHINES_ASK = "/api/"


def is_of_a_program(request: HttpRequest) -> bool:
    """Whether a page would not be understood: it asks for JSON and not for HTML, or under `/api/`."""
    if request.path.startswith(WHAT_MACHINES_ASK):
        return True
    return "json" in request.headers.get("Accept", "") and not request.accepts("text/html")


def problem(status: int, title: str) -> HttpResponse:
    """What went wrong, in one sentence."""
    said = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(said, status=status, content_type="application/problem+json")


def answer(request: HttpRequest, status: int, title: str, template: str, **context: object) -> HttpResponse:
    """The page, or the problem for a program."""
    if is_of_a_program(request):
        return problem(status, title)
    return render(request, template, context, status=status)
