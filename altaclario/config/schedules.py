"""What the sync process does by the clock: the retention sweep, erasing what was closed, reminding of the desk."""

import logging
from typing import Any

from huey import crontab

_log = logging.getLogger("altaclario.privacy")


def connect() -> None:
    """Once, before the workers begin. What an old copy of the database brought back is erased now."""
    from django.utils import timezone

    from altaclario.privacy import erasing, pulses
    from altaclario.sync.queue import prompt

    pulses.begin(now=timezone.now())
    if erasing.erase_again(now=timezone.now()):
        _sweep()
    prompt.periodic_task(crontab(minute="*"), name="retention")(_sweep)
    prompt.periodic_task(crontab(hour="6", minute="0"), name="desk")(_remind)


def _sweep(*_of_the_library: Any) -> None:
    from django.db import close_old_connections
    from django.utils import timezone

    from altaclario.accounts import outbox
    from altaclario.privacy import erasing, pulses, retention

    try:
        gone = retention.sweep(now=timezone.now())
        pulses.beat(pulses.SWEPT, sum(gone.values()), now=timezone.now())
        pulses.tell(now=timezone.now())
        if unclean := erasing.erase_due(now=timezone.now()).unclean:
            _log.error("What was erased is not off the disk yet, and is tried again: %s", unclean)
        outbox.go_on(now=timezone.now())
    finally:
        close_old_connections()


def _remind(*_of_the_library: Any) -> None:
    """Once a day, of what strangers wait for, and an authority, and of mails that wait."""
    from django.db import close_old_connections
    from django.utils import timezone

    from altaclario.accounts import outbox
    from altaclario.desk import deciding, incidents

    try:
        deciding.remind(now=timezone.now())
        incidents.remind(now=timezone.now())
        outbox.remind(now=timezone.now())
    finally:
        close_old_connections()
