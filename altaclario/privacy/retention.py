"""The one sweep: rows that are older than their table says they are kept, of every table in the register.

Each batch is a transaction of its own: cut off anywhere, the next sweep goes on. Whoever runs it must see every
workspace, or it would find nothing and call that clean.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from altaclario.declarations.holdings import REGISTER
from altaclario.declarations.promises import keeps
from altaclario.web import declared

A_BATCH = 500
_BATCHES = 20
"""Of one table in one sweep: memory that is to be emptied waits for the same worker."""


class SeesTooLittle(Exception):
    """The role of this process does not see every workspace; the one for maintenance does."""


def sweep(*, now: datetime) -> dict[str, int]:
    """How many rows went, by table; those that stay until the next sweep are not among them. Raises SeesTooLittle."""
    must_see_everything()
    swept = {label: _swept(label, now=now) for label, held in sorted(REGISTER.items()) if held.keep_days is not None}
    return {label: count for label, count in swept.items() if count}


def must_see_everything() -> None:
    """Raises SeesTooLittle."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                raise SeesTooLittle


@keeps("kept-no-longer")
def _swept(label: str, *, now: datetime) -> int:
    count = 0
    for _ in range(_BATCHES):
        gone = _a_batch(label, now=now)
        count += gone
        if gone < A_BATCH:
            break
    return count


def _a_batch(label: str, *, now: datetime) -> int:
    """The oldest first; what falls with them goes in the same transaction."""
    model: type[models.Model] = apps.get_model(label)
    rows: models.QuerySet[Any] = declared.expired(label, now=now).order_by(REGISTER[label].since)
    with transaction.atomic():
        oldest = list(rows.values_list("pk", flat=True)[:A_BATCH])
        # Asked again: whoever was spared meanwhile, because they signed in or looked, stays.
        declared.expired(label, now=now).filter(pk__in=oldest).delete()
        return len(oldest) - model._default_manager.filter(pk__in=oldest).count()
