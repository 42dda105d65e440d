"""The tables that codes point into, in one order whoever made them: so two readings can be compared and joined."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.snapshots.snapshot import Snapshot

Entry: TypeAlias = Any
"""A `Status`, `ItemType`, `Sprint`, `Version` or `LinkKind`; of the tables in `_PLAIN` the name itself."""

_PLAIN = ("projects", "resolutions", "priorities", "labels")

_WIDE = np.dtype(np.uint16)
"""What codes that are not narrow have at least."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a snapshot, and the columns that point into it: each the group that it is in, and its name.

    A table `is_listed` when the tracker lists its entries and they stand for themselves, like sprints; entries of the
    others are there because some row points at them.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    is_narrow: bool = False
    is_listed: bool = False

    def entries(self, of: Snapshot) -> Sequence[Entry]:
        entries: Sequence[Entry] = getattr(of, self.name)
        return entries

    def codes(self, of: Snapshot) -> list[NDArray[np.unsignedinteger]]:
        """Each column that points into it."""
        return [getattr(getattr(of, group), column) for group, column in self.columns]

    def keys(self, entries: Sequence[Entry]) -> list[str]:
        """What tells each entry from the others: its id, or the name itself."""
        return [*entries] if self.name in _PLAIN else [one.id for one in entries]

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
        least = np.min_scalar_type(max(len(new) - 1, 0))
        dtype = least if self.is_narrow else np.promote_types(_WIDE, least)
        places = dict(zip(self.keys(new), range(len(new)), strict=True))
        recoding = [places.get(key, 0) for key in self.keys(old)]
        if recoding == [*range(len(old))]:
            return codes.astype(dtype, copy=False)
        recoded: NDArray[np.unsignedinteger] = np.array(recoding, dtype)[codes]
        return recoded


TABLES = (
    Table("projects", (("items", "project"),), is_narrow=True),
    Table("types", (("items", "type"),), is_narrow=True),
    Table("resolutions", (("items", "resolution"),), is_narrow=True),
    Table("priorities", (("items", "priority"),), is_narrow=True),
    Table("statuses", (("transitions", "status"),)),
    Table("sprints", (("sprint_memberships", "of"),), is_listed=True),
    Table("versions", (("version_memberships", "of"), ("affected", "of")), is_listed=True),
    Table("link_kinds", (("links", "kind"),)),
    Table("labels", (("labelled", "of"),)),
)


def order(key: str) -> tuple[bool, bool, int, str]:
    """The place of a key in its table: the empty one first, then numbers as numbers, then texts.

    >>> sorted(["10", "b", "9", "", "a"], key=order)
    ['', '9', '10', 'a', 'b']
    """
    is_number = key.isdecimal()
    return bool(key), not is_number, int(key) if is_number else 0, key


def narrow(column: NDArray[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
    """The same whole numbers in the narrowest type that holds them."""
    return column.astype(np.min_scalar_type(column.max(initial=0)), copy=False)


def tidied(snapshot: Snapshot) -> Snapshot:
    """The same items with their tables in the order of ids, and without entries that nothing points at."""
    groups: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for table in TABLES:
        entries, columns = table.entries(snapshot), table.codes(snapshot)
        stays = np.array(table.staying(entries), np.bool_)
        for codes in columns:
            stays[codes] = True
        kept[table.name] = table.sorted(one for one, is_kept in zip(entries, stays, strict=True) if is_kept)
        for (name, column), codes in zip(table.columns, columns, strict=True):
            group = groups.get(name, getattr(snapshot, name))
            groups[name] = replace(group, **{column: table.recoded(codes, entries, kept[table.name])})
    groups["items"] = replace(groups["items"], area=narrow(groups["items"].area))
    sets = {name: _in_order(groups[name], *by) for name, by in _ORDERS.items()}
    return replace(snapshot, **groups | sets, **kept)


_ORDERS = {"links": ("item", "to", "kind"), "labelled": ("item", "of"), "affected": ("item", "of")}
"""What has no time is in the order of its codes."""


def _in_order(group: Any, *by: str) -> Any:
    """The rows in order of these columns, each once."""
    rows = np.lexsort([getattr(group, name) for name in reversed(by)])
    columns = {name: getattr(group, name)[rows] for name in by}
    is_first = np.ones(len(rows), np.bool_)
    is_first[1:] = np.any([column[1:] != column[:-1] for column in columns.values()], axis=0)
    return replace(group, **{name: column[is_first] for name, column in columns.items()})
