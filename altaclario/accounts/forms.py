"""What somebody who signs up is asked beside address and password, and what a person prefers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.accounts import preferences
from altaclario.declarations.promises import keeps


class Preferences(forms.Form):
    """How a person likes their pages. A workspace has a zone of its own, in which its days end."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=preferences.zones,
        help_text=_(
            "For times of your own, such as where you are signed in. The days of a workspace end in its own zone."
        ),
    )
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("auto", _("As the device has it")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    density = forms.ChoiceField(
        label=_("Density"),
        choices=[("comfortable", _("Comfortable")), ("compact", _("Compact: more on one screen"))],
    )


@keeps("of-age")
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
