"""Where a person is signed in: one row for each browser, without any network address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from altaclario.accounts import objecting, second_factors
from altaclario.accounts.models import SignIn, User
from altaclario.audit import notes, verbs
from altaclario.charts.messages import Message
from altaclario.web import known

OPERATOR = "operator"
"""What stands in a note for whoever runs the installation."""
OPERATOR_NAME = Message("Whoever runs this installation")
"""And what people read there."""
_OFTEN_ENOUGH = timedelta(minutes=10)
_UNUSED, _AT_ALL = timedelta(days=14), timedelta(days=30)
"""A session ends when nobody used it for so long, and however much it is used, so long after it began."""
_ROW, _SEEN, _BEGAN = "sign_in", "sign_in_seen", "sign_in_began"
_THROUGH = "signed_in_through"
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the installation, in the chain of a person or a workspace."""

    owner_key: str
    actor_id: str = OPERATOR


@dataclass(frozen=True, slots=True)
class Open:
    """One browser in which somebody is signed in."""

    device: str
    began: datetime
    seen: datetime
    is_this: bool
    is_through_an_issuer: bool


def begin(request: HttpRequest, person: User, *, now: datetime) -> None:
    """Somebody signed in; rows of sessions that are over go.

    By which link they came, the last stage of this very sign-in says: nothing that lay in the session before counts.
    """
    through: str = getattr(request, "coming_through", "")
    SignIn.objects.filter(person=person).exclude(session_key__in=Session.objects.values("session_key")).delete()
    if request.session.session_key is None:
        request.session.save()  # Somebody else was signed in here, and nothing of that session was kept.
    if request.session.get(_THROUGH, through) != through:
        # Whoever had the key while it opened less, or opened it by a link that may end, has nothing of what follows.
        request.session.cycle_key()
        follow(request.session)
    key = request.session.session_key
    shown = "" if objecting.has_objected(person, "devices") else device(request)
    row, _made = SignIn.objects.update_or_create(
        session_key=key,
        defaults={"person": person, "device": shown, "through": through, "began": now, "seen": now},
    )
    request.session[_THROUGH] = through
    request.session[_ROW] = row.pk
    request.session[_SEEN] = request.session[_BEGAN] = now.timestamp()


def through(session: SessionBase) -> str:
    """By which link to an issuer this session began; empty for means of one's own."""
    return str(session.get(_THROUGH, ""))


def end_through(link: Any) -> None:
    """The link of that id is gone, and with it every sign-in that began by it."""
    over = SignIn.objects.filter(through__endswith=f":{link}")
    Session.objects.filter(session_key__in=list(over.values_list("session_key", flat=True))).delete()
    over.delete()


def become_ones_own(session: SessionBase) -> None:
    """Whoever is here has shown by a means of their own who they are: it goes on without the link."""
    session[_THROUGH] = ""
    SignIn.objects.filter(pk=session.get(_ROW, 0)).update(through="")


def follow(session: SessionBase) -> None:
    """The session goes on under another key."""
    SignIn.objects.filter(pk=session.get(_ROW, 0)).update(session_key=session.session_key)


def look(session: SessionBase, *, now: datetime) -> None:
    """Note that the browser is still there, every ten minutes at most, and how long the session may go on."""
    if now - datetime.fromtimestamp(session[_SEEN], tz=now.tzinfo) >= _OFTEN_ENOUGH:
        began = datetime.fromtimestamp(session.setdefault(_BEGAN, session[_SEEN]), tz=now.tzinfo)
        session[_SEEN] = now.timestamp()
        session.set_expiry(min(now + _UNUSED, began + _AT_ALL))
        SignIn.objects.filter(pk=session[_ROW]).update(seen=now)


def of(person: Any, session: SessionBase, *, now: datetime) -> list[Open]:
    """Those that are still open, the one that asks first."""
    still = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = SignIn.objects.filter(person=person, session_key__in=still).order_by("-seen")
    found = [
        Open(row.device, row.began, row.seen, row.session_key == session.session_key, bool(row.through)) for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_this)


def end_others(person: Any, session: SessionBase | None, *, now: datetime) -> None:
    """Signed out everywhere but here; with no session, here too. Devices that were remembered are forgotten."""
    kept = session.session_key if session else None
    over = SignIn.objects.filter(person=person).exclude(session_key=kept)
    Session.objects.filter(session_key__in=list(over.values_list("session_key", flat=True))).delete()
    over.delete()
    second_factors.forget_devices(person, now=now)


def sign_out_elsewhere(person: User, session: SessionBase, *, now: datetime) -> None:
    """What the button does: the same, and it is noted."""
    with transaction.atomic():
        end_others(person, session, now=now)
        notes.note(person, verbs.SIGNED_OUT_ELSEWHERE, now=now)


def end_for(person: User, *, now: datetime) -> int:
    """What whoever runs the installation does: nobody is signed in as this person any more. How many were."""
    with transaction.atomic():
        many = SignIn.objects.filter(person=person).count()
        end_others(person, None, now=now)
        notes.note(Operator(person.owner_key), verbs.SIGN_INS_ENDED, now=now)
    return many


def end(session: SessionBase) -> None:
    """Somebody signs out in this browser."""
    SignIn.objects.filter(session_key=session.session_key or "").delete()


def standing(account: str) -> str:
    """Another text with each password that the account of that address gets; empty without an account."""
    found = User.objects.filter(email__iexact=account.replace("\0", "").strip()).first()
    return found.get_session_auth_hash() if found else ""


def device(request: HttpRequest) -> str:
    """Browser and system, such as "Firefox, Windows"; more of what the browser says is not kept."""
    said = request.headers.get("User-Agent", "")
    found = [next((name for sign, name in names.items() if sign in said), "") for names in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))


class Seen:
    """Middleware: looks at sessions that a page has read anyway, knows a browser again in which somebody signed in, and
    clears its copies after a sign-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.session.accessed and _ROW in request.session:
            look(request.session, now=timezone.now())
        if email := getattr(request, "signed_in_as", ""):
            known.remember(request, response, email)
        if getattr(request, "has_signed_out", False):
            # Also what a browser kept although it was told not to: the page before must not come back by its button.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
