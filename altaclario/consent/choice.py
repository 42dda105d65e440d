"""The choice about analytics as one cookie holds it: version of the question, answer, time, and the signal."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "consent"
LIVES = timedelta(days=182)
"""From each visit on."""
_FORM = re.compile(r"1:([0-9.-]{1,20}):(accepted|declined):(\d{1,11}):([01])")
_AHEAD = timedelta(days=1)
"""So far a clock may go ahead of ours."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody answered on this device. `had_signal`: while the browser sent an opt-out signal."""

    version: str
    is_accepted: bool
    at: datetime
    had_signal: bool

    @property
    def answer(self) -> str:
        return "accepted" if self.is_accepted else "declined"

    def written(self) -> str:
        """As the cookie holds it.

        >>> Choice("2026-12-01", True, datetime(2026, 12, 1, tzinfo=UTC), False).written()
        '1:2026-12-01:accepted:1796083200:0'
        """
        return f"1:{self.version}:{self.answer}:{int(self.at.timestamp())}:{int(self.had_signal)}"


def cookie() -> str:
    """The name of the cookie on this installation."""
    return f"{settings.COOKIE_PREFIX}{NAME}"


def read(text: str, *, now: datetime) -> Choice | None:
    """What a cookie says; None where it says nothing that we ever write, or something of tomorrow.

    >>> day = datetime(2026, 12, 2, tzinfo=UTC)
    >>> read("1:2026-12-01:accepted:1796083200:0", now=day).answer, read("1:x:accepted:1:0", now=day)
    ('accepted', None)
    """
    found = _FORM.fullmatch(text[:100])
    if found is None:
        return None
    version, answer, at, had_signal = found.groups()
    if int(at) > (now + _AHEAD).timestamp():
        return None
    return Choice(version, answer == "accepted", datetime.fromtimestamp(int(at), UTC), had_signal == "1")


def of(request: HttpRequest, *, now: datetime) -> Choice | None:
    """What this device remembers."""
    return read(request.COOKIES.get(cookie(), ""), now=now)


def remember(response: HttpResponse, choice: Choice) -> None:
    """Have the device remember it for half a year from this answer on. No script reads it."""
    response.set_cookie(
        cookie(),
        choice.written(),
        max_age=int(LIVES.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(cookie(), samesite="Lax")
