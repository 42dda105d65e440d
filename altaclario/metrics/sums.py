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
