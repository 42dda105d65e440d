"""How much a team completes in a sprint. Never compared between teams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import points, reasons, sprints
from altaclario.metrics.stages import Stays
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Range:
    """Median (nearest rank), least and most of the sprints."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Velocity:
    """Completed work of each closed sprint of one board, in the order of their activation.

    `sprints` are indices into `Snapshot.sprints`; `points` and its range are None without a field for estimates,
    a range is None without sprints.
    """

    sprints: tuple[int, ...]
    items: NDArray[np.int64]
    points: NDArray[np.float64] | None
    items_range: Range | None
    points_range: Range | None
    committed_items: NDArray[np.intp]
    """The commitment of each sprint, beside what it completed."""
    committed_points: NDArray[np.float64] | None


def velocity(snapshot: Snapshot, stays: Stays, until: int, board: str) -> Velocity:
    """Completed items and points (as estimated at completion) per closed sprint of one board.

    Sprints without figures (no dates, no history) are left out.

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", "2026-03-01 08:00 To Do", "2026-03-05 09:00 Done", estimate=3,
    ...         sprints=[("S1", "2026-03-01 09:00")]),
    ...     sprints=[building.sprint("S1", "2026-03-02 09:00", "2026-03-13 17:00", board="4")])
    >>> velocity(team, building.stays_of(team), building.instant("2026-03-20 00:00"), "4").points
    array([3.])
    """
    whole = zip(snapshot.sprints, reasons.of_sprints(snapshot), strict=True)
    asked = [one.board == board and one.state == "closed" and reason is None for one, reason in whole]
    played = sprints.replay(snapshot, stays, until, np.array(asked, np.bool_))
    return of(snapshot, played, [index for index, is_asked in enumerate(asked) if is_asked])


def of(snapshot: Snapshot, played: sprints.Replay, which: list[int]) -> Velocity:
    """The velocity over these sprints (indices) of a replay."""
    order = sorted(which, key=lambda index: snapshot.sprints[index].activated)
    completed, committed = (played.sets[name].counts()[order] for name in ("completed", "commitment"))
    if played.points is None:
        return _ranged(tuple(order), completed, None, committed, None)
    estimates = played.points[order]
    return _ranged(tuple(order), completed, estimates[:, points.COMPLETED], committed, estimates[:, points.COMMITMENT])


def newest(speed: Velocity, count: int) -> Velocity:
    """The velocity over the last `count` sprints alone, with the ranges of those.

    >>> none = np.zeros(0, int)
    >>> newest(Velocity((), none, None, None, None, none, None), 12).sprints
    ()
    """
    last = slice(max(len(speed.sprints) - count, 0), None)
    points = (None if one is None else one[last] for one in (speed.points, speed.committed_points))
    return _ranged(speed.sprints[last], speed.items[last], next(points), speed.committed_items[last], next(points))


def _ranged(
    sprints: tuple[int, ...],
    items: NDArray[np.int64],
    points: NDArray[np.float64] | None,
    committed_items: NDArray[np.intp],
    committed_points: NDArray[np.float64] | None,
) -> Velocity:
    points_range = None if points is None else _range(points)
    return Velocity(sprints, items, points, _range(items), points_range, committed_items, committed_points)


def _range(values: NDArray[np.int64] | NDArray[np.float64]) -> Range | None:
    if not len(values):
        return None
    ordered = np.sort(values)
    return Range(*(float(one) for one in (ordered[-(-len(ordered) // 2) - 1], ordered[0], ordered[-1])))
