"""What the sync process does by the clock besides reading: the retention sweep."""

from typing import Any

from huey import crontab


def connect() -> None:
    """Once, before the workers begin; the models must be there."""
    from altaclario.sync.queue import prompt

    prompt.periodic_task(crontab(minute="*"), name="retention")(_sweep)


def _sweep(*_of_the_library: Any) -> None:
    from django.db import close_old_connections
    from django.utils import timezone

    from altaclario.privacy import retention

    try:
        retention.sweep(now=timezone.now())
    finally:
        close_old_connections()
