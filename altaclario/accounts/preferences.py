"""What a person prefers: their time zone, theme and density; kept with the account, and remembered on each device."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from altaclario.accounts.models import User
from altaclario.audit import notes, verbs
from altaclario.web import device

_SEEN = "preferred"
"""Up to which choice of the person this session has told its device."""


def zones() -> list[tuple[str, str]]:
    """The time zones that people live in, by name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def zone_of(person: Any) -> str:
    """The zone of times that are the person's own."""
    return str(person.zone) or "UTC"


def prefer(person: Any, *, zone: str, theme: str, density: str, now: datetime) -> None:
    """From now on, on every device on which the person is signed in."""
    with transaction.atomic():
        # Rows that lead to the person may be added meanwhile: their sealing waits for nobody who waits for it.
        before = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        old = [before.zone, before.theme, before.density]
        person.zone, person.theme, person.density, person.preferred = zone, theme, density, now
        person.save(update_fields=["zone", "theme", "density", "preferred"])
        notes.note(before, verbs.PREFERENCES_CHANGED, old=_said(old), new=_said([zone, theme, density]), now=now)


def _said(values: list[str]) -> str:
    return ",".join(value or "none" for value in values)


class Remember:
    """Middleware: a device learns what the person prefers, from the next page on; what it chose since stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        # Sessions that no page has read are left alone: what anybody may see stays the same for all.
        if request.session.accessed and request.user.is_authenticated and request.user.preferred:
            said = request.user.preferred.timestamp()
            if request.session.get(_SEEN) != said:
                request.session[_SEEN] = said
                device.remember(request, response, "theme", request.user.theme)
                device.remember(request, response, "density", request.user.density)
        return response
