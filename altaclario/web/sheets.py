"""Tables as files that a spreadsheet opens."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
_RUNS_TOO = ("\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}", "|", "%")


def sheet(rows: Iterable[Sequence[str]]) -> str:
    """CSV in which no cell is a formula, whoever typed it: such a cell begins with an apostrophe.

    >>> sheet([["name", "role"], ["=1+1", "owner"]])
    "name,role\\r\\n'=1+1,owner\\r\\n"
    """
    written = StringIO()
    csv.writer(written).writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: str) -> str:
    return (
        f"'{cell}"
        if cell.lstrip(" \N{NO-BREAK SPACE}\N{ZERO WIDTH NO-BREAK SPACE}").startswith((*_RUNS, *_RUNS_TOO))
        else cell
    )
