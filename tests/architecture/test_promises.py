"""The policy, the code that keeps it, the tests that prove it, and the breaks that turn them red: one list."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from altaclario.declarations.promises import KEEPERS
from altaclario.web import policies
from tests import sabotage
from tests.architecture.later_promises import LATER, MOST
from tests.proofs import promised

ROOT = Path(__file__).resolve().parents[2]
PROMISED = promised(ROOT / "policy" / "privacy.md")
SOURCES = [path for path in (ROOT / "altaclario").rglob("*.py") if "tests" not in path.parts]
TESTS = [*(ROOT / "altaclario").rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]


def _keepers() -> Iterator[tuple[str, Path, str]]:
    """Each `@keeps`: its slug, its file, and what stands below it."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            for mark in getattr(node, "decorator_list", ()):
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "keeps":
                    yield ast.literal_eval(mark.args[0]), path, node.name  # type: ignore[attr-defined]


def _proofs() -> Iterator[tuple[str, Path]]:
    """Each mark `proves` in the code of the tests."""
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "proves":
                yield ast.literal_eval(node.args[0]), path


def test_the_text_promises_something_and_no_tag_is_written_wrong() -> None:
    assert len(PROMISED) >= 5
    assert set(policies.policy("privacy").promises) == set(PROMISED)


def test_every_promise_has_code_that_keeps_it_and_no_code_keeps_what_is_not_promised() -> None:
    assert {slug for slug, _, _ in _keepers()} == set(PROMISED)


def test_the_register_of_keepers_is_what_stands_in_the_code() -> None:
    for _, path, _ in _keepers():
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    registered = {(slug, name.split(".")[-1]) for slug, names in KEEPERS.items() for name in names}
    assert registered == {(slug, name) for slug, _, name in _keepers()}


def test_every_promise_has_a_proof_and_no_proof_proves_what_is_not_promised() -> None:
    assert {slug for slug, _ in _proofs()} == set(PROMISED)


def test_every_keeper_has_a_break_that_turns_its_proof_red() -> None:
    broken = {(case.slug, case.file) for case in sabotage.CASES}
    kept = {(slug, str(path.relative_to(ROOT))) for slug, path, _ in _keepers()}
    assert kept <= broken
    assert {slug for slug, _ in broken} == set(PROMISED)


def test_every_number_of_the_study_is_promised_or_on_the_list_of_later_ones() -> None:
    now = {number for numbers in PROMISED.values() for number in numbers}
    assert now & set(LATER) == set()
    assert now | set(LATER) == set(range(1, 73))


def test_the_list_of_later_ones_only_shrinks() -> None:
    assert len(LATER) == MOST <= 66


def test_the_whole_check_demands_a_proof_of_each() -> None:
    checks = next(
        node.value
        for node in ast.parse((ROOT / "test.py").read_text()).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "CHECKS"
    )
    command = ast.literal_eval(checks)["tests"]
    assert command[command.index("--promises") + 1] == "policy/privacy.md"


TRIALS = {
    "a proof that passed": ("@pytest.mark.proves('kept')\ndef test_it(): pass", 0),
    "no proof": ("def test_it(): pass", 1),
    "a proof of something else": ("@pytest.mark.proves('other')\ndef test_it(): pass", 1),
    "a proof that was skipped": ("@pytest.mark.proves('kept')\n@pytest.mark.skip\ndef test_it(): pass", 1),
    "a proof that skipped itself": ("@pytest.mark.proves('kept')\ndef test_it(): pytest.skip('later')", 1),
    "a proof that is expected to fail": ("@pytest.mark.proves('kept')\n@pytest.mark.xfail\ndef test_it(): pass", 1),
    "a proof that failed": ("@pytest.mark.proves('kept')\ndef test_it(): assert False", 1),
    "a proof whose setting failed": (
        "@pytest.fixture\ndef broken(): raise OSError\n@pytest.mark.proves('kept')\ndef test_it(broken): pass",
        1,
    ),
    "one that failed beside one that passed": (
        "@pytest.mark.proves('kept')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_it(n): assert n == 1",
        1,
    ),
}


@pytest.mark.parametrize("trial", TRIALS)
@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_is_green_only_with_a_proof_that_ran_and_passed(trial: str, processes: str, tmp_path: Path) -> None:
    text, code = TRIALS[trial]
    (tmp_path / "policy.md").write_text("We keep it. {kept: P1}\n")
    (tmp_path / "test_trial.py").write_text(f"import pytest\n{text}\n")
    words = [
        "-p",
        "tests.proofs",
        "--promises",
        str(tmp_path / "policy.md"),
        "-n",
        processes,
        "--rootdir",
        str(tmp_path),
    ]
    quiet = ["-q", "-c", "/dev/null", "-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider", "-W", "ignore"]
    command = [sys.executable, "-m", "pytest", *quiet, *words, str(tmp_path / "test_trial.py")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert ("NOT PROVED" in ended.stdout) == (code == 1 and "beside" not in trial)
