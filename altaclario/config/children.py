"""The processes of one installation: started together, mended when one dies, stopped together."""

import gc
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import CDLL
from dataclasses import dataclass, field

_LOOK_EVERY = 0.1
_PATIENCE = 5.0
_CALM = 5.0
_PARENT_DEATH_SIGNAL, _SET_DUMPABLE = 1, 4
OVERWRITES = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_PERTURB_": "165",
    # The allocator keeps small pieces aside without overwriting them, unless it is told to keep none.
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
    # The server of pages has an allocator of its own, through which every answer goes.
    "_RJEM_MALLOC_CONF": "junk:free",
}
"""How the processes handle memory: what is freed is overwritten at once."""


@dataclass(slots=True)
class Child:
    """One process, and how it is started."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words


@dataclass(slots=True)
class Children:
    """Starts processes and starts them again when they die; one that dies at once is given time."""

    _all: list[Child] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def start(self, name: str, *words: str) -> None:
        """Start `altaclario WORDS` as a process of its own."""
        child = Child(name, [sys.executable, "-m", "altaclario", *words])
        child.start()
        self._all.append(child)

    def mind(self) -> None:
        """Keep them alive until `leave` is called."""
        while not self._is_over.wait(_LOOK_EVERY):
            for child in self._all:
                if child.process is not None and child.process.poll() is not None:
                    self._mend(child)

    def leave(self) -> None:
        self._is_over.set()

    def stop(self) -> None:
        """Ask all to end, and end those that do not."""
        running = [child.process for child in reversed(self._all) if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + _PATIENCE
        for process in running:
            try:
                process.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _mend(self, child: Child) -> None:
        if self._is_over.is_set():
            return
        print(f"The {child.name} process ended and is started again.", file=sys.stderr, flush=True)
        if time.monotonic() - child.started < _CALM and self._is_over.wait(_CALM):
            return
        child.start()


@contextmanager
def together() -> Iterator[Children]:
    """Processes that live as long as the block, and end with SIGTERM and Ctrl-C."""
    children = Children()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: children.leave())
    try:
        yield children
    finally:
        children.leave()
        children.stop()


def die_with_the_parent() -> None:
    """The kernel ends this process when the one that started it is gone, however that happened."""
    if sys.platform == "linux":
        CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def leave_no_dump() -> None:
    """A process that holds trackers' data is never written to disk when it dies."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def leave_out_of_collections() -> None:
    """What a process holds from its start on is not looked through again each time that memory is given back."""
    gc.collect()
    gc.freeze()
