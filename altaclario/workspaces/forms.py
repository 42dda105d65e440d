"""What a new workspace is asked."""

from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _


def zones() -> list[tuple[str, str]]:
    """The time zones that people live in, by name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class NewWorkspace(forms.Form):
    """Its name and the zone that tells where one day ends."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")
