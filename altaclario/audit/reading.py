"""The notes of one owner, newest first: of one kind, of one person, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from altaclario.audit.models import Note, Notes
from altaclario.audit.verbs import KINDS

A_PAGE = 50
_LONGEST_ID = 40


@dataclass(frozen=True, slots=True)
class Question:
    """Which notes; empty is all of them."""

    kind: str = ""
    who: str = ""

    @classmethod
    def from_query(cls, said: QueryDict) -> "Question":
        """What no page of ours says is as if it were not said."""
        kind, who = said.get("kind", ""), said.get("who", "")
        return cls(kind if kind in KINDS else "", who if who.isalnum() and len(who) <= _LONGEST_ID else "")

    def query(self, **other: str) -> str:
        """The part of an address that asks this, or something else of it."""
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in {"kind": self.kind, "who": self.who, **other}.items() if value})
        return f"?{asked.urlencode()}"


def notes(owner: str, question: Question) -> Notes:
    """Those that are asked for."""
    found: Notes = Note.objects.of(owner)
    if question.kind:
        found = found.filter(kind=question.kind)
    return found.filter(who=question.who) if question.who else found


def page(owner: str, question: Question, number: str) -> "Page[Note]":
    """One page of them; a number that is none becomes the nearest that is one."""
    return Paginator(notes(owner, question), A_PAGE).get_page(number)


def every(owner: str, question: Question) -> Iterator[Note]:
    """All of them, for an export."""
    return notes(owner, question).iterator()


def people(owner: str) -> list[str]:
    """The ids of all who did something."""
    return list(Note.objects.of(owner).order_by("who").values_list("who", flat=True).distinct())
