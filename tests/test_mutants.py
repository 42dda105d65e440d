"""What is broken a little is noticed: in access, vault, share links, the table of addresses and the audit log."""

import ast
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import mutants_of, mutating, needs
from tests.depth import DEEP
from tests.judging import ROOT
from tests.mutants_of import SUBJECTS, Subject

_TODAY = datetime.now(UTC).date().isoformat()
_A_DAY = 2
_ENOUGH = 0.85
CHOSEN = SUBJECTS if DEEP else tuple(random.Random(_TODAY).sample(SUBJECTS, 1))
"""All of them with --deep, and all of their mutants; otherwise each day a few of one of them."""


def _named(subject: Subject) -> str:
    return f"{subject.of}: {Path(subject.file).name}"


def _has_postgres() -> bool:
    return bool(needs.postgres(Path(sys.executable)))


@pytest.mark.parametrize("subject", CHOSEN, ids=_named)
def test_a_mutant_is_noticed_or_it_is_known_why_not(subject: Subject, tmp_path: Path, record_property: Any) -> None:
    (_all_are_noticed if DEEP else _a_few_are_noticed)(subject, tmp_path, record_property)


def _a_few_are_noticed(subject: Subject, folder: Path, record_property: Any) -> None:
    """Of those that a running process can judge, by the file's own tests."""
    known = mutants_of.listed().get(subject.file, {})
    every = enumerate(mutating.mutants((ROOT / subject.file).read_text()))
    late = [number for number, one in every if one.is_late and str(one) not in known]
    asked = random.Random(_TODAY).sample(late, min(_A_DAY, len(late)))
    try:
        ended = mutants_of.judged(subject, asked, folder, own_alone=True)
    except mutants_of.NotJudged as why:
        # Then they are red by themselves, unless the machine was too busy just now.
        record_property("counted", f"mutants of {_named(subject)}: none judged, for the tests fail without one: {why}")
        return
    assert [one for one, how in ended.items() if how == "lives"] == []
    decided = [how for how in ended.values() if how != "undecided"]
    record_property("counted", f"mutants of {_named(subject)}: {len(decided)} tried today, all killed")


def _all_are_noticed(subject: Subject, folder: Path, record_property: Any) -> None:
    named = [str(one) for one in mutating.mutants((ROOT / subject.file).read_text())]
    known = mutants_of.listed().get(subject.file, {})
    same = {mutant for mutant, why in known.items() if not why.startswith(("Missed", "Elsewhere"))}
    ended = mutants_of.judged(subject, range(len(named)), folder, has_postgres=_has_postgres())
    alive = {one for one, how in ended.items() if how in ("lives", "undecided")}
    killed, real = len(named) - len(alive | same), len(named) - len(same)
    record_property("counted", f"mutants of {_named(subject)}: {killed} of {real} killed, {len(same)} the same")
    assert alive - known.keys() == set()
    assert same - alive == set()  # What is noticed after all leaves the list.
    assert killed >= _ENOUGH * real


def test_what_is_known_to_live_is_a_mutant_and_has_a_reason() -> None:
    for file, known in mutants_of.listed().items():
        there = {str(one) for one in mutating.mutants((ROOT / file).read_text())}
        assert set(known) - there == set()
        assert all(len(why) > 15 for why in known.values())


def test_of_each_file_at_most_a_few_are_missed() -> None:
    for subject in SUBJECTS:
        known = mutants_of.listed().get(subject.file, {})
        missed = [mutant for mutant, why in known.items() if why.startswith("Missed")]
        every = len(mutating.mutants((ROOT / subject.file).read_text()))
        same = [mutant for mutant, why in known.items() if not why.startswith(("Missed", "Elsewhere"))]
        assert every - len(same) - len(missed) >= _ENOUGH * (every - len(same))


# ── The tool itself ──────────────────────────────────────────────────────────────────────────────────────────────────

SMALL = """
PORTS = {"http": 80}

def fits(port: int, known: bool) -> bool:
    return known and port < PORTS["http"]
"""


def test_each_small_thing_of_a_file_is_changed_once() -> None:
    found = mutating.mutants(SMALL)
    assert [str(one) for one in found] == [
        "module: 'http': … → nothing",
        "module: 'http' → 'httpx'",
        "module: 80 → 81",
        "module: 80 → 79",
        "fits: return known and port < PORTS['http'] → return True",
        "fits: return known and port < PORTS['http'] → return False",
        "fits: known and port < PORTS['http'] → known or port < PORTS['http']",
        "fits: known and port < PORTS['http'] → port < PORTS['http']",
        "fits: known and port < PORTS['http'] → known",
        "fits: port < PORTS['http'] → port <= PORTS['http']",
        "fits: port < PORTS['http'] → port >= PORTS['http']",
        "fits: 'http' → 'httpx'",
    ]
    changed = {ast.unparse(mutating.mutated(SMALL, one)) for one in found}
    assert len(changed | {ast.unparse(ast.parse(SMALL))}) == len(found) + 1
    assert [one.is_late for one in found] == [False] * 4 + [True] * 8


def test_what_the_tests_notice_is_killed_and_what_they_do_not_lives(tmp_path: Path) -> None:
    """Of the table of addresses, judged by one test of it alone, which knows public addresses and nothing else."""
    subject = next(one for one in SUBJECTS if one.file.endswith("addresses.py"))
    alone = replace(subject, own=(f"{subject.own[0]}::test_a_public_address_may_be_called",))
    named = [str(one) for one in mutating.mutants((ROOT / subject.file).read_text())]
    lives = "may_be_contacted: address in _METADATA or inner in _METADATA → inner in _METADATA"
    killed = "may_be_contacted: return is_public(address) → return False"
    in_table, beside = "module: '2000::/3' → '2000::/4'", "is_public: return False → return True"
    asked = [named.index(one) for one in (lives, killed, in_table, beside)]
    ended = mutants_of.judged(alone, asked, tmp_path, own_alone=True)
    assert ended == {lives: "lives", killed: "killed", in_table: "undecided", beside: "lives"}
