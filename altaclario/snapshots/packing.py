"""A snapshot as one block of bytes, and views onto such a block: nothing is copied when it is read."""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import (
    GROUPS,
    Area,
    Board,
    ItemType,
    LinkKind,
    Snapshot,
    Sprint,
    Status,
    Version,
)

Block: TypeAlias = bytes | bytearray | memoryview

_LENGTH = struct.Struct("<Q")
_ALIGNMENT = 64
_KIND = re.compile(r"[<>|][bfiu][1248]")
"""How numpy writes the kinds of numbers that columns hold."""


class _Column(msgspec.Struct, frozen=True, array_like=True):
    kind: str
    rows: int


class _Head(msgspec.Struct, frozen=True):
    """Everything of a snapshot that is no column, and the columns' kinds in order."""

    columns: tuple[_Column, ...]
    boards_held: tuple[str, ...]
    projects: tuple[str, ...]
    types: tuple[ItemType, ...]
    statuses: tuple[Status, ...]
    resolutions: tuple[str, ...]
    sprints: tuple[Sprint, ...]
    versions: tuple[Version, ...]
    boards: tuple[Board, ...]
    read_at: int
    complete_from: int
    key_form: str
    has_points: bool
    findings: Mapping[str, int]
    left_out: Mapping[str, int]
    # Not by name: the library keeps keys of mappings that it read, for the next time that they come.
    project_ids: tuple[tuple[str, str], ...]
    areas: tuple[Area, ...]
    priorities: tuple[str, ...]
    link_kinds: tuple[LinkKind, ...]
    labels: tuple[str, ...]


_DECODER = msgspec.msgpack.Decoder(_Head)


def packed(snapshot: Snapshot) -> list[Block]:
    """The parts of the block, to be written one after the other: length of the head, head, aligned columns."""
    columns = [*_columns(snapshot), *snapshot.on_board.values()]
    head = msgspec.msgpack.encode(
        _Head(
            columns=tuple(_Column(column.dtype.str, len(column)) for column in columns),
            boards_held=tuple(snapshot.on_board),
            **_plain(snapshot) | {"project_ids": tuple(snapshot.project_ids.items())},
        )
    )
    parts: list[Block] = [_LENGTH.pack(len(head)), head, _gap(_LENGTH.size + len(head))]
    for column in columns:
        parts += [np.ascontiguousarray(column).view(np.uint8).data, _gap(column.nbytes)]
    return parts


def unpacked(block: Block) -> Snapshot:
    """A snapshot whose columns are views onto the block. Raises ValueError for what is no such block."""
    try:
        (length,) = _LENGTH.unpack_from(block)
        head = _DECODER.decode(memoryview(block)[_LENGTH.size : _LENGTH.size + length])
        views = iter(list(_views(block, head, _aligned(_LENGTH.size + length))))
    except (struct.error, msgspec.MsgspecError, TypeError, SyntaxError):
        raise ValueError("this is no packed snapshot") from None
    groups: dict[str, Any] = {name: group(*(next(views) for _ in fields(group))) for name, group in GROUPS.items()}
    on_board = {board: next(views) for board in head.boards_held}
    return Snapshot(**groups | _plain(head) | {"on_board": on_board, "project_ids": dict(head.project_ids)})


def _plain(of: _Head | Snapshot) -> dict[str, Any]:
    """What is no column, by name."""
    return {name: getattr(of, name) for name in _Head.__struct_fields__[2:]}


def _columns(snapshot: Snapshot) -> Iterator[NDArray[np.generic]]:
    for table in snapshot.tables():
        for column in fields(table):
            yield getattr(table, column.name)


def _views(block: Block, head: _Head, start: int) -> Iterator[Any]:
    for column in head.columns:
        if not _KIND.fullmatch(column.kind):
            raise ValueError("this is no column")
        kind = np.dtype(column.kind)
        yield np.frombuffer(block, kind, column.rows, start)
        start = _aligned(start + kind.itemsize * column.rows)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT


def _gap(size: int) -> bytes:
    return bytes(_aligned(size) - size)
