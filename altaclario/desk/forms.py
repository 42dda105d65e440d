"""What strangers fill in. Each element that law asks of a notice is a field of its own."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from altaclario.desk import machines
from altaclario.desk.kinds import Abuse, Contact, Kind, Law

_LONGEST = 5000
_OWN_COLUMNS = ("category", "name", "email", "link")
_UNSEEN = {"tabindex": "-1", "autocomplete": "off", "aria-hidden": "true"}
_YOUR_NAME, _YOUR_EMAIL = _lazy("Your name"), _lazy("Your e-mail address")
_CHOOSE = ("", _lazy("Choose one"))


def _text(label: Any, *, rows: int = 5, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _name(label: Any = _YOUR_NAME, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}), **more)


def _email(label: Any = _YOUR_EMAIL, **more: Any) -> forms.EmailField:
    return forms.EmailField(
        label=label, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}), **more
    )


def _address() -> forms.CharField:
    return forms.CharField(
        label=_lazy("Your postal address"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )


def _phone() -> forms.CharField:
    return forms.CharField(
        label=_lazy("Your telephone number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )


def _statement(label: Any) -> forms.BooleanField:
    missing = _lazy("Law asks for this statement; without it we cannot act on what you send.")
    return forms.BooleanField(label=label, error_messages={"required": missing})


def _signature() -> forms.CharField:
    return forms.CharField(
        label=_lazy("Signature"),
        max_length=100,
        help_text=_lazy("Type your name once more, as it stands above. That counts as your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _link() -> forms.UUIDField:
    return forms.UUIDField(
        label=_lazy("Number of the share link (optional)"),
        required=False,
        help_text=_lazy("It is filled in when you come from a shared dashboard."),
        error_messages={"invalid": _lazy("This is not the number of a share link; leave it empty if you have none.")},
    )


class Sent(forms.Form):
    """What all of them have: the marks by which a machine gives itself away."""

    kind: ClassVar[Kind]
    subject = forms.CharField(
        label=_lazy("Leave this empty"), required=False, max_length=200, widget=forms.TextInput(attrs=_UNSEEN)
    )
    once = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["once"].initial = machines.stamp
        for own in ("subject", "once"):
            self.fields[own] = self.fields.pop(own)

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that a person sees."""
        return [self[name] for name in self.fields if name not in ("subject", "once")]

    @property
    def is_of_a_machine(self) -> bool:
        """Whether it was filled in as no person would."""
        return not machines.sent_by_a_person(str(self.data.get("once", "")), str(self.data.get("subject", "")))

    def again(self) -> None:
        """Shown once more with a new stamp, and with the unseen field empty; what was typed stays."""
        self.data = {**self.data.dict(), "once": machines.stamp(), "subject": ""}  # type: ignore[attr-defined]

    @property
    def own(self) -> dict[str, Any]:
        """What has a column of its own."""
        return {name: self.cleaned_data[name] for name in _OWN_COLUMNS if self.cleaned_data.get(name)}

    @property
    def details(self) -> dict[str, Any]:
        """All else that was written or confirmed."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (*_OWN_COLUMNS, "subject", "once") and value
        }


class Message(Sent):
    """Contact by category."""

    kind = Kind.CONTACT
    category = forms.ChoiceField(label=_lazy("What is it about?"), choices=[_CHOOSE, *Contact.choices])
    text = _text(_lazy("Your message"), rows=7)
    law = forms.ChoiceField(
        label=_lazy("Where do you live?"),
        choices=[(Law.NONE, Law.NONE.label), *((one.value, one.label) for one in Law if one)],
        required=False,
        help_text=_lazy("It decides which law says until when you have an answer: a month, or 45 days."),
    )
    name = _name(_lazy("Your name (optional)"), required=False)
    email = _email(
        _lazy("Your e-mail address (optional)"),
        required=False,
        help_text=_lazy("The answer goes there. Without it, look it up with the reference that you get."),
    )


class Report(Sent):
    """Abuse of something that is shared."""

    kind = Kind.ABUSE
    category = forms.ChoiceField(label=_lazy("What is wrong?"), choices=[_CHOOSE, *Abuse.choices])
    link = _link()
    where = forms.CharField(
        label=_lazy("Where is it?"),
        max_length=1000,
        required=False,
        help_text=_lazy("The address of the page, or how one gets there."),
    )
    text = _text(_lazy("Why is it against the law or our terms?"))
    name = _name(_lazy("Your name"), required=False, help_text=_lazy("Not needed to report sexual abuse of children."))
    email = _email(required=False, help_text=_lazy("Not needed to report sexual abuse of children."))
    good_faith = _statement(_lazy("I believe in good faith that what I say here is accurate and complete."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("link") and not cleaned.get("where") and not self.errors.get("link"):
            self.add_error("where", _("Say where it is, or we cannot find it."))
        if cleaned.get("category") != Abuse.CHILD:
            for one in ("name", "email"):
                if not cleaned.get(one) and one not in self.errors:
                    self.add_error(one, _("Law asks who reports it, but for sexual abuse of children."))
        return cleaned


class _Signed(Sent):
    """What law wants signed by a name that can be reached."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        signed, name = cleaned.get("signature"), cleaned.get("name")
        if signed and name and " ".join(signed.split()).casefold() != " ".join(name.split()).casefold():
            self.add_error("signature", _("Type your name as it stands above."))
        return cleaned


class Notice(_Signed):
    """17 U.S.C. 512(c)(3): its six elements."""

    kind = Kind.NOTICE
    work = _text(_lazy("Which work is copied?"), rows=3, help_text=_lazy("For several, a list of them."))
    link = _link()
    where = _text(_lazy("What copies it, and where is it?"), rows=3)
    name = _name()
    address = _address()
    phone = _phone()
    email = _email()
    good_faith = _statement(
        _lazy("I believe in good faith that this use is not allowed by the owner, an agent of the owner, or the law.")
    )
    perjury = _statement(
        _lazy(
            "What I say here is accurate, and under penalty of perjury, I am the owner of the right that is said to be "
            "infringed, or allowed to act for the owner."
        )
    )
    signature = _signature()


class CounterNotice(_Signed):
    """17 U.S.C. 512(g)(3)."""

    kind = Kind.COUNTER
    link = _link()
    where = _text(_lazy("What was taken away, and where was it?"), rows=3)
    notice = forms.CharField(
        label=_lazy("Reference of the notice, if you know it (optional)"), required=False, max_length=30
    )
    name = _name()
    address = _address()
    phone = _phone()
    email = _email()
    perjury = _statement(
        _lazy(
            "Under penalty of perjury, I believe in good faith that it was taken away by mistake, or because it was "
            "taken for something else."
        )
    )
    jurisdiction = _statement(
        _lazy(
            "I agree that the Federal District Court of the place where I live has jurisdiction; if I live outside of "
            "the United States, any in which the service provider may be found."
        )
    )
    service = _statement(_lazy("I accept service of process from whoever sent the notice, or an agent of theirs."))
    signature = _signature()


class Standing(forms.Form):
    """What one must know to see how things stand."""

    reference = forms.CharField(
        label=_lazy("Reference"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_lazy("It was shown, and sent, together with the reference."),
    )


def link_of(text: str) -> str:
    """The number of a share link that an address may name; empty for anything else."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
