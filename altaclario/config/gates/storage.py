"""Gates of what is stored: a database that is up to date and near, and nothing beside it."""

import stat
import time
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

_ENCRYPTED = ("verify-full", "verify-ca")
_APART_SECONDS = 60
_SESSIONS = "django.contrib.sessions.backends.db"
_NOT_ON_DISK = ("django.core.cache.backends.locmem.LocMemCache", "django.core.cache.backends.dummy.DummyCache")


def folder() -> str:
    path = Path(settings.DATA)
    is_open = stat.S_IMODE(path.stat().st_mode) & 0o077
    return f"The data folder {path} is open to others. Take their rights away: chmod 700." if is_open else ""


def answers() -> str:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return "The database does not answer: check ALTACLARIO_DATABASE_URL, and that it runs."
    return ""


def migrations() -> str:
    from django.db.migrations.executor import MigrationExecutor

    if answers():
        return ""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return ""
    return (
        f"The database lacks {len(missing)} steps to this version: run `altaclario migrate` as the role that owns it."
    )


def encrypted() -> str:
    stored = connection.settings_dict
    if connection.vendor != "postgresql" or _is_here(stored["HOST"]):
        return ""
    if stored["OPTIONS"].get("sslmode") in _ENCRYPTED:
        return ""
    return "The database is on another machine and not asked for its certificate: add ?sslmode=verify-full to its URL."


def clock() -> str:
    """What ends, ends by our clock; what the database stamps has its own."""
    if connection.vendor != "postgresql" or answers():
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        apart = abs(time.time() - float(cursor.fetchone()[0]))
    if apart <= _APART_SECONDS:
        return ""
    return f"The clocks of this machine and of the database are {apart:.0f} s apart: let both follow a time server."


def sessions() -> str:
    is_so = settings.SESSION_ENGINE == _SESSIONS
    return "" if is_so else "Sign-ins are kept outside of the database: set SESSION_ENGINE to the database."


def caches() -> str:
    others = [one["BACKEND"] for one in settings.CACHES.values() if one["BACKEND"] not in _NOT_ON_DISK]
    return f"A cache keeps what passes through it ({others[0]}): use the one in memory." if others else ""


def _is_here(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


GATES = (folder, answers, migrations, encrypted, clock, sessions, caches)
