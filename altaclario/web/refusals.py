"""What was refused, one line each for whoever watches an installation: what, to whom, at which address of ours."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("altaclario.security")
_REFUSED = (400, 401, 403, 405, 413, 414, 429, 431)


def told(request: HttpRequest, what: str, *, whom: int = 0) -> None:
    """Write the line. `whom` is somebody who is not signed in yet; whoever is not known is person 0.

    A network address is personal, what stands in an address may open something, and what was typed may be a password in
    the wrong field: none of them is written.
    """
    person, match = getattr(request, "_cached_user", None), request.resolver_match
    who = whom or getattr(person, "pk", None) or 0
    _log.info("%s person=%s method=%s address=%s", what, who, request.method, (match and match.url_name) or "-")


class Refusals:
    """Middleware, around all that refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        # A stranger hears that there is no such workspace, and so does the log of a workspace that never was.
        is_stranger = response.status_code == 404 and match is not None and "slug" in match.kwargs
        if response.status_code in _REFUSED or is_stranger:
            told(request, f"refused={response.status_code}")
        return response
