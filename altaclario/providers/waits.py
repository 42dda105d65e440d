"""How long a tracker asks to wait."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import inf


def asked(headers: Mapping[str, str]) -> float | None:
    """The seconds of a `Retry-After`, which is a number or a date; None where there is none that makes sense.

    >>> asked({"retry-after": "30"}), asked({"retry-after": "-5"}), asked({"retry-after": "soon"}), asked({})
    (30.0, None, None, None)
    >>> asked({"retry-after": "Mon, 02 Mar 2026 09:00:30 GMT", "date": "Mon, 02 Mar 2026 09:00:00 GMT"})
    30.0
    """
    said = headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said, headers.get("date", ""))
    return seconds if 0 <= seconds < inf else None


def _until(said: str, date: str) -> float:
    """The seconds until a date, by the tracker's own clock where it tells that; -1 for what is no date."""
    then, now = _instant(said), _instant(date)
    return -1 if then is None else then - (time.time() if now is None else now)


def _instant(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
