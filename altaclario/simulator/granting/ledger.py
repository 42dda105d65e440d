"""What was granted to whom: codes, what opens for an hour, what gets the next hour, and what ended with what."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

HOLDS_SECONDS = 300
"""So long a code does."""


class Refused(Exception):
    """By the standard's word for it."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(slots=True)
class Given:
    """One consent: all that follows from it ends with it."""

    account: str
    sites: tuple[str, ...]
    scopes: tuple[str, ...]
    refresh: str = ""
    opens: dict[str, float] = field(default_factory=dict, repr=False)
    """Until when each of its tokens opens."""
    has_ended: bool = False


@dataclass(slots=True, repr=False)
class Ledger:
    """Where refreshes rotate, one that comes a second time ends the whole grant: somebody else may have it."""

    clock: Callable[[], float] = time.time
    lasts_seconds: int = 3600
    rotates: bool = True
    codes: dict[str, tuple[Given, Mapping[str, str], float]] = field(default_factory=dict)
    grants: list[Given] = field(default_factory=list)
    used: dict[str, Given] = field(default_factory=dict)
    """Refreshes that were used up."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def code_for(self, given: Given, asked: Mapping[str, str]) -> str:
        """Somebody said yes."""
        code = secrets.token_urlsafe(32)
        self.codes[code] = (given, asked, self.clock())
        self.grants.append(given)
        return code

    def redeemed(self, code: str, verifier: str, back: str) -> tuple[Given, str]:
        """What a code stands for, once, and what opens. Raises Refused."""
        with self._lock:
            given, asked, at = self.codes.pop(code, (None, {}, 0.0))
            challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            if (
                given is None
                or self.clock() - at > HOLDS_SECONDS
                or back != asked.get("redirect_uri")
                or challenge != asked.get("code_challenge")
            ):
                raise Refused("invalid_grant")
            return given, self._next(given)

    def renewed(self, refresh: str) -> tuple[Given, str]:
        """The next hour. Raises Refused."""
        with self._lock:
            if refresh in self.used:
                self.used[refresh].has_ended = True
            given = next((one for one in self.grants if one.refresh == refresh and not one.has_ended), None)
            if given is None:
                raise Refused("invalid_grant")
            return given, self._next(given)

    def opened(self, token: str) -> Given | None:
        """What a token opens now."""
        now = self.clock()
        return next((one for one in self.grants if not one.has_ended and one.opens.get(token, 0.0) > now), None)

    def end_all(self) -> None:
        """Everybody takes back what they allowed."""
        for one in self.grants:
            one.has_ended = True

    def tokens(self) -> list[str]:
        """All that ever opened something or could have."""
        refreshes = [one.refresh for one in self.grants if one.refresh]
        return [*self.codes, *self.used, *refreshes, *(token for one in self.grants for token in one.opens)]

    def _next(self, given: Given) -> str:
        opens = f"simulated.{secrets.token_urlsafe(64)}"
        given.opens[opens] = self.clock() + self.lasts_seconds
        if self.rotates or not given.refresh:
            if given.refresh:
                self.used[given.refresh] = given
            given.refresh = f"simulated.{secrets.token_urlsafe(64)}"
        return opens
