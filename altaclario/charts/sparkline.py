"""A series as one line of bars."""

from collections.abc import Sequence
from itertools import pairwise

_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], *, width: int = 60) -> str:
    """Bars between 0 and the largest value; longer series are averaged into `width` groups of neighbours.

    >>> sparkline([0, 1, 2, 4, 8])
    '▁▂▃▅█'
    >>> sparkline([])
    ''
    """
    grouped = _grouped(values, width)
    top = max(grouped, default=0) or 1
    return "".join(_BARS[round(value / top * (len(_BARS) - 1))] for value in grouped)


def _grouped(values: Sequence[float], width: int) -> list[float]:
    """Neighbours averaged, so that a bar means the same however wide its group is."""
    count = len(values)
    if count <= width:
        return list(values)
    edges = [index * count // width for index in range(width + 1)]
    groups = pairwise(edges)
    return [sum(values[start:end]) / (end - start) for start, end in groups]
