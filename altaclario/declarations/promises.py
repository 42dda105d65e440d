"""The mark on code that keeps a promise of the privacy policy."""

from collections.abc import Callable
from typing import TypeVar

Keeper = TypeVar("Keeper", bound=Callable[..., object])

KEEPERS: dict[str, list[str]] = {}
"""The names of what keeps each promise, by its slug."""


def keeps(slug: str) -> Callable[[Keeper], Keeper]:
    """Mark a function or class as what keeps the promise `slug` of the policy."""

    def marked(keeper: Keeper) -> Keeper:
        KEEPERS.setdefault(slug, []).append(f"{keeper.__module__}.{keeper.__qualname__}")
        return keeper

    return marked
