"""Text that may be used, and neither printed nor kept."""

from datetime import datetime
from typing import NoReturn, Self

from altaclario.declarations.promises import keeps
from altaclario.vault import box, keys


class Secret:
    """A secret in use, wiped at the end of its `with`. Printing, copying into JSON or pickling it shows nothing."""

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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def wipe(self) -> None:
        """Overwrite it. Copies that Python made meanwhile are freed, and overwritten by the allocator."""
        self._buffer[:] = bytes(len(self._buffer))
        self._buffer.clear()


@keeps("sealed-credentials")
def seal(plain: str, *, owner: str, record: str, field: str, now: datetime) -> bytes:
    """An envelope for one field of one record of one owner; moved anywhere else it does not open."""
    version, key = keys.for_sealing(owner, now=now)
    return box.seal(key, plain.encode(), version=version, bound_to=(owner, record, field))


def opened(envelope: bytes, *, owner: str, record: str, field: str) -> Secret:
    """The secret, for the length of a `with`. Raises NotOpened."""
    key = keys.of_version(owner, box.version_of(envelope))
    return Secret(box.unseal(key, envelope, (owner, record, field)))
