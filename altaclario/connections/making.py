"""How a connection comes to be, what is read of it, and how it ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from altaclario.audit import notes, verbs
from altaclario.connections import credentials, trying
from altaclario.connections.kinds import KINDS
from altaclario.connections.models import Connection, Emptied
from altaclario.connections.trying import Account, Offered, Seen
from altaclario.providers.scope import MOST_BOARDS
from altaclario.workspaces.models import Membership

MOST_PROJECTS = 50


class TooMany(Exception):
    """More projects or boards than one connection reads."""


class Gone(Exception):
    """The connection was removed meanwhile."""


def connect(
    membership: Membership, *, provider: str, site: str, token: str, now: datetime, email: str = ""
) -> Connection:
    """Look once; what the look allows is sealed and stored. One's own account again gets its new token.

    Raises TrackerFault or AddressNotAllowed, and then nothing is stored.
    """
    trying.look(Account(KINDS[provider], site, email, token))
    own = Connection.objects.of(membership).filter(owner=membership.person_id, site=site, account_email=email)
    existing = own.first()
    connection = existing or Connection(
        workspace=membership.workspace,
        owner=membership.person,
        provider=provider,
        site=site,
        account_email=email,
        created=now,
    )
    try:
        with transaction.atomic():
            credentials.seal(connection, token, now=now)
            connection.save()
            verb = verbs.CONNECTION_TOKEN_REPLACED if existing else verbs.CONNECTION_MADE
            notes.note(membership, verb, on=connection, now=now)
    except IntegrityError:  # The form was sent twice at the same moment; the other one was first.
        connection = own.get()
    return connection


def replace_token(membership: Membership, connection: Connection, *, token: str, now: datetime) -> Seen:
    """Try another token; if it is accepted it takes the place of the sealed one, and reading goes on.

    Raises TrackerFault or AddressNotAllowed, and then the old one stays; and Gone.
    """
    seen = trying.look(_account(connection, token))
    with transaction.atomic():
        credentials.seal(connection, token, now=now)
        scoped = now if connection.is_chosen else None
        _store(connection, token=connection.token, token_end=connection.token_end, sealed=now, scoped=scoped)
        notes.note(membership, verbs.CONNECTION_TOKEN_REPLACED, on=connection, now=now)
    return seen


def test(membership: Membership, connection: Connection, *, now: datetime) -> Seen:
    """Look once with the sealed token. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with credentials.opened(connection) as token:
        seen = trying.look(_account(connection, token.reveal()))
    notes.note(membership, verbs.CONNECTION_TESTED, on=connection, now=now)
    return seen


def offers(connection: Connection) -> Offered:
    """What can be chosen. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with credentials.opened(connection) as token:
        return trying.offers(_account(connection, token.reveal()), tuple(connection.projects))


def choose(
    connection: Connection,
    *,
    projects: Sequence[str],
    boards: Sequence[str],
    by: Membership | None = None,
    now: datetime,
) -> None:
    """Remember, by the tracker's ids, what is read from now on; the demo's is chosen by nobody.

    Raises TooMany or Gone.
    """
    if len(projects) > MOST_PROJECTS or len(boards) > MOST_BOARDS:
        raise TooMany
    chosen = {"projects": list(projects), "boards": list(boards), "scoped": now}
    old, new = _scope(connection.projects, connection.boards), _scope(projects, boards)
    with transaction.atomic():
        _store(connection, **chosen, emptied=None, emptied_why=Emptied.NOT)
        if by is not None:
            notes.note(by, verbs.CONNECTION_SCOPED, on=connection, old=old, new=new, now=now)


def remove(connection: Connection) -> None:
    """Forget it, with its sealed token."""
    connection.delete()


def _scope(projects: Sequence[str], boards: Sequence[str]) -> str:
    """What is read, by the tracker's ids, as a note holds it."""
    return f"projects:{','.join(projects)}/boards:{','.join(boards)}"


def _account(connection: Connection, token: str) -> Account:
    return Account(KINDS[connection.provider], connection.site, connection.account_email, token)


def _store(connection: Connection, **changed: Any) -> None:
    """Change the row, and never bring back one that was removed meanwhile."""
    if not Connection.objects.filter(pk=connection.pk).update(**changed):
        raise Gone
    for name, value in changed.items():
        setattr(connection, name, value)
