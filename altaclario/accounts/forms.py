"""What somebody who signs up is asked beside address and password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignUp(forms.Form):
    """A name, the Terms, and that one is old enough. The adapter stores what was agreed to and when."""

    field_order = ("name", "email", "password1", "terms", "of_age")

    name = forms.CharField(
        label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    terms = forms.BooleanField(
        label=_("I accept the Terms and have read the privacy policy"),
        error_messages={"required": _("An account needs your yes to the Terms.")},
    )
    of_age = forms.BooleanField(
        label=_("I am 16 or older"),
        error_messages={"required": _("AltaClario is for people aged 16 and over. Nothing you typed was kept.")},
    )

    def signup(self, request: Any, user: Any) -> None:
        """Nothing is left to do here: the account was saved whole."""
