"""Codes of an app: each is taken once, none after a later one, and the secret lies nowhere unsealed meanwhile."""

from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt, encrypt
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from altaclario.accounts.openid import stages
from altaclario.vault.box import NotOpened
from altaclario.web import limiting


class _Once(forms.Form):
    """The library remembers used codes in the memory of one process, for half a minute; we in the database, for good.

    A code of a time step that is not later than the last one taken is refused, as RFC 6238 asks (5.2).
    """

    user: Any
    authenticator: Authenticator

    def _counted_as(self) -> str:
        return str(self.user.pk)

    def clean_code(self) -> str:
        limiting.take(context.request, "second factor", account=self._counted_as())
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # the library's form comes next
        except NotOpened:
            raise ValidationError(
                _("Your second factor cannot be checked: this installation lost the key to it. Who runs it can help.")
            ) from None
        if self.authenticator.type == Authenticator.Type.TOTP and not _taken(self.authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        limiting.give_back(context.request)
        return code


class SignIn(_Once, AuthenticateForm):  # type: ignore[misc]  # the library has no types
    """The second step of signing in."""

    def _counted_as(self) -> str:
        """By its link, where a workspace's provider led here: wrong codes of its owner keep nobody else out."""
        pending = unstash_login(context.request, peek=True)
        through = pending.state.get(stages.THROUGH, "") if pending else ""
        return f"{through}|{self.user.pk}" if stages.is_confined(through) else str(self.user.pk)

    remember = forms.BooleanField(required=False, label=_lazy("Do not ask for a code on this device for 14 days"))


class Again(_Once, ReauthenticateForm):  # type: ignore[misc]
    """Before something sensitive."""


class SetUp(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app. Its secret waits in the session, sealed as it will be in its row."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.user = named.pop("user")
        forms.Form.__init__(self, *arguments, **named)
        session = context.request.session
        self.secret = _opened(session.get(auth.SECRET_SESSION_KEY, "")) if self.is_bound else ""
        if not self.secret:
            self.secret = auth.generate_totp_secret()
            with transaction.atomic():
                session[auth.SECRET_SESSION_KEY] = encrypt(self.secret)


def _opened(waiting: str) -> str:
    """Nothing when nothing waits, or when the key that sealed it was replaced meanwhile: then a new one is shown."""
    try:
        return str(decrypt(waiting)) if waiting else ""
    except NotOpened:
        return ""


def take(person: Any, secret: str, code: str) -> Authenticator:
    """The code with which the app was set up is used: it does not sign in as well. Gives the app."""
    step = _step(secret, code)
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().get(user=person, type=Authenticator.Type.TOTP)
        app.data["last_step"] = step
        app.save(update_fields=["data"])
        return app


def _taken(id: int, code: str) -> bool:
    """Take a code that fits. Whether it was there to take."""
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().get(pk=id)
        step = _step(decrypt(app.data["secret"]), code)
        if step <= app.data.get("last_step", 0):
            return False
        app.data["last_step"] = step
        app.save(update_fields=["data"])
        return True


def _step(secret: str, code: str) -> int:
    """The latest time step that a code fits; 0 when its time is over."""
    fitting = (
        step
        for step in auth.yield_hotp_counters_from_time()
        if auth.compare_user_code(actual=code, expected=auth.format_hotp_value(auth.hotp_value(secret, step)))
    )
    return max(fitting, default=0)
