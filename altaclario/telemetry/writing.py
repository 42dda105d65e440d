"""Counts go into the tables: one statement for hundreds of them, which adds to what other processes wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from altaclario.telemetry.happened import Failed, Happened, Sampled, Viewed
from altaclario.telemetry.models import Failure, PageView, Sample

_AT_ONCE = 500
TABLES: dict[type[Happened], type[models.Model]] = {Viewed: PageView, Sampled: Sample, Failed: Failure}


def write(counted: Mapping[Happened, int]) -> None:
    """All of it, or nothing. Rows go in one order, so that two processes never wait for each other in a circle."""
    with transaction.atomic():
        for kind, model in TABLES.items():
            columns = [field.name for field in fields(kind)]
            rows = sorted((*_stored(one), count) for one, count in counted.items() if isinstance(one, kind))
            for first in range(0, len(rows), _AT_ONCE):
                _add(model._meta.db_table, columns, rows[first : first + _AT_ONCE])


def _add(table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    quoted, columns = connection.ops.quote_name(table), ", ".join(names)
    places = ", ".join([f"({', '.join(['%s'] * (len(names) + 1))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted} ({columns}, count) VALUES {places}"  # noqa: S608 - names of ours alone
            f" ON CONFLICT ({columns}) DO UPDATE SET count = {quoted}.count + excluded.count",
            [value for row in rows for value in row],
        )


def _stored(one: Happened) -> tuple[Any, ...]:
    return tuple(
        connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
        for value in astuple(one)
    )
