"""A browser in which an account was signed in before, by the password it has: what others guess counts not there."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.module_loading import import_string

from altaclario.web import limits

DAYS = 90


def remember(request: HttpRequest, answer: HttpResponse, account: str) -> None:
    """Somebody has just signed in here with all that it takes. The cookie is chance, and a mark that only we make."""
    chance = device(request, account) or secrets.token_urlsafe(32)
    answer.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        f"{chance}.{_mark(chance, account)}",
        max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device(request: HttpRequest, account: str) -> str:
    """The name of the browser, if that account was signed in there; else empty."""
    chance, _, mark = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "").partition(".")
    return chance if chance and constant_time_compare(mark, _mark(chance, account)) else ""


def _mark(chance: str, account: str) -> str:
    said = f"{chance}|{limits.plain(account)}|{import_string(settings.KNOWN_WHILE)(account)}"
    return salted_hmac("known browser", said, algorithm="sha256").hexdigest()
