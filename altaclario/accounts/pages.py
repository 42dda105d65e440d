"""Pages about one's own account, beside those of the library."""

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from altaclario.accounts import one_time_codes, second_factors


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What it takes to sign in, and to get in again."""
    return render(request, "accounts/security.html", {"factors": second_factors.of(request.user)})


class SetUpApp(ActivateTOTPView):  # type: ignore[misc]  # the library has no types
    """The library's page, after which the code is used up."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        one_time_codes.take(self.request.user, form.secret, form.cleaned_data["code"])
        return answer
