"""Each of the nasty cases has tests, and they are there."""

import re
from pathlib import Path

import pytest

from tests.nasty.register import CASES

pytestmark = pytest.mark.any_database
_ROOT = Path(__file__).parents[2]
_TESTS = {
    name
    for folder in ("tests", "altaclario")
    for path in (_ROOT / folder).rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text(), re.MULTILINE)
}
_FAULTS = (_ROOT / "docs/generated/faults.md").read_text()


def test_there_are_forty_five() -> None:
    assert [case.number for case in CASES] == [*range(1, 46)]


def test_what_each_names_is_there() -> None:
    assert [case.number for case in CASES if not (case.tests or case.faults)] == []
    assert {name for case in CASES for name in case.tests} - _TESTS == set()
    lines = {line for case in CASES for line in case.faults}
    assert {line for line in lines if not re.search(rf"^{re.escape(line)} ", _FAULTS, re.MULTILINE)} == set()
