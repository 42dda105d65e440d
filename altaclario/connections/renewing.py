"""What a tracker is asked with; what was granted is renewed in time, by one process at a time for each connection.

A newer grant is sealed and stored before anybody uses it, because the one before may be worth nothing from the moment
in which the maker answers. Where a process dies in between, only the person who allowed it can mend that.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from altaclario.connections import credentials
from altaclario.connections.grants import asking, grant, principal, registered
from altaclario.connections.grants.grant import Grant
from altaclario.connections.grants.registered import App
from altaclario.connections.models import TOKEN, Connection, Way
from altaclario.providers.faults import CredentialRefused, TrackerFault, TrackerUnreadable
from altaclario.vault.secrets import Secret

_HOLDS = timedelta(seconds=60)
"""Whoever renews is done within ten seconds, or never."""
_LOOKS, _LOOKS_EVERY_SECONDS = 120, 0.1
_PAUSES_SECONDS = (0.5, 5.0, 20.0)
_UNSURE = ("broke-off", "too-slow", "garbled", "too-large", "web-page", "unknown-form")
"""The answer did not come to us whole, and what it said may count all the same."""


@contextmanager
def ready(connection: Connection, *, now: datetime) -> Iterator[Secret]:
    """What goes along with each question, for the length of the block: the token, or what opens it by a grant.

    Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable.
    """
    if not connection.is_granted:
        with credentials.opened(connection) as token:
            if connection.way == Way.PRINCIPAL:
                with Secret(asking.by_principal(principal.read(token.reveal())).encode()) as access:
                    yield access
            else:
                yield token
        return
    held = _granted_in(connection)
    if not held.lasts(now):
        held = renew(connection, held, now=now)
    with Secret(held.access.encode()) as access:
        yield access


def renew(connection: Connection, used: Grant, *, now: datetime) -> Grant:
    """A newer one than that; where another process gets it at this moment, that one.

    Raises TrackerFault, AddressNotAllowed, NotOpened or RootKeyUnusable.
    """
    app = registered.of(connection.provider)
    if app is None:
        raise CredentialRefused("The app is not set up any more.", mend="The operator can.", cause="app-missing")
    for _ in range(_LOOKS):
        found = _newer(connection, used)
        if found is not None:
            return found
        if turn := _turn(connection):
            return _renewed(connection, app, used, turn, now=now)
        time.sleep(_LOOKS_EVERY_SECONDS)
    raise TrackerUnreadable("It is being renewed.", mend="Try again in a minute.", cause="renewing")


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whose turn it is to renew, by the moment at which it began."""

    at: datetime
    is_after_another: bool
    """Whether somebody's turn before never ended: what they were given may be lost."""


def _turn(connection: Connection) -> _Turn | None:
    """The turn of whoever asks, unless it is another's."""
    at = timezone.now()
    rows = Connection.objects.filter(pk=connection.pk)
    if rows.filter(renewing=None).update(renewing=at):
        return _Turn(at, is_after_another=False)
    is_stale = Q(renewing__lte=at - _HOLDS)
    return _Turn(at, is_after_another=True) if rows.filter(is_stale).update(renewing=at) else None


def _renewed(connection: Connection, app: App, used: Grant, turn: _Turn, *, now: datetime) -> Grant:
    """Ask for it and store it; the turn ends, unless nobody knows what became of the question."""
    mine = Connection.objects.filter(pk=connection.pk, renewing=turn.at)
    try:
        # Somebody may have ended their turn between our look and ours.
        found = _newer(connection, used)
        fresh = found or _surely_stored(connection, used, asking.renewed(app, used, now=now), now=now)
    except TrackerFault as fault:
        if fault.cause not in _UNSURE:
            mine.update(renewing=None)
        if fault.cause == "grant-ended" and turn.is_after_another:
            raise CredentialRefused(
                "A renewal was cut off.", mend="Allow it again.", cause="grant-lost", status=fault.status
            ) from None
        raise
    except Exception:
        mine.update(renewing=None)
        raise
    mine.update(renewing=None)
    return fresh


def _surely_stored(connection: Connection, used: Grant, fresh: Grant, *, now: datetime) -> Grant:
    """Nobody else has it: a database that is locked or away is asked again. Raises OperationalError in the end."""
    for pause in _PAUSES_SECONDS:
        try:
            return _stored(connection, used, fresh, now=now)
        except OperationalError:
            time.sleep(pause)
    return _stored(connection, used, fresh, now=now)


def _stored(connection: Connection, used: Grant, fresh: Grant, *, now: datetime) -> Grant:
    """Sealed and stored, in the place of the one that was used for it and of no other; the one that stands then."""
    made = Connection(pk=connection.pk, workspace_id=connection.workspace_id, way=connection.way)
    with transaction.atomic():
        # The key before the row, as whoever seals anew takes them.
        credentials.seal(made, fresh.text, now=now)
        rows = Connection.objects.filter(pk=connection.pk)
        stands = _granted_in(rows.select_for_update().first())
        if stands.refresh != used.refresh:
            return stands
        rows.update(token=made.token)
    connection.token = made.token
    return fresh


def _newer(connection: Connection, used: Grant) -> Grant | None:
    """The one that stands in the database, if it is another."""
    stands = _granted_in(Connection.objects.filter(pk=connection.pk).first())
    return None if stands.access == used.access else stands


def _granted_in(row: Connection | None) -> Grant:
    """Raises CredentialRefused where none is there any more."""
    if row is None or not row.is_granted or not row.token:
        raise CredentialRefused("Nothing is granted any more.", mend="Allow it again.", cause="grant-ended")
    with TOKEN.opened(row) as text:
        return grant.read(text.reveal())
