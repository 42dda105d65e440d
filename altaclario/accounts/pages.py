"""Pages about one's own account, beside those of the library."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import CompletePasswordResetView, ConfirmEmailVerificationCodeView, PasswordChangeView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.internal.flows import trust
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.edit import FormView

from altaclario.accounts import (
    identities,
    issuers,
    noted,
    one_time_codes,
    passkeys,
    preferences,
    record,
    second_factors,
    sign_ins,
)
from altaclario.accounts.at_once import AtOnce
from altaclario.accounts.forms import Preferences
from altaclario.vault.box import NotOpened
from altaclario.web import device


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """What it takes to sign in, and to get in again."""
    told = {
        "factors": second_factors.of(request.user),
        "identities": identities.of(request.user),
        "issuers": issuers.every(),
        "sign_ins": sign_ins.of(request.user, request.session, now=timezone.now()),
        "newest": record.newest(request.user, now=timezone.now()),  # type: ignore[arg-type]
    }
    return render(request, "accounts/security.html", told)


@login_required
def activity(request: HttpRequest) -> HttpResponse:
    """Everything that was done to the account."""
    rows, page = record.page(request.user, request.GET.get("page", ""), now=timezone.now())  # type: ignore[arg-type]
    return render(request, "accounts/activity.html", {"rows": rows, "page": page})


@login_required
def prefer(request: HttpRequest) -> HttpResponse:
    """Zone, theme and density; a device that is signed in follows from its next page on."""
    shown = {name: device.remembered(request, name) for name in ("theme", "density")}
    form = Preferences(request.POST or None, initial=shown | {"zone": preferences.zone_of(request.user)})
    if request.method == "POST" and form.is_valid():
        preferences.prefer(request.user, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Your preferences are kept; other devices follow from their next page on."))
        return redirect("preferences")
    return render(request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]  # the library has no types
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session, and forget the devices that were remembered."""
    sign_ins.sign_out_elsewhere(request.user, request.session, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("You are signed out everywhere but here, and no device is remembered."))
    return redirect("security")


class SecondStep(AuthenticateView):  # type: ignore[misc]  # the library has no types
    """The library's page, which remembers the device if that was ticked."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**more)
        return told | {"factors": second_factors.of(self.stage.login.user)}

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        if self.request.POST.get("remember"):
            trust.trust_browser(self.request, self.stage.login.user, answer)
        return answer


class ChangePassword(AtOnce, PasswordChangeView):  # type: ignore[misc]
    """The library's page."""


class NewPassword(AtOnce, CompletePasswordResetView):  # type: ignore[misc]
    """The library's page, after the code of the mail."""


class ConfirmAddress(AtOnce, ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """The library's page: a first address, or another one."""


class TurnOffApp(AtOnce, DeactivateTOTPView):  # type: ignore[misc]
    """The library's page."""


class AddPasskey(AtOnce, AddWebAuthnView):  # type: ignore[misc]
    """The library's page, for passkeys alone: the device must know its owner, and keep the key."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().get_context_data(**more)
        asked = auth.begin_registration(self.request.user, passwordless=True)
        return told | {"js_data": {"creation_options": passkeys.options(asked)}}


class RemovePasskey(AtOnce, RemoveWebAuthnView):  # type: ignore[misc]
    """The library's page, unless a short password needs it beside it."""

    success_url = reverse_lazy("security")

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("security")
        return super().form_valid(form)


@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]  # the library has no types
@require_safe
def recovery_codes(request: HttpRequest, *, as_file: bool = False) -> HttpResponse:
    """The codes that are left, on a page or as a file; a sentence when the key to them is lost."""
    try:
        codes = second_factors.unused_codes(request.user)
    except NotOpened:
        return render(request, "accounts/codes_lost.html", status=409)
    if not codes and (as_file or second_factors.of(request.user).codes_left is None):
        raise Http404
    told = {"unused_codes": codes, "can_download_codes": bool(codes)}
    if not as_file:
        return render(request, "mfa/recovery_codes/index.html", told)
    file = render(request, "mfa/recovery_codes/download.txt", told, content_type="text/plain; charset=utf-8")
    file.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return file


class NewCodes(AtOnce, GenerateRecoveryCodesView):  # type: ignore[misc]
    """The library's page, which needs not open the old codes to count them."""

    def done(self, form: Any) -> HttpResponse:
        answer = super().done(form)
        noted.codes_made(self.request, self.request.user)
        return answer

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        told: dict[str, Any] = FormView.get_context_data(self, **more)
        return told | {"unused_code_count": second_factors.of(self.request.user).codes_left}


class SetUpApp(AtOnce, ActivateTOTPView):  # type: ignore[misc]  # the library has no types
    """The library's page, after which the code is used up."""

    def done(self, form: Any) -> HttpResponse:
        answer = super().done(form)
        app = one_time_codes.take(self.request.user, form.secret, form.cleaned_data["code"])
        noted.factor_added(self.request, self.request.user, app)
        return answer
