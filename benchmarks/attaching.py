"""What it costs a web process to have a snapshot: at each page, and once when a new one was published."""

import multiprocessing
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from altaclario.snapshots import blocks, packing
from altaclario.snapshots.memory import Publisher, Reader
from benchmarks import columns

_SIZES = (1_000, 10_000, 100_000)
_GOAL_MS = 0.2
_LIMIT_BYTES = 1 << 30
_REPEATS = 200


def measure() -> list[tuple[str, float, float]]:
    """Milliseconds, the median of many, for each size; sync is a process of its own, as in the product."""
    rows = []
    for size in _SIZES:
        with _published(size) as (address, key):
            rows.append((f"attach of {size:,} items for a page, ms", _attaching(Reader(address, key)), _GOAL_MS))
        rows.append((f"taking over a new snapshot of {size:,} items, ms", _taking_over(size), _GOAL_MS))
    return rows


def _attaching(reader: Reader) -> float:
    while not reader.attach("w"):
        time.sleep(0.01)
    return _median(lambda: reader.attach("w"))


def _taking_over(size: int) -> float:
    """Receive the descriptor, map it, and make columns of it; what is written is written before the clock starts."""
    block = blocks.share(packing.packed(columns.generate(size)), "benchmark")
    here, there = multiprocessing.Pipe()

    def take_over() -> None:
        packing.unpacked(blocks.receive(here, block.size))

    try:
        return _median(take_over, before=lambda: block.hand(there))
    finally:
        block.close()


@contextmanager
def _published(size: int) -> Iterator[tuple[str, bytes]]:
    """Address and key of a process that holds one snapshot."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    key = secrets.token_bytes(32)
    process = context.Process(target=_publish, args=(size, key, there), daemon=True)
    process.start()
    try:
        yield here.recv(), key
    finally:
        process.kill()
        process.join()


def _publish(size: int, key: bytes, announce_to: Connection) -> None:
    address = f"\0altaclario-benchmark-{secrets.token_hex(8)}"
    publisher = Publisher(_LIMIT_BYTES)
    publisher.publish("w", "connection", columns.generate(size))
    with publisher.serving(address, key):
        announce_to.send(address)
        announce_to.recv()


def _median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    taken = []
    for _ in range(_REPEATS):
        before()
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[_REPEATS // 2] * 1000
