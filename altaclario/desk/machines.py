"""Telling a person from a machine without asking anybody: a field that nobody sees, and how long typing takes."""

import secrets

from django.core import signing

FASTEST_SECONDS = 3
SLOWEST_SECONDS = 24 * 3600
_SALT = "altaclario.desk"


def stamp() -> str:
    """Says when a form was shown; nobody else can make one."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(32))


def sent_by_a_person(stamped: str, unseen: str) -> bool:
    """Whether it was typed as people type, and what they do not see was left alone."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(stamped, max_age=SLOWEST_SECONDS)
    except signing.BadSignature:
        return False
    return not unseen and _took_a_while(signer, stamped)


def _took_a_while(signer: signing.TimestampSigner, stamped: str) -> bool:
    try:
        signer.unsign(stamped, max_age=FASTEST_SECONDS)
    except signing.SignatureExpired:
        return True
    return False
