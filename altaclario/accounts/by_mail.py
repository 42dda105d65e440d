"""Whoever has neither a password nor a second factor confirms with a code by mail that it is they."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator

from altaclario.web import limiting

_WAITING = "code_by_mail"
_HOLDS_SECONDS = 300
_MOST_TRIES = 3
_of_the_library = reauthentication.get_reauthentication_flows


def connect() -> None:
    """The library lets through whoever has no means that it knows; here the letter box is one."""
    reauthentication.get_reauthentication_flows = flows


def flows(person: Any) -> list[dict[str, Any]]:
    """By what a person may confirm that it is they."""
    found: list[dict[str, Any]] = _of_the_library(person)
    return found or ([{"id": "mail"}] if person.is_authenticated else [])


class Code(ConfirmLoginCodeForm):  # type: ignore[misc]  # the library has no types
    """Fits nothing where no code waits."""

    def clean_code(self) -> str:
        if not self.expected_code:
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())


@method_decorator(login_required, name="dispatch")
class ByMail(BaseReauthenticateView):  # type: ignore[misc]  # the library has no types
    """A button that sends a code, and then a field for it."""

    template_name = "accounts/confirm_by_mail.html"
    form_class = Code

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if "send" in request.POST:
            _send(request)
            return redirect(self.passthrough_next_url(request.path))
        answer: HttpResponse = super().post(request, *args, **named)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        told: dict[str, Any] = super().get_form_kwargs()
        return told | {"code": _waiting(self.request).get("code")}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(_WAITING, None)
        limiting.give_back(self.request)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a few wrong ones the code is worth nothing."""
        waiting = _waiting(self.request)
        left = waiting | {"tries": waiting.get("tries", 0) + 1}
        self.request.session[_WAITING] = left if waiting and left["tries"] < _MOST_TRIES else {}
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**more)
        return told | {"is_sent": bool(_waiting(self.request))}


def _send(request: HttpRequest) -> None:
    """Another code, in the place of any before. Raises TooMany."""
    limiting.give_back(request)
    code = get_adapter().send_code_to_confirm(request.user)
    request.session[_WAITING] = {"code": code, "at": time.time(), "tries": 0}


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """The code that holds now; empty if there is none."""
    held: dict[str, Any] = request.session.get(_WAITING) or {}
    return held if held and 0 <= time.time() - held["at"] <= _HOLDS_SECONDS else {}
