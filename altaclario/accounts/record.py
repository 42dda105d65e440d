"""What was done to one's own account, for oneself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page

from altaclario.accounts import preferences, sign_ins
from altaclario.accounts.models import User
from altaclario.audit import reading, telling
from altaclario.audit.models import Note
from altaclario.audit.reading import Question
from altaclario.charts import wording
from altaclario.charts.messages import Message, Text

NEWEST = 20
"""So many stand on the page of security."""


@dataclass(frozen=True, slots=True)
class Row:
    """One note as its person reads it."""

    when: str
    sentence: Text


def newest(person: User, *, now: datetime) -> list[Row]:
    """The last few."""
    return _rows(reading.notes(person.owner_key, Question())[:NEWEST], person, now)


def page(person: User, number: str, *, now: datetime) -> "tuple[Sequence[Row], Page[Note]]":
    """All of them, page by page."""
    shown = reading.page(person.owner_key, Question(), number)
    return _rows(shown, person, now), shown


def _rows(notes: Iterable[Note], person: User, now: datetime) -> list[Row]:
    zone = preferences.zone_of(person)
    names: dict[str, Text] = {
        person.actor_id: Message("You"),
        sign_ins.OPERATOR: sign_ins.OPERATOR_NAME,
    }
    return [Row(wording.clock_time(one.at, zone, now=now, to="second"), telling.sentence(one, names)) for one in notes]
