"""A run while it goes on: its progress is written down twice a second, and it ends when somebody wants it to."""

import asyncio
import threading
from collections.abc import Coroutine
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import DatabaseError, transaction
from django.db import connection as database
from django.utils import timezone

from altaclario.providers.endpoints import Tally
from altaclario.providers.pacing import Pace
from altaclario.providers.progress import Progress
from altaclario.sync.models import EndpointUse, Kind, State, SyncRun
from altaclario.sync.reading import Reading
from altaclario.sync.writing import surely

T = TypeVar("T")

_EVERY_SECONDS = 0.5


class Watched:
    """The reading runs in this thread; a second one writes its progress and looks whether it must stop."""

    def __init__(self, run: SyncRun) -> None:
        self._run = run
        self._progress = Progress()
        self._is_over = threading.Event()
        self.was_stopped = False
        self.tally = Tally()
        """How often each endpoint was asked."""
        self.pace = Pace()
        """How many requests are under way at once, and what the tracker told of its limits."""

    def note(self, progress: Progress) -> None:
        """Remember how far it is; called for each page, so it only remembers."""
        self._progress = progress

    def note_partial(self) -> None:
        """The first part can be seen."""
        self._run.partial_at = timezone.now()

    def note_kind(self, kind: Kind, because: str = "") -> None:
        """What the run is going to read; if everything although there was something to go on from, why."""
        self._run.kind, self._run.whole_because = kind, because

    def note_whole(self, read: Reading, size_bytes: int) -> None:
        """The whole can be seen."""
        run, came = self._run, read.increment
        run.items = len(read.snapshot)
        run.transitions = len(read.snapshot.transitions.at)
        run.size_bytes = size_bytes
        run.received_bytes = read.received_bytes
        run.kind = Kind.INCREMENT if came else Kind.FULL
        run.whole_because = read.whole_because or run.whole_because
        if came:
            run.added, run.changed = came.added, came.changed
            run.deleted, run.moved, run.hidden = came.deleted, came.moved, came.hidden

    def run_until_stopped(self, work: Coroutine[Any, Any, T]) -> T:
        """What the work brings. Raises CancelledError when it was stopped."""
        return asyncio.run(self._with_a_watcher(work))

    def must_stop(self) -> bool:
        """Whether somebody asked to stop, or removed the connection."""
        still = SyncRun.objects.filter(pk=self._run.pk, stop_asked=False)
        self.was_stopped = not still.exists()
        return self.was_stopped

    def end(
        self, state: State, cause: str = "", status: int = 0, *, asked_wait: float = 0.0, requests: int = 0
    ) -> None:
        """Write down how it ended. `asked_wait` is in seconds."""
        run, progress, quota = self._run, self._progress, self.pace.quota
        # An update, because the run may have been removed with its connection meanwhile.
        write = partial(
            SyncRun.objects.filter(pk=run.pk).update,
            state=state,
            cause=cause,
            status=status,
            finished=(ended := timezone.now()),
            left_alone_until=ended + timedelta(seconds=asked_wait) if asked_wait else None,
            whole_because=run.whole_because,
            # Progress is told between requests, so of a reading that failed it may know too few.
            requests=requests or self.tally.total(),
            items_read=progress.read,
            items_expected=progress.expected,
            waiting_seconds=0,
            partial_at=run.partial_at,
            items=run.items,
            transitions=run.transitions,
            size_bytes=run.size_bytes,
            kind=run.kind,
            received_bytes=run.received_bytes,
            added=run.added,
            changed=run.changed,
            deleted=run.deleted,
            moved=run.moved,
            hidden=run.hidden,
            quota_limit=quota and quota.limit,
            quota_remaining=quota and quota.remaining,
        )
        surely(self._write_uses)
        surely(write)

    @transaction.atomic
    def _write_uses(self) -> None:
        """What was asked takes the place of what the run before had asked."""
        if not SyncRun.objects.select_for_update().filter(pk=self._run.pk).exists():
            return
        EndpointUse.objects.filter(run__connection=self._run.connection_id).delete()
        EndpointUse.objects.bulk_create(
            EndpointUse(run=self._run, endpoint=name, requests=count) for name, count in sorted(self.tally.items())
        )

    async def _with_a_watcher(self, work: Coroutine[Any, Any, T]) -> T:
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        # With what this thread has open, which the second one would not know of.
        watcher = threading.Thread(target=copy_context().run, args=(self._watch, loop, task), daemon=True)
        watcher.start()
        try:
            return await task
        finally:
            self._is_over.set()
            await asyncio.to_thread(watcher.join)

    def _watch(self, loop: asyncio.AbstractEventLoop, task: "asyncio.Task[T]") -> None:
        try:
            while not self._is_over.wait(_EVERY_SECONDS):
                try:
                    self._write()
                    if self.must_stop():
                        loop.call_soon_threadsafe(task.cancel)
                        return
                except DatabaseError:
                    # A locked database must not end a reading; the next look is half a second away.
                    continue
        finally:
            database.close()

    def _write(self) -> None:
        progress = self._progress
        SyncRun.objects.filter(pk=self._run.pk).update(
            stage=progress.stage,
            items_read=progress.read,
            items_expected=progress.expected,
            requests=progress.requests,
            waiting_seconds=progress.waiting,
            partial_at=self._run.partial_at,
        )
