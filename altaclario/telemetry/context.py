"""What a page is told: under which name its browser may say how it was. Nothing where that is not to be said."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from altaclario.telemetry import happened

_FRAMED = ("share-framed",)
"""In somebody else's page no token of a form comes back, so that nothing could be said."""


def page(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Looked up only by a page that asks, once it is known who looks at it."""

    def telemetry_as() -> str:
        name = happened.asked_for(request)
        return name if name not in _FRAMED and import_string(settings.MAY_BE_COUNTED)(request) else ""

    return {"telemetry_as": telemetry_as}
