"""Which fields a tracker may give us, and what for; and which we never ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """One field of a tracker that may be asked for: what is kept of it, and which figure needs it."""

    field: str
    kept: str
    needed_by: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Fields of a tracker that are never asked for, by the tracker's own names: what they hold, and why not."""

    fields: str
    holds: str
    why: str
