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
_A_DAY = 8
_ENOUGH = 0.85
CHOSEN = SUBJECTS if DEEP else tuple(random.Random(_TODAY).sample(SUBJECTS, 1))
"""All of them with --deep, and all of their mutants; otherwise each day a few of one of them."""


def _named(subject: Subject) -> str:
    return f"{subject.of}: {Path(subject.file).name}"


def _has_postgres() -> bool:
    return bool(needs.postgres(Path(sys.executable)))


@pytest.mark.parametrize("subject", CHOSEN, ids=_named)
def test_a_mutant_is_noticed_or_it_is_known_why_not(subject: Subject, tmp_path: Path, record_property: Any) -> None:
    named = [str(one) for one in mutating.mutants((ROOT / subject.file).read_text())]
    known = mutants_of.listed().get(subject.file, {})
    same = {mutant for mutant, why in known.items() if not why.startswith("Missed")}
    tried = range(len(named)) if DEEP else random.Random(_TODAY).sample(range(len(named)), min(_A_DAY, len(named)))
    asked = [number for number in tried if DEEP or named[number] not in known]
    alive = mutants_of.living(subject, asked, tmp_path, has_postgres=_has_postgres())
    assert [one for one in alive if one not in known] == []
    real = [number for number in tried if named[number] not in same]
    killed = len(real) - len(set(alive) - same)
    record_property("counted", f"mutants of {_named(subject)}: {killed} of {len(real)} killed, {len(same)} the same")
    if DEEP:
        assert killed >= _ENOUGH * len(real)
        assert same - set(alive) == set()  # What is noticed after all leaves the list.


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
        assert every - len(known) >= _ENOUGH * (every - len(known) + len(missed))


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
    assert mutants_of.living(alone, asked, tmp_path, own_alone=True) == [in_table, lives, beside]
