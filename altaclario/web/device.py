"""What one browser remembers for itself, in a cookie each, for a year; what is as usual needs none."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from altaclario.declarations.promises import keeps

_YEAR = 365 * 86_400
CHOICES = {
    "theme": ("auto", "light", "dark"),
    "density": ("comfortable", "compact"),
    "shortcuts": ("on", "off"),
    "counted": ("on", "off"),
}
"""By the name of the cookie; the first is as usual."""


def remembered(request: HttpRequest, name: str) -> str:
    """What was chosen on this device; as usual when nothing was, or nothing that there is."""
    usual, *_others = CHOICES[name]
    said = request.COOKIES.get(_cookie(name), usual)
    return said if said in CHOICES[name] else usual


@keeps("kinds-of-storage")
def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Have the browser remember it from this answer on."""
    if value in CHOICES[name][1:]:
        response.set_cookie(_cookie(name), value, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(_cookie(name), samesite="Lax")


def _cookie(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}{name}"
