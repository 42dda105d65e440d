"""HTTPS and nothing else, in the server edition: a page leads there, and anything else is refused."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from altaclario.declarations.promises import keeps
from altaclario.web import problems

_PROBE = "/alive"


@keeps("https-only")
class OnlyHttps:
    """What came in the open is not answered: it was read on its way, and a redirect would hide that it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HTTPS_ONLY or request.is_secure() or request.path == _PROBE:
            return self._get_response(request)
        if request.method in ("GET", "HEAD") and not request.path.startswith(problems.WHAT_MACHINES_ASK):
            # To our own origin, never to the host that the request names.
            return HttpResponsePermanentRedirect(settings.ORIGIN + request.get_full_path())
        return problems.problem(403, "HTTPS is required.")
