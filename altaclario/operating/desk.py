"""What strangers sent, as an operator reads it: what waits and until when, and all that was written in one of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from altaclario.accounts import outbox
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.panels import Badge
from altaclario.desk import deciding, kinds, letters
from altaclario.desk.forms import CounterNotice, Notice, Report, Sent
from altaclario.desk.forms import Message as Contact
from altaclario.desk.models import Matter

_FORMS: dict[str, type[Sent]] = {one.kind: one for one in (Contact, Report, Notice, CounterNotice)}
_CATEGORIES = {**dict(kinds.Contact.choices), **dict(kinds.Abuse.choices)}
_SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One of them, what it is about in words, and how much time is left."""

    matter: Matter
    about: str
    standing: Badge
    mail: outbox.State = ""
    """What became of the last mail about it, where one is looked at alone."""


def rows(*, decided: bool, now: datetime) -> list[Row]:
    """What waits, the most urgent first; with `decided` all of it, the oldest first."""
    return [_row(one, now) for one in deciding.every(decided=decided)]


def one(reference: str, *, now: datetime) -> Row:
    """What was sent under a reference. Raises NoSuchMatter."""
    found = deciding.one(reference)
    return replace(_row(found, now), mail=letters.owed(found))


def written(matter: Matter) -> Iterator[tuple[Any, str]]:
    """Each further field that was filled in, with the words that stood beside it."""
    fields = _FORMS[matter.kind].base_fields
    for name, said in matter.details.items():
        field = fields.get(name)
        choices = dict(field.widget.choices) if isinstance(field, forms.ChoiceField) else {}
        yield (field.label if field else name), _("Yes") if said is True else str(choices.get(said, said))


def answer(waiting: list[Row], *, now: datetime) -> Text:
    """How many wait, and how many of them too long."""
    if not waiting:
        return Message("Nothing waits for a decision.")
    late = sum(one.matter.is_overdue(now) for one in waiting)
    said = counted("{count} waits for a decision", "{count} wait for a decision", len(waiting))
    if not late:
        return Message("{said}, none of them too long.", {"said": said})
    return Message(
        "{said}, {late}.", {"said": said, "late": counted("{count} is overdue", "{count} are overdue", late)}
    )


def _row(matter: Matter, now: datetime) -> Row:
    about = str(_CATEGORIES.get(matter.category, matter.category))
    return Row(matter, about, _standing(matter, now))


def _standing(matter: Matter, now: datetime) -> Badge:
    if matter.decided:
        return Badge("is-off", matter.get_decision_display())
    left = matter.days_left(now)
    if left < 0:
        return Badge("is-act", Message("overdue"))
    soon = Message("due today") if not left else counted("{count} day left", "{count} days left", left)
    return Badge("is-watch" if left <= _SOON_DAYS else "is-on-track", soon)
