"""Rows that follow each other: where groups begin, clocks that go back, stays in something from when until when."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Memberships


def begins(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows differ from the one before them in any of the columns; the first row does.

    >>> begins(np.array([1, 1, 2, 2]), np.array([7, 7, 7, 9])).tolist()
    [True, False, True, True]
    """
    found = np.ones(len(columns[0]), np.bool_)
    found[1:] = False
    for column in columns:
        found[1:] |= column[1:] != column[:-1]
    return found


def ends(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows differ from the one after them in any of the columns; the last row does.

    >>> ends(np.array([1, 1, 2, 2])).tolist()
    [False, True, False, True]
    """
    return np.append(begins(*columns)[1:], len(columns[0]) > 0)[: len(columns[0])]


def latest_so_far(items: NDArray[np.int64], at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The running maximum of the instants within each item.

    >>> latest_so_far(np.array([0, 0, 1, 1]), np.array([9, 3, 1, 2])).tolist()
    [9, 9, 1, 2]
    """
    span = int(at.max(initial=0)) + 1
    return np.maximum.accumulate(items * span + at) - items * span


def memberships(
    item: NDArray[Any], of: NDArray[Any], entered: NDArray[Any], left: NDArray[Any], recorded: NDArray[np.bool_]
) -> Memberships:
    """The intervals in the order and the types in which a snapshot has them."""
    rows = np.lexsort((of, entered, item))
    return Memberships(
        item=item[rows].astype(np.uint32),
        of=of[rows].astype(np.uint16),
        entered=entered[rows].astype(np.uint32),
        left=left[rows].astype(np.uint32),
        recorded=recorded[rows],
    )


def wide(codes: NDArray[Any]) -> NDArray[Any]:
    """Codes in 16 bits, and in more where these do not hold them: a tracker may have more tags than that.

    >>> wide(np.array([3])).dtype, wide(np.array([65536])).dtype
    (dtype('uint16'), dtype('uint32'))
    """
    return codes.astype(np.promote_types(np.uint16, np.min_scalar_type(int(codes.max(initial=0)))))


def narrow(codes: NDArray[Any]) -> NDArray[Any]:
    """Codes in the smallest unsigned type that holds them.

    >>> narrow(np.array([3, 256])).dtype
    dtype('uint16')
    """
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))))
