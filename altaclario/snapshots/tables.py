"""The tables that codes point into, in one order whoever made them: so two readings can be compared and joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot

Entry: TypeAlias = Any
"""A `Status`, `ItemType`, `Sprint` or `Version`; of projects and resolutions the name itself."""

_WIDE = np.dtype(np.uint16)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a snapshot, and the column that points into it.

    A table `is_listed` when the tracker lists its entries and they stand for themselves, like sprints; entries of the
    others are there because some row points at them.
    """

    name: str
    group: str
    column: str
    is_narrow: bool = False
    is_listed: bool = False

    def entries(self, of: Snapshot) -> Sequence[Entry]:
        entries: Sequence[Entry] = getattr(of, self.name)
        return entries

    def codes(self, of: Snapshot) -> NDArray[np.unsignedinteger]:
        codes: NDArray[np.unsignedinteger] = getattr(getattr(of, self.group), self.column)
        return codes

    def keys(self, entries: Sequence[Entry]) -> list[str]:
        """What tells each entry from the others: its id, or the name itself."""
        return [*entries] if self.name in ("projects", "resolutions") else [one.id for one in entries]

    def staying(self, entries: Sequence[Entry]) -> list[bool]:
        """Which entries stay without any row: the empty one, and what the tracker lists, which has a name."""
        return [bool(one.name) for one in entries] if self.is_listed else [not key for key in self.keys(entries)]

    def sorted(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The entries in their order."""
        several = [*entries]
        places = sorted(zip(map(order, self.keys(several)), range(len(several)), strict=True))
        return tuple(several[place] for _, place in places)

    def recoded(
        self, codes: NDArray[np.unsignedinteger], old: Sequence[Entry], new: Sequence[Entry]
    ) -> NDArray[np.unsignedinteger]:
        """A column of codes of the old entries in those of the new ones; the same column where nothing differs."""
        dtype = np.min_scalar_type(max(len(new) - 1, 0)) if self.is_narrow else _WIDE
        places = dict(zip(self.keys(new), range(len(new)), strict=True))
        recoding = [places.get(key, 0) for key in self.keys(old)]
        if recoding == [*range(len(old))]:
            return codes.astype(dtype, copy=False)
        recoded: NDArray[np.unsignedinteger] = np.array(recoding, dtype)[codes]
        return recoded


TABLES = (
    Table("projects", "items", "project", is_narrow=True),
    Table("types", "items", "type", is_narrow=True),
    Table("resolutions", "items", "resolution", is_narrow=True),
    Table("statuses", "transitions", "status"),
    Table("sprints", "sprint_memberships", "of", is_listed=True),
    Table("versions", "version_memberships", "of", is_listed=True),
)


def order(key: str) -> tuple[bool, bool, int, str]:
    """The place of a key in its table: the empty one first, then numbers as numbers, then texts.

    >>> sorted(["10", "b", "9", "", "a"], key=order)
    ['', '9', '10', 'a', 'b']
    """
    is_number = key.isdecimal()
    return bool(key), not is_number, int(key) if is_number else 0, key


def tidied(snapshot: Snapshot) -> Snapshot:
    """The same items with their tables in the order of ids, and without entries that nothing points at."""
    groups: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for table in TABLES:
        entries, codes = table.entries(snapshot), table.codes(snapshot)
        stays = np.array(table.staying(entries), np.bool_)
        stays[codes] = True
        kept[table.name] = table.sorted(one for one, is_kept in zip(entries, stays, strict=True) if is_kept)
        group = groups.get(table.group, getattr(snapshot, table.group))
        recoded = table.recoded(codes, entries, kept[table.name])
        groups[table.group] = replace(group, **{table.column: recoded})
    return replace(snapshot, **groups, **kept)
