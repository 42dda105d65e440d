"""Text that may be used, and neither printed nor kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NoReturn

from altaclario.declarations.promises import keeps
from altaclario.vault import box, keys


class Secret:
    """A secret in use. Printing, copying into JSON or pickling it shows nothing."""

    __slots__ = ("_buffer",)

    def __init__(self, plain: bytes) -> None:
        self._buffer = bytearray(plain)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret does not travel")

    def reveal(self) -> str:
        """The text itself; ask for it where it is used and keep no other name for it."""
        return self._buffer.decode()

    def wipe(self) -> None:
        """Overwrite it. Copies that Python made meanwhile are freed, and overwritten by the allocator."""
        self._buffer[:] = bytes(len(self._buffer))
        self._buffer.clear()


@keeps("sealed-credentials")
def seal(plain: str, *, owner: str, record: str, field: str, now: datetime) -> bytes:
    """An envelope for one field of one record of one owner; moved anywhere else it does not open."""
    version, key = keys.current(owner, now=now)
    return box.seal(key, plain.encode(), version=version, bound_to=(owner, record, field))


@contextmanager
def opened(envelope: bytes, *, owner: str, record: str, field: str) -> Iterator[Secret]:
    """The secret, for the length of the block. Raises NotOpened."""
    key = keys.of_version(owner, box.version_of(envelope))
    secret = Secret(box.unseal(key, envelope, (owner, record, field)))
    try:
        yield secret
    finally:
        secret.wipe()
