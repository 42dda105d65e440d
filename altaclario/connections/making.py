"""How a connection comes to be, what is read of it, and how it ends."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from altaclario.audit import notes, verbs
from altaclario.connections import credentials, freezing, renewing, trying
from altaclario.connections.grants import asking, grant, principal
from altaclario.connections.kinds import KINDS
from altaclario.connections.models import Connection, Emptied, Way
from altaclario.connections.trying import Account, Offered, Seen
from altaclario.providers.scope import MOST_BOARDS
from altaclario.workspaces import members
from altaclario.workspaces.models import Membership
from altaclario.workspaces.permissions import Permission

MOST_PROJECTS = 50


class TooMany(Exception):
    """More projects or boards than one connection reads."""


class Gone(Exception):
    """The connection was removed meanwhile."""


class TwiceTheSame(Exception):
    """The person has a connection of that account and site already."""


def connect(
    membership: Membership,
    *,
    provider: str,
    site: str,
    token: str,
    now: datetime,
    email: str = "",
    way: Way = Way.TOKEN,
    home: str = "",
) -> Connection:
    """Look once; what the look allows is sealed and stored. One's own account again gets its new token.

    The token is what is sealed: of a grant its text. Raises TrackerFault, AddressNotAllowed or NotAllowed, and then
    nothing is stored.
    """
    trying.look(_with(provider, site, email, way, token))
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
    connection.way, connection.home, connection.renewing = way, home, None
    try:
        with _still_allowed(membership):
            credentials.seal(connection, token, now=now)
            connection.save()
            _settle(connection, now=now)
            verb = verbs.CONNECTION_TOKEN_REPLACED if existing else verbs.CONNECTION_MADE
            notes.note(membership, verb, on=connection, now=now)
    except IntegrityError:  # The form was sent twice at the same moment; the other one was first.
        connection = own.get()
    return connection


def replace_token(
    membership: Membership,
    connection: Connection,
    *,
    token: str,
    email: str | None = None,
    way: Way = Way.TOKEN,
    now: datetime,
) -> Seen:
    """Try another token; if it is accepted it takes the place of the sealed one, and reading goes on.

    The connection belongs to whose credential it is: under somebody else's it becomes theirs, with the `email` of their
    account where the tracker knows one. Raises TrackerFault or AddressNotAllowed, and then all stays; Gone, NotAllowed
    or TwiceTheSame.
    """
    account = connection.account_email if email is None else email
    seen = trying.look(_with(connection.provider, connection.site, account, way, token))
    changed = {
        "way": way,
        "renewing": None,
        "owner": membership.person,
        "account_email": account,
        "scoped": now if connection.is_chosen else None,
    }
    if connection.is_paused:
        changed |= {"paused": None, "emptied": None, "emptied_why": Emptied.NOT}
    try:
        with _still_allowed(membership):
            connection.way = way
            credentials.seal(connection, token, now=now)
            _store(connection, token=connection.token, token_end=connection.token_end, sealed=now, **changed)
            _settle(connection, now=now)
            notes.note(membership, verbs.CONNECTION_TOKEN_REPLACED, on=connection, now=now)
    except IntegrityError:
        raise TwiceTheSame from None
    return seen


def pause(connection: Connection, *, now: datetime) -> None:
    """Its owner has left: token and account go with them. What is chosen stays, for whoever puts another token in."""
    gone = {"owner": None, "account_email": "", "token": b"", "token_end": "", "sealed": None}
    _store(connection, **gone, emptied=now, emptied_why=Emptied.PURGED, paused=now)


def test(membership: Membership, connection: Connection, *, now: datetime) -> Seen:
    """Look once with the sealed token. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with renewing.ready(connection, now=now) as token:
        seen = trying.look(_account(connection, token.reveal()))
    notes.note(membership, verbs.CONNECTION_TESTED, on=connection, now=now)
    return seen


def offers(connection: Connection, *, now: datetime) -> Offered:
    """What can be chosen. Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable."""
    with renewing.ready(connection, now=now) as token:
        return trying.offers(_account(connection, token.reveal()), tuple(connection.projects))


def choose(
    connection: Connection,
    *,
    projects: Sequence[str],
    boards: Sequence[str],
    labels: bool = False,
    by: Membership | None = None,
    now: datetime,
) -> None:
    """Remember, by the tracker's ids, what is read from now on, and whether labels are; the demo's is chosen by nobody.

    Raises TooMany or Gone.
    """
    if len(projects) > MOST_PROJECTS or len(boards) > MOST_BOARDS:
        raise TooMany
    chosen = {"projects": list(projects), "boards": list(boards), "labels": labels, "scoped": now}
    old = _scope(connection.projects, connection.boards, labels=connection.labels)
    new = _scope(projects, boards, labels=labels)
    with transaction.atomic():
        _store(connection, **chosen, emptied=None, emptied_why=Emptied.NOT)
        if by is not None:
            notes.note(by, verbs.CONNECTION_SCOPED, on=connection, old=old, new=new, now=now)


def remove(connection: Connection) -> None:
    """Forget it, with its sealed token."""
    connection.delete()


def _scope(projects: Sequence[str], boards: Sequence[str], *, labels: bool) -> str:
    """What is read, by the tracker's ids, as a note holds it."""
    return f"projects:{','.join(projects)}/boards:{','.join(boards)}{'/labels' if labels else ''}"


@contextmanager
def _still_allowed(membership: Membership) -> Iterator[None]:
    """A tracker takes its time to answer: who was removed meanwhile leaves no credential. Raises NotAllowed."""
    with members.alone(membership) as asking:
        if not asking.may(Permission.CONNECT):
            raise members.NotAllowed
        yield


def _settle(connection: Connection, *, now: datetime) -> None:
    """It has another owner, or its first: whether it may be read hangs on them."""
    list(freezing.settle(Connection.objects.filter(pk=connection.pk), now=now))


def _account(connection: Connection, token: str) -> Account:
    kind, site, email = KINDS[connection.provider], connection.site, connection.account_email
    return Account(kind, site, email, token, connection.is_bearer)


def _with(provider: str, site: str, email: str, way: Way, token: str) -> Account:
    """As whom the tracker is asked with what is not sealed yet."""
    if way == Way.GRANT:
        token = grant.read(token).access
    elif way == Way.PRINCIPAL:
        token = asking.by_principal(principal.read(token))
    return Account(KINDS[provider], site, email, token, way != Way.TOKEN)


def _store(connection: Connection, **changed: Any) -> None:
    """Change the row, and never bring back one that was removed meanwhile."""
    if not Connection.objects.filter(pk=connection.pk).update(**changed):
        raise Gone
    for name, value in changed.items():
        setattr(connection, name, value)
