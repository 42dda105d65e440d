"""Signing in with a code by mail instead of a password."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from allauth.account.models import EmailAddress

from altaclario.web import mail


class Ask(RequestLoginCodeForm):  # type: ignore[misc]  # the library has no types
    """Where the code goes.

    An account whose address was never confirmed is none: somebody else may have made it, and its password be theirs. A
    code would confirm the address, and leave them the password.
    """

    _user: Any

    def clean_email(self) -> str:
        mail.address(self.cleaned_data["email"])
        email: str = super().clean_email()
        if not EmailAddress.objects.filter(user=self._user, email=email, verified=True).exists():
            self._user = None
        return email
