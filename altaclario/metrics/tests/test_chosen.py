"""What no team can have meant is refused where settings are made."""

from collections.abc import Callable
from typing import Any

import pytest

from altaclario.metrics.chosen import Pair, WorkClass
from altaclario.metrics.settings import Settings

_ONE, _OTHER = frozenset({"1"}), frozenset({"2"})

_REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a pair without a name": (lambda: Pair(" ", _ONE, _OTHER), "a name"),
    "a pair that never ends": (lambda: Pair("Build", _ONE, frozenset()), "one status"),
    "a pair that ends where it begins": (lambda: Pair("Build", _ONE, _ONE), "no status is both"),
    "a class of nothing": (lambda: WorkClass("Expedite"), "one type"),
    "a class with a long name": (lambda: WorkClass("x" * 61, types=_ONE), "a name"),
    "two pairs of one name": (lambda: Settings(pairs=(Pair("Build", _ONE, _OTHER),) * 2), "the same name"),
    "two classes of one name": (lambda: Settings(classes=(WorkClass("Expedite", types=_ONE),) * 2), "the same name"),
    "a limit of nothing": (lambda: Settings(wip_limits={"3": 0}), "a limit"),
    "a window of no days": (lambda: Settings(window_days=0), "at least one day"),
    "work forgotten at once": (lambda: Settings(untouched_days=0), "at least one day"),
}


@pytest.mark.parametrize("made", _REFUSED)
def test_it_is_refused_with_a_sentence(made: str) -> None:
    make, why = _REFUSED[made]
    with pytest.raises(ValueError, match=why):
        make()
