"""Middleware: what is larger or deeper than any request of ours is refused before anything of it is read."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from altaclario.declarations.sizes import ADDRESS_CHARACTERS, BODY_BYTES, HEADER_CHARACTERS, JSON_DEPTH, LARGER
from altaclario.web import problems

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_TITLES = {
    400: _("This is nested too deeply"),
    413: _("This is more than a page of ours sends"),
    414: _("This address is too long"),
    431: _("Your browser sent too much beside the request"),
}


class Sizes:
    """Numbers of fields are counted where forms are read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _too_large(request) or _too_deep(request)
        if not status:
            return self._get_response(request)
        title = str(_TITLES[status])
        return problems.answer(request, status, title, "web/refused.html", refused=status, heading=title)


def _too_large(request: HttpRequest) -> int:
    """The status that says so, or 0."""
    if len(request.get_full_path()) > ADDRESS_CHARACTERS:
        return 414
    if sum(len(name) + len(said) for name, said in request.headers.items()) > HEADER_CHARACTERS:
        return 431
    said = request.META.get("CONTENT_LENGTH") or "0"
    if len(said) > 12:
        return 413
    size = int(said) if said.isdecimal() else 0
    return 413 if size > BODY_BYTES and size > _most(request) else 0


def _most(request: HttpRequest) -> int:
    """What may come to this address, from whoever asks."""
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return BODY_BYTES
    return LARGER.get(name, BODY_BYTES) if request.user.is_authenticated else BODY_BYTES


def _too_deep(request: HttpRequest) -> int:
    return 400 if request.content_type == "application/json" and depth(request.body) > JSON_DEPTH else 0


def depth(text: bytes) -> int:
    """How deeply brackets stand within each other, those in strings left out.

    >>> depth(b'{"a": [1, {"b": "]["}]}'), depth(b"17")
    (3, 0)
    """
    deepest = now = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRING.sub(b"", text)):
        now += 1 if bracket in b"[{" else -1
        deepest = max(deepest, now)
    return deepest
