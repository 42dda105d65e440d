"""The purge journal: a mark of everything that was erased, beside the database, for when an old copy of it comes back.

A line is a hash of the id and of the moment at which the account or workspace came to be (an id that a restored
database gives out once more is another one), and the day of the erasing. The journal must not be restored with the
database: it only grows.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

_HEAD = "altaclario purge journal 1 "
_LINE = re.compile(r"(?P<mark>[0-9a-f]{64})(?: (?P<day>\d{4}-\d\d-\d\d))?")
"""Before days were written, a mark stood alone."""


class JournalUnusable(Exception):
    """It cannot be read or written; the text says what is wrong."""


def mark(owner: str, began: datetime) -> str:
    """What stands for an account or a workspace; some copies know times to the second. Raises JournalUnusable."""
    return marker()(owner, began)


def marker() -> Callable[[str, datetime], str]:
    """The same for many of them, of a journal that is read once. Raises JournalUnusable."""
    salt = _salt()

    def marked(owner: str, began: datetime) -> str:
        text = f"{salt} {owner} {began.astimezone(UTC).isoformat(timespec='seconds')}"
        return hashlib.sha256(text.encode()).hexdigest()

    return marked


def add(erased: str, *, now: datetime) -> None:
    """One more mark, on the disk before this returns; one that is there already stays alone. Raises JournalUnusable."""
    if erased not in marks():
        _append(f"{erased} {now.astimezone(UTC).date()}\n")


def marks() -> frozenset[str]:
    """All marks; what somebody was cut off from writing is none. Raises JournalUnusable."""
    return frozenset(found["mark"] for line in _lines() if (found := _LINE.fullmatch(line)))


def last() -> date | None:
    """The latest day that stands in it; None where none does. Raises JournalUnusable."""
    days = [found["day"] for line in _lines() if (found := _LINE.fullmatch(line)) and found["day"]]
    try:
        return date.fromisoformat(max(days)) if days else None
    except ValueError:
        raise JournalUnusable(f"The purge journal names a day that there is not: {max(days)}.") from None


def _salt() -> str:
    """Chance of this journal, so that ids cannot be looked up in it by who has not all of it."""
    found = next((line for line in _lines() if line.startswith(_HEAD)), "")
    if not found:
        _append(f"{_HEAD}{secrets.token_hex(32)}\n")
        found = next(line for line in _lines() if line.startswith(_HEAD))
    return found.removeprefix(_HEAD)


def _lines() -> Iterable[str]:
    path = Path(settings.PURGE_JOURNAL)
    try:
        text = path.read_text() if path.exists() else ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise JournalUnusable(f"The purge journal {path} cannot be read ({type(wrong).__name__}).") from None
    whole, _, _cut_off = text.rpartition("\n")
    return whole.split("\n")


def _append(text: str) -> None:
    path = Path(settings.PURGE_JOURNAL)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - 1, 0))
            is_cut_off = end > 0 and file.read(1) != b"\n"
            file.write(("\n" if is_cut_off else "").encode() + text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as wrong:
        raise JournalUnusable(f"The purge journal {path} cannot be written ({wrong.strerror}).") from None
