"""How an account comes to be: never without the Terms that were accepted, and when."""

import logging
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from altaclario.accounts import at_once, closed
from altaclario.declarations import mails
from altaclario.declarations.promises import keeps
from altaclario.web import limiting, mail, policies

_log = logging.getLogger("altaclario.mail")
_ANYBODY_MAY_ASK_FOR = {
    f"account/email/{name}"
    for name in (
        "account_already_exists",
        "confirm_code",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "unknown_account",
    )
}
"""Mails that a form sends to whatever address is typed there; the others tell people of what they did."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """The accounts library's door, with what we store."""

    @keeps("accepted-terms")
    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        """Name, Terms version and time, and the answer about age stand on the person from the first moment."""
        user.name = form.cleaned_data["name"]
        user.terms_version = policies.policy("terms").version
        user.terms_at = timezone.now()
        user.is_of_age = form.cleaned_data["of_age"]
        return super().save_user(request, user, form, commit=commit)

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        """The right password takes no try away."""
        person = super().authenticate(request, **credentials)
        if person is not None:
            limiting.give_back(request)
        return person

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Nobody's letter box is filled by somebody else. Raises TooMany, and NotDeclared."""
        mails.declared(template_prefix)
        if template_prefix in _ANYBODY_MAY_ASK_FOR:
            limiting.take(self.request, "mail with a code", account=email)
        send = partial(self._deliver, template_prefix, email, context)
        if not at_once.waits(self.request, send):
            send()

    def _deliver(self, template_prefix: str, email: str, context: Any) -> None:
        """What was done is done, also where the mail server is down or takes no mail for the address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # What goes wrong with a mail server is one.
            _log.warning("A mail was not sent (%s): %s.", template_prefix, type(error).__name__)
            said = _("A mail could not be sent to you. If you wait for a code, ask for another one in a few minutes.")
            messages.error(self.request, said, fail_silently=True)

    def send_code_to_confirm(self, person: Any) -> str:
        """A code to the address of the account; returns it. Raises TooMany."""
        code: str = self.generate_login_code()
        self.send_mail("account/email/confirm_code", person.email, {"request": self.request, "code": code})
        return code

    def respond_user_inactive(self, request: Any, user: Any) -> Any:
        """Who closed their account and proves to be its person is led to where that can be undone."""
        if user.is_closed:
            closed.show(request, user.owner_key, user.erases)
            return redirect("closed")
        return super().respond_user_inactive(request, user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has no other gets a code by mail."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        by_mail = {"id": "mail", "description": "", "url": reverse("confirm-by-mail")}
        return found or ([by_mail] if user.is_authenticated else [])

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(mail.address(email))
        return cleaned

    def render_mail(self, template_prefix: str, email: Any, context: dict[str, Any], **more: Any) -> Any:
        """Addresses and names stand in it as words."""
        said = {name: mail.word(value) if isinstance(value, str) else value for name, value in context.items()}
        return super().render_mail(template_prefix, email, said, **more)

    def get_login_stages(self) -> list[str]:
        """Whether this device is to be remembered is asked beside the code, and not on a page of its own.

        After them comes what other rooms ask for, and at last what says how the sign-in began.
        """
        known = [stage for stage in super().get_login_stages() if not stage.endswith(".TrustStage")]
        return [*known, *settings.LAST_STEPS, "altaclario.accounts.openid.stages.Through"]
