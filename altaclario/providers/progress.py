"""How far a reading is, told to whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a reading: `read` of the items `expected` so far, in `requests`; `waiting` seconds if asked to."""

    stage: str = "connecting"
    read: int = 0
    expected: int = 0
    waiting: float = 0.0
    requests: int = 0


@dataclass(slots=True)
class Teller:
    """Keeps the progress of one reading and tells each step of it."""

    watch: Callable[[Progress], None]
    requests: Callable[[], int] = int
    """How many requests were made so far."""
    now: Progress = field(default_factory=Progress)
    _about: int = 0
    _named: int = 0
    _is_all_named: bool = False

    def stage(self, stage: str) -> None:
        self._tell(replace(self.now, stage=stage, waiting=0.0))

    def read(self, items: int) -> None:
        self._tell(replace(self.now, read=self.now.read + items, waiting=0.0))

    def about(self, items: int) -> None:
        """The tracker says that there are about so many."""
        self._about = items
        self._expect()

    def named(self, more: int) -> None:
        """The ids of so many more came."""
        self._named += more
        self._expect()

    def all_named(self) -> None:
        """Every id came: nothing is a guess any more."""
        self._is_all_named = True
        self._expect()

    def waits(self, seconds: float) -> None:
        self._tell(replace(self.now, waiting=seconds))

    def _expect(self) -> None:
        expected = self._named if self._is_all_named else max(self._about, self._named)
        self._tell(replace(self.now, expected=expected))

    def _tell(self, progress: Progress) -> None:
        self.now = replace(progress, requests=self.requests())
        self.watch(self.now)
