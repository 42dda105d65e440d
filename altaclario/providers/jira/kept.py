"""What a reading of a Jira leaves for the next one, in memory, beside its snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.jira.columns import issues
from altaclario.providers.jira.columns.assembling import Collected, uses_other_points
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import SprintValue
from altaclario.providers.jira.discovery import Site

Ids = NDArray[np.int64]
NOT_GIVEN = -1
UNSURE = -2
MARGIN_MS = 60_000
"""What was changed so shortly before a reading began counts as changed after it: clocks tell whole seconds."""


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """What a later reading can go on from. Ids ascend."""

    site: Site
    fields: FieldIds
    ids: Ids
    """Every issue of the scope."""
    updated: Ids
    """When each was changed last, in ms; `NOT_GIVEN` for one that is listed but not shown to this account, `UNSURE` for
    one that changed while everything was read: its changes may have been read before, the issue itself after."""
    fetched: Ids
    """Those that were read after the last reading began."""
    begun_ms: int
    """When it began, by the tracker's clock,"""
    ahead_ms: int
    """which is ahead of ours by so much."""
    told: Mapping[int, SprintValue]
    """Each sprint as an issue that is in it told it last."""
    other_points: bool
    """Whether the other one of two point fields is the one with values."""
    epic_ids: Mapping[str, int] = field(default_factory=dict)
    """The ids of epics that issues give by their keys, and"""
    epic_types: frozenset[str] = frozenset()
    """the ids of their types."""
    turn: int = 0
    """How many pieces of the site were read again, one after the other."""

    @property
    def watermark_ms(self) -> int:
        """From when on changes may be new: a clock that is read wrongly hides none that came after the newest known."""
        known = self.updated[self.updated >= 0]
        return min(self.begun_ms, int(known.max())) if len(known) else self.begun_ms

    @property
    def size_bytes(self) -> int:
        """Memory of the columns."""
        return self.ids.nbytes + self.updated.nbytes + self.fetched.nbytes


def after(passes: Iterable[Collected], site: Site, listed: Iterable[int], *, now: int, ahead_ms: int) -> Kept:
    """What a reading of everything leaves, which began at `now` and found these issues listed."""
    collected = list(passes)
    pages = [page for one in collected for page in one.issues.pages]
    given = issues.newest(pages, "updated")
    ids = np.union1d(np.fromiter(listed, np.int64), given["id"])
    begun_ms = now * 1000 + ahead_ms
    is_sure = given["updated"] < begun_ms - MARGIN_MS
    return Kept(
        site=site,
        fields=collected[0].fields,
        ids=ids,
        updated=placed(given["id"], np.where(is_sure, given["updated"], UNSURE), ids),
        fetched=given["id"],
        begun_ms=begun_ms,
        ahead_ms=ahead_ms,
        told=dict(collected[0].names.sprints),
        other_points=uses_other_points(pages),
        epic_ids=collected[0].names.epic_ids,
        epic_types=frozenset(collected[0].names.epic_types),
    )


def placed(given: Ids, updated: Ids, ids: Ids) -> Ids:
    """When each of the ids was changed last; `NOT_GIVEN` for those that were not."""
    column = np.full(len(ids), NOT_GIVEN, np.int64)
    column[np.searchsorted(ids, given)] = updated
    return column
