"""Where each release stands: what is in it, when it is done, how likely that is by its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.releases.contents import Contents
from altaclario.dashboards.releases.outlooks import Outlook
from altaclario.metrics import blocked, defects, history, stages
from altaclario.metrics.releases import Release
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Snapshot

State: TypeAlias = Literal["open", "silent", "done", "empty", "cancelled", "released", "archived"]
"""Open ones can be forecast; of a silent one too little was finished; the rest need no forecast, or are over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One release, in items."""

    place: int
    """Where it stands among all of them."""
    release: Release
    state: State
    items: int
    """What is in it, without what was cancelled."""
    done: int
    not_begun: int
    cancelled: int
    unestimated: int | None
    """Of what is left, what has no estimate; None without a field for estimates."""
    blocked: int
    defects: int
    begun: date | None
    at_start: int | None
    """Items at the end of its first day; None before it, or where the tracker does not say."""
    shared: int
    """Of what is left, what is in another open release too."""
    outlook: Outlook | None
    today: date

    @property
    def left(self) -> int:
        """What is neither done nor cancelled."""
        return self.items - self.done

    @property
    def growth(self) -> int | None:
        """What came in since its first day, less what went out."""
        return None if self.at_start is None else self.items - self.at_start

    @property
    def chance(self) -> float | None:
        """That it is done by its day; None where that is not to come, or nothing can be said."""
        return None if self.outlook is None else self.outlook.by_target

    @property
    def is_late(self) -> bool:
        """Whether its day is over and something is left of it."""
        return self.state in ("open", "silent") and self.is_over

    @property
    def is_over(self) -> bool:
        """Whether its day has come: the one that is shown is not among the days to come."""
        return self.release.target is not None and self.release.target <= self.today

    @property
    def is_dated(self) -> bool:
        """Whether it can be said if it makes its day: it is open, has items left and a day."""
        return self.chance is not None or self.is_late

    def day(self, share: int) -> date | None:
        """By which day it is done, with a share in per cent."""
        return None if self.outlook is None else self.outlook.days.get(share)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be known of each row of `Contents.now` that is left. Shape (rows,) each."""

    is_blocked: NDArray[np.bool_]
    is_defect: NDArray[np.bool_]
    is_unestimated: NDArray[np.bool_]


def marks(held: Contents, settings: Settings) -> Marks:
    """Blocked: flagged while in progress, or behind an open item that blocks it. Defects: of a type that is one."""
    snapshot, items = held.items.snapshot, held.now.item
    since = blocked.since(snapshot, held.items.stays, held.until)
    rows = held.items.lives.items.take(items)
    [estimate] = history.estimates_at(snapshot, rows, np.full(len(rows), held.until - 1))
    return Marks(
        is_blocked=held.is_left & ((since.take(items) != NEVER) | behind(snapshot, settings, held.until).take(rows)),
        is_defect=held.is_left & defects.types(snapshot, settings).take(snapshot.items.type.take(rows)),
        is_unestimated=held.is_left & np.isnan(estimate),
    )


def behind(snapshot: Snapshot, settings: Settings, until: int) -> NDArray[np.bool_]:
    """Which rows of the snapshot one blocks that is open itself just before `until`, of whichever team.

    Links are of today.
    """
    links = snapshot.links
    blocks = np.array([kind.blocks for kind in snapshot.link_kinds], np.bool_)
    found = np.zeros(len(snapshot), np.bool_)
    if not blocks.any() or not len(links.item):
        return found
    rows = np.flatnonzero(blocks.take(links.kind))
    rows = rows[_are_open(snapshot, settings, links.item.take(rows), until)]
    place = np.searchsorted(snapshot.items.id, links.to.take(rows))
    place = np.minimum(place, len(snapshot) - 1)
    found[place[snapshot.items.id.take(place) == links.to.take(rows)]] = True
    return found


def _are_open(snapshot: Snapshot, settings: Settings, items: NDArray[np.integer], until: int) -> NDArray[np.bool_]:
    """Whether each row was there, and neither done nor cancelled; a status that is not listed keeps what was before."""
    moves = snapshot.transitions
    stage = stages.stage_of_statuses(snapshot, settings).take(moves.status)
    stage = stages.kept_in_previous(stage, moves.first[:-1])
    at = history.moves_at(snapshot, items, until)
    found: NDArray[np.bool_] = (at >= moves.first.take(items)) & (stage.take(np.maximum(at, 0)) < stages.DONE)
    return found


def standings(held: Contents, found: dict[int, Outlook], told: Marks) -> tuple[Standing, ...]:
    """All of them: open ones as they come, then those that are out, newest first, then archived ones."""
    window, count = held.now.window, len(held.releases.every)

    def of(rows: NDArray[np.bool_]) -> Sequence[int]:
        counted: list[int] = np.bincount(window[rows], minlength=count).tolist()
        return counted

    stage, is_open = held.stage, np.array([one.is_open for one in held.releases.every], np.bool_)
    in_open = held.is_left & is_open.take(window)
    several = np.bincount(held.now.item[in_open], minlength=len(held.items)) > 1
    columns = [
        of(stage < stages.CANCELLED),
        of(stage == stages.DONE),
        of(stage == stages.BACKLOG),
        of(stage == stages.CANCELLED),
        of(told.is_unestimated),
        of(told.is_blocked),
        of(told.is_defect),
        of(in_open & several.take(held.now.item)),
        held.at_start().tolist(),
    ]
    has_points, has_history = held.items.snapshot.has_points, held.releases.has_history
    every = []
    for place, (release, row) in enumerate(zip(held.releases.every, zip(*columns, strict=True), strict=True)):
        items, done, not_begun, cancelled, unestimated, stopped, defect, shared, start = row
        outlook = found.get(place)
        every.append(
            Standing(
                place=place,
                release=release,
                state=_state(release, items, done, cancelled, outlook),
                items=items,
                done=done,
                not_begun=not_begun,
                cancelled=cancelled,
                unestimated=unestimated if has_points else None,
                blocked=stopped,
                defects=defect,
                begun=held.begun[place],
                at_start=start if start >= 0 and has_history else None,
                shared=shared,
                outlook=outlook,
                today=held.today,
            )
        )
    return tuple(sorted(every, key=_order))


def _state(release: Release, items: int, done: int, cancelled: int, outlook: Outlook | None) -> State:
    if release.is_archived:
        return "archived"
    if release.is_released:
        return "released"
    if not items:
        return "cancelled" if cancelled else "empty"
    if items == done:
        return "done"
    return "silent" if outlook is None or outlook.silent else "open"


def _order(one: Standing) -> tuple[int, int, str, str]:
    release = one.release
    day = (release.target or date.max).toordinal()
    rung = 2 if release.is_archived else 1 if release.is_released else 0
    return (rung, -day if release.is_released else day, release.name, release.id)


def below(every: Sequence[Standing], share: float) -> tuple[Standing, ...]:
    """The open releases that are less likely than a share to be done by their day, or late already.

    One without a day, or of which nothing can be said, is not among them.
    """
    return tuple(one for one in every if one.is_late or (one.chance is not None and one.chance < share))
