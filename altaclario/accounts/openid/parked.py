"""A subject that nobody is known by yet: it waits in the session while its person signs up, or in."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

HOLDS_SECONDS = 600
INSTALLATION = "issuer"
"""How `to` begins for an issuer of the whole installation."""
_PARKED = "parked_identity"


@dataclass(frozen=True, slots=True)
class Parked:
    """Issuer and subject, and nothing else that was said. `mark` tells this one from any other."""

    to: str
    issuer: str
    subject: str
    label: str
    then: str
    mark: str
    since: float


def park(session: SessionBase, *, to: str, issuer: str, subject: str, label: str, then: str, now: datetime) -> None:
    """It waits under another key of the session: who knew the one before has nothing of it."""
    session.cycle_key()
    mark = secrets.token_urlsafe(32)
    session[_PARKED] = asdict(Parked(to, issuer, subject, label, then, mark, now.timestamp()))


def waiting(session: SessionBase, *, now: datetime) -> Parked | None:
    """The one that waits, for ten minutes; then it is forgotten."""
    held = session.get(_PARKED)
    found = Parked(**held) if held else None
    if found and not 0 <= now.timestamp() - found.since <= HOLDS_SECONDS:
        let_go(session)
        return None
    return found


def is_enough(session: SessionBase, *, now: datetime) -> bool:
    """Whether somebody signs up by an issuer of the installation, which is to let them in: they need no password.

    That of a workspace lets nobody in who has no account of their own.
    """
    found = waiting(session, now=now)
    return found is not None and found.to.startswith(f"{INSTALLATION}:")


def let_go(session: SessionBase) -> None:
    session.pop(_PARKED, None)
