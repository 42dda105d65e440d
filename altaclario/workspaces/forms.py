"""What a workspace is asked, and what a member may be."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.accounts.preferences import zones
from altaclario.web.templatetags.words import say
from altaclario.workspaces.permissions import NAMES, Role


class _Once(forms.UUIDField):
    """Tells one showing of a form from the next; what did not come with ours is a showing of its own."""

    widget = forms.HiddenInput

    def to_python(self, value: object) -> uuid.UUID:  # type: ignore[override]  # the stubs say text
        try:
            return super().to_python(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class NewWorkspace(forms.Form):
    """Its name and the zone that tells where one day ends."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")
    once = _Once(required=False, initial=uuid.uuid4)


class Settings(forms.Form):
    """Each field remembers what it showed: of two who save at once, each changes only what they touched."""

    name = forms.CharField(label=_("Name of the workspace"), max_length=100, show_hidden_initial=True)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        show_hidden_initial=True,
        help_text=_("A day ends at midnight in this zone; that decides on which day an item was finished."),
    )
    week_start = forms.TypedChoiceField(
        label=_("A week begins on"),
        choices=[(0, _("Monday")), (5, _("Saturday")), (6, _("Sunday"))],
        coerce=int,
        show_hidden_initial=True,
        help_text=_("Figures a week count whole weeks that begin on this day."),
    )
    needs_second_factor = forms.BooleanField(
        label=_("Ask every member for a second factor"),
        required=False,
        show_hidden_initial=True,
        help_text=_("Whoever has none is led to set one up, and sees nothing of this workspace until then."),
    )

    @property
    def changed(self) -> dict[str, Any]:
        """The fields that were touched, with what they say now."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ChangeRole(forms.Form):
    """Another role, and the one that stood on the page, so that nothing is changed unseen."""

    role = forms.ChoiceField(label=_("Role"))
    seen = forms.CharField(widget=forms.HiddenInput, max_length=10)

    def __init__(self, *given: Any, roles: Sequence[Role], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["role"].choices = [(role.value, say(NAMES[role])) for role in roles]  # type: ignore[attr-defined]


class Invite(forms.Form):
    """To which address, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), initial=Role.MEMBER)

    def __init__(self, *given: Any, roles: Sequence[Role], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["role"].choices = [(role.value, say(NAMES[role])) for role in roles]  # type: ignore[attr-defined]
