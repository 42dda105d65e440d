"""How a connection comes to be, what is read of it, and how it ends."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from altaclario.connections import credentials, trying
from altaclario.connections.models import Connection, Emptied
from altaclario.connections.trying import Account, Offered, Seen
from altaclario.workspaces.models import Membership

MOST_PROJECTS, MOST_BOARDS = 50, 20


class TooMany(Exception):
    """More projects or boards than one connection reads."""


def connect(membership: Membership, *, site: str, email: str, token: str, now: datetime) -> tuple[Connection, Seen]:
    """Look once; what the look allows is sealed and stored. The same account again gets its new token.

    Raises TrackerFault or AddressNotAllowed, and then nothing is stored.
    """
    seen = trying.look(Account(site, email, token))
    existing = Connection.objects.of(membership).filter(site=site, account_email=email).first()
    connection = existing or Connection(
        workspace=membership.workspace, owner=membership.person, site=site, account_email=email, created=now
    )
    credentials.seal(connection, token, now=now)
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError:  # The form was sent twice at the same moment; the other one was first.
        connection = Connection.objects.of(membership).get(site=site, account_email=email)
    return connection, seen


def replace_token(connection: Connection, *, token: str, now: datetime) -> Seen:
    """Try another token; if it is accepted it takes the place of the sealed one, and reading goes on.

    Raises TrackerFault or AddressNotAllowed, and then the old one stays.
    """
    seen = trying.look(Account(connection.site, connection.account_email, token))
    credentials.seal(connection, token, now=now)
    connection.scoped = now if connection.is_chosen else None
    connection.save(update_fields=["token", "token_end", "scoped"])
    return seen


def test(connection: Connection) -> Seen:
    """Look once with the sealed token. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with credentials.opened(connection) as token:
        return trying.look(Account(connection.site, connection.account_email, token.reveal()))


def offers(connection: Connection) -> Offered:
    """What can be chosen. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with credentials.opened(connection) as token:
        account = Account(connection.site, connection.account_email, token.reveal())
        return trying.offers(account, tuple(connection.projects))


def choose(connection: Connection, *, projects: Sequence[str], boards: Sequence[int], now: datetime) -> None:
    """Remember, by the tracker's ids, what is read from now on. Raises TooMany."""
    if len(projects) > MOST_PROJECTS or len(boards) > MOST_BOARDS:
        raise TooMany
    connection.projects, connection.boards, connection.scoped = list(projects), list(boards), now
    connection.emptied, connection.emptied_why = None, Emptied.NOT
    connection.save(update_fields=["projects", "boards", "scoped", "emptied", "emptied_why"])


def remove(connection: Connection) -> None:
    """Forget it, with its sealed token."""
    connection.delete()
