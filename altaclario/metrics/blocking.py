"""What counts as blocked beside flags: statuses in which an item cannot go on, and labels that say so."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Memberships, Snapshot


def ruled(snapshot: Snapshot, settings: Settings) -> Snapshot:
    """The snapshot in which each stay in a blocked status is a flag, and each label that blocks is one from today on.

    A stay in a blocked status is [entered, left); stays that follow each other at once are one. A label has no history,
    so nobody can say since when: it is a flag from the moment of the reading, and adds no day to any figure.
    Source: METRICS, "Flow": a blocked status or tag chosen by the team.

    >>> from tests import building
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 Testing", "2026-03-05 09:00 Done"))
    >>> found = ruled(team, Settings(blocked_statuses=frozenset({"Testing"}))).flagged
    >>> building.text(found.entered[0]), building.text(found.left[0])
    ('2026-03-02 09:00', '2026-03-05 09:00')
    >>> from altaclario.metrics import blocked
    >>> item = building.item("PAY-1", "2026-03-02 09:00 In Progress", labels=["stuck"])
    >>> team = building.snapshot(item, read_at=building.instant("2026-03-09 01:00"))
    >>> then, stays = ruled(team, Settings(blocked_labels=frozenset({"stuck"}))), building.stays_of(team)
    >>> midnight = building.instant("2026-03-10 00:00")
    >>> blocked.days(blocked.spells(then, stays, midnight), Settings(), 1)
    array([0.])
    >>> building.text(blocked.since(then, stays, midnight)[0])
    '2026-03-09 01:00'
    """
    added = [*_by_status(snapshot, settings), *_by_label(snapshot, settings)]
    if not added:
        return snapshot
    parts = [snapshot.flagged, *added]
    columns = {
        name: np.concatenate([getattr(one, name) for one in parts])
        for name in ("item", "of", "entered", "left", "recorded")
    }
    order = np.lexsort((columns["entered"], columns["item"]))
    return replace(snapshot, flagged=Memberships(**{name: column[order] for name, column in columns.items()}))


def _by_status(snapshot: Snapshot, settings: Settings) -> list[Memberships]:
    blocks = np.array([one.id in settings.blocked_statuses for one in snapshot.statuses], np.bool_)
    if not blocks.any():
        return []
    moves = snapshot.transitions
    inside = blocks.take(moves.status)
    opens = np.zeros(len(inside), np.bool_)
    opens[moves.first[:-1].astype(np.intp)] = True
    follows = np.append(False, inside[:-1]) & ~opens
    begins = np.flatnonzero(inside & ~follows)
    is_end = inside & np.append(~inside[1:] | opens[1:], True)
    ends = np.flatnonzero(is_end)
    is_last = np.append(opens[1:], True).take(ends)
    left = np.where(is_last, np.uint32(NEVER), np.append(moves.at, np.uint32(NEVER)).take(ends + 1))
    owner = np.searchsorted(moves.first, begins, side="right").astype(np.uint32) - np.uint32(1)
    return [_flags(owner, moves.at.take(begins), left)]


def _by_label(snapshot: Snapshot, settings: Settings) -> list[Memberships]:
    blocks = np.array([name in settings.blocked_labels for name in snapshot.labels], np.bool_)
    if not blocks.any():
        return []
    held = snapshot.labelled
    item = np.unique(held.item[blocks.take(held.of)])
    since = np.full(len(item), snapshot.read_at, np.uint32)
    # Figures know it by this: a flag that no history tells of, from the moment of the reading on, has lasted no time.
    return [_flags(item, since, np.full(len(item), np.uint32(NEVER)), is_recorded=False)]


def _flags(
    item: NDArray[np.uint32], entered: NDArray[np.uint32], left: NDArray[np.uint32], *, is_recorded: bool = True
) -> Memberships:
    return Memberships(
        item=item.astype(np.uint32),
        of=np.zeros(len(item), np.uint16),
        entered=entered.astype(np.uint32),
        left=left.astype(np.uint32),
        recorded=np.full(len(item), is_recorded),
    )
