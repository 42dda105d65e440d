"""What a fault is at one tracker, and what must be seen of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from altaclario.simulator.tracker import Tracker

Way = Literal["", "nobody", "no name", "no tls", "self-signed", "expired", "of another"]
"""How the tracker is reached, where that is wrong."""
Seen: TypeAlias = "Fails | Lives"


@dataclass(frozen=True, slots=True)
class Fails:
    """The reading ends with this cause, and what was there before stays."""

    cause: str


@dataclass(frozen=True, slots=True)
class Lives:
    """The reading succeeds, and tells by these names what it noticed or left out.

    With `is_whole` it brings exactly what it brings without the fault.
    """

    findings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    may_leave_out: tuple[str, ...] = ()
    """What it leaves out as well when it asked late enough."""
    is_whole: bool = True


WHOLE = Lives()


@dataclass(frozen=True, slots=True)
class Case:
    """The fault at one tracker: how it is set, and what must be seen."""

    seen: Seen
    faults: tuple[dict[str, Any], ...] = ()
    """As `faults.Fault` takes them."""
    world: Callable[[Tracker], None] | None = None
    """What the tracker is like beforehand."""
    way: Way = ""
    token: str = ""
    """Another token than the right one."""


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why the fault cannot befall one of the trackers."""

    why: str
