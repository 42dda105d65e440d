"""Of small arrays that were let go of nothing is left, although numpy keeps their memory."""

import numpy as np

from altaclario.snapshots import leftovers

_KEYS = ["ZUGVOGELA", "ZUGVOGELB"]


def taken_again(size_bytes: int) -> bytes:
    """What stands in memory that numpy gives out without filling it."""
    taken = [np.empty(size_bytes, np.uint8) for _ in range(8)]
    return b"".join(one.tobytes() for one in taken)


def test_numpy_keeps_the_memory_of_small_arrays_and_it_is_overwritten() -> None:
    mark, size = _KEYS[0].encode("utf-32-le"), np.array(_KEYS).nbytes
    np.array(_KEYS)
    assert mark in taken_again(size)
    leftovers.overwrite()
    assert mark not in taken_again(size)
