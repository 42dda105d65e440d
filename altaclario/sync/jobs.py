"""What the sync process does: reads and empties that are asked for, and what is due every minute."""

from django.utils import timezone
from huey import crontab

from altaclario.sync import keeping, refreshing
from altaclario.sync.queue import WORK, prompt

WORK["read"] = lambda run: refreshing.perform(int(run), now=timezone.now())
WORK["drop"] = lambda connection: refreshing.drop(connection, now=timezone.now())


@prompt.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]  # the library has no types
def every_minute() -> None:
    """Ask for what is due, and let go of what nobody looks at."""
    keeping.keep_fresh(now=timezone.now())
