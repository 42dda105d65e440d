"""What stands at the head of pages: incidents that are open and concern who looks, but for those that they closed."""

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from altaclario.declarations.promises import keeps
from altaclario.desk import affected
from altaclario.desk.incident_kinds import Whom
from altaclario.desk.models import Incident

_COOKIE, _MOST, _DIGITS = "closed", 20, 10
_STILL_TRUE_SECONDS = 300

_seen: tuple[Incident, ...] = ()
_at = 0.0
"""What the last page of this process found open, and when, by a clock that only goes forward."""


def page(request: HttpRequest) -> dict[str, Callable[[], list[Incident]]]:
    """For templates: asked only on pages that show it."""
    return {"open_incidents": lambda: shown(request), "known_incidents": lambda: known(request)}


@keeps("incidents-told")
def shown(request: HttpRequest) -> list[Incident]:
    """What is open now, for an ordinary page: one small question to the database. No page fails because of it."""
    global _seen, _at  # what pages found is what error pages may show
    try:
        _seen, _at = tuple(Incident.objects.open().order_by("-opened", "-pk")), time.monotonic()
    except DatabaseError:
        return known(request)
    membership = getattr(request, "membership", None)
    return [one for one in _not_closed(request, _seen) if affected.concerns(one, request.user, membership)]


def known(request: HttpRequest | None = None) -> list[Incident]:
    """What concerns everybody, for a page that tells of an error: without the database, which may be what fails."""
    if time.monotonic() - _at > _STILL_TRUE_SECONDS:
        return []
    of_all = [one for one in _seen if one.whom == Whom.EVERYBODY]
    return _not_closed(request, of_all) if request else of_all


def forget() -> None:
    """As in a new process."""
    global _seen, _at
    _seen, _at = (), 0.0


def close(request: HttpRequest, response: HttpResponse, number: str) -> None:
    """Do not show it in this browser any more, until that is closed; what is no number closes nothing."""
    numbers = ".".join([*(one for one in _closed(request) if one != number), *_numbers([number])][-_MOST:])
    response.set_cookie(_name(), numbers, httponly=True, samesite="Lax", secure=request.is_secure())


def _not_closed(request: HttpRequest, incidents: Iterable[Incident]) -> list[Incident]:
    closed = set(_closed(request))
    return [one for one in incidents if str(one.pk) not in closed]


def _closed(request: HttpRequest) -> list[str]:
    """The numbers of those that were closed here; of a cookie that somebody edited, what is a number."""
    return _numbers(request.COOKIES.get(_name(), "").split("."))[-_MOST:]


def _numbers(said: list[str]) -> list[str]:
    return [one for one in said if one.isascii() and one.isdecimal() and len(one) <= _DIGITS]


def _name() -> str:
    return f"{settings.COOKIE_PREFIX}{_COOKIE}"
