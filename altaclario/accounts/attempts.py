"""Every step of signing in, and every confirmation of who one is: a line that it was taken, or that it was refused."""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.http import HttpRequest, HttpResponse

from altaclario.web import refusals

ENTRANCES = {
    "account_login",
    "account_confirm_login_code",
    "mfa_login_webauthn",
    "mfa_authenticate",
    "account_reauthenticate",
    "confirm-by-mail",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


def connect() -> None:
    """Once, however often the app is set up."""
    authentication_step_completed.connect(_taken, dispatch_uid="step of signing in")


def _taken(request: HttpRequest, user: Any, method: str, type: str = "", **_signal: Any) -> None:
    request.step_taken = type or method, user.pk  # type: ignore[attr-defined]


class Attempts:
    """Middleware, inside of all that may refuse before anything is tried."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.url_name in ENTRANCES:
            how, whom = getattr(request, "step_taken", ("", 0))
            refusals.told(request, f"step={how}" if how else "step-refused", whom=whom)
        return response
