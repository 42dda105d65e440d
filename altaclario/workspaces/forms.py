"""What a workspace is asked, and what a member may be."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from altaclario.accounts.preferences import zones
from altaclario.web import mail
from altaclario.web.templatetags.words import say
from altaclario.workspaces.api_tokens import HOLDS_DAYS, MOST_DAYS
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import NAMES, Role


class Once(forms.UUIDField):
    """Tells one showing of a form from the next; what did not come with ours is a showing of its own."""

    widget = forms.HiddenInput

    def to_python(self, value: object) -> uuid.UUID:  # type: ignore[override]  # the stubs say text
        try:
            return super().to_python(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


def _seen(name: str) -> str:
    if not any(sign.isprintable() and not sign.isspace() for sign in name):
        raise forms.ValidationError(_("A name needs something that can be seen."))
    return name


class NewWorkspace(forms.Form):
    """Its name and the zone that tells where one day ends."""

    name = forms.CharField(
        label=_("Name of the workspace"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "autofocus": True}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="UTC")
    once = Once(required=False, initial=uuid.uuid4)


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


class SetUpIssuer(forms.Form):
    """An identity provider, and what it calls this workspace. The secret is taken and never given back."""

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_("Its address exactly as it calls itself, such as https://login.acme.example."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("Client id"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Client secret"), max_length=1000, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )


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

    def clean_email(self) -> str:
        return mail.address(self.cleaned_data["email"])


class NewApiToken(forms.Form):
    """What it is for, what it may read, and for how long."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("Such as the program that reads with it. The audit log calls it so."),
    )
    days = forms.TypedChoiceField(
        label=_("It holds for"),
        choices=[(7, _("7 days")), (30, _("30 days")), (HOLDS_DAYS, _("90 days")), (MOST_DAYS, _("a year"))],
        coerce=int,
        initial=HOLDS_DAYS,
    )
    with_items = forms.BooleanField(
        label=_("It may list items by key"),
        required=False,
        initial=True,
        help_text=_("Without this it reads figures and series alone. Titles and people are in neither."),
    )
    once = Once(required=False, initial=uuid.uuid4)

    def clean_name(self) -> str:
        return _seen(self.cleaned_data["name"])


class NewTeam(forms.Form):
    """What a team is called."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=_("You type it, and it is stored. Names of boards, projects and areas stay in memory."),
    )

    def clean_name(self) -> str:
        return _seen(self.cleaned_data["name"])


class ChangeTeam(NewTeam):
    """Its name and its members, each with what it showed: of two who save at once, each changes what they touched."""

    name = forms.CharField(label=_("Name of the team"), max_length=60, show_hidden_initial=True)
    members = forms.MultipleChoiceField(label=_("Members"), required=False)

    def __init__(self, *given: Any, people: Sequence[tuple[Membership, bool]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["members"].choices = [(str(one.pk), one.person.name) for one, _is_in in people]  # type: ignore[attr-defined]
        self._own = {str(one.pk) for one, is_in in people if is_in}

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Each member of the workspace: value, name, and whether they are ticked."""
        ticked = set(self.data.getlist("members")) if self.is_bound else self._own  # type: ignore[attr-defined]
        return [(value, name, value in ticked) for value, name in self.fields["members"].choices]  # type: ignore[attr-defined]

    @property
    def shown(self) -> list[str]:
        """Who was a member when the page was made."""
        return sorted(self.data.getlist("initial-members") if self.is_bound else self._own)  # type: ignore[attr-defined]

    @property
    def change(self) -> dict[str, Any]:
        """What was touched."""
        ticked, shown = set(self.cleaned_data["members"]), set(self.shown)
        name = self.cleaned_data["name"] if "name" in self.changed_data else None
        return {"name": name, "joining": ticked - shown, "leaving": shown - ticked}
