"""What somebody is asked who closes something, corrects their name, objects, or takes an archive in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.accounts import objecting
from altaclario.web.templatetags.words import say


class Close(forms.Form):
    """Whether there is time to think again."""

    at_once = forms.BooleanField(
        label=_("Erase it now, without the 30 days"),
        required=False,
        help_text=_("Nothing can be undone then."),
    )

    @property
    def wait(self) -> str:
        return "at-once" if self.cleaned_data["at_once"] else "in-30-days"


class Name(forms.Form):
    """What the person is called."""

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class Objections(forms.Form):
    """One box for each purpose, ticked where they object."""

    def __init__(self, *of_django: Any, **more: Any) -> None:
        super().__init__(*of_django, **more)
        for word, sentence in objecting.PURPOSES.items():
            self.fields[word] = forms.BooleanField(label=say(sentence), required=False)

    @property
    def purposes(self) -> list[str]:
        return [word for word, is_ticked in self.cleaned_data.items() if is_ticked]


class Import(forms.Form):
    """The file that the archive is."""

    archive = forms.FileField(label=_("Archive"), widget=forms.FileInput(attrs={"accept": ".zip"}))
