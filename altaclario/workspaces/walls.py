"""The second wall, on PostgreSQL: of workspaces the database shows the one that is open, whatever a query forgets.

What is open is said once per transaction, with the first statement, so that neither a pool nor a later request inherits
it. A process that may see everything, such as sync, steps down to the role that serves while one workspace is open.
On SQLite nothing of this happens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, empty

Shown = tuple[str, str, str, str]
"""Role, workspace, person and token, as they stand in a transaction."""

_AS_LOGGED_IN: Shown = ("none", "", "", "")
_SAY = (
    "SELECT set_config('role', %s, true), set_config('altaclario.workspace', %s, true),"
    " set_config('altaclario.person', %s, true), set_config('altaclario.token', %s, true)"
)
_NO_TRANSACTION, _FAILED_TRANSACTION = 0, 3
"""As libpq numbers the states of a connection."""


def _nobody() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be seen: one workspace, what is a person's own, what a token opens."""

    workspace: str = ""
    person: Callable[[], str] = _nobody
    token: str = ""


_ground: ContextVar[Ground | None] = ContextVar("ground", default=None)
"""None: whatever the role of this process may see; for the one that serves that is nothing."""


@contextmanager
def within(workspace: int | None) -> Iterator[None]:
    """One workspace is open, in place of any other."""
    with _opened(replace(_ground.get() or Ground(), workspace=str(workspace or ""))):
        yield


@contextmanager
def alone_within(workspace: int) -> Iterator[None]:
    """The same, without what is anybody's own: while it is not known yet who asks."""
    with _opened(Ground(workspace=str(workspace))):
        yield


@contextmanager
def own_of(person: int) -> Iterator[None]:
    """What is this person's own is open, also after the request that said who asks: while it is sent."""
    with _opened(replace(_ground.get() or Ground(), person=lambda: str(person))):
        yield


@contextmanager
def by_token(hashed: str) -> Iterator[None]:
    """What the token of this hash opens can be found, and which workspace that belongs to."""
    with _opened(replace(_ground.get() or Ground(), token=hashed)):
        yield


@contextmanager
def _opened(ground: Ground) -> Iterator[None]:
    before = _ground.set(ground)
    try:
        yield
    finally:
        _ground.reset(before)


def next_id(model: type[models.Model]) -> int | None:
    """The id of the row that comes next, so that its workspace is open before it is there; None where it needs none."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])


class Walls:
    """Middleware: a request begins with no workspace open, and with what is the own of who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with _opened(Ground(person=lambda: _signed_in(request))):
            return self._get_response(request)


def _signed_in(request: HttpRequest) -> str:
    """The id of the person, once the page has asked who it is: this must not ask the database in its turn."""
    person = getattr(request, "user", None)
    is_unknown = isinstance(person, SimpleLazyObject) and person._wrapped is empty
    if person is None or is_unknown:
        return ""
    # Who is confined to one workspace has nothing of their own anywhere else.
    return "" if getattr(person, "confined_to", None) else str(person.pk or "")


def watch(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Each statement of this connection is told first what is open."""
    if connection.vendor == "postgresql" and _told_first not in connection.execute_wrappers:
        connection.execute_wrappers.append(_told_first)


def _told_first(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    database, wanted = context["connection"], _wanted()
    if database.autocommit:
        if wanted == _AS_LOGGED_IN:
            return execute(sql, params, many, context)
        return _alone(database, wanted, lambda: execute(sql, params, many, context))
    state = database.connection.info.transaction_status
    if state == _NO_TRANSACTION:
        database.shown = _AS_LOGGED_IN
    if sql.startswith("ROLLBACK TO SAVEPOINT"):
        database.shown = None  # As it was at the savepoint, whatever that was.
    elif state != _FAILED_TRANSACTION and getattr(database, "shown", None) != wanted:
        _say(database, _SAY, wanted)
        database.shown = wanted
    return execute(sql, params, many, context)


def _alone(database: Any, wanted: Shown, execute: Callable[[], Any]) -> Any:
    """A statement outside of a transaction gets one, so that what is said ends with it."""
    _say(database, "BEGIN")
    try:
        _say(database, _SAY, wanted)
        result = execute()
        _say(database, "COMMIT")
    except BaseException:
        if not database.connection.closed:
            _say(database, "ROLLBACK")
        raise
    return result


def _say(database: Any, sql: str, values: Shown | None = None) -> None:
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        cursor.execute(sql, values)


def _wanted() -> Shown:
    ground = _ground.get()
    if ground is None:
        return _AS_LOGGED_IN
    return settings.SERVING_ROLE or "none", ground.workspace, ground.person(), ground.token
