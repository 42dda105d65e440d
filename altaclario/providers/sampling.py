"""What one question of each kind brings: who one is, how much there is, what was dropped; never contents."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from altaclario.providers.columns.dropped import dropped

T = TypeVar("T")

SIZE = 20
"""Items that are read to see what the tracker sends beside what we ask for."""


@dataclass(slots=True)
class Sample:
    """Filled as the answers come, so that it holds what was found when something ends it."""

    account: str = ""
    time_zone: str = ""
    product: str = ""
    """What the tracker calls itself."""
    clock_skew_seconds: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """The name of each field as this tracker has it, what is kept of it, and for which figure."""
    dropped: set[str] = field(default_factory=set)
    """Names of members that came and that nobody decoded."""

    def noting(self, kept: object, prefix: str, answer: T) -> Callable[[bytes], T]:
        """A reader of pages that only notes what it would drop; `kept` is the type that names what is kept."""

        def take(body: bytes) -> T:
            self.dropped.update(prefix + path for path in dropped(body, kept))
            return answer

        return take
