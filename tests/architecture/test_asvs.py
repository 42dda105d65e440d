"""The map of OWASP ASVS 5.0 and the marks of the tests say the same."""

import re

import pytest

from tests import asvs

REQUIREMENTS = asvs.requirements()


def test_every_requirement_of_levels_one_and_two_stands_in_the_map_once() -> None:
    ids = [one.id for one in REQUIREMENTS]
    assert len(ids) == len(set(ids)) == 253
    assert sorted(ids, key=lambda id: tuple(map(int, id.split(".")))) == ids
    assert [sum(one.level == level for one in REQUIREMENTS) for level in (1, 2)] == [70, 183]
    assert {one.kind for one in REQUIREMENTS} <= set(asvs.KINDS)


def test_no_mark_names_a_requirement_that_is_not_in_the_map() -> None:
    assert set(asvs.marked()) - {one.id for one in REQUIREMENTS} == set()


def test_what_the_map_calls_verified_a_test_carries_and_nothing_else() -> None:
    """A thing that is absent may be shown so by a test; a document may have one that reads it."""
    verified = {one.id for one in REQUIREMENTS if one.kind == "test"}
    others = {one.id for one in REQUIREMENTS if one.kind in ("open", "later", "host")}
    assert verified - set(asvs.marked()) == set()
    assert others & set(asvs.marked()) == set()


def test_whatever_no_test_verifies_says_why() -> None:
    assert [one.id for one in REQUIREMENTS if one.kind != "test" and not one.note] == []


@pytest.mark.parametrize("one", [one for one in REQUIREMENTS if one.kind == "document"], ids=lambda one: one.id)
def test_a_document_that_is_named_is_there(one: asvs.Requirement) -> None:
    if one.note.startswith("missing: "):
        return
    for name in re.findall(r"`([\w/.-]+\.\w+)`", one.note):
        assert (asvs.ROOT / name).exists()
    assert "`" in one.note


def test_the_page_is_what_map_and_marks_say() -> None:
    assert asvs.PAGE.read_text() == "\n".join(asvs.lines())
