"""Who works for the operator of one installation, as the operator says it in a file, and what is wrong with that."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from altaclario.declarations import recipients

_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_FOUND = "AD AR CA CH FO GB GG IL IM JE JP KR NZ UY"
ADEQUATE = frozenset(f"{_UNION} {_FOUND}".split())
"""Countries to which personal data may go without more: the European Economic Area, and those that the Commission found
adequate, as a whole or for companies."""
TRANSFERS = {
    "SCC": "Standard Contractual Clauses, with the Addendum of the United Kingdom and the Swiss equivalents",
    "DPF": "the Data Privacy Framework of the United States with the Union, the United Kingdom and Switzerland",
    "BCR": "binding corporate rules",
}
"""On what grounds they may go elsewhere."""
_COUNTRY = re.compile(r"[A-Z]{2}")
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")


class NotUnderstood(Exception):
    """The file cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Subprocessor:
    """One company or person, and what they do for an installation; `does` is a slug of ours, or a word of one's own."""

    does: str
    name: str = ""
    purpose: str = ""
    data: str = ""
    country: str = ""
    """Two letters, as in ISO 3166."""
    transfer: str = ""
    agreed: date | None = None
    """Since when there is a written data-processing agreement."""
    hosts: tuple[str, ...] = ()
    is_own: bool = False
    """Whether the operator does it alone: nobody else receives anything, and there is nobody to agree with."""

    @property
    def told(self) -> str:
        """What people are told of when it changes."""
        where = ", ".join([self.country, *self.hosts])
        return f"{self.name} ({where}) for {self.purpose}, which gets {self.data}"


_WORDS = frozenset(one.name for one in fields(Subprocessor))
_KINDS: dict[str, type] = {"agreed": date, "hosts": list, "is_own": bool}


def read(text: str) -> tuple[Subprocessor, ...]:
    """What the file says. Purpose and data of what our own register knows come from there. Raises NotUnderstood."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NotUnderstood(f"it is no TOML: {wrong}.") from None
    listed = said.pop("subprocessor", [])
    if said or not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise NotUnderstood("it holds something else than [[subprocessor]] entries.")
    return tuple(_one(number, one) for number, one in enumerate(listed, 1))


def _one(number: int, said: dict[str, Any]) -> Subprocessor:
    for word, value in said.items():
        is_right = isinstance(value, _KINDS.get(word, str)) and not isinstance(value, datetime)
        if word not in _WORDS or not is_right:
            raise NotUnderstood(f"entry {number} says {word} = {str(value)[:40]!r}, which is no word of such an entry.")
    if not said.get("does"):
        raise NotUnderstood(f'entry {number} does not say what it does: does = "mail", say.')
    known = next((one for one in recipients.ALL if one.slug == said["does"]), None)
    ours = {"purpose": known.purpose, "data": known.leaves} if known else {}
    lines = {word: " ".join(value.split()) for word, value in said.items() if isinstance(value, str)}
    hosts = tuple(str(one).lower() for one in said.get("hosts", ()))
    return Subprocessor(**{**ours, **said, **lines, "hosts": hosts})


def faults(one: Subprocessor, *, today: date) -> Iterator[str]:
    """What is missing or cannot be, each in a sentence."""
    who = f"“{one.name or one.does}”"
    for word in ("name", "purpose", "data"):
        if not getattr(one, word).strip():
            yield f"{who} has no {word}: say it."
    if not _COUNTRY.fullmatch(one.country):
        yield f'{who} stands in no country: give its two letters, country = "DE".'
    if wrong := [host for host in one.hosts if not _HOST.fullmatch(host)]:
        yield f"{who} has the host {wrong[0][:60]!r}, which is no name: give it without https:// and port."
    if not one.is_own:
        yield from _unagreed(one, who, today=today)


def _unagreed(one: Subprocessor, who: str, *, today: date) -> Iterator[str]:
    """Nobody gets anything without a contract, nor beyond what the law of transfers allows."""
    if one.agreed is None:
        yield f"{who} has no date of its data-processing agreement: agreed = 2026-01-31, or is_own = true."
    elif one.agreed > today:
        yield f"{who} has an agreement only from {one.agreed} on: nothing may go there before."
    if one.transfer and one.transfer not in TRANSFERS:
        yield f"{who} has the transfer {one.transfer[:20]!r}: it may be {', '.join(TRANSFERS)}."
    elif one.transfer == "DPF" and one.country != "US":
        yield f"{who} is not in the United States, where alone DPF holds: give another transfer."
    elif not one.transfer and _COUNTRY.fullmatch(one.country) and one.country not in ADEQUATE:
        yield f"{who} is in {one.country}, which is not found adequate: give its transfer, such as SCC."
