"""Numbers and days, read back from the words in which a page says them: what a program gets is what people see."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

Value: TypeAlias = int | float | str | None

_NUMBER = re.compile(r"−?\d{1,3}(\u202f?\d{3})*(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}", re.ASCII)
_NONE = ("", "–")


def number(text: str) -> int | float | None:
    """The number that a text is; None where it is none.

    >>> number("4\u202f812"), number("−2"), number("8.5"), number("1 to 3"), number("–")
    (4812, -2, 8.5, None, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    plain = text.replace("\u202f", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def day(text: str) -> str | None:
    """The day that a text is, as 2026-03-02; None where it is none.

    >>> day("2 Mar 2026"), day("2 March")
    ('2026-03-02', None)
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%d %b %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def column(cells: Sequence[str], *, is_number: bool) -> list[Value]:
    """The cells of one column: numbers where it holds numbers, days where all of it are days, and no dash for nothing.

    >>> column(["2", "–", "1\u202f000"], is_number=True), column(["2 Mar 2026", ""], is_number=False)
    ([2, None, 1000], ['2026-03-02', None])
    """
    if is_number:
        return [_or_text(number(cell), cell) for cell in cells]
    days = [day(cell) for cell in cells]
    if all(found or cell in _NONE for found, cell in zip(days, cells, strict=True)):
        return list(days)
    return [None if cell in _NONE else cell for cell in cells]


def _or_text(found: int | float | None, cell: str) -> Value:
    return found if found is not None or cell in _NONE else cell
