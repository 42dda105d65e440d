"""What has no history: dependencies between items, priorities and tags, as of now."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns.revisions import Names
from altaclario.providers.azure_devops.columns.wire import Relation
from altaclario.providers.columns import intervals
from altaclario.providers.columns.names import all_shown
from altaclario.snapshots.snapshot import Labels, LinkKind, Links

Pairs = NDArray[np.uint64]
"""Links as one number each: the item that one comes from, and the one that it goes to. Ascending."""
KINDS = (LinkKind("System.LinkTypes.Dependency", "Dependency", True),)
"""A predecessor blocks its successor."""
_ID_BITS = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


def nothing() -> Pairs:
    return np.empty(0, np.uint64)


def pairs(found: Iterable[Relation]) -> Pairs:
    """The links that a query found, each once."""
    ends = [(one.source.id, one.target.id) for one in found if one.source and one.target]
    whole = np.array(ends, np.uint64).reshape(-1, 2)
    return np.unique(whole[:, 0] << _ID_BITS | whole[:, 1])


def sources(some: Pairs) -> NDArray[np.uint32]:
    """The items that links come from."""
    return np.unique(some >> _ID_BITS).astype(np.uint32)


def links(ids: NDArray[np.uint32], every: Pairs) -> Links:
    """The links that come from these items, whose ids ascend."""
    source = (every >> _ID_BITS).astype(np.uint32)
    rows = np.searchsorted(ids, source)
    is_held = np.append(ids, 0)[rows] == source
    to = (every & _LOW).astype(np.uint32)[is_held]
    return Links(item=rows[is_held].astype(np.uint32), to=to, kind=np.zeros(len(to), np.uint16))


def priorities(marks: NDArray[np.unsignedinteger], names: Names) -> tuple[NDArray[np.unsignedinteger], tuple[str, ...]]:
    """The priorities of items with these marks, and their names: numbers."""
    said = [mark.partition(";")[0] for mark in names.marks.names]
    listed = ["", *sorted({said[code] for code in np.unique(marks).tolist()} - {""}, key=int)]
    codes = np.array([listed.index(one) if one in listed else 0 for one in said], np.int64)
    return intervals.narrow(codes[marks]), tuple(listed)


def labels(marks: NDArray[np.unsignedinteger], names: Names) -> tuple[Labels, tuple[str, ...]]:
    """The tags of items with these marks, and the names."""
    written = names.marks.names
    split = {code: _split(written[code].partition(";")[2]) for code in np.unique(marks).tolist()}
    listed = sorted({name for several in split.values() for name in several})
    places = {name: place for place, name in enumerate(listed)}
    rows = [(row, places[name]) for row, code in enumerate(marks.tolist()) for name in split[code]]
    item, of = np.array(rows, np.int64).reshape(-1, 2).T
    return Labels(item.astype(np.uint32), intervals.wide(of)), tuple(listed)


def _split(tags: str) -> Sequence[str]:
    return all_shown(name for one in tags.split(";") if (name := one.strip()))
