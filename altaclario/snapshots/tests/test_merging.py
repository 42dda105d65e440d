"""Merging what changed is the same as reading everything anew, to the byte."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from altaclario.snapshots import packing, tables
from altaclario.snapshots.merging import merged
from altaclario.snapshots.snapshot import Flag, ItemType, Labels, Level, Snapshot, Sprint, Version, noticed
from tests import building, random_teams
from tests.building import Item

_SPRINTS = ("S1", "S2", "S3", "S4")
_KINDS = [kind.name for kind in building.LINK_KINDS]


@st.composite
def turns(draw: st.DrawFn) -> tuple[Snapshot, Snapshot, list[int], Snapshot]:
    """What was held, what changed since, the ids of what is gone, and everything as it is now."""
    ids = sorted(draw(st.sets(st.integers(1, 400), max_size=7)))
    held = {id: draw(_items(id)) for id in ids if draw(st.booleans())}
    touched = {id: draw(st.none() | _items(id)) for id in ids if draw(st.booleans())}
    after = {id: one for id, one in (held | touched).items() if one}
    gone = [id for id, one in touched.items() if one is None]
    listed = draw(st.sets(st.sampled_from(_SPRINTS)))
    changed = _whole({id: one for id, one in touched.items() if one}, listed, read_at=7)
    # A sprint that the tracker no longer lists keeps nothing but its id, and the part says so.
    unlisted = tuple(Sprint(name[1:], "", "closed") for name in _SPRINTS if name[1:] not in _ids(changed.sprints))
    versions = tuple(Version(name[1:], "", "PAY", False, False) for name in _SPRINTS)
    unheld = tuple(one for one in versions if one.id not in _ids(changed.versions))
    part = replace(changed, sprints=(*changed.sprints, *unlisted), versions=(*changed.versions, *unheld))
    return _whole(held, _SPRINTS), part, gone, _whole(after, listed, read_at=7)


@st.composite
def _items(draw: st.DrawFn, id: int) -> Item:
    one = draw(random_teams.items(id, list(_SPRINTS)))
    return replace(
        one,
        key=f"{draw(st.sampled_from(('PAY', 'WEB', 'APP')))}-{id}",
        flags=draw(st.sampled_from((0, Flag.TYPE_CHANGED, Flag.SPRINTS_DIFFER | Flag.ASSIGNED))),
        area=draw(st.sampled_from((0, 0, 7, 300, 70_000))),
        priority=draw(st.sampled_from(("", "High", "Low"))),
        links=draw(st.lists(st.tuples(st.sampled_from(_KINDS), st.sampled_from(("X-7", "X-90000"))), max_size=2)),
        labels=draw(st.lists(st.sampled_from(("api", "ui", "urgent")), max_size=2)),
        affects=draw(st.lists(st.sampled_from(_SPRINTS), max_size=2)),
    )


def _whole(held: Mapping[int, Item], listed: Sequence[str] | set[str], *, read_at: int = 0) -> Snapshot:
    sprints = [Sprint(name[1:], name if name in listed else "", "closed") for name in _SPRINTS]
    named = [replace(one, name=name) for one, name in zip(sprints, _SPRINTS, strict=True)]
    items = [held[id] for id in sorted(held)]
    versions = [Version(one.id, one.name, "PAY", False, False) for one in named]
    made = building.snapshot(
        *items, sprints=named, versions=versions, statuses=random_teams.MORE_STATUSES, read_at=read_at
    )
    shown = np.array([len(one.moves) > 1 for one in items], np.bool_)
    return tables.tidied(
        replace(
            made,
            items=replace(made.items, id=np.array(sorted(held), np.uint32)),
            types=(ItemType("", "", Level.BASE), *made.types[1:]),
            sprints=tuple(sprints),
            version_memberships=made.sprint_memberships,
            versions=tuple(Version(one.id, one.name, "PAY", False, False) for one in sprints),
            on_board={"1": shown},
            findings={"board was not read": 1} | noticed(made.items.flags),
            left_out={"the tracker could not give it": 2} if read_at else {},
        )
    )


@given(turns())
def test_it_is_what_reading_everything_anew_gives(turn: tuple[Snapshot, Snapshot, list[int], Snapshot]) -> None:
    before, part, gone, anew = turn
    assert _bytes(merged(before, part, gone)) == _bytes(anew)


@given(turns())
def test_what_was_held_is_left_as_it_was(turn: tuple[Snapshot, Snapshot, list[int], Snapshot]) -> None:
    before, part, gone, _ = turn
    told = _bytes(before)
    merged(before, part, gone)
    assert _bytes(before) == told


def test_columns_in_which_nothing_changed_are_not_copied() -> None:
    held = _whole({7: building.item("PAY-7"), 9: building.item("PAY-9")}, _SPRINTS)
    after = merged(held, _whole({}, _SPRINTS))
    assert len(after) == 2
    assert after.items.id is held.items.id


def test_what_is_new_wins_and_what_is_unknown_to_it_stays() -> None:
    held = _whole({7: building.item("PAY-7", sprints=[("S1", "2026-03-02"), ("S2", "2026-03-03")])}, ("S1", "S2"))
    renamed = Sprint("1", "Sprint one", "closed")
    part = replace(_whole({}, ()), sprints=(renamed, Sprint("4", "", "unknown"), Sprint("5", "S5", "future")))
    after = merged(held, part)
    assert [one.name for one in after.sprints] == ["Sprint one", "S2", "S5"]
    assert after.sprint_memberships.of.tolist() == [0, 1]


def test_an_item_that_is_gone_and_came_stays() -> None:
    held = _whole({7: building.item("PAY-7")}, _SPRINTS)
    assert merged(held, held, [7, 8]).items.id.tolist() == [7]


def test_a_table_that_grows_past_a_byte_makes_its_column_wider() -> None:
    several = {id: building.item(f"P{id}-1") for id in range(1, 256)}
    held = _whole(several, ())
    assert held.items.project.dtype == np.uint8
    after = merged(held, _whole({300: building.item("A-1")}, ()))
    assert after.items.project.dtype == np.uint16
    assert [after.key(0), after.key(254), after.key(255)] == ["P1-1", "P255-1", "A-1"]


def test_more_labels_than_16_bits_hold_stay_each_its_own() -> None:
    count = 2**16 + 2
    one = _whole({7: building.item("PAY-7")}, ())
    labels = Labels(np.zeros(count, np.uint32), np.arange(count, dtype=np.uint32))
    whole = tables.tidied(replace(one, labels=tuple(map(str, range(count))), labelled=labels))
    assert whole.labelled.of.tolist() == [*range(count)]


def test_a_version_stays_while_anything_points_at_it() -> None:
    held = _whole({7: building.item("PAY-7", affects=["S1"]), 9: building.item("PAY-9", affects=["S2"])}, ())
    part = _whole({9: building.item("PAY-9")}, ())
    after = merged(held, part)
    assert [one.id for one in after.versions] == ["1"]
    assert [after.items.id[row] for row in after.affected.item] == [7]


def _ids(entries: Sequence[Sprint] | Sequence[Version]) -> set[str]:
    return {one.id for one in entries}


def _bytes(snapshot: Snapshot) -> bytes:
    return b"".join(map(bytes, packing.packed(snapshot)))
