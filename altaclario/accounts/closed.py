"""What somebody closed and may open again: a link that says so in a mail, and what this browser has shown."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.http import HttpRequest

from altaclario.charts.messages import Message

LINK = "link"
LINK_NAME = Message("Somebody with the link of a mail")
_SALT = "altaclario.closed"
_SHOWN = "closed"


class LeadsNowhere(Exception):
    """Nobody of ours wrote this link."""


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whoever opened the link of a mail, in the chain of a workspace: it went to all of its owners."""

    owner_key: str
    actor_id: str = LINK


def token(owner: str, erases: datetime) -> str:
    """What a mail holds: which account or workspace, and which closing of it."""
    return signing.dumps([owner, erases.isoformat()], salt=_SALT)


def read(written: str) -> tuple[str, datetime]:
    """What `token` wrote. Raises LeadsNowhere."""
    try:
        owner, erases = signing.loads(written, salt=_SALT)
    except signing.BadSignature:
        raise LeadsNowhere from None
    return owner, datetime.fromisoformat(erases)


def show(request: HttpRequest, owner: str, erases: datetime) -> None:
    """This browser has proved that it may undo it: with the link, or with a password or key that fits."""
    request.session[_SHOWN] = token(owner, erases)


def shown(request: HttpRequest) -> tuple[str, datetime]:
    """What this browser may undo. Raises LeadsNowhere."""
    return read(str(request.session.get(_SHOWN, "")))


def forget(request: HttpRequest) -> None:
    """It was undone."""
    request.session.pop(_SHOWN, None)
