"""Hits on their way out: handed over at once, sent by a thread of its own, let go where they cannot be sent.

No page waits for any of it, and nothing of a hit is kept or written into a log.
"""

import asyncio
import logging
import threading
import time
from collections import Counter
from pathlib import Path
from queue import Full, Queue

from django.conf import settings

from altaclario.declarations.promises import keeps
from altaclario.egress import calling
from altaclario.egress.calling import CallFailed, Limits

MOST = 200
"""So many wait; one more is let go."""
_TOGETHER = 20
_LIMITS = Limits(connect_seconds=3.0, total_seconds=5.0, raw_bytes=64_000, inflated_bytes=64_000)
_TELLS_EVERY_SECONDS = 3600.0
_logger = logging.getLogger("altaclario.analytics")


class NoSecret(Exception):
    """The file that should hold the secret cannot be read."""


class Sender:
    """One in a process; its thread begins with the first hit."""

    def __init__(self) -> None:
        self._waiting: Queue[bytes] = Queue(MOST)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._told = -_TELLS_EVERY_SECONDS
        self._untold: Counter[str] = Counter()
        self.counted: Counter[str] = Counter()
        """How many were sent, and how many were let go, by why."""

    def hand_over(self, body: bytes) -> None:
        """Returns at once, whatever becomes of it."""
        try:
            self._waiting.put_nowait(body)
        except Full:
            self._count("waiting in vain")
        else:
            self._begin()

    def flush(self) -> None:
        """Wait until nothing waits any more."""
        self._waiting.join()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._send_on, name="analytics", daemon=True)
                self._thread.start()

    def _send_on(self) -> None:
        while True:
            bodies = [self._waiting.get()]
            while len(bodies) < _TOGETHER and not self._waiting.empty():
                bodies.append(self._waiting.get())
            self._send(bodies)
            self._tell()
            for _ in bodies:
                self._waiting.task_done()

    def _send(self, bodies: list[bytes]) -> None:
        """As many as one line takes; with the first one that gets no answer the others of it are let go as well."""
        left = list(bodies)
        try:
            asyncio.run(self._along_one_line(left, secret()))
        except (CallFailed, NoSecret) as failed:  # Told by its name alone: a text could hold an address.
            self._count(type(failed).__name__, len(left))
        except Exception:
            self._count("failed", len(left))
            _logger.exception("A hit could not be sent.")

    async def _along_one_line(self, left: list[bytes], key: str) -> None:
        """Takes out of the list what was answered. Raises CallFailed."""
        query = {"measurement_id": settings.ANALYTICS_ID, "api_secret": key}
        networks = settings.ANALYTICS_NETWORKS
        async with calling.analytics_line(settings.ANALYTICS_URL, networks=networks, limits=_LIMITS) as line:
            while left:
                status = (await line.send("POST", "/mp/collect", query=query, body=left[0])).status
                self._count("sent" if 200 <= status < 300 else "refused")
                del left[0]

    def _count(self, what: str, how_many: int = 1) -> None:
        with self._lock:
            self.counted[what] += how_many
            if what != "sent":
                self._untold[what] += how_many

    def _tell(self) -> None:
        """Once an hour at most, and only of what was let go."""
        with self._lock:
            if not self._untold or time.monotonic() - self._told < _TELLS_EVERY_SECONDS:
                return
            lost = ", ".join(f"{count} {why}" for why, count in sorted(self._untold.items()))
            self._untold.clear()
            self._told = time.monotonic()
        _logger.warning("Hits that did not reach Google Analytics: %s.", lost)


SENDER = Sender()


@keeps("never-joined")
def hand_over(body: bytes) -> None:
    """Let a hit go to Google. It is written down nowhere."""
    SENDER.hand_over(body)


def secret() -> str:
    """From its file each time, so that another one needs no new start. Raises NoSecret."""
    try:
        said = Path(settings.ANALYTICS_SECRET_FILE or "/nowhere").read_text().strip()
    except (OSError, ValueError):
        raise NoSecret from None
    if not said:
        raise NoSecret
    return said
