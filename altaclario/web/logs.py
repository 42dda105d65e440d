"""Log lines with names of errors and places in the code, and nothing that an error carries."""

import logging
import re
import time
import traceback
from types import TracebackType

_TOKEN = re.compile(r"/(s|e|invitations|closed)/[^/\s\"']+")
"""In these addresses stands what opens something."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class WithoutContents(logging.Formatter):
    """An exception's text may hold what a tracker sent, so only its type and where it rose are written.

    One event is one line, whatever somebody put into an address, and its time is that of UTC.
    """

    converter = time.gmtime  # type: ignore[assignment]  # it may be called without a time, and never is
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).replace("\n", " ")
        return _TOKEN.sub(r"/\1/…", _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, _, trace = ei
        places = [f"{frame.f_code.co_filename}:{line}" for frame, line in traceback.walk_tb(trace)]
        return f"{kind.__name__ if kind else 'no error'} at {' < '.join(reversed(places))}"

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002
        return ""
