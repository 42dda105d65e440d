"""What is read of a tracker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Projects, and the boards whose members are wanted: by the tracker's own ids, or a project by its key."""

    projects: tuple[str, ...]
    boards: tuple[str, ...] = ()
