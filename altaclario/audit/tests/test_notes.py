"""Notes: what fits into one, two at the same moment, and what the database itself refuses."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from altaclario.audit import checking, notes, verbs
from altaclario.audit.checking import Finding
from altaclario.audit.models import Chain, Note
from altaclario.vault import keys, rotating

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Somebody:
    """Who does something, in a chain."""

    owner_key: str = "workspace:12"
    actor_id: str = "7"


def noted(who: Somebody = Somebody(), on: object = 8, old: object = "viewer", new: object = "member") -> Note:
    return notes.note(who, verbs.ROLE_CHANGED, on=on, old=old, new=new, now=MONDAY)  # type: ignore[arg-type]


def found() -> list[Finding]:
    return list(checking.every({}))


@pytest.mark.asvs("16.2.1")
def test_a_note_says_who_did_what_to_what_and_when() -> None:
    noted()
    note = Note.objects.of("workspace:12").get()
    assert (note.who, note.what, note.kind, note.on) == ("7", "role-changed", "person", "8")
    assert (note.old, note.new, note.at, note.number) == ("viewer", "member", MONDAY, 1)


def test_each_owner_has_a_chain_of_its_own() -> None:
    for owner in ("workspace:12", "person:7", "workspace:12"):
        noted(Somebody(owner))
    assert [(one.owner, one.notes, one.is_whole) for one in found()] == [
        ("person:7", 1, True),
        ("workspace:12", 2, True),
    ]
    assert [one.number for one in Note.objects.of("workspace:12")] == [2, 1]


@pytest.mark.parametrize(
    ("value", "stands"),
    [(None, ""), (True, "on"), (False, "off"), (3, "3"), (["10001", "10000"], "10000,10001"), ("owner", "owner")],
)
def test_values_are_ids_and_short_words(value: object, stands: str) -> None:
    assert noted(old=value).old == stands


@pytest.mark.asvs("16.4.1")
@pytest.mark.parametrize(
    "value", ["Ada Lovelace", "ada@acme.test", "<b>", "=1+1;", "Fix the login", "é", "x" * 4001, "a\n"]
)
@pytest.mark.parametrize("place", ["on", "old", "new"])
def test_what_is_no_id_and_no_short_word_is_refused(place: str, value: str) -> None:
    with pytest.raises(notes.NotClosed):
        noted(**{place: value})  # type: ignore[arg-type]
    assert not Note.objects.exists()


@pytest.mark.asvs("2.3.3")
def test_a_note_is_gone_with_what_it_tells_when_that_fails() -> None:
    def fail() -> None:
        with transaction.atomic():
            noted()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Note.objects.exists()
    assert not Chain.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_make_one_whole_chain() -> None:
    def several(_: int) -> None:
        for _again in range(4):
            noted()
        connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(several, range(6)))
    assert found() == [Finding("workspace:12", 1, 24)]


@pytest.mark.django_db(transaction=True)
def test_notes_and_rotations_do_not_stand_in_each_others_way() -> None:
    noted()

    def rotate(_: int) -> None:
        rotating.rotate(["workspace:12"], now=MONDAY)
        connection.close()

    def write(_: int) -> None:
        noted()
        connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: (rotate if n % 3 == 0 else write)(n), range(12)))
    assert found() == [Finding("workspace:12", 1, 9)]


@pytest.mark.asvs("16.4.2")
def test_the_database_refuses_to_change_a_note() -> None:
    note = noted()
    note.who = "9"
    for change in (note.save, lambda: Note.objects.update(who="9")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Note.objects.get().who == "7"


@pytest.mark.postgres
def test_the_database_refuses_to_delete_a_note_whose_chain_stands() -> None:
    noted()
    for delete in (Note.objects.all().delete, Chain.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            delete()
    assert Note.objects.count() == 1


@pytest.mark.proves("audit-log")
def test_an_owner_who_is_gone_has_no_notes_and_others_keep_theirs() -> None:
    for owner in ("workspace:12", "workspace:1"):
        noted(Somebody(owner))
    notes.erase("workspace:12")
    assert found() == [Finding("workspace:1", 1, 1)]
    assert Note.objects.count() == 1


def test_a_chain_goes_on_under_another_data_key() -> None:
    noted()
    rotating.rotate(["workspace:12"], now=MONDAY)
    noted()
    assert found() == [Finding("workspace:12", 1, 2)]


LOST: dict[str, Callable[[], object]] = {
    "the keys are lost": lambda: keys.destroy("workspace:12"),
    "the head was overwritten": lambda: Chain.objects.update(head=b"x" * 80),
    "the head was taken away": lambda: Chain.objects.update(head=b""),
}


@pytest.mark.parametrize("how", LOST)
def test_where_a_head_does_not_open_the_check_says_so_and_the_next_chain_begins(how: str) -> None:
    noted()
    LOST[how]()
    noted()
    noted()
    assert found() == [Finding("workspace:12", 1, 1, is_closed=True), Finding("workspace:12", 2, 2)]
    assert [one.number for one in Note.objects.of("workspace:12")] == [2, 1, 1]


def test_an_owner_who_must_have_notes_and_has_none_is_told() -> None:
    noted()
    (whole, gone) = checking.every({"workspace:12": verbs.ROLE_CHANGED, "workspace:13": verbs.ROLE_CHANGED})
    assert (whole.is_whole, gone.owner, gone.is_whole) == (True, "workspace:13", False)


def test_a_chain_that_was_taken_away_and_begun_again_is_told() -> None:
    notes.note(Somebody(), verbs.WORKSPACE_FOUNDED, on=12, now=MONDAY)
    expected = {"workspace:12": verbs.WORKSPACE_FOUNDED}
    assert [one.is_whole for one in checking.every(expected)] == [True]
    notes.erase("workspace:12")
    noted()
    assert list(checking.every(expected)) == [Finding("workspace:12", 1, 1, begins_late=True)]


def test_every_verb_is_of_a_kind_that_pages_know_and_its_sentence_names_who() -> None:
    for name, verb in verbs.REGISTER.items():
        assert verb.kind in verbs.KINDS, name
        assert verb.sentence.text.startswith("{who} "), name
        assert re.sub(r"\{(who|on|old|new)\}", "", verb.sentence.text).count("{") == 0, name
        assert re.fullmatch(r"[a-z-]{3,40}", name)
