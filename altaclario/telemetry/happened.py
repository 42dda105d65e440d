"""What can be counted: its fields are all that there is of it. Each is what a row of its table says, but the count."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from django.http import HttpRequest

from altaclario.declarations.limits import DOORS
from altaclario.declarations.promises import keeps
from altaclario.telemetry import steps

Method = Literal["look", "change"]
Vital = Literal["LCP", "CLS", "INP", "FCP", "TTFB"]
VITALS: tuple[Vital, ...] = ("LCP", "CLS", "INP", "FCP", "TTFB")
_LOOKING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True, order=True)
class Viewed:
    """A request was answered."""

    at: datetime
    route: str
    method: Method
    status: int
    ms: int


@dataclass(frozen=True, slots=True, order=True)
class Sampled:
    """A browser measured a vital of a page."""

    at: datetime
    route: str
    vital: Vital
    value: int


@dataclass(frozen=True, slots=True, order=True)
class Failed:
    """An error of ours."""

    at: datetime
    route: str
    kind: str
    place: str
    line: int
    release: str


Happened: TypeAlias = Viewed | Sampled | Failed


@keeps("own-telemetry")
def route(name: str | None) -> str:
    """The name of an address, if it is one of ours: nothing that somebody else wrote gets in.

    >>> route("flow"), route("flow?secret"), route(None)
    ('flow', '', '')
    """
    return name if name in DOORS else ""


def asked_for(request: HttpRequest) -> str:
    """The route of a request."""
    match = request.resolver_match
    return route(match.url_name if match else None)


def viewed(name: str | None, *, asked: str | None, status: int, seconds: float, now: datetime) -> Viewed:
    """One answer, counted in its hour.

    >>> from datetime import UTC
    >>> one = viewed("flow", asked="GET", status=200, seconds=0.0421, now=datetime(2026, 3, 2, 9, 41, tzinfo=UTC))
    >>> one.at.hour, one.at.minute, one.method, one.ms
    (9, 0, 'look', 50)
    """
    method: Method = "look" if asked in _LOOKING else "change"
    return Viewed(steps.hour(now), route(name), method, status, steps.length(seconds))


def sampled(name: str, vital: Vital, value: int, *, now: datetime) -> Sampled:
    """One measure of a browser, counted in its day."""
    return Sampled(steps.day(now), route(name), vital, steps.rounded(value))
