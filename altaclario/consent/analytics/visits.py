"""The one cookie of analytics: chance that tells devices apart for half a year, and visits apart by half an hour."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from altaclario.declarations.promises import keeps

NAME = "analytics"
LIVES = timedelta(days=182)
"""From the yes on; coming again does not make it longer."""
PAUSE = timedelta(minutes=30)
"""Who comes back later than that is on another visit."""
_FORM = re.compile(r"1:(?P<chance>[0-9]{1,10})\.(?P<made>[0-9]{1,10}):(?P<began>[0-9]{1,10}):(?P<last>[0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of one device, all times in seconds. None of it is of any person, account or address."""

    chance: int
    made: int
    began: int

    @property
    def client(self) -> str:
        """As Google wants it: chance, and since when."""
        return f"{self.chance}.{self.made}"


def cookie() -> str:
    """The name of the cookie on this installation."""
    return f"{settings.COOKIE_PREFIX}{NAME}"


def read(text: str, *, now: datetime) -> Visit:
    """The visit that a cookie tells of; another one where it is over, and another device where its time is or where
    it says nothing that we ever write.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    >>> read("1:17.1796083200:1796083200:1796126000", now=noon)
    Visit(chance=17, made=1796083200, began=1796083200)
    """
    at, found = int(now.timestamp()), _FORM.fullmatch(text[:60])
    made, began, last = (int(found[part]) for part in ("made", "began", "last")) if found else (0, 0, 0)
    if found is None or not at - LIVES.total_seconds() < made <= began <= last <= at:
        return Visit(secrets.randbelow(2**31), at, at)
    return Visit(int(found["chance"]), made, began if at - last < PAUSE.total_seconds() else at)


def of(request: HttpRequest, *, now: datetime) -> Visit:
    """The visit that a request belongs to."""
    return read(request.COOKIES.get(cookie(), ""), now=now)


@keeps("one-analytics-cookie")
def remember(response: HttpResponse, visit: Visit, *, now: datetime) -> None:
    """Have the device remember it until its time is over. No script reads it."""
    at = int(now.timestamp())
    response.set_cookie(
        cookie(),
        f"1:{visit.client}:{visit.began}:{at}",
        max_age=visit.made + int(LIVES.total_seconds()) - at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(cookie(), samesite="Lax")
