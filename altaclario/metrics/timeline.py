"""The life of one item, stay by stay: in which status it was, and how long."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import stages, workdays
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Instants, Snapshot

UNKNOWN_STATUS = -1
"""Nobody can say in which status it was."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The stays of one item in its statuses, oldest first. Shape (stays,) each."""

    entered: Instants
    left: Instants
    """When the next one began; the last one goes on until the end of what is known."""
    status: NDArray[np.intp]
    """Index into `Snapshot.statuses`, or `UNKNOWN_STATUS`."""
    stage: NDArray[np.uint8]
    calendar_seconds: NDArray[np.int64]
    working_seconds: NDArray[np.int64]


def timeline(alone: Snapshot, stays: Stays, settings: Settings, until: int) -> Timeline:
    """Every stay in a status of the one item of a snapshot, up to the instant `until`, on both clocks.

    Stages are those of `stages.stays`: a status that the tracker no longer lists keeps the item in its previous stage,
    a cancelled resolution turns the current stay in done into cancelled. Of an item without history that is done only
    the resolution date is known: before it nobody knows the status, after it the stage is done.
    Unit: seconds; the working clock counts working days from midnight to midnight.

    >>> from tests import building
    >>> team = building.snapshot(building.item(
    ...     "PAY-1", "2026-03-06 12:00 To Do", "2026-03-06 18:00 In Progress", "2026-03-09 12:00 Done"))
    >>> told = timeline(team, building.stays_of(team), Settings(), building.instant("2026-03-09 15:00"))
    >>> told.calendar_seconds / 3600, told.working_seconds / 3600
    (array([ 6., 66.,  3.]), array([ 6., 18.,  3.]))
    """
    moves = alone.transitions
    entered, status = moves.at, moves.status.astype(np.intp)
    found = stages.kept_in_previous(stages.stage_of_statuses(alone, settings).take(moves.status), moves.first[:-1])
    place = np.cumsum(np.append(False, found[1:] != found[:-1])[: len(found)])
    stage = stays.stage.take(place)
    if len(stays.at) > place[-1] + 1:
        # The stay that a resolution date stands for: no move of the tracker's began it.
        entered, stage = np.append(entered, stays.at[-1]), np.append(stage, stays.stage[-1])
        status = np.append(np.full(len(status), UNKNOWN_STATUS), status[-1])
    bounds = np.append(entered, np.maximum(entered[-1], np.uint32(until)))
    return Timeline(
        entered=entered,
        left=bounds[1:],
        status=status,
        stage=stage,
        calendar_seconds=_between(bounds.astype(np.int64)),
        working_seconds=_between(workdays.seconds(bounds, settings)),
    )


def _between(bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    return bounds[1:] - bounds[:-1]
