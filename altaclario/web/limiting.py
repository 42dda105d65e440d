"""Middleware: counts each try at the door that an address is, and says how long to wait when there were too many."""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from altaclario.declarations.limits import DOORS, Door
from altaclario.web import busy, known, limits, problems
from altaclario.web.limits import Taken, TooMany, Who

_LOOKING = ("GET", "HEAD", "OPTIONS", "TRACE")
_ANY_CHANGE = Door("change")


class Limiting:
    """After the check of forms: what was forged in somebody's browser is not counted against them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _positional: object, named: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing when there may be one more."""
        door = _door(request)
        if door is None:
            return None
        try:
            account = _account(request, door, named)
            device = known.device(request, account) if door.known else ""
            take(request, door.known if device else door.limit, account, device)
        except TooMany as refused:
            return _refusal(request, refused)
        except OperationalError as failure:
            if not busy.is_locked(failure):
                raise
            return busy.answer(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A limit that a verb found."""
        return _refusal(request, exception) if isinstance(exception, TooMany) else None


def take(request: HttpRequest, limit: str, account: str = "", device: str = "") -> None:
    """One more try by whoever asks; it is given back if it succeeds. Raises TooMany."""
    person = getattr(request, "user", None)
    who = Who(
        address=request.META.get("REMOTE_ADDR", ""),
        account=account,
        device=device,
        person=str(person.pk) if person is not None and person.is_authenticated else "",
    )
    taken = limits.take(limit, who, now=timezone.now())
    request.tries = Taken((*_taken(request).names, *taken.names))  # type: ignore[attr-defined]


def give_back(request: HttpRequest) -> None:
    """What this request tried succeeded."""
    limits.give_back(_taken(request))
    request.tries = Taken()  # type: ignore[attr-defined]


def _taken(request: HttpRequest) -> Taken:
    return getattr(request, "tries", Taken())


def _door(request: HttpRequest) -> Door | None:
    """The door that is tried; whoever sends a form where nothing is to be changed tries to change something."""
    match = request.resolver_match
    declared = DOORS.get((match and match.url_name) or "", _ANY_CHANGE)
    is_looking = request.method in _LOOKING
    if isinstance(declared, Door):
        return None if is_looking and not declared.reads else declared
    return None if is_looking or declared.forms else _ANY_CHANGE


def _account(request: HttpRequest, door: Door, named: dict[str, Any]) -> str:
    if door.header:
        return request.headers.get(door.header, "")
    return str(named.get(door.account) or request.POST.get(door.account, "")) if door.account else ""


def _refusal(request: HttpRequest, refused: TooMany) -> HttpResponse:
    minutes = -(-refused.wait // 60)
    context = {"minutes": minutes, "hours": -(-refused.wait // 3600) if minutes > 90 else 0}
    answer = problems.answer(request, 429, "Too many tries. Retry-After says when to try again.", "429.html", **context)
    answer.headers["Retry-After"] = str(refused.wait)
    return answer
