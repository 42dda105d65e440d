"""The purge journal: a mark of everything that was erased, beside the database, for when an old copy of it comes back.

A line is a hash of the id and of the moment at which the account or workspace came to be: an id that a restored
database gives out once more is another one. The journal must not be restored with the database: it only grows.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_HEAD = "altaclario purge journal 1 "
_DIGITS = 64


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


def add(erased: str) -> None:
    """One more mark, on the disk before this returns; one that is there already stays alone. Raises JournalUnusable."""
    if erased not in marks():
        _append(f"{erased}\n")


def marks() -> frozenset[str]:
    """All marks; what somebody was cut off from writing is none. Raises JournalUnusable."""
    return frozenset(line for line in _lines() if len(line) == _DIGITS and line.isalnum())


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
