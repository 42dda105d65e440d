"""What one bounded look at a tracker finds; names are for the page that offers them, and stay there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be read. `key` is how people write it, where that is not its name."""

    id: str
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A board, or what takes its place at this tracker."""

    id: str
    name: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Whose credential it is, and what it can see. `boards` and `items` are counts."""

    account: str
    projects: tuple[Project, ...]
    boards: int
    items: int
