"""What one chooses for a link, and what a guest types."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from altaclario.accounts.passwords import MOST_CHARACTERS, normal
from altaclario.sharing import frames
from altaclario.sharing.links import HOLDS_DAYS, MOST_DAYS
from altaclario.web.templatetags.words import say
from altaclario.workspaces.forms import Once

FEWEST_CHARACTERS = 8

_DAYS = {
    1: _lazy("1 day"),
    7: _lazy("7 days"),
    HOLDS_DAYS: _lazy("30 days"),
    90: _lazy("90 days"),
    MOST_DAYS: _lazy("a year"),
}


class Share(forms.Form):
    """For how long, with or without keys, behind a password, in whose pages."""

    days = forms.TypedChoiceField(
        label=_lazy("It holds for"), choices=list(_DAYS.items()), coerce=int, initial=HOLDS_DAYS
    )
    shows_keys = forms.BooleanField(
        label=_lazy("Show the keys of items"),
        required=False,
        help_text=_lazy("Without them guests see figures and charts, and no list of items. Titles are never shown."),
    )
    password = forms.CharField(
        label=_lazy("Password (optional)"),
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_lazy("8 characters or more. Send it another way than the link."),
    )
    frame_ancestors = forms.CharField(
        label=_lazy("Sites that may show it in a frame (optional)"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://wiki.example.com", "spellcheck": "false"}),
        help_text=_lazy("One address a line, such as that of your wiki. Not together with a password."),
    )

    once = Once(required=False, initial=uuid.uuid4)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password and len(normal(password)) < FEWEST_CHARACTERS:
            raise forms.ValidationError(_("A password needs at least 8 characters; this one is shorter."))
        return password

    def clean_frame_ancestors(self) -> list[str]:
        try:
            return frames.origins(self.cleaned_data["frame_ancestors"], with_loopback=not settings.IS_SERVER)
        except frames.NotAnOrigin as wrong:
            raise forms.ValidationError(say(wrong.why)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("frame_ancestors"):
            self.add_error(
                "frame_ancestors",
                _("In a frame nobody can be asked for a password. Take one of the two out."),
            )
        return cleaned


class Password(forms.Form):
    """What stands before a dashboard that asks for one."""

    password = forms.CharField(
        label=_lazy("Password"),
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
