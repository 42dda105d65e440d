"""The archive of a person: everything held about them as JSON, as CSV and as a page, written while it is sent."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from django.template.loader import render_to_string

from altaclario.accounts.models import User
from altaclario.privacy import held
from altaclario.privacy.held import Table
from altaclario.web.templatetags.words import say
from altaclario.workspaces.models import Membership

FORMAT = 1
ACCOUNT_NAME, JSON_NAME, PAGE_NAME = "account.json", "export.json", "index.html"
"""What can be taken in again stands by itself in the first, and is small however much there is."""
_MADE = (1980, 1, 1, 0, 0, 0)
"""The same in each archive, so that two of the same things are the same."""


class _Out(io.RawIOBase):
    """Where the archive is written to: what is in it is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        piece, self._pieces = b"".join(self._pieces), []
        return piece


def stream(person: User, memberships: Sequence[Membership], *, now: datetime) -> Iterator[bytes]:
    """The bytes of the archive, some rows at a time. `memberships` are all of the person's."""
    out = _Out()

    def tables() -> Iterator[Table]:
        return held.tables(person, memberships)

    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in _files(person, tables, now=now):
            member = zipfile.ZipInfo(name, _MADE)
            member.compress_type = zipfile.ZIP_DEFLATED  # else it is stored as it is, whatever the archive says
            with archive.open(member, "w") as file:
                for part in parts:
                    file.write(part.encode())
                    yield out.taken()
    yield out.taken()


def _files(
    person: User, tables: Callable[[], Iterator[Table]], *, now: datetime
) -> Iterator[tuple[str, Iterator[str]]]:
    yield ACCOUNT_NAME, iter([json.dumps(_head(person, now=now) | {"row": held.account(person)}, sort_keys=True)])
    yield JSON_NAME, _json(person, tables(), now=now)
    for table in tables():
        yield f"csv/{table.label}.csv", _csv(table)
    yield PAGE_NAME, _page(person, tables(), now=now)


def _json(person: User, tables: Iterator[Table], *, now: datetime) -> Iterator[str]:
    yield json.dumps(_head(person, now=now))[:-1] + ', "tables": {'
    for number, table in enumerate(tables):
        said: dict[str, object] = {"columns": table.columns}
        if table.elsewhere:
            said["elsewhere"] = say(table.elsewhere)
        yield ("," if number else "") + f'\n{json.dumps(table.label)}: {json.dumps(said)[:-1]}, "rows": ['
        yield from _json_rows(table)
        yield "]}"
    yield "\n}}\n"


def _json_rows(table: Table) -> Iterator[str]:
    before = "\n"
    for piece in table.pieces:
        for row in piece:
            yield before + json.dumps(dict(zip(table.columns, row, strict=True)), sort_keys=True)
            before = ",\n"


def _head(person: User, *, now: datetime) -> dict[str, object]:
    return {"format": FORMAT, "account": person.email, "at": now.isoformat(timespec="seconds")}


def _csv(table: Table) -> Iterator[str]:
    yield _lines([table.columns])
    for piece in table.pieces:
        yield _lines([_said(cell) for cell in row] for row in piece)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _said(cell: object) -> str:
    """No cell begins as a formula does."""
    text = json.dumps(cell) if isinstance(cell, list | dict) else "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") else text


def _page(person: User, tables: Iterator[Table], *, now: datetime) -> Iterator[str]:
    yield render_to_string("privacy/archive_head.html", {"person": person, "at": now})
    for table in tables:
        pieces = (piece for piece in table.pieces if piece)
        first = next(pieces, None)
        yield render_to_string("privacy/_table_begin.html", {"table": table, "is_empty": first is None})
        for piece in chain([first or ()], pieces):
            yield render_to_string("privacy/_table_rows.html", {"rows": piece})
        yield render_to_string("privacy/_table_end.html", {"table": table, "is_empty": first is None})
    yield "</body></html>\n"
