"""Where somebody goes on after a choice that belongs to no page."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page(request: HttpRequest) -> str:
    """The page that says where it is seen, as an answer to a form does; else where the browser came from."""
    before = request.POST.get("back") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if is_ours else "/"
