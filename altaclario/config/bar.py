"""Progress on a terminal: one line that is drawn over, or nothing where nobody looks."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

from altaclario.providers.progress import Progress

_WIDTH = 30


@dataclass(slots=True)
class Bar:
    """Draws each progress on `to`; on what is no terminal it writes each stage once, as a line."""

    to: TextIO = field(default_factory=lambda: sys.stderr)
    _stage: str = ""
    _drawn: bool = False

    def show(self, progress: Progress) -> None:
        if self.to.isatty():
            self._draw(progress)
        elif progress.stage != self._stage:
            self._stage = progress.stage
            self.to.write(f"{progress.stage} …\n")
            self.to.flush()

    def clear(self) -> None:
        """Leave the terminal as it was."""
        if self._drawn:
            self.to.write("\r\033[K")
            self.to.flush()

    def _draw(self, progress: Progress) -> None:
        self._drawn = True
        self.to.write("\r\033[K" + line(progress))
        self.to.flush()


def line(progress: Progress) -> str:
    """The progress as one line of text.

    >>> line(Progress("reading issues", read=500, expected=1000))
    'reading issues  ███████████████···············  500 of about 1,000'
    """
    if progress.waiting:
        return f"{progress.stage}  the tracker asked to wait {progress.waiting:.0f} s"
    if not progress.expected:
        return progress.stage
    expected = max(progress.expected, progress.read)
    filled = _WIDTH * progress.read // expected
    return f"{progress.stage}  {'█' * filled}{'·' * (_WIDTH - filled)}  {progress.read:,} of about {expected:,}"
