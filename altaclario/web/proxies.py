"""What a proxy says of the browser before it, believed of proxies that the operator named, and of nobody else."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT")
_MORE_SAID = ("HTTP_FORWARDED", "HTTP_X_REAL_IP")


class Proxies:
    """Outermost: whoever comes after it sees the browser's address and scheme, and no header of a proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = {name: request.META.pop(name, "") for name in (*_SAID, *_MORE_SAID)}
        if _is_ours(request.META.get("REMOTE_ADDR", "")):
            request.META["wsgi.url_scheme"] = "https" if said["HTTP_X_FORWARDED_PROTO"] == "https" else "http"
            request.META["REMOTE_ADDR"] = _browser(said["HTTP_X_FORWARDED_FOR"]) or request.META["REMOTE_ADDR"]
        return self._get_response(request)


def _browser(chain: str) -> str:
    """The last address that no proxy of ours has; before it stands what the browser made up."""
    addresses = [one.strip() for one in chain.split(",")]
    return next((one for one in reversed(addresses) if _is_address(one) and not _is_ours(one)), "")


def _is_ours(address: str) -> bool:
    if not _is_address(address):
        return False
    found = ip_address(address)
    return any(found.version == network.version and found in network for network in settings.PROXY_NETWORKS)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
