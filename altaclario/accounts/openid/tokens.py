"""What an issuer says about somebody: signed with one of its keys, meant for us, for this sign-in, and just now."""

import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jwt import PyJWK, PyJWS, PyJWTError

from altaclario.accounts.openid.faults import Cause, IssuerFault

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Of two keys each, of which the issuer shows one; never "none", and nothing that a shared secret signs."""
_KEY_OF = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_LEEWAY_SECONDS = 60
"""Clocks differ."""
_FRESH_SECONDS = 600
_LONGEST_TOKEN, _LONGEST_SUBJECT = 16_384, 255
_MOST_KEYS = 50
_OF_A_KEY = ("kty", "use", "alg", "kid", "n", "e", "crv", "x", "y")
"""What is kept of one: how it is named, and the numbers that it is; no certificates, nor whatever else is with it."""

Key = dict[str, Any]


class UnknownKey(Exception):
    """Signed with a key that was not there when we looked."""


def subject(token: str, keys: Sequence[Key], *, issuer: str, client_id: str, nonce: str, now: datetime) -> str:
    """Whom the token is about, by the issuer's own name for them. Raises UnknownKey or IssuerFault."""
    said = _claims(token, keys)
    moment = now.timestamp()
    if not (
        said.get("iss") == issuer
        and said.get("aud") in (client_id, [client_id])
        and said.get("azp", client_id) == client_id
        and _is_moment(said.get("exp"))
        and said["exp"] > moment - _LEEWAY_SECONDS
        and _is_moment(said.get("iat"))
        and moment - _FRESH_SECONDS - _LEEWAY_SECONDS <= said["iat"] <= moment + _LEEWAY_SECONDS
        and (said.get("nbf") is None or (_is_moment(said["nbf"]) and said["nbf"] <= moment + _LEEWAY_SECONDS))
        and _is_text(said.get("nonce"))
        and hmac.compare_digest(said["nonce"].encode(), nonce.encode())
        and _is_name(said.get("sub"))
    ):
        raise IssuerFault(Cause.DOES_NOT_HOLD)
    return str(said["sub"])


def suitable(found: object) -> list[Key]:
    """The public keys for signatures among what an issuer shows. Raises IssuerFault if there are none."""
    listed = found.get("keys") if isinstance(found, dict) else None
    signing = [one for one in listed if _may_sign(one)] if isinstance(listed, list) else []
    keys = [{name: one[name] for name in _OF_A_KEY if name in one} for one in signing]
    if not keys or len(keys) > _MOST_KEYS:
        raise IssuerFault(Cause.LACKS)
    return keys


def _claims(token: str, keys: Sequence[Key]) -> dict[str, Any]:
    """What is in it, once its signature fits. Nothing of the token is believed before, but the name of the key."""
    if len(token) > _LONGEST_TOKEN or not token.isascii():
        raise IssuerFault(Cause.DOES_NOT_HOLD)
    signatures = PyJWS(options={"enforce_minimum_key_length": True})
    try:
        head = signatures.get_unverified_header(token)
        algorithm = head.get("alg")
        if algorithm not in ALGORITHMS:
            raise IssuerFault(Cause.DOES_NOT_HOLD)
        key = PyJWK(_key(keys, head.get("kid"), algorithm), algorithm=algorithm)
        said = json.loads(signatures.decode(token, key, algorithms=[algorithm]))
    except (PyJWTError, ValueError, TypeError, RecursionError):
        raise IssuerFault(Cause.DOES_NOT_HOLD) from None
    if not isinstance(said, dict):
        raise IssuerFault(Cause.DOES_NOT_HOLD)
    return said


def _key(keys: Sequence[Key], kid: object, algorithm: str) -> Key:
    """The one of that name; without a name the only one there is. Raises UnknownKey."""
    named = [one for one in keys if one.get("kid") == kid] if kid is not None else list(keys)
    if not named:
        raise UnknownKey
    fitting = [one for one in named if one["kty"] == _KEY_OF[algorithm[:2]] and one.get("alg", algorithm) == algorithm]
    if len(fitting) != 1:
        raise IssuerFault(Cause.DOES_NOT_HOLD)
    return fitting[0]


def _may_sign(key: object) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") in _KEY_OF.values()
        and key.get("use", "sig") == "sig"
        and "d" not in key
        and isinstance(key.get("kid", ""), str)
    )


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and bool(value)


def _is_name(value: object) -> bool:
    """As OpenID Connect has it: 255 characters of ASCII at most."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_SUBJECT and value.isascii() and value.isprintable()
