"""The sync process: holds the snapshots, and reads what is asked for."""

from django.conf import settings
from django.utils import timezone

from altaclario.sync import holding, jobs, keeping
from altaclario.sync.queue import prompt, readings

__all__ = ["jobs", "run"]

_READINGS_AT_ONCE = 4
_LOOKS = {"worker_type": "thread", "initial_delay": 0.05, "backoff": 1.2, "max_delay": 0.25}


def run() -> None:
    """Serve until interrupted."""
    publisher = holding.publisher()
    with publisher.serving(settings.MEMORY_ADDRESS, settings.MEMORY_KEY):
        keeping.begin_again(now=timezone.now())
        at_once = prompt.create_consumer(workers=1, **_LOOKS)
        consumer = readings.create_consumer(workers=_READINGS_AT_ONCE, periodic=False, **_LOOKS)
        at_once.start()
        try:
            consumer.run()
        finally:
            publisher.close()
