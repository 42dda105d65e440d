"""Links between issues: each once, under the issue that it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import numbers
from altaclario.providers.columns.codes import Codebook
from altaclario.providers.columns.names import shown
from altaclario.providers.jira.columns.wire import LinkType, LinkValue
from altaclario.snapshots.snapshot import LinkKind, Links

Ids = NDArray[np.int64]
_KIND_BITS = 16
"""An id and the code of a kind make one number."""


def is_reversed(kind: LinkType) -> bool:
    """Whether the issue that such a link comes from waits for the one that it goes to.

    >>> is_reversed(LinkType("1", outward="depends on")), is_reversed(LinkType("2", outward="blocks"))
    (True, False)
    """
    outward = kind.outward.lower()
    return "blocked by" in outward or outward.startswith("depends")


def blocks(kind: LinkType) -> bool:
    """Whether one of its ends waits for the other; sites name their kinds as they like, so the words tell."""
    words = f"{kind.name} {kind.outward} {kind.inward}".lower()
    return "block" in words or "depend" in words


def ends(ids: Ids, links: Sequence[Sequence[LinkValue]], kinds: Codebook) -> dict[str, Ids]:
    """The columns of the links of a page: those that each issue tells of itself, and where others come from.

    `link_ids` are where a link goes to and its kind in one number.
    """
    own: list[tuple[int, str, int]] = []
    others: list[tuple[int, str]] = []
    for place, several in enumerate(links):
        for link in several:
            here, there = link.outwardIssue, link.inwardIssue
            if is_reversed(link.type):
                here, there = there, here
            if here:
                own.append((place, here.id, kinds.code(link.type.id)))
            if there:
                others.append((place, there.id))
    to = numbers.ids([id for _, id, _ in own])
    return {
        "link_items": ids[np.array([place for place, _, _ in own], np.int64)],
        "link_ids": to << _KIND_BITS | np.array([kind for _, _, kind in own], np.int64),
        "linked_items": ids[np.array([place for place, _ in others], np.int64)],
        "linked_ids": numbers.ids([id for _, id in others]),
    }


def links(rows: NDArray[Any], joint: Ids) -> Links:
    """The links of rows, from `link_ids`."""
    return Links(
        item=rows.astype(np.uint32),
        to=(joint >> _KIND_BITS).astype(np.uint32),
        kind=(joint & ((1 << _KIND_BITS) - 1)).astype(np.uint16),
    )


def kinds(ids: Iterable[str], known: Mapping[str, LinkType]) -> tuple[LinkKind, ...]:
    """The kinds of links, in the order of their codes."""
    return tuple(LinkKind(id, shown(known[id].name), blocks(known[id])) for id in ids)
