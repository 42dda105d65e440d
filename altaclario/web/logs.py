"""Log lines with names of errors and places in the code, and nothing that an error carries."""

import logging
import re
import traceback
from types import TracebackType

_TOKEN = re.compile(r"/(s|e|invitations)/[^/\s\"']+")
"""In these addresses stands what opens something."""


class WithoutContents(logging.Formatter):
    """An exception's text may hold what a tracker sent, so only its type and where it rose are written."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub(r"/\1/…", super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = ei
        places = [f"{frame.f_code.co_filename}:{line}" for frame, line in traceback.walk_tb(trace)]
        return f"{kind.__name__ if kind else 'no error'} at {' < '.join(reversed(places))}"

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002
        return ""
