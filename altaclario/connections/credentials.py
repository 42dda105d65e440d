"""The sealed token of a connection: put away once, opened only to ask the tracker."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from altaclario.connections.models import Connection
from altaclario.vault import secrets
from altaclario.vault.secrets import Secret

_FIELD = "token"
_SHOWN = 4


def seal(connection: Connection, token: str, *, now: datetime) -> None:
    """Put a token away; of it only the last four characters stay readable. Does not save."""
    owner = connection.workspace.owner_key
    connection.token = secrets.seal(token, owner=owner, record=connection.key, field=_FIELD, now=now)
    connection.token_end = token[-_SHOWN:] if len(token) >= 4 * _SHOWN else ""
    connection.sealed = now


@contextmanager
def opened(connection: Connection) -> Iterator[Secret]:
    """The token, for the length of the block. Raises NotOpened or RootKeyUnusable."""
    owner = connection.workspace.owner_key
    with secrets.opened(bytes(connection.token), owner=owner, record=connection.key, field=_FIELD) as token:
        yield token
