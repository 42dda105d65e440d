"""What is new in the product: a list in a file of ours, told in the product to each person once, and never by mail."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from altaclario.accounts import objecting
from altaclario.accounts.models import User
from altaclario.declarations.promises import keeps

FILE = Path(__file__).with_name("updates.md")
_LINE = re.compile(r"- (\d{4}-\d\d-\d\d) (.+) \[(.+)\]\((/[\w/.-]*)\)")


@dataclass(frozen=True, slots=True)
class Update:
    """One thing that is new: since when, in a sentence, and where it is."""

    day: date
    sentence: str
    name: str
    address: str


@cache
def every() -> tuple[Update, ...]:
    """All of them, the newest first, each with a day of its own: who closed one is told of what comes later.

    A line that is written wrong raises ValueError, so that a test finds it.
    """
    found: list[Update] = []
    for line in FILE.read_text().splitlines():
        said = _LINE.fullmatch(line)
        if said is None or (found and said[1] >= found[-1].day.isoformat()):
            raise ValueError(line)
        found.append(Update(date.fromisoformat(said[1]), said[2], said[3], said[4]))
    return tuple(found)


def page(request: HttpRequest) -> dict[str, Callable[[], list[Update]]]:
    """For templates: asked only on pages that show it."""
    return {"news": lambda: untold(request.user)}


@keeps("objections-heard")
def untold(person: Any) -> list[Update]:
    """What came since somebody joined, and was not closed; nothing for who objects to it or pauses processing."""
    if not person.is_authenticated or person.restricted or objecting.has_objected(person, "updates"):
        return []
    since = max(person.joined.date(), person.told_updates or date.min)
    return [one for one in every() if one.day > since]


def close(person: User, through: str) -> None:
    """What came until that day is told; what is no day of the list closes nothing."""
    days = {one.day.isoformat(): one.day for one in every()}
    if day := days.get(through):
        until_then = Q(told_updates=None) | Q(told_updates__lt=day)
        User.objects.filter(until_then, pk=person.pk).update(told_updates=day)
