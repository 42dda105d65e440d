"""PostgreSQL plans by samples of columns. Of personal ones they would outlive their rows, so it keeps none."""

from typing import Any

from django.apps import apps
from django.db import connection

from altaclario.declarations.holdings import REGISTER


def build(**_signal: Any) -> None:
    """After each `migrate`, as the owner of the tables. Who is who is found by unique keys, which need no samples."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, column in personal():
            cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


def personal() -> list[tuple[str, str]]:
    """Table and column of all that the register calls personal."""
    found = []
    for label, held in sorted(REGISTER.items()):
        described = apps.get_model(label)._meta
        found += [(described.db_table, described.get_field(name).column) for name in sorted(held.personal)]
    return found
