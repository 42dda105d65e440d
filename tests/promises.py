"""The promise table: `python3 test.py --promises` prints it; after a deep run `--record FILE` keeps what that found.

A promise held when each of its proofs passed and none failed, and every break of its code turned them red.
"""

import argparse
import ast
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from altaclario.privacy import promises
from altaclario.privacy.promises import Promise, Run
from tests import sabotage
from tests.sabotage import label

ROOT = Path(__file__).resolve().parents[1]
_WORDS = {"held": "held", "changed": "held, its code or a proof changed since", "unproved": "NOT PROVED"}


def main(words: list[str]) -> int:
    """Print the table, or with `--record` keep the outcomes of a run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--record", type=Path, metavar="OUTCOMES")
    wanted = asked.parse_args(words)
    if wanted.record:
        outcomes = json.loads(wanted.record.read_text()) if wanted.record.exists() else {}
        before = json.loads(promises.HELD.read_text()) if promises.HELD.exists() else {}
        kept = recorded(outcomes, before, today=datetime.now(UTC).date(), commit=_commit())
        promises.HELD.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
        promises.standing.cache_clear()
    sys.stdout.writelines(f"{line}\n" for line in table(*promises.standing()))
    return 0


def recorded(
    outcomes: Mapping[str, Mapping[str, Mapping[str, str]]], before: Mapping[str, Any], *, today: date, commit: str
) -> dict[str, Any]:
    """What is kept of a run: of each promise its proofs, its breaks, whether it held, and when it held last."""
    known = before.get("promises", {})
    cases = Counter(case.slug for case in sabotage.CASES)
    found = {}
    for said in promises.said():
        outcome = outcomes.get(said.slug, {})
        proofs, breaks = dict(outcome.get("proofs", {})), dict(outcome.get("breaks", {}))
        is_held = _is_held(proofs, breaks, cases[said.slug])
        last = today.isoformat() if is_held else known.get(said.slug, {}).get("held", "")
        code = promises.fingerprint(said.slug)
        found[said.slug] = {"proofs": proofs, "breaks": breaks, "is_held": is_held, "held": last, "code": code}
    return {"ran": today.isoformat(), "commit": commit, "promises": found}


def _is_held(proofs: Mapping[str, str], breaks: Mapping[str, str], cases: int) -> bool:
    """Every break of the list ran and was noticed; a proof that was skipped is none, and one that failed refutes."""
    ended = set(proofs.values())
    return "passed" in ended and "failed" not in ended and len(breaks) == cases > 0 and set(breaks.values()) == {"red"}


def table(run: Run, every: tuple[Promise, ...]) -> Iterator[str]:
    """As it is printed."""
    counts = Counter(one.state for one in every)
    numbers = sum(len(one.said.numbers) for one in every)
    known, breaks = proofs(), Counter(case.slug for case in sabotage.CASES)
    yield f"{len(every)} promises, {numbers} of 72 numbers: {sum(len(one.keepers) for one in every)} keepers,"
    yield f"{sum(len(known[one.said.slug]) for one in every)} proofs, {sum(breaks.values())} breaks of their code."
    if run.ran is None:
        yield "No deep run is recorded with this version: `python3 test.py --deep` writes one."
    else:
        yield f"Deep run of {run.ran}, commit {run.commit[:10]}: {counts['held']} held, {counts['changed']} held and"
        yield f"changed since, {counts['unproved']} not proved."
    for one in every:
        yield from _lines(one, known[one.said.slug])


def proofs() -> dict[str, list[str]]:
    """The tests that are marked to prove each promise, themselves, with their class or with their file."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*ROOT.glob("altaclario/*/tests/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        tree = ast.parse(path.read_text())
        marks = [one.value for one in tree.body if isinstance(one, ast.Assign) and _is_the_mark(one)]
        _below(tree, path.relative_to(ROOT).as_posix(), _slugs(marks), found)
    return found


def _is_the_mark(one: ast.Assign) -> bool:
    return getattr(one.targets[0], "id", "") == "pytestmark"


def _below(tree: ast.Module | ast.ClassDef, place: str, above: set[str], found: dict[str, list[str]]) -> None:
    for one in tree.body:
        if isinstance(one, ast.ClassDef):
            _below(one, f"{place}::{one.name}", above | _slugs(one.decorator_list), found)
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            for slug in above | _slugs(one.decorator_list):
                found[slug].append(f"{place}::{one.name}")


def _slugs(marks: list[ast.expr]) -> set[str]:
    calls = [call for mark in marks for call in ast.walk(mark) if isinstance(call, ast.Call)]
    return {ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "attr", "") == "proves"}


def _lines(one: Promise, known: list[str]) -> Iterator[str]:
    state = _WORDS[one.state]
    since = "" if one.state == "held" else f" since {one.since}" if one.since else " in any recorded run"
    yield ""
    yield f"{one.said.slug}: {state}{since if one.state == 'unproved' else ''}"
    yield f"  {one.said.sentence}"
    yield f"  numbers  {' '.join(f'P{number}' for number in one.said.numbers)}"
    for name in one.keepers:
        yield f"  keeper   {name}"
    for name in sorted({*known, *one.proofs}):
        yield f"  proof    {name}: {one.proofs.get(name, 'not run')}"
    for name in sorted({*one.breaks, *(label(case) for case in sabotage.CASES if case.slug == one.said.slug)}):
        ended = one.breaks.get(name, "not run")
        yield f"  sabotage {name}: {'turned its proofs red' if ended == 'red' else ended}"
    if one.since:
        yield f"  held     last on {one.since}"


def _commit() -> str:
    """What was tried; with a word for changes that stand in no commit."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
