"""The opt-out signal of a browser: Global Privacy Control."""

from django.http import HttpRequest


def is_sent(request: HttpRequest) -> bool:
    """Exactly "1" is the signal, and anything else is none. Of a header that was sent twice one is enough.

    Servers join such headers with a comma.
    """
    return "1" in [one.strip() for one in request.META.get("HTTP_SEC_GPC", "").split(",")]


def is_told(request: HttpRequest) -> bool:
    """Whether it is sent, or the script of a page says that the browser tells it to scripts alone."""
    return is_sent(request) or request.POST.get("signal") == "1"
