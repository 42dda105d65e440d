"""What a team names itself: ways to say where work begins and ends, and classes of work."""

import hashlib
from dataclasses import dataclass

MOST_SIGNS = 60
"""Of a name that a team gives."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One way to say where work begins and ends, by status ids.

    Work is in progress in each status of `start` and finished in each of `finish`; done and cancelled stay what they
    are, and every other status lies before the beginning.

    >>> Pair("Development", frozenset({"3"}), frozenset({"3"}))
    Traceback (most recent call last):
    ...
    ValueError: no status is both where work is in progress and where it is finished
    """

    name: str
    start: frozenset[str]
    finish: frozenset[str]

    @property
    def key(self) -> str:
        """What stands for it in addresses: another pair has another one, and it stays when others come and go."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:12]

    def __post_init__(self) -> None:
        _see_name(self.name)
        if not (self.start and self.finish):
            raise ValueError("work begins in one status at least, and ends in one")
        if self.start & self.finish:
            raise ValueError("no status is both where work is in progress and where it is finished")


@dataclass(frozen=True, slots=True)
class WorkClass:
    """One class of work: an item is of it that has one of the types, labels or priorities, by name.

    >>> WorkClass("Expedite", priorities=frozenset({"Highest"})).types
    frozenset()
    """

    name: str
    types: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    priorities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _see_name(self.name)
        if not (self.types or self.labels or self.priorities):
            raise ValueError("a class of work has one type, label or priority at least")


def _see_name(name: str) -> None:
    if not name.strip() or len(name) > MOST_SIGNS:
        raise ValueError(f"a name has 1 to {MOST_SIGNS} signs")
