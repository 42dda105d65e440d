"""HTTPS and nothing else, in the server edition: a page leads there, and anything else is refused."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse

_PROBE = "/alive"
_WHAT_MACHINES_ASK = "/api/"


class OnlyHttps:
    """What came in the open is not answered: it was read on its way, and a redirect would hide that it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HTTPS_ONLY or request.is_secure() or request.path == _PROBE:
            return self._get_response(request)
        if request.method in ("GET", "HEAD") and not request.path.startswith(_WHAT_MACHINES_ASK):
            # To our own origin, never to the host that the request names.
            return HttpResponsePermanentRedirect(settings.ORIGIN + request.get_full_path())
        said = {"type": "about:blank", "title": "HTTPS is required.", "status": 403}
        return JsonResponse(said, status=403, content_type="application/problem+json")
