"""Rows of text in aligned columns."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Lines with each column as wide as its widest cell; the columns in `right` are set to the right.

    >>> aligned([["key", "age"], ["PAY-1", "9"]], right=[1])
    ['key    age', 'PAY-1    9']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(row) for row in rows]
