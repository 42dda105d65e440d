"""A note as a sentence. Names come from outside, at the moment when somebody looks."""

from collections.abc import Iterable, Mapping

from altaclario.audit.models import Note
from altaclario.audit.verbs import REGISTER
from altaclario.charts.messages import Message, Text

FORMER = Message("former member")
"""Whoever has no account any more."""
_SHOWN, _OF_AN_ID = 60, 8


def sentence(note: Note, names: Mapping[str, Text]) -> Message:
    """What was done, by whom and to what. `names` has people by their id, and things by kind and id."""
    values = {
        "who": names.get(note.who, FORMER),
        "on": _on(note, names),
        "old": _short(note.old),
        "new": _short(note.new),
    }
    verb = REGISTER.get(note.what)
    text = verb.sentence.text if verb else "{who}: {what} ({on})."
    return Message(text, {**values, "what": note.what})


def ids(notes: Iterable[Note]) -> set[str]:
    """Everybody whose name the sentences need."""
    return {one for note in notes for one in (note.who, note.on if note.kind == "person" else note.who)}


def _on(note: Note, names: Mapping[str, Text]) -> Text:
    """A person by name, a thing by the name that it has here, or by the beginning of its id."""
    if note.kind == "person":
        return names.get(note.on, FORMER)
    return names.get(f"{note.kind} {note.on}", note.on[:_OF_AN_ID])


def _short(value: str) -> str:
    if not value:
        return "–"
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
