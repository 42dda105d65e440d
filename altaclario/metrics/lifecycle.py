"""When each item was created, started and finished, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import ACTIVE, BACKLOG, DONE, UNKNOWN, WAITING, Stays
from altaclario.snapshots.snapshot import NEVER, Flag, Instants, Snapshot

_READING_FLAGS = {
    "no history": Flag.NO_HISTORY,
    "clock clamped": Flag.CLOCK_CLAMPED,
    "history differs": Flag.HISTORY_DIFFERS,
}


@dataclass(frozen=True, slots=True)
class Lives:
    """One entry for each counted item, in the order of `Stays.items`. Shape (counted,) each.

    `started` and `finished` are `NEVER` where there is none. `reasons` says, by name, of which items something must
    be said beside their figures.
    """

    items: NDArray[np.intp]
    stage: NDArray[np.uint8]
    created: Instants
    started: Instants
    finished: Instants
    reasons: Mapping[str, NDArray[np.bool_]]


def lives(snapshot: Snapshot, settings: Settings, stays: Stays) -> Lives:
    """The life of each counted item, as it stands today.

    finished = entry into the current unbroken stay in done; a reopened item is unfinished until it is done again.
    An item without history has no start; when it is done, its resolution date is its finish.
    Source: METRICS, "Flow". Other tools count a reopened item's first finish; ours is what the board shows.

    >>> from tests import building
    >>> from altaclario.metrics.stages import ACTIVE, BACKLOG, DONE, WAITING, stays
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress",
    ...     "2026-03-04 09:00 Done", "2026-03-05 09:00 In Progress", "2026-03-06 09:00 Done"))
    >>> life = lives(team, Settings(), stays(team, Settings(), np.array([True])))
    >>> [building.text(instant) for instant in (life.started[0], life.finished[0])]
    ['2026-03-03 09:00', '2026-03-06 09:00']
    """
    last = stays.first[1:] - 1
    stage = stays.stage.take(last)
    finished = np.where(stage == DONE, stays.at.take(last), np.uint32(NEVER))
    flags = snapshot.items.flags.take(stays.items)
    started = starts(stays, settings, until=NEVER)
    started[flags & np.uint8(Flag.NO_HISTORY) > 0] = NEVER
    reasons = {name: flags & np.uint8(flag) > 0 for name, flag in _READING_FLAGS.items()}
    is_finished = finished != NEVER
    reasons |= {
        "finished by resolution date": reasons["no history"] & is_finished,
        "straight to done": is_finished & (started == NEVER) & ~reasons["no history"],
        "reopened": _reopened(stays),
        "unlisted status": stays.unlisted,
    }
    stage = np.where(stage == UNKNOWN, DONE, stage)
    return Lives(stays.items, stage, snapshot.items.created.take(stays.items), started, finished, reasons)


def starts(stays: Stays, settings: Settings, *, until: int) -> Instants:
    """When each item started, as known just before the instant `until`; `NEVER` if it had not. Shape (counted,).

    First entry into an active or waiting stage (an item created there started then). With `restart="last"`: the last
    such entry that followed a return to the backlog, else the first.

    >>> from tests import building
    >>> from altaclario.metrics.stages import ACTIVE, BACKLOG, DONE, WAITING, stays
    >>> team = building.snapshot(building.item("PAY-1", "2026-03-02 09:00 To Do", "2026-03-03 09:00 In Progress",
    ...     "2026-03-04 09:00 To Do", "2026-03-05 09:00 In Progress"))
    >>> moves = stays(team, Settings(), np.array([True]))
    >>> [building.text(starts(moves, Settings(restart=policy), until=NEVER)[0]) for policy in ("first", "last")]
    ['2026-03-03 09:00', '2026-03-05 09:00']
    """
    rows = np.flatnonzero(is_working(stays.stage))
    if until != NEVER:
        rows = rows[stays.at[rows] < until]
    owners = stays.owner.take(rows)
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = owners[1:] != owners[:-1]
    if settings.restart == "last":
        begins |= _follows_a_return(stays, rows)
    begun = np.flatnonzero(begins)
    found = np.full(len(stays.items), np.uint32(NEVER))
    # Oldest first: of several starts of an item the last one stays.
    found[owners.take(begun)] = stays.at.take(rows.take(begun))
    return found


def is_working(stage: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether a stage is active or waiting: work in progress. Same shape.

    >>> is_working(np.array([BACKLOG, ACTIVE, WAITING, DONE], dtype=np.uint8))
    array([False,  True,  True, False])
    """
    found: NDArray[np.bool_] = (stage == ACTIVE) | (stage == WAITING)
    return found


def _follows_a_return(stays: Stays, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether there is a stay in the backlog between each working stay and the working one before it."""
    returns = np.cumsum(stays.stage == BACKLOG).take(rows)
    return np.append(False, returns[1:] != returns[:-1])


def _reopened(stays: Stays) -> NDArray[np.bool_]:
    """Whether an item ever went from done back to the backlog or to work."""
    back = (stays.stage[:-1] == DONE) & (stays.stage[1:] < DONE) & ~stays.opening()[1:]
    found = np.zeros(len(stays.items), np.bool_)
    found[stays.owner.take(np.flatnonzero(back))] = True
    return found
