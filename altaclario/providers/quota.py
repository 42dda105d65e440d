"""What an answer tells of how much the account may still ask."""

from collections.abc import Mapping
from dataclasses import dataclass

_NEAR = 0.2
"""From less than this part of the limit on, both trackers begin to hold back."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Of so much, so much is left, in the tracker's own units; `limit` is None where it tells none."""

    remaining: int
    limit: int | None = None
    is_near: bool = False
    """Whether so much is used that it is time to ask less at once."""


def told(headers: Mapping[str, str]) -> Quota | None:
    """The quota that the headers of an answer tell, None where they tell none.

    >>> told({"x-ratelimit-limit": "350", "x-ratelimit-remaining": "12"})
    Quota(remaining=12, limit=350, is_near=True)
    >>> told({"x-ratelimit-limit": "200", "x-ratelimit-remaining": "150.5"})
    Quota(remaining=150, limit=200, is_near=False)
    >>> told({"x-ratelimit-remaining": "soon"}) is None
    True
    """
    remaining, limit = _number(headers, "x-ratelimit-remaining"), _number(headers, "x-ratelimit-limit")
    if remaining is None:
        return None
    is_near = headers.get("x-ratelimit-nearlimit", "").lower() == "true" or "x-ratelimit-delay" in headers
    return Quota(remaining, limit, is_near or (limit is not None and remaining < limit * _NEAR))


def _number(headers: Mapping[str, str], name: str) -> int | None:
    """A whole number that a database can hold, rounded down; None for what is none."""
    said = headers.get(name, "").partition(".")[0]
    return min(int(said), _MOST) if said.isascii() and said.isdigit() and len(said) < _DIGITS else None


_DIGITS = 12
_MOST = 0x7FFFFFFF
