"""What every template may ask for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The theme and keys of this browser, the membership under which the page is seen, and whether there is a demo."""
    match = request.resolver_match
    return {
        "theme": theme(request),
        "has_shortcuts": has_shortcuts(request),
        "has_demo": settings.HAS_DEMO,
        "mail_is_printed": settings.EDITION == "embedded",
        "membership": getattr(request, "membership", None),
        "active": _entry((match and match.url_name) or ""),
    }


def theme(request: HttpRequest) -> str:
    """The theme that was chosen on this device, "auto" when none was."""
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def has_shortcuts(request: HttpRequest) -> bool:
    """Whether single keys do something on this device; so it is until somebody turns them off."""
    return request.COOKIES.get("shortcuts") != "off"


def _entry(url_name: str) -> str:
    """The entry of the rail that a page belongs to."""
    return next((entry for entry in ("connections", "members", "shares") if url_name.startswith(entry[:-1])), url_name)
