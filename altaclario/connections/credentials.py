"""The sealed token or grant of a connection: put away once, opened only to ask the tracker."""

from datetime import datetime

from altaclario.connections.models import TOKEN, Connection, Way
from altaclario.vault.secrets import Secret

_SHOWN = 4


def seal(connection: Connection, token: str, *, now: datetime) -> None:
    """Put a token away; of it only the last four characters stay readable. Store it in the same transaction."""
    TOKEN.seal(connection, token, now=now)
    is_shown = connection.way == Way.TOKEN and len(token) >= 4 * _SHOWN
    connection.token_end = token[-_SHOWN:] if is_shown else ""
    connection.sealed = now


def opened(connection: Connection) -> Secret:
    """The token, for the length of a `with`. Raises NotOpened or RootKeyUnusable."""
    return TOKEN.opened(connection)
