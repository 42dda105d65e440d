"""Ids and estimates as the columns hold them; what no tracker means is no number."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 0xFFFFFFFE
"""The largest id that a column holds."""
LARGEST_ESTIMATE = 1_000_000.0
"""Points beyond are a slip of somebody's hand, not an estimate."""


def ids(texts: Sequence[str]) -> NDArray[np.int64]:
    """Ids that are written as texts. Raises ValueError for what is no plain number or none that a column holds.

    >>> ids(["7", "20002"]).tolist()
    [7, 20002]
    >>> ids(["7_000"])
    Traceback (most recent call last):
    ValueError: an id that is no number
    """
    joined = "".join(texts)
    if joined and not (joined.isascii() and joined.isdigit()):
        raise ValueError("an id that is no number")
    found = np.array(list(map(int, texts)), np.int64)
    if len(found) and int(found.max()) > MOST:
        raise ValueError("an id that no column holds")
    return found


def of_list(text: str) -> set[int]:
    """The ids in a value of a field that holds several; what is none is skipped.

    >>> sorted(of_list("7, 9")), of_list("41"), of_list(""), of_list("-7, ², 99999999999999999999")
    ([7, 9], {41}, set(), set())
    """
    parts = (part.strip() for part in text.split(","))
    found = {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 12}
    return {id for id in found if id <= MOST}


def estimates(values: Iterable[float | None]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Estimates, NaN where there is none, and which were none that anybody could mean.

    >>> [one.tolist() for one in estimates([3, None, 1e300])]
    [[3.0, nan, nan], [False, False, True]]
    """
    found = np.array(list(values), np.float64)
    is_odd = np.abs(found) > LARGEST_ESTIMATE
    return np.where(is_odd, np.nan, found).astype(np.float32), is_odd
