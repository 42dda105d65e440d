"""The sync process: holds the snapshots, and reads what is asked for."""

from django.conf import settings
from django.utils import timezone

from altaclario.sync import holding, jobs, keeping

_WORKERS = 4


def run() -> None:
    """Serve until interrupted."""
    publisher = holding.publisher()
    with publisher.serving(settings.MEMORY_ADDRESS, settings.MEMORY_KEY):
        keeping.begin_again(now=timezone.now())
        consumer = jobs.queue.create_consumer(
            workers=_WORKERS,
            worker_type="thread",
            initial_delay=0.05,
            backoff=1.2,
            max_delay=0.25,
            check_worker_health=True,
        )
        try:
            consumer.run()
        finally:
            publisher.close()
