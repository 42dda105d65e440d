"""What other programs look for at one place on every site: whom to tell of a hole, and where a password is changed."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

_HOLDS = timedelta(days=300)


def security(_request: HttpRequest) -> HttpResponse:
    """RFC 9116; nothing where the operator named no page to write to."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    return HttpResponse(_text(), content_type="text/plain; charset=utf-8")


def change_password(_request: HttpRequest) -> HttpResponse:
    """Where password managers lead people."""
    led = HttpResponseRedirect(reverse("account_change_password"))
    led.status_code = 303
    return led


@cache
def _text() -> str:
    """Made once a start: where nobody starts it any more, it is to run out."""
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {timezone.now() + _HOLDS:%Y-%m-%dT%H:%M:%SZ}"]
    if settings.ORIGIN:
        lines.append(f"Canonical: {settings.ORIGIN}{reverse('security-txt')}")
    return "\n".join([*lines, "Preferred-Languages: en", ""])
