"""Sums by group."""

import numpy as np
from numpy.typing import NDArray


def by_group(groups: NDArray[np.integer], values: NDArray[np.number], count: int) -> NDArray[np.float64]:
    """The sum of the values of each group 0, 1 … `count` - 1; 0 for one without values. Shape (count,).

    >>> by_group(np.array([0, 2, 2]), np.array([3.0, 5.0, 0.5]), 3)
    array([3. , 0. , 5.5])
    """
    # numpy's own types say that a weighted count is whole; it is not.
    return np.bincount(groups, weights=values, minlength=count).astype(np.float64, copy=False)


def by_slice(values: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """The sum of each slice `first[k]:first[k + 1]` of the values; 0 for an empty one. Shape (slices,).

    >>> by_slice(np.array([3.0, 5.0, 0.5]), np.array([0, 1, 1, 3]))
    array([3. , 0. , 5.5])
    """
    filled = np.flatnonzero(np.diff(first))
    found = np.zeros(len(first) - 1)
    if filled.size:
        found[filled] = np.add.reduceat(values, first.take(filled))
    return found
