"""The last step of signing in: Terms that changed in something that matters are asked for before anything else."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from altaclario.consent import agreements


class TermsFirst(LoginStage):  # type: ignore[misc]  # the library has no types
    """Until they are accepted nobody is signed in, by whatever road they came."""

    key = "terms"
    urlname = "terms-again"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        is_asked = agreements.must_be_asked(self.login.user, now=timezone.now())
        return (redirect(self.urlname) if is_asked else None), True


def stage(request: HttpRequest) -> Any:
    """Where somebody who is signing in stands, if it is here."""
    return LoginStageController.enter(request, TermsFirst.key)


def leave(request: HttpRequest) -> None:
    """They do not accept, and are not signed in; nothing else happens to the account."""
    clear_login(request)
