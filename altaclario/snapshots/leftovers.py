"""What numpy keeps of small arrays after they are let go of, for the next ones of their size."""

import numpy as np

_SIZES, _OF_A_SIZE = 1024, 7
"""Up to so many bytes, and so many arrays of each number of bytes: no allocator overwrites them, as none gets them."""


def overwrite() -> None:
    """In this thread, which keeps its own."""
    for size in range(1, _SIZES):
        taken = [np.empty(size, np.uint8) for _ in range(_OF_A_SIZE)]
        for one in taken:
            one.fill(0)
