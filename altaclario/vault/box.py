"""The sealed envelope: algorithm (1 byte), key version (4), nonce (12), ciphertext, tag (16)."""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_ALGORITHM = 1
_HEAD = struct.Struct(">BI")
_NONCE_BYTES = 12
_TAG_BYTES = 16


class NotOpened(Exception):
    """The envelope does not open: another key, another place, or a changed byte. Which of them, nobody is told."""


def seal(key: bytes, plain: bytes, *, version: int, bound_to: tuple[str, ...]) -> bytes:
    """An envelope that only this key opens, and only where it belongs: `bound_to` names owner, record and field.

    >>> key = bytes(32)
    >>> unseal(key, seal(key, b"token", version=1, bound_to=("workspace:1", "token")), ("workspace:1", "token"))
    b'token'
    """
    head = _HEAD.pack(_ALGORITHM, version)
    nonce = os.urandom(_NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, _associated(head, bound_to))


def unseal(key: bytes, envelope: bytes, bound_to: tuple[str, ...]) -> bytes:
    """What `seal` was given. Raises NotOpened."""
    if len(envelope) < _HEAD.size + _NONCE_BYTES + _TAG_BYTES or envelope[0] != _ALGORITHM:
        raise NotOpened
    head, rest = envelope[: _HEAD.size], envelope[_HEAD.size :]
    try:
        return AESGCM(key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _associated(head, bound_to))
    except InvalidTag:
        raise NotOpened from None


def version_of(envelope: bytes) -> int:
    """The version of the key that sealed it, so that no key is ever tried. Raises NotOpened."""
    if len(envelope) < _HEAD.size:
        raise NotOpened
    version: int = _HEAD.unpack(envelope[: _HEAD.size])[1]
    return version


def _associated(head: bytes, parts: tuple[str, ...]) -> bytes:
    """Lengths before parts, not separators between them, so that no two tuples read the same."""
    encoded = [part.encode() for part in ("altaclario.1", *parts)]
    return head + b"".join(struct.pack(">I", len(part)) + part for part in encoded)
