"""From here to an issuer and back: each way once, in this browser, within ten minutes, and to that issuer alone."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from altaclario.accounts.openid.faults import Cause, IssuerFault

HOLDS_SECONDS = 600
_MOST = 5
"""Of one browser at once: of more the oldest are forgotten."""
_WAITING = "departures"


@dataclass(frozen=True, slots=True)
class Departure:
    """What we keep meanwhile, with the session and never in the browser."""

    to: str
    """Which issuer of ours it leads to."""
    person: int
    """Who was signed in when it began; 0 for nobody."""
    then: str
    """Which page of ours they meant to see."""
    nonce: str
    verifier: str
    began: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """What goes along."""

    state: str
    nonce: str
    challenge: str


def depart(session: SessionBase, *, to: str, person: int, then: str, now: datetime) -> Ticket:
    """Begin."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    began = Departure(to, person, then, nonce, verifier, now.timestamp())
    waiting = {**session.get(_WAITING, {}), _hashed(state): asdict(began)}
    latest = sorted(waiting, key=lambda one: float(waiting[one]["began"]))[-_MOST:]
    session[_WAITING] = {one: waiting[one] for one in latest}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return Ticket(state, nonce, challenge)


def returned(session: SessionBase, state: str, *, to: str, person: int, now: datetime) -> Departure:
    """The departure that this state belongs to, which is used up, whatever comes of it. Raises IssuerFault."""
    return _used(session, state, lambda began: began == to, person, now)


def returned_from(session: SessionBase, state: str, *, among: str, person: int, now: datetime) -> Departure:
    """The same where many begin that come back to one address: to whatever begins so. Raises IssuerFault."""
    return _used(session, state, lambda began: began.startswith(among), person, now)


def _used(session: SessionBase, state: str, fits: Callable[[str], bool], person: int, now: datetime) -> Departure:
    found = _taken(session, _hashed(state))
    departure = Departure(**found) if found else None
    if (
        departure is None
        or not fits(departure.to)
        or departure.person != person
        or not 0 <= now.timestamp() - departure.began <= HOLDS_SECONDS
    ):
        raise IssuerFault(Cause.NOT_BEGUN)
    return departure


def _taken(session: SessionBase, hashed: str) -> dict[str, Any] | None:
    """Out of the session as it is now: of two that arrive at once, one finds it."""
    with transaction.atomic():
        held = Session.objects.select_for_update().filter(session_key=session.session_key or "").first()
        fresh = type(session)(session.session_key) if held else None
        waiting: dict[str, Any] = fresh.get(_WAITING, {}) if fresh is not None else {}
        found: dict[str, Any] | None = waiting.pop(hashed, None)
        if fresh is not None and found is not None:
            fresh[_WAITING] = waiting
            fresh.save()
    if found is not None:
        session[_WAITING] = waiting
    return found


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
