"""What was granted, as it is sealed: what opens the tracker for an hour, and what gets the next hour."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

_AHEAD_SECONDS = 900
"""A reading begins with as much at least. One that outlives it ends ("token-aged"); the next begins with a new one."""
LONGEST_TOKEN = 16_384


@dataclass(frozen=True, slots=True)
class Grant:
    """Neither of its tokens stands in any printed form."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    until: int
    """When `access` ends, in UTC seconds."""
    scopes: tuple[str, ...] = ()
    """What was given of what was asked for; empty where nothing was said about it."""

    def lasts(self, now: datetime) -> bool:
        """Whether a reading may begin with it."""
        return now.timestamp() + _AHEAD_SECONDS < self.until

    @property
    def text(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self))


def read(text: str) -> Grant:
    """What `text` made."""
    said = json.loads(text)
    return Grant(said["access"], said["refresh"], said["until"], tuple(said["scopes"]))


def is_token(said: object) -> bool:
    """Whether it can be one: it goes into a header, where a space or a line of its own would mean something else.

    >>> is_token("eyJ0.e30.x-_~+/="), is_token("two words"), is_token(""), is_token(None)
    (True, False, False, False)
    """
    return (
        isinstance(said, str)
        and 0 < len(said) <= LONGEST_TOKEN
        and said.isascii()
        and said.isprintable()
        and " " not in said
    )
