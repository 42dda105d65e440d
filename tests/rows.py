"""Everything that the database holds, to compare before with after, and to search."""

from typing import Any

from django.apps import apps
from django.db import connection

COUNTERS = ("web.Tally",)
"""Tries are counted whether or not they were allowed."""
BY_LOOKING = ("audit.Note", "accounts.SignIn", "sessions.Session")
"""What changes by looking: who did what, and where one is signed in."""


def rows(*leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Each table's rows, in order."""
    return {
        model._meta.label: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in (*leave_out, *COUNTERS)
    }


def stored() -> bytes:
    """Every value of every table, as bytes: text as it is, the rest as it is printed."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [_bytes(value) for row in cursor.fetchall() for value in row]
    return b"\n".join(parts)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
