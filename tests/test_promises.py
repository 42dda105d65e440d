"""The promise table: what a deep run writes down, when a promise held, and what is printed of it."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from altaclario.privacy import promises as stands
from tests import promises, sabotage
from tests.sabotage import label

TODAY = date(2026, 12, 1)
SLUG = "hashed-passwords"
(CASE,) = [case for case in sabotage.CASES if case.slug == SLUG]
WHOLE = {"proofs": {"test_it": "passed"}, "breaks": {label(CASE): "red"}}


def kept(outcome: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    found = promises.recorded({SLUG: outcome}, before or {}, today=TODAY, commit="abc")
    return found["promises"][SLUG]


def test_a_promise_held_when_its_proofs_passed_and_its_break_was_noticed() -> None:
    assert kept(WHOLE) == {**WHOLE, "is_held": True, "held": "2026-12-01", "code": stands.fingerprint(SLUG)}


@pytest.mark.parametrize(
    "outcome",
    [
        {},
        WHOLE | {"breaks": {}},
        WHOLE | {"breaks": {label(CASE): "not noticed"}},
        WHOLE | {"breaks": {"of another list": "red", label(CASE): "red"}},
        WHOLE | {"proofs": {}},
        WHOLE | {"proofs": {"test_it": "skipped"}},
        WHOLE | {"proofs": {"test_it": "passed", "test_more": "failed"}},
    ],
)
def test_else_it_did_not_and_the_day_stays_on_which_it_held_last(outcome: dict[str, Any]) -> None:
    before = {"promises": {SLUG: {"held": "2026-11-02"}}}
    assert (kept(outcome, before)["is_held"], kept(outcome, before)["held"]) == (False, "2026-11-02")
    assert kept(outcome)["held"] == ""


def test_a_proof_that_is_skipped_in_one_run_may_pass_in_another() -> None:
    assert kept(WHOLE | {"proofs": {"test_it": "passed", "test_on_a_server": "skipped"}})["is_held"]


def test_other_code_than_was_tried_says_less() -> None:
    record = promises.recorded({SLUG: WHOLE}, {}, today=TODAY, commit="abc")
    found = {one.said.slug: one for one in stands.judged(record)[1]}
    assert (found[SLUG].state, found[SLUG].red, found["audit-log"].state) == ("held", 1, "unproved")
    record["promises"][SLUG]["code"] = "other"
    assert {one.said.slug: one.state for one in stands.judged(record)[1]}[SLUG] == "changed"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tree with one promise: who keeps it, who proves it, how it is broken."""
    word = "kept"
    files = {
        "altaclario/room/keeping.py": '@keeps("kept")\ndef keep():\n    pass\n',
        "altaclario/room/tests/test_keeping.py": f'@pytest.mark.proves("{word}")\ndef test_it():\n    assert True\n',
        "tests/sabotage.py": 'CASES = (Case("kept", "a", "b", "c", ("t",)), Case("other", "a", "b", "c", ("t",)))\n',
        "altaclario/room/beside.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(stands, "_PACKAGE", tmp_path / "altaclario")
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    for found in (stands.keepers, stands._proving, stands._breaking):
        found.cache_clear()


@pytest.mark.parametrize(
    ("file", "old", "new", "is_another"),
    [
        ("altaclario/room/keeping.py", "pass", "return 1", True),
        ("altaclario/room/tests/test_keeping.py", "assert True", "assert 1", True),
        ("tests/sabotage.py", 'Case("kept", "a", "b", "c", ("t",)), ', "", True),
        ("tests/sabotage.py", '"kept", "a"', '"kept", "x"', True),
        ("tests/sabotage.py", '"other", "a"', '"other", "x"', False),
        ("altaclario/room/beside.py", "", "X = 1", False),
    ],
)
def test_a_fingerprint_is_of_keepers_proofs_and_breaks(
    small: Path, file: str, old: str, new: str, is_another: bool
) -> None:
    before, path = stands.fingerprint("kept"), small / file
    path.write_text(path.read_text().replace(old, new, 1))
    _forget()
    assert (stands.fingerprint("kept") != before) is is_another


def test_files_of_proofs_are_those_in_which_a_run_would_find_them() -> None:
    known = promises.proofs()
    assert {slug: {one.split("::")[0] for one in names} for slug, names in known.items()} == stands._proving()


def test_every_break_is_found_where_it_stands() -> None:
    counted = {slug: len(found) for slug, found in stands._breaking().items()}
    assert counted == Counter(case.slug for case in sabotage.CASES)


def test_keepers_are_found_in_the_text_as_the_code_marks_them() -> None:
    from altaclario.declarations.promises import KEEPERS

    for slug, names in KEEPERS.items():
        found = {place.split("::")[1] for place in stands.keepers()[slug]}
        assert {name.split(".")[-1] for name in names} <= found


def test_each_break_has_a_name_of_its_own() -> None:
    names = [(case.slug, label(case)) for case in sabotage.CASES]
    assert len(set(names)) == len(names)


def test_the_table_names_everything() -> None:
    record = promises.recorded({SLUG: WHOLE}, {}, today=TODAY, commit="abcdef0123456789")
    said = "\n".join(promises.table(*stands.judged(record)))
    assert "Deep run of 2026-12-01, commit abcdef0123: 1 held" in said
    assert f"{SLUG}: held\n  Your password is kept as an argon2id hash, from which nobody can read it." in said
    assert "  numbers  P2\n  keeper   altaclario/accounts/passwords.py::Argon2\n" in said
    assert "\n  proof    test_it: passed\n" in said
    assert f"  sabotage {label(CASE)}: turned its proofs red\n  held     last on 2026-12-01" in said
    assert (
        "  proof    altaclario/accounts/tests/test_signing_up.py::test_the_password_is_kept_as_a_hash_alone: not run"
        in said
    )
    assert "audit-log: NOT PROVED in any recorded run" in said
    assert " keepers,\n" in said
    assert "No deep run is recorded" in "\n".join(promises.table(*stands.judged({})))


def test_what_runs_found_is_added_up_and_the_worst_counts(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    from tests.proofs import _Record

    file = tmp_path / "reports" / "outcomes.json"
    for ended in ("passed", "skipped"):
        record = _Record(file)
        record._note(SLUG, "proofs", "test_it", ended)
        record._note(SLUG, "breaks", "x", "not noticed" if ended == "passed" else "red")
        record.pytest_sessionfinish()
    assert json.loads(file.read_text()) == {SLUG: {"proofs": {"test_it": "passed"}, "breaks": {"x": "red"}}}
    record = _Record(file)
    record._note(SLUG, "proofs", "test_it", "failed")
    record._note(SLUG, "proofs", "test_it", "passed")
    record.pytest_sessionfinish()
    assert json.loads(file.read_text())[SLUG]["proofs"] == {"test_it": "failed"}


def test_proofs_are_those_that_a_run_would_call_so() -> None:
    """Marks of tests, of classes and of files."""
    known = promises.proofs()
    assert set(known) == {one.slug for one in stands.said()}
    of_a_file = known["tenant-walls"]
    assert any(one.startswith("tests/walls/test_second_wall.py::") for one in of_a_file)
