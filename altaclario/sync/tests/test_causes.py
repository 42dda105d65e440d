"""Everything that can go wrong has its sentences."""

import ast
from pathlib import Path

import pytest

from altaclario import providers
from altaclario.connections import causes
from altaclario.sync import refreshing
from altaclario.sync.models import SyncRun

ROOMS = Path(providers.__file__).resolve().parents[1]


_FAULTS = ("TrackerFault", "CredentialRefused", "ScopeUnknown", "TrackerUnreadable")


def _is_plain(cause: ast.expr) -> bool:
    """A word, or that of a trouble, whose word is plain where the trouble is made."""
    return isinstance(cause, ast.Constant) or ast.unparse(cause) == "self.cause"


def _named(room: str) -> dict[str, str]:
    """Every `cause="…"` of a room, and where it stands."""
    return {
        keyword.value.value: f"{path.name}:{keyword.value.lineno}"
        for path in (ROOMS / room).rglob("*.py")
        if "tests" not in path.parts
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "cause" and isinstance(keyword.value, ast.Constant) and keyword.value.value
    }


def test_every_cause_that_is_raised_or_stored_has_its_sentences() -> None:
    named = _named("providers") | _named("connections") | _named("sync")
    assert len(named) >= 9
    assert {cause: place for cause, place in named.items() if cause not in causes.CAUSES} == {}


def test_every_fault_in_the_providers_names_its_cause_in_plain_text() -> None:
    """So that the test above sees it."""
    unseen = [
        f"{path.name}:{call.lineno}"
        for path in (ROOMS / "providers").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in (*_FAULTS, "Trouble")
        and not any(one.arg == "cause" and _is_plain(one.value) for one in call.keywords)
    ]
    assert unseen == []


def test_every_refusal_of_our_own_has_a_cause() -> None:
    for refusal in (*causes.REFUSALS[1:], refreshing.NoRoom):
        cause, status = refreshing._cause(refusal(), _NeverStopped())  # type: ignore[arg-type]
        assert cause in causes.CAUSES
        assert cause != "unexpected"
        assert status == 0


class _NeverStopped:
    was_stopped = False


@pytest.mark.parametrize("cause", causes.CAUSES)
def test_each_says_what_happened_and_who_can_mend_it(cause: str) -> None:
    known = causes.CAUSES[cause]
    assert known.happened.endswith(".")
    assert known.mend.endswith(".")
    assert len(cause) <= SyncRun._meta.get_field("cause").max_length  # type: ignore[operator]


def test_what_needs_a_person_is_not_tried_again_alone() -> None:
    assert causes.needs_a_person("token-refused")
    assert not causes.needs_a_person("failing")
    assert not causes.needs_a_person("a word of tomorrow")
