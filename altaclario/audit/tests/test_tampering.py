"""Somebody who can write into the database and has no key: whatever they do to the notes is found, and where."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from altaclario.audit import checking, notes, verbs
from altaclario.audit.checking import Finding
from altaclario.audit.marks import Head, Written, mark
from altaclario.audit.models import Chain, Note
from tests.depth import DEEP

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRIES = 1000 if DEEP else 60
LENGTH = 24
Rows = list[tuple[Written, str]]


@dataclass(frozen=True)
class Somebody:
    owner_key: str = "workspace:12"
    actor_id: str = "7"


def chain() -> tuple[list[Head], Rows]:
    """A chain as `notes` writes it, and its head after each note."""
    heads, rows = [Head(bytes(range(32)))], []
    kinds = list(verbs.REGISTER.values())
    for number in range(1, LENGTH + 1):
        verb = kinds[number % len(kinds)]
        at = MONDAY + timedelta(minutes=number)
        said = ("7" if number % 3 else "8", verb.name, verb.kind, str(number % 5), "viewer", "member")
        one = Written("workspace:12", 1, number, at, *said)
        made = mark(heads[0].key, one, heads[-1].last)
        rows.append((one, made))
        heads.append(Head(heads[0].key, number, made))
    return heads, rows


HEADS, ROWS = chain()
FIELDS = ("at", "who", "what", "kind", "on", "old", "new", "number", "mark")


def edit(chance: random.Random, rows: Rows) -> Head:
    place, name = chance.randrange(len(rows)), chance.choice(FIELDS)
    one, made = rows[place]
    if name == "mark":
        digit = chance.randrange(64)
        rows[place] = (
            one,
            made[:digit] + chance.choice([n for n in "0123456789abcdef" if n != made[digit]]) + made[digit + 1 :],
        )
    elif name == "at":
        rows[place] = replace(one, at=one.at + timedelta(microseconds=chance.choice([-1, 1, 60_000_000]))), made
    elif name == "number":
        rows[place] = replace(one, number=one.number + chance.choice([-1, 1, 100])), made
    else:
        rows[place] = replace(one, **{name: getattr(one, name) + chance.choice("x0,")}), made
    return HEADS[-1]


def drop(chance: random.Random, rows: Rows) -> Head:
    del rows[chance.randrange(len(rows) - 1)]
    return HEADS[-1]


def drop_and_number_anew(chance: random.Random, rows: Rows) -> Head:
    del rows[chance.randrange(len(rows) - 1)]
    rows[:] = [(replace(one, number=place), made) for place, (one, made) in enumerate(rows, 1)]
    return HEADS[-1]


def swap(chance: random.Random, rows: Rows) -> Head:
    first, second = chance.sample(range(len(rows)), 2)
    rows[first], rows[second] = rows[second], rows[first]
    return HEADS[-1]


def swap_what_they_say(chance: random.Random, rows: Rows) -> Head:
    first, second = chance.sample(range(len(rows)), 2)
    (one, mark_of_one), (other, mark_of_other) = rows[first], rows[second]
    rows[first] = replace(other, number=one.number), mark_of_other
    rows[second] = replace(one, number=other.number), mark_of_one
    return HEADS[-1]


def insert(chance: random.Random, rows: Rows) -> Head:
    """A note that was never made, or a second copy of one, at any place."""
    copied, place = rows[chance.randrange(len(rows))], chance.randrange(len(rows) + 1)
    made = copied[1] if chance.random() < 0.5 else f"{chance.getrandbits(256):064x}"
    rows.insert(place, (replace(copied[0], number=place + 1), made))
    return HEADS[-1]


def cut(chance: random.Random, rows: Rows) -> Head:
    del rows[chance.randrange(len(rows)) :]
    return HEADS[-1]


def roll_the_head_back(chance: random.Random, rows: Rows) -> Head:
    """An old head, put back: with it the notes made since are too many."""
    return HEADS[chance.randrange(len(HEADS) - 1)]


def forge_with_another_key(chance: random.Random, rows: Rows) -> Head:
    """Everything from one place on, marked anew with a key that is not the chain's."""
    place, key = chance.randrange(len(rows)), chance.randbytes(32)
    before = rows[place - 1][1] if place else ""
    for at in range(place, len(rows)):
        one = replace(rows[at][0], who="9")
        before = mark(key, one, before)
        rows[at] = one, before
    return HEADS[-1]


WAYS = (
    edit,
    drop,
    drop_and_number_anew,
    swap,
    swap_what_they_say,
    insert,
    cut,
    roll_the_head_back,
    forge_with_another_key,
)


def check(head: Head, rows: Rows) -> Finding:
    return checking.check("workspace:12", 1, head, rows)


def test_as_it_was_written_it_is_whole() -> None:
    assert check(HEADS[-1], ROWS) == Finding("workspace:12", 1, LENGTH)
    for count, head in enumerate(HEADS):
        assert check(head, ROWS[:count]).is_whole


@pytest.mark.proves("audit-log")
@pytest.mark.asvs("16.4.2")
def test_whatever_is_done_to_a_copy_is_found() -> None:
    found, tried = 0, dict.fromkeys((way.__name__ for way in WAYS), 0)
    for number in range(TRIES):
        chance, rows = random.Random(number), list(ROWS)
        way = WAYS[number % len(WAYS)]
        head = way(chance, rows)
        found += not check(head, rows).is_whole
        tried[way.__name__] += 1
    print(f"\nTampering found: {found} of {TRIES}: {tried}")  # noqa: T201 - the count of a deep run
    assert found == TRIES
    assert min(tried.values()) >= TRIES // len(WAYS)


def test_the_place_is_told() -> None:
    rows = list(ROWS)
    rows[6] = replace(rows[6][0], who="9"), rows[6][1]
    assert check(HEADS[-1], rows) == Finding("workspace:12", 1, LENGTH, broke_at=7)
    assert check(HEADS[-1], ROWS[:-5]) == Finding("workspace:12", 1, LENGTH - 5, missing=5)
    assert check(HEADS[-4], ROWS) == Finding("workspace:12", 1, LENGTH, added=3)


TAMPERED: dict[str, tuple[Callable[[list[Note]], object], dict[str, object]]] = {
    "an edit": (lambda made: Note.objects.filter(pk=made[1].pk).update(new="owner"), {"broke_at": 2}),
    "another time": (
        lambda made: Note.objects.filter(pk=made[1].pk).update(at=MONDAY + timedelta(microseconds=1)),
        {"broke_at": 2},
    ),
    "a gap": (lambda made: made[1].delete(), {"broke_at": 2, "missing": 1}),
    "a tail that is cut": (lambda made: made[3].delete(), {"missing": 1}),
    "everything": (lambda made: Note.objects.all().delete(), {"missing": 4}),
    "one that was never made": (
        lambda made: Note.objects.create(
            chain=made[0].chain, number=5, at=MONDAY, who="9", what="member-left", mark="00"
        ),
        {"broke_at": 5, "added": 1},
    ),
    "one of another chain": (
        lambda made: (
            notes.note(Somebody("workspace:13"), verbs.MEMBER_LEFT, on=7, now=MONDAY)
            and Note.objects.filter(chain__owner="workspace:13").update(chain=made[0].chain, number=5)
        ),
        {"broke_at": 5, "added": 1},
    ),
}


@pytest.mark.proves("audit-log")
@pytest.mark.django_db
@pytest.mark.parametrize("what", TAMPERED)
def test_in_the_database_it_is_found_as_well(what: str) -> None:
    made = [notes.note(Somebody(), verbs.ROLE_CHANGED, on=8, old="viewer", new="member", now=MONDAY) for _ in range(4)]
    assert next(checking.every({})).is_whole
    do, told = TAMPERED[what]
    unguarded()
    do(made)
    found = checking.of(Chain.objects.get(owner="workspace:12"))
    assert found == Finding("workspace:12", 1, Note.objects.of("workspace:12").count(), **told)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_head_of_yesterday_and_one_of_another_chain_are_found() -> None:
    first = notes.note(Somebody(), verbs.MEMBER_LEFT, on=7, now=MONDAY)
    old = Chain.objects.get().head
    notes.note(Somebody(), verbs.MEMBER_LEFT, on=7, now=MONDAY)
    Chain.objects.update(head=old)
    assert checking.of(Chain.objects.get()) == Finding("workspace:12", 1, 2, added=1)
    notes.note(Somebody("workspace:13"), verbs.MEMBER_LEFT, on=7, now=MONDAY)
    Chain.objects.filter(owner="workspace:13").update(head=old)
    assert checking.of(Chain.objects.get(owner="workspace:13")).is_closed
    assert first.number == 1


def unguarded() -> None:
    """Somebody who may change tables takes away what refuses, for the length of this transaction."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica" if is_postgres else "DROP TRIGGER audit_note_stays"
        )
