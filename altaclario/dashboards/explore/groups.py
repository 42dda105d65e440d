"""What items can be told apart by: their groups, by name and by the tracker's id."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.charts.messages import Message, Text
from altaclario.metrics.questions import Grouped
from altaclario.snapshots.snapshot import NONE, Snapshot

_BARE = re.compile(r"[0-9]{1,20}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SIGNS = 16


@dataclass(frozen=True, slots=True)
class Groups:
    """The group of each counted item, the name of each group, and its key; a key of "" can stand in no address."""

    of: NDArray[np.int64]
    names: tuple[Text, ...]
    ids: tuple[str, ...]

    def one(self, id: str) -> int | None:
        """The group with that id; None where there is none."""
        return self.ids.index(id) if id and id in self.ids else None


def is_bare(id: str) -> bool:
    """Whether it is a number or a GUID, which tells nothing.

    >>> is_bare("10001"), is_bare("AcmeMerger.Story"), is_bare("")
    (True, False, False)
    """
    return _BARE.fullmatch(id) is not None


def key(id: str) -> str:
    """What stands for it in an address: itself, or of one that is made of names, which may hold any sign, a hash.

    >>> key("10001"), key("Active/InProgress"), key("")
    ('10001', 'of-23af56e5511fa2ae', '')
    """
    return id if not id or is_bare(id) else f"of-{hashlib.sha256(id.encode()).hexdigest()[:_SIGNS]}"


def groups(snapshot: Snapshot, items: NDArray[np.intp], by: Grouped) -> Groups:
    """The groups of these rows of `Snapshot.items`."""
    return _KINDS[by](snapshot, items)


def _all(_snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    return Groups(np.zeros(len(items), np.int64), (Message("All items"),), ("",))


def _type(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    codes = snapshot.items.type.take(items)
    return _coded(codes, [one.name for one in snapshot.types], [one.id for one in snapshot.types])


def _status(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    codes = snapshot.transitions.status.take(snapshot.transitions.first[1:].take(items).astype(np.int64) - 1)
    return _coded(codes, [one.name for one in snapshot.statuses], [one.id for one in snapshot.statuses])


def _project(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    ids = [snapshot.project_ids.get(name, "") for name in snapshot.projects]
    return _coded(snapshot.items.project.take(items), snapshot.projects, ids)


def _resolution(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    return _coded(snapshot.items.resolution.take(items), snapshot.resolutions)


def _priority(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    return _coded(snapshot.items.priority.take(items), snapshot.priorities)


def _area(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    names = {one.id: one.name for one in snapshot.areas}
    return _numbered(snapshot.items.area.take(items), names)


def _parent(snapshot: Snapshot, items: NDArray[np.intp]) -> Groups:
    parents = snapshot.items.parent.take(items)
    rows = {id: snapshot.row_of(id) for id in np.unique(parents).tolist() if id != NONE}
    return _numbered(parents, {id: snapshot.key(row) for id, row in rows.items() if row is not None})


def _coded(codes: NDArray[np.unsignedinteger], names: Sequence[str], ids: Sequence[str] = ()) -> Groups:
    """Codes into a list of names, of which only those that are used remain."""
    used, of = np.unique(codes, return_inverse=True)
    shown = tuple(names[code] or _NONE for code in used.tolist())
    return Groups(of.astype(np.int64), shown, tuple(key(ids[code]) if ids else "" for code in used.tolist()))


def _numbered(numbers: NDArray[np.uint32], names: Mapping[int, str]) -> Groups:
    used, of = np.unique(numbers, return_inverse=True)
    shown = tuple(_named(number, names) for number in used.tolist())
    return Groups(of.astype(np.int64), shown, tuple(str(number) if number else "" for number in used.tolist()))


def _named(number: int, names: Mapping[int, str]) -> Text:
    return names.get(number) or (_NONE if number == NONE else Message("not read ({id})", {"id": str(number)}))


_NONE = Message("None")
_KINDS: Mapping[Grouped, Callable[[Snapshot, NDArray[np.intp]], Groups]] = {
    "none": _all,
    "type": _type,
    "status": _status,
    "project": _project,
    "parent": _parent,
    "area": _area,
    "resolution": _resolution,
    "priority": _priority,
}
