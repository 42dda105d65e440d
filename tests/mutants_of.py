"""The files whose mutants are judged, by subject, and the tests that must notice them; and the mutants that live."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.judging import ROOT

_NOT_PASSED_ON = ("ALTACLARIO_", "PYTEST_", "DJANGO_", "PYTHON")
_LISTED = ROOT / "tests" / "living_mutants.txt"


@dataclass(frozen=True, slots=True)
class Subject:
    """One file. Its own tests are tried first, on what is left of it the others, then all of them on PostgreSQL."""

    of: str
    file: str
    own: tuple[str, ...]
    others: tuple[str, ...] = ()


_ROOM = "altaclario/workspaces/tests"
_AUDITED = "tests/audited/test_every_address.py"
_KEYS = "altaclario/vault/tests/test_keys.py"
_ROTATING = "tests/test_rotating.py"


def _access(name: str, *own: str) -> Subject:
    tests = tuple(f"{_ROOM}/test_{one}.py" for one in own)
    return Subject("access", f"altaclario/workspaces/{name}.py", tests, (_ROOM, _AUDITED))


def _vault(name: str, *own: str) -> Subject:
    file = f"altaclario/vault/{name}.py"
    tests = own or (f"altaclario/vault/tests/test_{name}.py",)
    return Subject("vault", file, (*tests, file), ("altaclario/vault/tests",))


def _links(name: str, *own: str) -> Subject:
    file = f"altaclario/sharing/{name}.py"
    tests = tuple(f"altaclario/sharing/tests/test_{one}.py" for one in (name, *own))
    return Subject("share links", file, (*tests, file))


def _egress(name: str, *own: str) -> Subject:
    tests = tuple(f"altaclario/egress/tests/test_{one}.py" for one in own)
    return Subject("egress table", f"altaclario/egress/{name}.py", tests)


SUBJECTS = (
    _access("members", "members"),
    _access("invitations", "invitations"),
    _access("access", "access"),
    _access("permissions", "permissions"),
    _vault("box"),
    _vault("secrets"),
    _vault("roots", "altaclario/vault/tests/test_custody.py"),
    _vault("custody", "altaclario/vault/tests/test_custody.py", _KEYS),
    _vault("wrapping", _KEYS, _ROTATING),
    _vault("columns", "tests/test_sealed_columns.py"),
    Subject("vault", "altaclario/vault/keys.py", (_KEYS, "altaclario/vault/keys.py"), ("altaclario/vault/tests",)),
    _links("frames"),
    _links("guests"),
    _links("links", "team_links"),
    _egress("addresses", "addresses"),
    _egress("origins", "addresses"),
    _egress("resolving", "resolving"),
)


class NotJudged(Exception):
    """The tests fail without a mutant; the text says which, and how."""


def judged(
    subject: Subject, numbers: Sequence[int], folder: Path, *, has_postgres: bool = False, own_alone: bool = False
) -> dict[str, str]:
    """How each of its mutants ended. Raises NotJudged."""
    ended: dict[str, str] = {}
    left = sorted(numbers)
    for number, (tests, words) in enumerate(_rounds(subject, has_postgres=has_postgres)):
        if left and not (own_alone and number):
            told = _told(subject.file, left, tests, words, folder / f"{number}.json")
            ended |= {one["mutant"]: one["ended"] for one in told}
            left = [one["number"] for one in told if one["ended"] in ("lives", "undecided")]
    return ended


def _rounds(subject: Subject, *, has_postgres: bool) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Which tests, and how. What only a process that begins anew can judge waits until all of them run."""
    everything = (*subject.own, *subject.others)
    yield subject.own, ()
    yield everything, ("--anew",)
    if has_postgres and subject.of != "egress table":
        yield everything, ("--on-postgres",)


def _told(
    file: str, numbers: list[int], tests: tuple[str, ...], words: tuple[str, ...], told: Path
) -> list[dict[str, Any]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
    if url := os.environ.get("ALTACLARIO_TEST_POSTGRES"):
        kept["ALTACLARIO_TEST_POSTGRES"] = url
    asked = ["--mutants-of", file, "--verdicts", str(told), "--numbers", ",".join(map(str, numbers)), *words]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:randomly", "-p", "tests.judging", "--every-case"]
    ended = subprocess.run([*command, *asked, *tests], cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    if not told.exists():
        raise NotJudged(ended.stdout + ended.stderr)
    return json.loads(told.read_text())  # type: ignore[no-any-return]


def listed() -> dict[str, dict[str, str]]:
    """What is known to live: file, mutant, and why. It is the same program, unless the reason begins with "Missed";
    where it begins with "Elsewhere", the file's own tests do not notice it, and others do.
    """
    found: dict[str, dict[str, str]] = {}
    file = mutant = ""
    for line in _LISTED.read_text().splitlines():
        depth, text = len(line) - len(line.lstrip()), line.strip()
        if not text or text.startswith("#"):
            continue
        if depth == 0:
            file = text
        elif depth == 2:
            mutant = text
            found.setdefault(file, {})[mutant] = ""
        else:
            found[file][mutant] = f"{found[file][mutant]} {text}".strip()
    return found
