"""Tables as files that a spreadsheet opens."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TypeAlias

Cell: TypeAlias = str | int | float | None

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_RUNS_TOO = ("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}", "|", "%")


def sheet(rows: Iterable[Sequence[Cell]]) -> str:
    """CSV in which no cell is a formula, whoever typed it: such a cell begins with an apostrophe.

    Numbers stay numbers, and None is an empty cell.

    >>> sheet([["name", "role"], ["=1+1", "owner"], [-2, None]])
    "name,role\\r\\n'=1+1,owner\\r\\n-2,\\r\\n"
    """
    written = StringIO()
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    begins = cell.lstrip(" \N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}")
    return f"'{cell}" if begins.startswith((*_RUNS, *_RUNS_TOO)) else cell
