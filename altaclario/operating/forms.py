"""What an operator writes about something that was sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.desk.kinds import Decision

_MOST = 10_000


def _reasons(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_MOST,
        help_text=_("Whoever sent it reads this, word for word, by mail and under their reference."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class Decide(forms.Form):
    """What comes of it, and why."""

    decision = forms.ChoiceField(label=_("What comes of it"), choices=[("", _("Choose one")), *Decision.choices])
    reasons = _reasons(_("Statement of reasons"))


class Extend(forms.Form):
    """Why it takes longer."""

    reasons = _reasons(_("Why it takes longer"))
