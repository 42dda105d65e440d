"""Which fields a tracker may give us, and what for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """One field of a tracker that may be asked for: what is kept of it, and which figure needs it."""

    field: str
    kept: str
    needed_by: str
