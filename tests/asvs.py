"""OWASP ASVS 5.0, levels 1 and 2: `python -m tests.asvs` says what is verified, by which tests, and what is missing.

The map is `docs/asvs.csv`: ids and our own notes. Tests name their requirements with `@pytest.mark.asvs("6.2.1")`.
`--write` makes the generated page anew, `--check` compares it.
"""

import ast
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAP, PAGE = ROOT / "docs" / "asvs.csv", ROOT / "docs" / "generated" / "asvs.md"
KINDS = {
    "test": "verified by a test",
    "open": "not verified by a test yet",
    "document": "a document is asked for",
    "host": "up to whoever runs the installation",
    "absent": "about something that we do not have",
    "later": "about something that is not built yet",
}
"""What the map may say of a requirement."""
_NOTE = "Made from `docs/asvs.csv` and the marks of the tests by `python -m tests.asvs --write`; change those."


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the map. The note says what is missing, where it stands, or why it does not concern us."""

    id: str
    level: int
    kind: str
    note: str


def requirements() -> list[Requirement]:
    """The map, in the order of the standard."""
    with MAP.open(newline="") as lines:
        return [
            Requirement(row["requirement"], int(row["level"]), row["shown"], row["note"])
            for row in csv.DictReader(lines)
        ]


@cache
def marked() -> dict[str, list[str]]:
    """The tests of each requirement that a mark names: file and name."""
    found: dict[str, list[str]] = {}
    for path in sorted([*ROOT.glob("altaclario/*/tests/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        for test, ids in _marks(ast.parse(path.read_text())):
            for id in ids:
                found.setdefault(id, []).append(f"{path.relative_to(ROOT)}::{test}")
    return found


def counts() -> Counter[str]:
    """How many requirements of each kind."""
    return Counter(one.kind for one in requirements())


def lines() -> Iterator[str]:
    """The page: the counts, what is missing, and each requirement with what shows it."""
    yield from ["# OWASP ASVS 5.0, levels 1 and 2", _NOTE, "", *_counted(), ""]
    yield from ["## What is missing", *(f"- **{one.id}** (L{one.level}): {one.note}" for one in _open()), ""]
    yield "## What each requirement is shown by"
    for one in requirements():
        tests = [f"`{test}`" for test in marked().get(one.id, [])]
        said = [one.note] if one.note else []
        yield f"- **{one.id}** (L{one.level}), {one.kind}: {'; '.join([*said, *tests])}"
    yield ""


def main(words: list[str]) -> int:
    """Print the counts and what is missing; with `--write` make the page, with `--check` compare it."""
    text = "\n".join(lines())
    if "--write" in words:
        PAGE.write_text(text)
    elif "--check" in words:
        if not PAGE.exists() or PAGE.read_text() != text:
            _say("docs/generated/asvs.md differs from the map and the marks; `python3 test.py --fix` makes it anew.")
            return 1
    else:
        _say("\n".join([*_counted(), "", *(f"{one.id} (L{one.level}): {one.note}" for one in _open())]))
    return 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _counted() -> Iterator[str]:
    number, absent = counts(), [one for one in requirements() if one.kind == "absent"]
    apply = number["test"] + number["open"]
    by_document = [one for one in requirements() if one.kind == "document"]
    written = sum(not one.note.startswith("missing") for one in by_document)
    shown = sum(one.id in marked() for one in absent)
    yield f"{number['test']} of {apply} requirements that a test can verify are verified by tests."
    yield f"{written} of {number['document']} that ask for a document have one."
    yield f"{number['host']} are up to whoever runs the installation."
    yield f"{number['absent']} are about something that we do not have; of {shown} of them a test shows it."
    yield f"{number['later']} are about something that is not built yet."


def _open() -> list[Requirement]:
    """What a test does not verify, and documents that are not written."""
    return [
        one
        for one in requirements()
        if one.kind in ("open", "later") or (one.kind == "document" and one.note.startswith("missing"))
    ]


def _marks(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """Each test or class of tests of a file that carries marks."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            ids = [id for mark in node.decorator_list for id in _ids(mark)]
            if ids:
                yield node.name, ids


def _ids(mark: ast.expr) -> list[str]:
    if not (isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs"):
        return []
    return [ast.literal_eval(one) for one in mark.args]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
