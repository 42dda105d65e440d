"""Whether a chain is whole, and if not, where it broke: edits, gaps, swaps, insertions and a cut tail are found."""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection, transaction

from altaclario.audit import marks
from altaclario.audit.marks import Head, Written
from altaclario.audit.models import HEAD, Chain, Note
from altaclario.audit.verbs import Verb
from altaclario.declarations.promises import keeps
from altaclario.vault.box import NotOpened


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one chain. `broke_at` is the first note that is not as it was written; 0 if each is."""

    owner: str
    chain: int
    notes: int
    broke_at: int = 0
    missing: int = 0
    """How many notes the head knows that are not there."""
    added: int = 0
    """How many notes are there that the head does not know."""
    is_closed: bool = False
    """The head does not open: nothing can be said of the notes."""
    begins_late: bool = False
    """There must have been notes before the first one, or there is none at all."""

    @property
    def is_whole(self) -> bool:
        return not (self.broke_at or self.missing or self.added or self.is_closed or self.begins_late)


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What is read within is as it was at one moment: what people do meanwhile is in none of it, and waits for nothing.

    Else a note that is added between the reading of a head and of its notes looks like one that was put there. Who has
    begun a transaction already goes on with it.
    """
    if connection.in_atomic_block:
        yield
        return
    usual = getattr(connection, "transaction_mode", None)
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of SQLite: without the lock of who writes
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]


def every(expected: Mapping[str, Verb]) -> Iterator[Finding]:
    """One finding for each chain. `expected` says who must have notes, and with what they begin: so that it is seen
    when somebody takes a whole chain away and the next act begins another."""
    begun = set()
    for chain in Chain.objects.order_by("owner", "number").iterator():
        found = of(chain)
        first = expected.get(chain.owner)
        if first and chain.owner not in begun:
            found = replace(found, begins_late=not chain.notes.filter(number=1, what=first.name).exists())
        begun.add(chain.owner)
        yield found
    for owner in sorted(set(expected) - begun):
        yield Finding(owner, 0, 0, begins_late=True)


def of(chain: Chain) -> Finding:
    """What is found of one chain. Raises RootKeyUnusable."""
    notes = chain.notes.order_by("number", "pk")
    try:
        with HEAD.opened(chain) as text:
            head = Head.of(text.reveal())
    except NotOpened:
        return Finding(chain.owner, chain.number, notes.count(), is_closed=True)
    return check(chain.owner, chain.number, head, ((written(chain, one), one.mark) for one in notes.iterator()))


@keeps("audit-log")
def check(owner: str, chain: int, head: Head, notes: Iterable[tuple[Written, str]]) -> Finding:
    """Go through the notes in their order, each with its mark."""
    before, seen, broke_at = "", 0, 0
    for one, mark in notes:
        seen += 1
        is_next = one.number == seen and hmac.compare_digest(mark, marks.mark(head.key, one, before))
        if not is_next and not broke_at:
            broke_at = seen
        before = mark
    ends = hmac.compare_digest(before, head.last)
    if seen == head.count and not ends and not broke_at:
        broke_at = seen
    return Finding(
        owner, chain, seen, broke_at=broke_at, missing=max(0, head.count - seen), added=max(0, seen - head.count)
    )


def written(chain: Chain, note: Note) -> Written:
    """What stands in a note, as its mark saw it."""
    return Written(
        chain.owner,
        chain.number,
        note.number,
        note.at,
        note.who,
        note.what,
        note.kind,
        note.on,
        note.old,
        note.new,
    )
