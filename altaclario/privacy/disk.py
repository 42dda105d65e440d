"""The files of the database after rows were deleted: they still hold what stood in them, until they are written anew.

On SQLite deleted bytes are overwritten at once (`secure_delete`), and the log beside the database is cut off. On
PostgreSQL each table is rewritten, as `VACUUM FULL` does it, by a function that the owner of the tables lends to the
role for maintenance; then every file of the log of changes. A role that may not gets a warning, and a warning is a
failure.
"""

from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection

from altaclario.declarations.holdings import REGISTER
from altaclario.declarations.promises import keeps

_LEFT = "dead row versions cannot be removed yet"
_MOST_SWITCHES = 100
"""Each writes 16 MB; a server that keeps more of its log keeps it for a replica or an archive."""


@keeps("erased-for-good")
def clean() -> str:
    """Why they are not clean; empty when they are. Try again later: whoever reads in between may stand in the way."""
    if connection.in_atomic_block:
        return "a transaction is open"
    return _of_postgres() if connection.vendor == "postgresql" else _of_sqlite()


def _of_sqlite() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        if not cursor.fetchone()[0]:
            return "deleted rows are not overwritten: secure_delete is off"
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _, _ = cursor.fetchone()
    return "somebody reads: the log beside the database is not cut off" if is_busy else ""


def _of_postgres() -> str:
    try:
        for table in _tables():
            if wrong := _rewritten(table):
                return f"{table}: {wrong}"
        return _log_written_anew()
    except DatabaseError as refused:
        return f"the database refuses it ({type(refused.__cause__ or refused).__name__})"


def _log_written_anew() -> str:
    """The server uses the files of its log of changes again, and until then they hold what stood in them."""
    with connection.cursor() as cursor:
        # What is written until now ends here: a file that is still written to would look new to its last byte.
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
        for _ in range(_MOST_SWITCHES):
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT count(*) FROM pg_ls_waldir() WHERE modification < %s", [moment])
            if not cursor.fetchone()[0]:
                # The file that is written to now holds older bytes behind what is new; this fills it.
                cursor.execute("SELECT pg_switch_wal()")
                return ""
    return "the log of changes keeps what is older: for a replica, a slot or an archive"


def _tables() -> list[str]:
    return sorted(
        {apps.get_model(label)._meta.db_table for label, held in REGISTER.items() if held.about != "instance"}
    )


def _rewritten(table: str) -> str:
    with _heard() as said, connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SELECT altaclario_rewrite(%s)", [table])
        cursor.execute("RESET lock_timeout")
    warning = next((one for level, one, _ in said if level == "WARNING"), "")
    kept = next((detail for _, _, detail in said if _LEFT in detail and not detail.startswith(f"0 {_LEFT}")), "")
    return warning or kept.partition("\n")[0]


@contextmanager
def _heard() -> Any:
    """What the database says beside its answers."""
    connection.ensure_connection()
    said: list[tuple[str, str, str]] = []

    def hear(notice: Any) -> None:
        said.append((notice.severity_nonlocalized, notice.message_primary or "", notice.message_detail or ""))

    connection.connection.add_notice_handler(hear)
    try:
        yield said
    finally:
        connection.connection.remove_notice_handler(hear)
