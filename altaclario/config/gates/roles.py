"""Gates of who asks a PostgreSQL: the role that serves steps over no wall, and one for maintenance alone may."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from altaclario.config.gates import storage

_OF_US = " FROM pg_roles WHERE rolname = current_user"
_MAY_BYPASS = (
    "EXISTS (SELECT 1 FROM pg_roles other WHERE (other.rolsuper OR other.rolbypassrls)"
    " AND pg_has_role(current_user, other.oid, 'MEMBER'))"
)
_OWNS = (
    "EXISTS (SELECT 1 FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
    " AND pg_has_role(current_user, relowner, 'MEMBER'))"
)
_GIVE = "ALTACLARIO_MAINTENANCE_DATABASE_URL"


def role() -> str:
    if settings.MAINTAINS:  # A gate of its own looks at that one.
        return ""
    return _of_the_role(
        f"SELECT {_MAY_BYPASS}",
        "The database role is a superuser or bypasses row security, itself or as a member of another: use one that is"
        " neither.",
    )


def owner() -> str:
    return _of_the_role(
        # A superuser is a member of every role; that gate speaks of it.
        f"SELECT {_OWNS} AND NOT rolsuper {_OF_US}",
        "The database role owns the tables: let another own and migrate them, and grant this one to read and write.",
    )


def walls() -> str:
    from altaclario.workspaces import policies

    missing = policies.missing() if _is_asked() else []
    if not missing:
        return ""
    return (
        f"The database does not keep workspaces apart in {', '.join(missing)}: run `altaclario migrate` as the role "
        "that owns it."
    )


def maintenance() -> str:
    """The sync process and commands see every workspace, and step down while they work for one."""
    if not _is_asked():
        return ""
    if "USER" not in settings.MAINTENANCE_DATABASE:
        return f"{_GIVE} is missing: give the database as the role for maintenance."
    try:
        with _as_maintenance() as asked:
            asked.execute(f"SELECT rolbypassrls AND NOT rolsuper AND NOT {_OWNS} {_OF_US}")
            is_right = asked.fetchone()[0]
            asked.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [_serving()])
            steps_down = asked.fetchone()[0]
    except DatabaseError:
        return f"The database does not answer the role for maintenance: check {_GIVE}."
    if not is_right:
        return f"The role of {_GIVE} must bypass row security, be no superuser and own no table."
    return "" if steps_down else f"The role of {_GIVE} cannot step down: grant it the role that serves."


def alone() -> str:
    """Where everything asks as one role, that one must see every workspace."""
    return (
        ""
        if not _is_asked() or "USER" in settings.MAINTENANCE_DATABASE or _is_above()
        else (
            "The database role sees no workspace: the embedded edition asks as one role, which must bypass its walls."
        )
    )


@contextmanager
def maintaining() -> Iterator[None]:
    """Meanwhile this process asks the database as the role for maintenance, where there is one."""
    if settings.MAINTAINS or connection.vendor != "postgresql" or "USER" not in settings.MAINTENANCE_DATABASE:
        yield
        return
    serving = connection.settings_dict
    connection.close()
    connection.settings_dict = serving | settings.MAINTENANCE_DATABASE
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = serving


def _is_above() -> bool:
    return not _of_the_role(f"SELECT NOT (rolsuper OR rolbypassrls) {_OF_US}", "It does not.")


def _serving() -> str:
    return settings.SERVING_ROLE or connection.settings_dict["USER"]


@contextmanager
def _as_maintenance() -> Iterator[Any]:
    if settings.MAINTAINS:
        with connection.cursor() as cursor:
            yield cursor
        return
    other = connection.copy()
    other.settings_dict |= settings.MAINTENANCE_DATABASE
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def _is_asked() -> bool:
    return connection.vendor == "postgresql" and not storage.answers()


def _of_the_role(question: str, said: str) -> str:
    if not _is_asked():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return said if cursor.fetchone()[0] else ""


GATES = (role, owner, walls, maintenance)
