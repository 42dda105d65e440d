"""What somebody who closes something is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
