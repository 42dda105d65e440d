"""What came since a reading takes its place in what was kept of it, and every item is accounted for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns import continuing, revisions, standing
from altaclario.providers.azure_devops.columns.assembling import Project
from altaclario.providers.azure_devops.columns.revisions import Bit, Names, Revisions
from altaclario.providers.azure_devops.columns.sprints import Team
from altaclario.providers.whole import MustReadWhole
from altaclario.snapshots.snapshot import NEVER

_YOUNG_SECONDS = 3600
"""What is younger may not have reached the feed yet, and comes with it later."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Mended revisions, the items of which some came, and those whose whereabouts no revision tells.

    `vanished` were held and are found no more, `newcomers` are found and have no revisions, `alone` were read without
    any. Of the `untold` the feed tells too little, so they are read as they are today.
    """

    revisions: Revisions
    touched: NDArray[np.uint32]
    vanished: NDArray[np.uint32]
    newcomers: NDArray[np.int64]
    alone: NDArray[np.uint32]
    untold: frozenset[int]

    @property
    def unclear(self) -> list[int]:
        """The items that must be looked up at once; those that are `alone` have their turn."""
        return [int(id) for id in np.union1d(self.vanished.astype(np.int64), self.newcomers)]


@dataclass(frozen=True, slots=True)
class Settled:
    """Mended revisions of all that is there, and of what a revision says that it is there no more."""

    revisions: Revisions
    touched: NDArray[np.uint32]
    existing: NDArray[np.int64]
    moved: NDArray[np.uint32]
    """Items that lie elsewhere now, though no revision says so."""


def arrive(
    held: Revisions,
    come: Revisions,
    existing: NDArray[np.int64],
    projects: Sequence[Project],
    known: NDArray[np.uint32],
    *,
    untold: frozenset[int],
    now: int,
) -> Arrived:
    """Held revisions with those that came. `known` are the items of the snapshot before, `existing` those found now.

    Raises MustReadWhole when some are missing in between.
    """
    odd = np.array(sorted(untold), np.uint32)
    has_feed = held.has(Bit.TODAY_ALONE) | ~np.isin(held.id, odd)
    continued = continuing.continued(held.take(has_feed), come.take(~np.isin(come.id, odd)))
    every = continued.revisions
    stands = standing.of(every, (one.areas for one in projects), None, read_at=now)
    ids = every.id[stands.last]
    alone = np.unique(held.id[held.has(Bit.TODAY_ALONE)])
    if np.setdiff1d(continued.torn, ids[stands.is_deleted]).size or np.intersect1d(continued.items, alone).size:
        raise MustReadWhole("revisions missing")
    # What came after the question who is there may not have been there then.
    is_later = np.isin(ids, continued.items) & (every.changed[stands.last] >= now)
    return Arrived(
        revisions=every,
        touched=continued.items,
        vanished=np.intersect1d(ids[stands.is_here & ~np.isin(ids, existing) & ~is_later], known),
        newcomers=np.setdiff1d(existing, ids.astype(np.int64)),
        alone=alone,
        untold=untold,
    )


def settle(
    arrived: Arrived,
    today: Revisions,
    existing: NDArray[np.int64],
    projects: Sequence[Project],
    names: Names,
    *,
    now: int,
) -> Settled:
    """Account for what was unclear by what was found of it today. Raises MustReadWhole where a history is wanted."""
    stays = _are_work(today, projects, names)
    is_untold = np.isin(today.id, list(arrived.untold))
    is_new = stays & np.isin(today.id, arrived.newcomers) & ~is_untold
    is_old = today.created.astype(np.int64) < now - _YOUNG_SECONDS
    if (is_new & (today.rev > 1) & is_old).any():
        raise MustReadWhole("history missing")
    fresh = _first(today.take(is_new & (today.rev == 1)))
    alone = today.take(stays & (is_untold | np.isin(today.id, arrived.alone)))
    every = arrived.revisions
    leaving = np.setdiff1d(arrived.vanished, today.id[stays])
    rest = every.take(~np.isin(every.id, np.concatenate([leaving, alone.id])))
    changed = alone.id[~np.isin(alone.keys, every.keys)]
    return Settled(
        revisions=revisions.joined([rest, revisions.mended(fresh), revisions.mended(alone)]),
        touched=np.unique(np.concatenate([arrived.touched, fresh.id, changed])),
        existing=np.union1d(existing, today.id[stays & np.isin(today.id, arrived.vanished)].astype(np.int64)),
        moved=np.intersect1d(leaving, today.id),
    )


def are_listed(
    held: Revisions, come: Revisions, names: Names, projects: Sequence[Project], teams: Iterable[Team]
) -> bool:
    """Whether all that came is in states and columns that are listed, or in which something was held before."""
    types, states, columns = names.types.names, names.states.names, names.columns.names
    said = {*zip(come.project.tolist(), come.type.tolist(), come.state.tolist(), strict=True)} - {
        *zip(held.project.tolist(), held.type.tolist(), held.state.tolist(), strict=True)
    }
    if any((types[type], states[state]) not in projects[one].process.categories for one, type, state in said):
        return False
    shown = {column.name for team in teams for column in team.columns}
    new = np.setdiff1d(come.column, held.column).tolist()
    return all(columns[code] in ("", *shown) for code in new)


def _first(today: Revisions) -> Revisions:
    """Items as they are today that are still as they were made: that is their first revision, as the feed gives it."""
    bits = today.bits & ~np.uint8(Bit.TODAY_ALONE)
    return replace(today, bits=bits, state_changed=np.full(len(today), NEVER, np.uint32))


def _are_work(today: Revisions, projects: Sequence[Project], names: Names) -> NDArray[np.bool_]:
    """Which items lie in a project that is read, and are of a type that is work there. Shape (n,)."""
    owner = standing.of(today, (one.areas for one in projects), None, read_at=0).owner
    types = names.types.names
    pairs = zip(owner.tolist(), today.type.tolist(), strict=True)
    return np.array([place >= 0 and types[type] in projects[place].process.levels for place, type in pairs], np.bool_)
