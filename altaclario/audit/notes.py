"""Adding a note: in the transaction of what it tells, so that both are there or neither is."""

import os
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import transaction

from altaclario.audit import marks
from altaclario.audit.marks import Head, Written
from altaclario.audit.models import HEAD, Chain, Note
from altaclario.audit.verbs import Verb
from altaclario.declarations.promises import keeps
from altaclario.vault import keys
from altaclario.vault.box import NotOpened

_CLOSED = re.compile(r"[A-Za-z0-9_.:/+,-]{0,4000}")
"""Ids and short words of ours fit; a name, a sentence or a mail address does not."""
Value = str | int | bool | None | Iterable[str]


class Author(Protocol):
    """Who does something, and in whose chain it is noted: a membership, or a person in matters of the account."""

    @property
    def owner_key(self) -> str:
        """Such as "workspace:12"."""

    @property
    def actor_id(self) -> str:
        """The id of the person."""


class NotClosed(ValueError):
    """A value that is no id and no short word of ours: it does not belong into a note."""


@keeps("audit-log")
def note(author: Author, verb: Verb, *, on: object = "", old: Value = "", new: Value = "", now: datetime) -> Note:
    """Add a note to the chain; `on` is a row of ours, or its id. Raises NotClosed or RootKeyUnusable."""
    owner, said = author.owner_key, [_closed(one) for one in (author.actor_id, getattr(on, "pk", on), old, new)]
    who, what_on, before, after = said
    with transaction.atomic():
        chain, head = _end_of(owner, now=now)
        written = Written(owner, chain.number, head.count + 1, now, who, verb.name, verb.kind, what_on, before, after)
        mark = marks.mark(head.key, written, head.last)
        HEAD.seal(chain, Head(head.key, written.number, mark).text(), now=now)
        chain.save()
        return Note.objects.create(
            chain=chain,
            number=written.number,
            at=now,
            who=who,
            what=verb.name,
            kind=verb.kind,
            on=what_on,
            old=before,
            new=after,
            mark=mark,
        )


@keeps("audit-log")
def erase(owner: str) -> int:
    """The owner is gone: so are its notes; how many rows that was. The chains go first, or the database would refuse;
    PostgreSQL takes the notes with them."""
    with transaction.atomic():
        gone = list(Chain.objects.of(owner).values_list("pk", flat=True))
        count = len(gone) + Note.objects.filter(chain__in=gone).count()
        Chain.objects.filter(pk__in=gone)._raw_delete(Chain.objects.db)
        Note.objects.filter(chain__in=gone)._raw_delete(Note.objects.db)
    return count


def _end_of(owner: str, *, now: datetime) -> tuple[Chain, Head]:
    """The chain that goes on and where it ends. Nobody else adds to it until this transaction ends."""
    while True:
        # The data key before the chain, as a rotation takes them: so that no two wait for each other. And whether there
        # is a chain before both, as who begins one makes the key: else there might be no key yet, and then a chain.
        is_begun = Chain.objects.of(owner).exists()
        keys.held(owner)
        last = Chain.objects.of(owner).select_for_update().last() if is_begun else None
        head = _opened(last) if last else None
        if last and head:
            return last, head
        # Of two that begin it at the same moment, one waits for the other and goes on with its chain.
        begun = Chain(owner=owner, number=last.number + 1 if last else 1, begun=now)
        Chain.objects.bulk_create([begun], ignore_conflicts=True)


def _opened(chain: Chain) -> Head | None:
    """None where the key is lost, or somebody changed it. The check tells; what people do is noted all the same."""
    if not chain.head and not chain.notes.exists():
        return Head(os.urandom(marks.KEY_BYTES))
    try:
        with HEAD.opened(chain) as text:
            return Head.of(text.reveal())
    except NotOpened:
        return None


def _closed(value: object) -> str:
    """As it stands in a note. Raises NotClosed."""
    if isinstance(value, bool):
        value = "on" if value else "off"
    if isinstance(value, list | tuple | set | frozenset):
        value = ",".join(sorted(map(str, value)))
    text = "" if value is None else str(value)
    if not _CLOSED.fullmatch(text):
        raise NotClosed
    return text
