"""A snapshot as one block of bytes: what goes in comes out, unchanged, uncopied, and not to be written to."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.snapshots import packing
from altaclario.snapshots.snapshot import GROUPS, Snapshot
from tests import building, conftest, random_teams
from tests.slow_figures import Team
from tests.trackers import Simulated

PLAIN = [one.name for one in fields(Snapshot) if one.name not in (*GROUPS, "on_board")]


def columns(snapshot: Snapshot) -> Iterator[tuple[str, Any]]:
    for table in snapshot.tables():
        for column in fields(table):
            yield f"{type(table).__name__}.{column.name}", getattr(table, column.name)
    yield from ((f"board {board}", shown) for board, shown in snapshot.on_board.items())


def same(one: Snapshot, other: Snapshot) -> bool:
    """Every column bit by bit, in kind and order, and everything that is no column."""
    pairs = zip(columns(one), columns(other), strict=True)
    return [getattr(one, name) for name in PLAIN] == [getattr(other, name) for name in PLAIN] and all(
        a_name == b_name and a.dtype == b.dtype and a.tobytes() == b.tobytes() for (a_name, a), (b_name, b) in pairs
    )


def block(snapshot: Snapshot) -> bytes:
    return b"".join(bytes(part) for part in packing.packed(snapshot))


@given(random_teams.teams(), st.binary(max_size=70))
def test_any_snapshot_comes_back_as_it_was(team: Team, more: bytes) -> None:
    shown = np.array([one.key in (team.board or ()) for one in team.items], np.bool_)
    made = building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses, on_board={"7": shown})
    assert same(packing.unpacked(block(made) + more), made)


def test_a_whole_site_comes_back_as_it_was(team: Simulated) -> None:
    read = conftest.read(team, boards=("1", "2")).snapshot
    assert len(read) > 500
    assert same(packing.unpacked(block(read)), read)


def test_a_snapshot_of_nothing_comes_back_too() -> None:
    assert same(packing.unpacked(block(building.snapshot())), building.snapshot())


@pytest.mark.parametrize("place", [-1, 0])
def test_the_comparison_sees_a_single_changed_value(place: int) -> None:
    one, other = building.snapshot(building.item("PAY-1")), building.snapshot(building.item("PAY-1"))
    other.items.number.flags.writeable = True
    other.items.number[place] += 1
    assert not same(one, other)


def test_no_column_can_be_written_to(team: Simulated) -> None:
    read = packing.unpacked(block(conftest.read(team, boards=("1",)).snapshot))
    for name, column in columns(read):
        with pytest.raises(ValueError, match="read-only"):
            column[...] = 0
        with pytest.raises(ValueError):
            column.flags.writeable = True
        assert not column.flags.writeable, name


def test_columns_are_views_onto_the_block_and_lie_where_the_machine_reads_well() -> None:
    packed = block(building.snapshot(building.item("PAY-1"), building.item("PAY-2")))
    start = np.frombuffer(packed, np.uint8).ctypes.data
    for name, column in columns(packing.unpacked(packed)):
        assert len(column) == 0 or (column.ctypes.data - start) % 64 == 0, name
        assert len(column) == 0 or start <= column.ctypes.data < start + len(packed), name


@given(st.binary(max_size=200), st.integers(0, 900), st.integers(0, 255))
def test_what_is_no_block_is_refused_or_harmless(noise: bytes, place: int, value: int) -> None:
    changed = bytearray(block(building.snapshot(building.item("PAY-1"))))
    changed[place % len(changed)] = value
    for wrong in (noise, bytes(changed), bytes(changed[:place])):
        try:
            packing.unpacked(wrong)
        except ValueError:
            continue
