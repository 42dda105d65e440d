"""Who is counted by our own telemetry: nobody who objects to it, pauses, or whose browser or device says no."""

from django.conf import settings
from django.http import HttpRequest

from altaclario.accounts import objecting
from altaclario.accounts.models import User
from altaclario.consent import opt_out
from altaclario.declarations.promises import keeps
from altaclario.web import device


@keeps("objections-heard")
def may_be_counted(request: HttpRequest) -> bool:
    """Asks nothing that no page asked: of a session that nobody looked into nothing is known, which counts as a no."""
    if opt_out.is_sent(request) or device.remembered(request, "counted") == "off":
        return False
    known = _known(request)
    if not known and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return _is_known_to_be_nobody(request)
    return not any(one.restricted or objecting.has_objected(one, "telemetry") for one in known)


def _known(request: HttpRequest) -> list[User]:
    """Who the session said it was, also where the page may not know, and who is signed in by now."""
    session = getattr(request, "session", None)
    found = [getattr(request, "_cached_user", None)]
    if session is not None and session.accessed:
        found.append(getattr(request, "user", None))
    return [one for one in found if isinstance(one, User)]


def _is_known_to_be_nobody(request: HttpRequest) -> bool:
    found = getattr(request, "_cached_user", None)
    return found is not None and not found.is_authenticated
