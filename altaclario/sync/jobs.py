"""The queue between web and sync: ids of ours, nothing else."""

from datetime import datetime

from django.conf import settings
from huey import SqliteHuey, crontab

queue = SqliteHuey("altaclario", filename=str(settings.QUEUE_FILE), results=False, fsync=False)


def read(run: int) -> None:
    """Queue a run."""
    _read(run)


def drop(connection: str) -> None:
    """Queue the emptying of a connection's memory."""
    _drop(connection)


@queue.task()  # type: ignore[untyped-decorator]
def _read(run: int) -> None:
    from altaclario.sync import refreshing

    refreshing.perform(run, now=_now())


@queue.task(priority=10)  # type: ignore[untyped-decorator]
def _drop(connection: str) -> None:
    from altaclario.sync import refreshing

    refreshing.drop(connection)


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def _keep_fresh() -> None:
    from altaclario.sync import schedule

    schedule.keep_fresh(now=_now())


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()
