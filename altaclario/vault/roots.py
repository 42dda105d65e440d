"""What a root key must be able to do. One that lies on this machine does it itself; a key service could as well."""

import hmac
from dataclasses import dataclass, field
from typing import Protocol

from altaclario.vault import box


class RootKeyUnusable(Exception):
    """There is no root key, or none that may be used; the text says what to do."""


class RootKey(Protocol):
    """Wraps data keys and unwraps them. It never gives itself away, so a key service can stand here."""

    @property
    def name(self) -> str:
        """Tells this key from every other, and nothing else of it."""

    def wrap(self, plain: bytes, *, version: int, bound_to: tuple[str, ...]) -> bytes:
        """A wrapped data key that opens with this key and in this place only."""

    def unwrap(self, wrapped: bytes, bound_to: tuple[str, ...]) -> bytes:
        """What `wrap` was given. Raises NotOpened."""


class Custody(Protocol):
    """Where the root key comes from, and how another takes its place."""

    def make_ready(self) -> None:
        """See that there is a key, or make the first one where that may be done here. Raises RootKeyUnusable."""

    def held(self) -> tuple[RootKey, ...]:
        """The key in use; while it is being replaced, after it the one that comes. Raises RootKeyUnusable."""

    def prepare_next(self) -> RootKey:
        """The key that is to come: the same one until it has come. Raises RootKeyUnusable."""

    def let_go(self, coming: RootKey) -> str:
        """The key that came takes the place of the one in use. What is left to the operator, or nothing."""


@dataclass(frozen=True, slots=True)
class LocalKey:
    """A root key whose bytes this process knows."""

    _key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        return hmac.digest(self._key, b"altaclario root key", "sha256").hex()[:32]

    def wrap(self, plain: bytes, *, version: int, bound_to: tuple[str, ...]) -> bytes:
        return box.seal(self._key, plain, version=version, bound_to=bound_to)

    def unwrap(self, wrapped: bytes, bound_to: tuple[str, ...]) -> bytes:
        return box.unseal(self._key, wrapped, bound_to)
