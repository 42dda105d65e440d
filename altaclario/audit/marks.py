"""The mark of a note: it depends on everything in the note and, through the mark before it, on all earlier ones."""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from altaclario.declarations.promises import keeps

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Written:
    """What a note says, as its mark sees it."""

    owner: str
    chain: int
    number: int
    at: datetime
    who: str
    what: str
    kind: str
    on: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: its key, how many notes it has, and the mark of the last one."""

    key: bytes
    count: int = 0
    last: str = ""

    def text(self) -> str:
        """As it is sealed."""
        return json.dumps([self.key.hex(), self.count, self.last])

    @classmethod
    def of(cls, text: str) -> Self:
        """What `text` wrote.

        >>> Head.of(Head(bytes(32), 2, "ab").text()) == Head(bytes(32), 2, "ab")
        True
        """
        key, count, last = json.loads(text)
        return cls(bytes.fromhex(key), count, last)


@keeps("audit-log")
def mark(key: bytes, written: Written, before: str) -> str:
    """HMAC-SHA256, in hexadecimal digits. Lengths before parts, so that no two notes read the same.

    >>> one = Written("workspace:1", 1, 1, datetime(2026, 3, 2, tzinfo=UTC), "7", "member-left", "person", "7", "", "")
    >>> mark(bytes(32), one, "") == mark(bytes(32), one, "ab")
    False
    """
    parts = (
        "altaclario note 1",
        written.owner,
        str(written.chain),
        str(written.number),
        written.at.astimezone(UTC).isoformat(timespec="microseconds"),
        written.who,
        written.what,
        written.kind,
        written.on,
        written.old,
        written.new,
        before,
    )
    encoded = [part.encode() for part in parts]
    return hmac.digest(key, b"".join(len(part).to_bytes(4, "big") + part for part in encoded), "sha256").hex()
