"""Whether anything is counted on this device, what its pages need for that, and counting."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from altaclario.consent import choosing
from altaclario.consent.analytics import hits, payload, routes, sending, visits
from altaclario.consent.choice import Choice
from altaclario.declarations.promises import keeps


class NotAllowed(Exception):
    """Nobody said yes on this device, or the yes counts no more."""


@keeps("consent-taken-back")
def is_allowed(request: HttpRequest, *, now: datetime, chosen: Choice | None = None) -> bool:
    """Asked anew for each page and each hit: after a yes that still holds, and not of somebody who pauses all."""
    is_paused = getattr(getattr(request, "user", None), "restricted", None) is not None
    return choosing.standing(request, chosen=chosen, now=now).is_allowed and not is_paused


def page(request: HttpRequest, *, now: datetime) -> dict[str, Any] | None:
    """What the script of a page is given; None where there is to be no script."""
    match = request.resolver_match
    if not settings.ANALYTICS_ID or match is None or match.url_name not in routes.MEASURED:
        return None
    if not is_allowed(request, now=now):
        return None
    held = choosing.standing(request, now=now).choice
    despite = held is not None and held.had_signal
    return {"to": reverse("measured"), "pages": routes.patterns(), "despiteSignal": despite}


def count(request: HttpRequest, *, now: datetime) -> tuple[Choice, visits.Visit]:
    """Hand on one hit; the yes under which it came, and its visit. Raises NotAllowed; NotAHit for what no page of ours
    sends.
    """
    held = choosing.standing(request, now=now).choice
    if held is None or not is_allowed(request, now=now):
        raise NotAllowed
    hit = hits.read(request.body)
    visit = visits.of(request, now=now)
    sending.hand_over(payload.body(hit, visit, origin=settings.ORIGIN or "http://localhost"))
    return held, visit


def tidy(request: HttpRequest, response: HttpResponse, *, now: datetime) -> None:
    """Take the cookie away where nothing is counted any more."""
    is_there = visits.cookie() in request.COOKIES and visits.cookie() not in response.cookies
    if is_there and not is_allowed(request, now=now):
        visits.forget(response)
