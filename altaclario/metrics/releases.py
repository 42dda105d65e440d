"""Which releases a tracker has, and which items were in each of them when."""

from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import calendar
from altaclario.metrics.memberships import Intervals
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import UNKNOWN, Stays
from altaclario.snapshots.snapshot import NEVER, Memberships, Snapshot, Sprint, Version

_FOREVER = np.int64(1) << 32


@dataclass(frozen=True, slots=True)
class Release:
    """One of them. `start` and `target` are days, or None where the tracker has none that is one."""

    id: str
    name: str
    start: date | None = None
    target: date | None = None
    is_released: bool = False
    is_archived: bool = False
    project: str = ""
    """Of which project it is; empty where it may be of several."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to come out."""
        return not (self.is_released or self.is_archived)

    @property
    def order(self) -> tuple[date, date, str, str]:
        """Before which others it comes: by its day, then by its first day, those without one last."""
        return (self.target or date.max, self.start or date.max, self.name, self.id)


@dataclass(frozen=True, slots=True)
class Releases:
    """All of them, in the order in which the tracker gives them, and when each item entered and left which."""

    every: tuple[Release, ...]
    held: Memberships
    has_history: bool
    """Whether the tracker says when an item came into one and went out of it; else today's is taken for always so."""
    has_ids: bool = True
    """Whether the tracker gives them ids. Without one an id is made of the name, and must not be stored."""

    def place(self, id: str) -> int | None:
        """Where a release stands among them; None for one that is none of them."""
        return next((place for place, one in enumerate(self.every) if one.id == id), None)


def of(snapshot: Snapshot, settings: Settings) -> Releases:
    """Fix versions of a Jira. An Azure DevOps has none: its iterations, tags or areas, whichever the team chose.

    An iteration that several teams share is one release. One that is over is released. Tags and areas have neither days
    nor a history, and what lies in an area lies in all above it.
    Source: METRICS, "Releases".

    >>> from altaclario.snapshots.snapshot import Version
    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", versions=[("2.1", "2026-03-02 09:00")]),
    ...     versions=[Version("7", "2.1", "PAY", False, False, release="2026-04-30")])
    >>> found = of(team, Settings())
    >>> found.every[0].target, found.held.of
    (datetime.date(2026, 4, 30), array([0], dtype=uint16))
    """
    if snapshot.areas and not snapshot.versions:
        if settings.release_by == "iteration":
            return _of_iterations(snapshot, settings)
        return _of_tags(snapshot) if settings.release_by == "tag" else _of_areas(snapshot)
    held, names = snapshot.version_memberships, {id: name for name, id in snapshot.project_ids.items()}
    every = tuple(_of_version(one, names.get(one.project, one.project)) for one in snapshot.versions)
    return Releases(every, held, bool(held.recorded.any()) or not len(held.item))


def inside(releases: Releases, stays: Stays, count: int) -> Intervals:
    """When each counted item was in which release, by release, then item, then time; what overlaps is joined.

    `count` is the number of items in the snapshot. `item` is a position in `Stays.items`, `window` the place of the
    release. An item that is done without anybody knowing since when is in none.

    >>> from altaclario.snapshots.snapshot import Version
    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", versions=[("2.1", "2026-03-02 09:00")]),
    ...     versions=[Version("7", "2.1", "PAY", False, False)])
    >>> found = inside(of(team, Settings()), building.stays_of(team), len(team))
    >>> found.item, found.window, found.left == NEVER
    (array([0]), array([0]), array([ True]))
    """
    position = np.full(count, -1, np.int64)
    is_known = stays.stage.take(stays.first[1:] - 1) != UNKNOWN
    position[stays.items] = np.where(is_known, np.arange(len(stays.items)), -1)
    held = releases.held
    item = position.take(held.item)
    rows = np.flatnonzero(item >= 0)
    return joined(
        Intervals(item.take(rows), held.of.take(rows).astype(np.int64), held.entered.take(rows), held.left.take(rows))
    )


def joined(spans: Intervals) -> Intervals:
    """The same stretches of time, by window, then item, then time, where those that overlap or touch are one.

    >>> spans = Intervals(*(np.array(one) for one in ([0, 0, 1], [0, 0, 0], [5, 7, 1], [8, 9, 2])))
    >>> whole = joined(spans)
    >>> whole.item, whole.entered, whole.left
    (array([0, 1]), array([5, 1]), array([9, 2]))
    """
    if len(spans.item) == 0:
        return spans
    own = (spans.window.astype(np.int64) << 32) + spans.item
    order = np.lexsort((spans.entered, own))
    sorted_ = spans.where(order)
    owner = np.cumsum(np.append(0, np.diff(own.take(order)) != 0)) * _FOREVER
    until = np.maximum.accumulate(owner + sorted_.left)
    opens = np.append(True, owner[1:] + sorted_.entered[1:] > until[:-1])
    heads = np.flatnonzero(opens)
    tails = np.append(heads[1:], len(opens)) - 1
    left = (until.take(tails) - owner.take(tails)).astype(spans.left.dtype)
    return Intervals(sorted_.item.take(heads), sorted_.window.take(heads), sorted_.entered.take(heads), left)


def _of_version(version: Version, project: str) -> Release:
    return Release(
        id=version.id,
        name=version.name,
        start=_day(version.start),
        target=_day(version.release),
        is_released=version.released,
        is_archived=version.archived,
        project=project,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _of_iterations(snapshot: Snapshot, settings: Settings) -> Releases:
    """The sprints of several teams that are one iteration have one number before the dash."""
    numbers = [one.id.partition("-")[0] for one in snapshot.sprints]
    order = list(dict.fromkeys(numbers))
    place = np.array([order.index(number) for number in numbers], np.uint16)
    held = snapshot.sprint_memberships
    every = tuple(_of_sprint(snapshot.sprints[numbers.index(one)], one, settings) for one in order)
    moved = Memberships(held.item, place.take(held.of), held.entered, held.left, held.recorded)
    return Releases(every, moved, bool(held.recorded.any()) or not len(held.item))


def _of_tags(snapshot: Snapshot) -> Releases:
    every = tuple(Release(f"{crc32(name.encode()):08x}", name) for name in snapshot.labels)
    labelled = snapshot.labelled
    return Releases(every, _always(snapshot, labelled.item, labelled.of), has_history=False, has_ids=False)


def _of_areas(snapshot: Snapshot) -> Releases:
    """Those in which anything lies, or in a part of which."""
    above = {one.id: one.parent for one in snapshot.areas}
    ids, place = np.unique(snapshot.items.area, return_inverse=True)
    rows = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place, minlength=len(ids)))[:-1])
    pairs: dict[int, list[NDArray[np.intp]]] = {}
    for id, own in zip(ids.tolist(), rows, strict=True):
        seen: set[int] = set()
        while id in above and id not in seen:
            seen.add(id)
            pairs.setdefault(id, []).append(own)
            id = above[id]
    known = [one for one in snapshot.areas if one.id in pairs]
    items = [np.concatenate(pairs[one.id]) for one in known]
    of = np.repeat(np.arange(len(known)), [len(one) for one in items])
    every = tuple(Release(str(one.id), one.name) for one in known)
    return Releases(every, _always(snapshot, np.concatenate([*items, np.zeros(0, np.intp)]), of), has_history=False)


def _always(snapshot: Snapshot, item: NDArray[np.integer], of: NDArray[np.integer]) -> Memberships:
    """What is so today since each item was created."""
    entered = snapshot.items.created.take(item)
    left, recorded = np.full(len(item), np.uint32(NEVER)), np.zeros(len(item), np.bool_)
    return Memberships(item.astype(np.uint32), of.astype(np.uint32), entered, left, recorded)


def _of_sprint(sprint: Sprint, id: str, settings: Settings) -> Release:
    start, target = (None if at == NEVER else calendar.day(at, settings.zone) for at in (sprint.start, sprint.end))
    return Release(id, sprint.name or id, start, target, is_released=sprint.state == "closed")
