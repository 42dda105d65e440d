"""What is read of a tracker."""

from dataclasses import dataclass

MOST_BOARDS = 20
"""Boards beyond these are left out and counted; a project with more is read board by board."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Projects, and the boards whose members are wanted: by the tracker's own ids, or a project by its key."""

    projects: tuple[str, ...]
    boards: tuple[str, ...] = ()
    labels: bool = False
    """Whether labels (tags) are read: people write them, so they are asked for only where somebody wants them."""
