"""The promise table: `python3 test.py --promises` prints it; after a deep run `--record FILE` keeps what that found.

A promise held when each of its proofs passed and none failed, and every break of its code turned them red.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from altaclario.privacy import promises
from altaclario.privacy.promises import Promise, Run
from tests import sabotage

ROOT = Path(__file__).resolve().parents[1]
_WORDS = {"held": "held", "changed": "held, its code changed since", "unproved": "NOT PROVED"}


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
    yield f"{len(every)} promises, {numbers} of 72 numbers."
    if run.ran is None:
        yield "No deep run is recorded with this version: `python3 test.py --deep` writes one."
    else:
        yield f"Deep run of {run.ran}, commit {run.commit[:10]}: {counts['held']} held, {counts['changed']} held and"
        yield f"changed since, {counts['unproved']} not proved."
    for one in every:
        yield from _lines(one)


def _lines(one: Promise) -> Iterator[str]:
    state = _WORDS[one.state]
    since = "" if one.state == "held" else f" since {one.since}" if one.since else " in any recorded run"
    yield ""
    yield f"{one.said.slug}: {state}{since if one.state == 'unproved' else ''}"
    yield f"  {one.said.sentence}"
    yield f"  numbers  {' '.join(f'P{number}' for number in one.said.numbers)}"
    for name in one.keepers:
        yield f"  keeper   {name}"
    for name, ended in sorted(one.proofs.items()):
        yield f"  proof    {name}: {ended}"
    for name, ended in sorted(one.breaks.items()):
        yield f"  sabotage {name}: {'turned its proofs red' if ended == 'red' else ended}"
    if one.since:
        yield f"  held     last on {one.since}"


def _commit() -> str:
    """What was tried; with a word for changes that stand in no commit."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
