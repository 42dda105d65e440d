"""What every template may ask for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from altaclario.web import device, navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """What this browser remembers, the membership under which the page is seen, and whether there is a demo."""
    match = request.resolver_match
    return {
        "theme": device.remembered(request, "theme"),
        "density": device.remembered(request, "density"),
        "cookie_prefix": settings.COOKIE_PREFIX,
        "has_shortcuts": has_shortcuts(request),
        "is_counted": device.remembered(request, "counted") == "on",
        "has_demo": settings.HAS_DEMO,
        "mail_is_printed": settings.EDITION == "embedded",
        "membership": getattr(request, "membership", None),
        "dashboards": navigation.ENTRIES,
        "active": _entry((match and match.url_name) or ""),
    }


def has_shortcuts(request: HttpRequest) -> bool:
    """Whether single keys do something on this device; so it is until somebody turns them off."""
    return device.remembered(request, "shortcuts") == "on"


def _entry(url_name: str) -> str:
    """The entry of the rail that a page belongs to."""
    return next(
        (
            entry
            for entry in ("connections", "members", "shares", "teams", "api-tokens")
            if url_name.startswith(entry[:-1])
        ),
        url_name,
    )
