"""A proof that stays green when its promise is broken is none."""

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import sabotage
from tests.depth import DEEP
from tests.sabotage import CASES, Case

TODAY = datetime.now(UTC).timetuple().tm_yday
CHOSEN = CASES if DEEP else (CASES[TODAY % len(CASES)],)
"""All of them with --deep; otherwise each day another one."""
_RED = {"AssertionError", "assert", "Failed"}


def _named(case: Case) -> str:
    return f"{case.slug} in {Path(case.file).name}"


@pytest.mark.breaks
@pytest.mark.parametrize("case", CHOSEN, ids=_named)
def test_a_break_turns_its_proofs_red_and_nothing_else_does(
    case: Case, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("breaks", f"{case.slug} {sabotage.label(case)}")
    tree = sabotage.copy(tmp_path)
    whole = sabotage.outcomes(case, tree)
    assert set(whole.values()) == {"passed"}
    sabotage.breaking(case, tree)
    broken = sabotage.outcomes(case, tree)
    assert set(broken) == set(whole)
    assert len(broken) == len(case.tests)
    assert {name: ended for name, ended in broken.items() if ended not in _RED} == {}


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_what_a_break_replaces_stands_there_once_and_its_tests_are_proofs(case: Case) -> None:
    assert (sabotage.ROOT / case.file).read_text().count(case.old) == 1
    for test in case.tests:
        path, *_, name = test.split("[")[0].split("::")
        assert case.slug in _proved_by(sabotage.ROOT / path, name)


def _proved_by(path: Path, name: str) -> set[str]:
    """The promises that a test is marked to prove, itself or with its whole file."""
    tree = ast.parse(path.read_text())
    test = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name)
    of_file = [node.value for node in tree.body if isinstance(node, ast.Assign) and _is_the_mark(node)]
    return {
        ast.literal_eval(call.args[0])
        for marked in [*test.decorator_list, *of_file]
        for call in ast.walk(marked)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "proves"
    }


def _is_the_mark(node: ast.Assign) -> bool:
    return getattr(node.targets[0], "id", "") == "pytestmark"
