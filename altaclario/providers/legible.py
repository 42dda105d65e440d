"""Bytes of an answer as UTF-8 that a JSON decoder takes: other character sets, byte order marks, halves of signs."""

import codecs
import re
from collections.abc import Callable
from typing import TypeVar

import msgspec

T = TypeVar("T")

_KNOWN = ("utf-8", "ascii", "iso8859-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
_ESCAPED = re.compile(
    rb"\\(?:u(d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|d[89a-f][0-9a-f]{2})|.)", re.IGNORECASE | re.DOTALL
)


def read(body: bytes, content_type: str, take: Callable[[bytes], T]) -> T:
    """What `take` makes of a body. Raises what it raises, ValueError for a character set that is not known.

    A name that was cut in the middle of a sign (half a surrogate pair) keeps nobody from reading the page.
    """
    text = _utf8(body, content_type)
    try:
        return take(text)
    except msgspec.DecodeError:
        mended = _without_halves(text)
        if mended == text:
            raise
    return take(mended)


def _utf8(body: bytes, content_type: str) -> bytes:
    """The body in UTF-8, without a mark of the order of bytes.

    >>> _utf8("ö".encode("latin-1"), "application/json; charset=ISO-8859-1").decode()
    'ö'
    """
    found = re.search(r"""charset=["']?([\w-]+)""", content_type, re.IGNORECASE)
    name = _known(found[1]) if found else "utf-8"
    plain = body if name in ("utf-8", "ascii") else body.decode(name).encode()
    return plain.removeprefix(codecs.BOM_UTF8)


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        name = ""
    if name not in _KNOWN:
        raise UnicodeError("a character set that no JSON comes in")
    return name


def _without_halves(text: bytes) -> bytes:
    r"""Half a surrogate pair becomes the sign for what cannot be shown.

    >>> _without_halves(rb'"cut \ud83d" "whole \ud83d\ude00" "no escape \\ud83d"')
    b'"cut \\ufffd" "whole \\ud83d\\ude00" "no escape \\\\ud83d"'
    """
    return _ESCAPED.sub(lambda found: rb"\ufffd" if found[1] and len(found[1]) == 4 else found[0], text)
