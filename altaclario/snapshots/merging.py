"""What is new or changed takes its place in what is held; what is gone leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from altaclario.snapshots.snapshot import NOTICED, OWNED, Items, Snapshot, Transitions, noticed
from altaclario.snapshots.splicing import Splice
from altaclario.snapshots.tables import TABLES, Entry, Table, narrow


def merged(before: Snapshot, part: Snapshot, gone: ArrayLike = ()) -> Snapshot:
    """One snapshot of the items of `before` and `part`, without those whose ids are `gone`.

    Both must be tidied (`tables.tidied`), but `part` may name more statuses, types and so on than its items use: what
    it says of one is newer and wins, and of what a tracker lists (sprints, versions) the rest of `before` stays only
    while an item points at it. What belongs to no single item (boards, what was left out, when it was read) is as in
    `part`. The result has the same columns, to the byte, as a reading of everything would have.
    """
    items = _items(before.items.id, part.items.id, np.asarray(gone, np.uint32))
    rows = {"items": items, "transitions": items.within(before.transitions.first, part.transitions.first)}
    for group in OWNED:
        rows[group] = items.among(getattr(before, group).item, getattr(part, group).item)
    united = {table: _united(table, before, part, rows) for table in TABLES}
    coded = {
        place: column
        for table, (_, codes) in united.items()
        for place, column in zip(table.columns, codes, strict=True)
    }
    told: dict[str, Any] = {table.name: entries for table, (entries, _) in united.items()}

    def columns(group: str, *others: str) -> dict[str, NDArray[Any]]:
        old, new = getattr(before, group), getattr(part, group)
        names = [one.name for one in fields(old) if one.name not in others and (group, one.name) not in coded]
        spliced = {name: rows[group].apply(getattr(old, name), getattr(new, name)) for name in names}
        return spliced | {column: codes for (of, column), codes in coded.items() if of == group}

    def owned(group: str) -> dict[str, NDArray[Any]]:
        old, new = getattr(before, group), getattr(part, group)
        return columns(group, "item") | {"item": rows[group].renumbered(old.item, new.item, items)}

    return Snapshot(
        items=Items(area=_area(before, part, items), **columns("items", "area")),
        transitions=Transitions(
            first=_first(items, rows["transitions"], before.transitions.first), **columns("transitions", "first")
        ),
        **told | {name: group(**owned(name)) for name, group in OWNED.items()},
        boards=part.boards,
        read_at=part.read_at,
        complete_from=part.complete_from,
        on_board={board: items.apply(before.on_board[board], shown) for board, shown in part.on_board.items()},
        key_form=part.key_form,
        has_points=part.has_points,
        findings=_findings(before, part, items),
        left_out=part.left_out,
        project_ids=_project_ids(before, part, told["projects"]),
        areas=part.areas,
    )


def _area(before: Snapshot, part: Snapshot, items: Splice) -> NDArray[np.unsignedinteger]:
    kind = np.promote_types(before.items.area.dtype, part.items.area.dtype)
    return narrow(items.apply(before.items.area.astype(kind, copy=False), part.items.area))


def _project_ids(before: Snapshot, part: Snapshot, projects: Sequence[str]) -> dict[str, str]:
    """As `part` says, and of projects that it does not tell of as before: under the name that it has now, each once."""
    told = set(part.project_ids.values())
    kept = {name: id for name, id in before.project_ids.items() if name in projects and id not in told}
    return dict(sorted({**kept, **part.project_ids}.items()))


def _items(held: NDArray[np.uint32], come: NDArray[np.uint32], gone: NDArray[np.uint32]) -> Splice:
    """Where each item of the part comes, in whose place, and whose place nobody takes."""
    gone = gone[_is_among(held, gone) & ~_is_among(come, gone)]
    ids = np.append(come, np.unique(gone))
    ids.sort()
    starts, new_starts = held.searchsorted(ids), come.searchsorted(ids)
    return Splice.of(
        np.stack([starts, starts + _is_among(held, ids)]), np.stack([new_starts, new_starts + _is_among(come, ids)])
    )


def _is_among(held: NDArray[np.uint32], ids: NDArray[np.uint32]) -> NDArray[np.bool_]:
    if not len(held):
        return np.zeros(len(ids), np.bool_)
    is_among: NDArray[np.bool_] = held[np.minimum(held.searchsorted(ids), len(held) - 1)] == ids
    return is_among


def _first(items: Splice, moves: Splice, before: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Where the rows of each item begin, and the last ones end."""
    # First everything in old rows: an item that comes ends where the rows in whose place its own come did.
    ends = items.apply(before[1:], moves.old[1][items.new[1] > items.new[0]].astype(np.uint32))
    first = np.zeros(len(ends) + 1, np.uint32)
    places = items.old[0] + items.growth.cumsum() - items.growth
    begin = int(places[0]) if len(places) else len(ends)
    first[1 : begin + 1] = ends[:begin]
    lengths = np.diff(places, append=len(ends))
    np.add(ends[begin:], moves.growth.cumsum().astype(np.uint32).repeat(lengths), out=first[begin + 1 :])
    return first


_Columns: TypeAlias = list[NDArray[np.unsignedinteger]]


def _united(
    table: Table, before: Snapshot, part: Snapshot, rows: Mapping[str, Splice]
) -> tuple[tuple[Entry, ...], _Columns]:
    """The entries of a table for both, and the spliced columns in their codes."""
    held, come = table.entries(before), table.entries(part)
    of_before, of_part = table.codes(before), table.codes(part)
    splices = [rows[group] for group, _ in table.columns]
    leaving = [codes[splice.leaving] for codes, splice in zip(of_before, splices, strict=True)]

    def spliced(before: _Columns, part: _Columns) -> _Columns:
        return [splice.apply(*pair) for splice, *pair in zip(splices, before, part, strict=True)]

    keys = table.keys(held)
    stays = np.array(table.staying(come), np.bool_)
    coming = table.keys(come)
    if keys == coming and not _unused(table, of_before, leaving, stays | _marked(of_part, len(come))):
        return tuple(come), spliced(of_before, of_part)
    places = dict(zip(keys, range(len(held)), strict=True))
    # For each entry of the part the code that it has among those held; a new one is past them.
    known = np.array([places.get(key, len(held)) for key in coming], np.int64)
    is_needed = _marked(of_part, len(come)) | stays
    unused = _unused(table, of_before, leaving, _marked([known[is_needed]], len(held) + 1)[:-1])
    new = [come[code] for code in (is_needed & (known == len(held))).nonzero()[0]]
    newest = [*held, None]
    for one, code in zip(come, known.tolist(), strict=True):
        newest[code] = one
    if new or unused:
        entries = table.sorted([*(one for code, one in enumerate(newest[:-1]) if code not in unused), *new])
        recoded = (
            [table.recoded(codes, old, entries) for codes in several]
            for several, old in ((of_before, held), (of_part, come))
        )
        return entries, spliced(*recoded)
    return tuple(newest[:-1]), spliced(
        of_before, [known.astype(old.dtype)[codes] for old, codes in zip(of_before, of_part, strict=True)]
    )


def _unused(table: Table, of_before: _Columns, leaving: _Columns, is_needed: NDArray[np.bool_]) -> set[int]:
    """The codes of entries that no row needs any more, neither of what stays nor of the part."""
    # What stands for itself may have had no row before; of the rest only what leaves can be the last.
    is_doubtful = ~is_needed if table.is_listed else ~is_needed & _marked(leaving, len(is_needed))
    return {
        code
        for code in is_doubtful.nonzero()[0].tolist()
        if sum(np.count_nonzero(codes == code) for codes in of_before)
        == sum(np.count_nonzero(codes == code) for codes in leaving)
    }


def _marked(columns: Sequence[NDArray[np.integer]], count: int) -> NDArray[np.bool_]:
    """Which of so many codes are in these columns."""
    is_among = np.zeros(count, np.bool_)
    for codes in columns:
        is_among[codes] = True
    return is_among


def _findings(before: Snapshot, part: Snapshot, items: Splice) -> dict[str, int]:
    """What belongs to no single item is as in the part; what does is counted with the items that come and leave."""
    own = {name: count for name, count in part.findings.items() if name not in NOTICED.values()}
    left, come = noticed(before.items.flags[items.leaving]), noticed(part.items.flags)
    counts = {name: before.findings.get(name, 0) - left.get(name, 0) + come.get(name, 0) for name in NOTICED.values()}
    return own | {name: count for name, count in counts.items() if count}
