"""Revisions that came after those that were kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns.revisions import Bit, Revisions, joined, marked
from altaclario.providers.columns import intervals


@dataclass(frozen=True, slots=True)
class Continued:
    """Mended revisions with those that came after them, mended as well."""

    revisions: Revisions
    items: NDArray[np.uint32]
    """The items of which some came, ascending."""
    torn: NDArray[np.uint32]
    """The items of which some in between, or before all that came, did not come."""


def continued(held: Revisions, come: Revisions) -> Continued:
    """What was held may be telling revisions alone; what came should be every revision since."""
    ends = np.flatnonzero(intervals.ends(held.id))
    ids, revs = np.append(held.id[ends], 0), np.append(held.rev[ends], 0)
    come = joined([come])
    place = np.searchsorted(ids[:-1], come.id)
    reached = np.where(ids[place] == come.id, revs[place], 0)
    is_news = come.rev > reached
    come, reached = come.take(is_news), reached[is_news]
    before = np.where(intervals.begins(come.id), reached, np.roll(come.rev, 1))
    torn = np.unique(come.id[come.rev != before + 1])
    every = joined([held, come])
    lacks = np.isin(every.id, held.id[held.has(Bit.LACKING)])
    return Continued(marked(every, lacks=lacks), np.unique(come.id), torn)
