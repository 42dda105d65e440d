"""References, which may be said aloud, and codes, without which a reference shows nothing."""

import hashlib

from django.utils.crypto import constant_time_compare, salted_hmac

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None that is taken for another one when it is read or heard: no 0 and O, no 1, I and L, no U beside V."""
_OF_REFERENCE, _OF_CODE, _GROUP = 8, 16, 4


def derived(said: str, attempt: int) -> tuple[str, str]:
    """The reference and the code of what was sent. Only this installation can tell them, so that nobody guesses one;
    the same form sent twice has the same."""
    number = int.from_bytes(salted_hmac("altaclario.desk", f"{attempt}|{said}", algorithm="sha256").digest())
    signs = []
    for _ in range(_OF_REFERENCE + _OF_CODE):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return f"AC-{_grouped(signs[:_OF_REFERENCE])}", _grouped(signs[_OF_REFERENCE:])


def hashed(code: str) -> str:
    """What is stored of a code: 78 bits of chance need no salt."""
    return hashlib.sha256(_bare(code).encode("utf-8", "replace")).hexdigest()


def fits(code: str, stored: str) -> bool:
    """Whether it is the code of which that is the hash."""
    return constant_time_compare(hashed(code), stored)


def normal(reference: str) -> str:
    """As it is stored, however it was typed: in small letters, with spaces, without hyphens or what stands before."""
    return f"AC-{_grouped(list(_bare(reference).removeprefix('AC')[-_OF_REFERENCE:]))}"


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper()[:100] if sign.isalnum())


def _grouped(signs: list[str]) -> str:
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))
