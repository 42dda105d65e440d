"""A sign-up form that is sent twice is one sign-up; and one for a known address tells nothing, not even by its pace."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from altaclario.accounts.models import User
from altaclario.accounts.openid import parked
from altaclario.accounts.passwords import NotAboutOneself
from altaclario.web import declared

_MADE_HERE = "signed_up_as"


class OneSignUp(SignupForm):  # type: ignore[misc]  # the library has no types
    """The library's form, which goes on with an account that it has made itself a moment ago."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        if parked.is_enough(context.request.session, now=timezone.now()):
            del self.fields["password1"]

    def clean_email(self) -> Any:
        """An address that somebody typed long ago, and nobody confirmed, is free again."""
        typed = str(self.cleaned_data.get("email", ""))
        declared.expired("accounts.User", now=timezone.now()).filter(email__iexact=typed).delete()
        return super().clean_email()

    def clean(self) -> Any:
        """The library asks about the password before it knows a name; the name is asked about here."""
        cleaned = super().clean()
        if password := cleaned.get("password1"):
            try:
                NotAboutOneself().validate(password, User(name=cleaned.get("name", "")))
            except ValidationError as wrong:
                self.add_error("password1", wrong)
        return cleaned

    def try_save(self, request: Any) -> Any:
        """The person, or the answer that a known address gets."""
        if begun := self._begun():
            return begun, None
        if self.account_already_exists and (password := self.cleaned_data.get("password1")):
            make_password(password)
        try:
            with transaction.atomic():
                person, answer = super().try_save(request)
                request.session[_MADE_HERE] = person.pk if person else 0
                return person, answer
        except IntegrityError:
            # Both arrived at the same moment, and the other one was first.
            if begun := self._begun():
                return begun, None
            raise

    def _begun(self) -> User | None:
        """The account of this address, if nobody confirmed it yet and the password is the same; or without one, if this
        browser made it."""
        email, password = self.cleaned_data["email"], self.cleaned_data.get("password1")
        person = User.objects.filter(email=email).first()
        if person is None or EmailAddress.objects.filter(user=person, verified=True).exists():
            return None
        if password:
            return person if person.check_password(password) else None
        is_made_here = context.request.session.get(_MADE_HERE) == person.pk
        return person if is_made_here and not person.has_usable_password() else None
