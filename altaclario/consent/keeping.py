"""Middleware: a no is kept for half a year from each visit on, and what is no choice is taken away.

A page brings back neither a yes nor the cookie of analytics: it may be under way while somebody takes the yes back, and
arrive after that. Answers to hits keep both, as scripts end every hit before they send a no.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from altaclario.consent import choice
from altaclario.consent.analytics import measuring
from altaclario.declarations.promises import keeps
from altaclario.web import headers


@keeps("choice-kept")
class Keeping:
    """Looks at pages alone: files and answers for programs are the same for all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ["Sec-GPC"])
        if headers.is_framed(response):  # Within somebody else's page no cookie comes or goes.
            return response
        if choice.cookie() in request.COOKIES and choice.cookie() not in response.cookies:
            held = choice.of(request, now=timezone.now())
            if held is None:
                choice.forget(response)
            elif not held.is_accepted:
                choice.remember(response, held)
        measuring.tidy(request, response, now=timezone.now())
        return response
