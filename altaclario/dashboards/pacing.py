"""The places that work goes through, in the order of the board, and the pace of finished work in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.metrics import pace, percentiles
from altaclario.metrics.pace import Bands
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Codes, Snapshot, Stage

_MOST_STATUSES = 8
"""With more of them the stages take their place: neither a chart nor a person tells so many apart."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Names of statuses as boards show them."""

    boards: tuple[tuple[str, ...], ...]
    """For each board those of its columns, from left to right."""
    order: tuple[str, ...]
    """All of them: board after board, then those that no board shows."""

    def before(self, statuses: Sequence[str]) -> list[list[int]]:
        """For each of these statuses which earlier ones lie left of it on a board."""
        pairs = {pair for board in self.boards for pair in combinations(board, 2)}
        return [
            [place for place, other in enumerate(statuses[:at]) if (other, name) in pairs]
            for at, name in enumerate(statuses)
        ]


def lanes(snapshot: Snapshot, board: str | None) -> Lanes:
    """The statuses of one board, or of every board if none is asked for."""
    names = {status.id: status.name for status in snapshot.statuses}
    shown = [one for one in snapshot.boards if board in (None, one.id)]
    boards = tuple(tuple(names[id] for _, ids in one.columns for id in ids if id in names) for one in shown)
    return Lanes(boards, tuple(dict.fromkeys([*(name for one in boards for name in one), *names.values()])))


@dataclass(frozen=True, slots=True)
class Pacing:
    """Statuses (by name) or stages, in order, and for each the ages at which finished items left it."""

    statuses: tuple[str, ...]
    stages: tuple[Stage, ...]
    """The places where there are too many statuses; else empty."""
    bands: Bands
    finished: int
    """The finished items that were looked at."""
    _status_places: NDArray[np.intp]
    _stage_places: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.bands.n)

    @property
    def share(self) -> int | None:
        """The share beyond which an item is named."""
        return percentiles.main(self.bands.shares)

    @property
    def has_pace(self) -> bool:
        """Whether enough finished items left any of the places."""
        return bool((~np.isnan(self.bands.days)).any())

    def places(self, statuses: NDArray[np.integer], stages: NDArray[np.integer]) -> NDArray[np.intp]:
        """Where items of these statuses and stages lie; -1: in no place. Same shape."""
        return self._stage_places.take(stages) if self.stages else self._status_places.take(statuses)

    def passed(
        self, statuses: NDArray[np.integer], stages: NDArray[np.integer], ages: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """What share of finished work each item in progress is older than, in its place. See `pace.passed`."""
        return pace.passed(self.bands, self.places(statuses, stages), ages)


def pacing(
    items: ItemTable, settings: Settings, finished: NDArray[np.intp], lanes: Lanes, now: tuple[Codes, NDArray[np.uint8]]
) -> Pacing:
    """The pace of these finished items.

    `now` holds status and stage of each item in progress, so that every one of them has a place.
    """
    snapshot = items.snapshot
    steps = pace.steps(snapshot, items.lives, settings, finished)
    names = [status.name for status in snapshot.statuses]
    used = {names[status] for status in _occurring(steps.status, now[0])}
    statuses = tuple(name for name in lanes.order if name in used)
    is_by_stage = len(statuses) > _MOST_STATUSES
    stages = tuple(map(Stage, _occurring(steps.stage, now[1]))) if is_by_stage else ()
    status_places = _places(names, statuses)
    stage_places = _places(range(len(Stage) + 1), stages)
    where = stage_places.take(steps.stage) if stages else status_places.take(steps.status)
    before = [range(place) for place in range(len(stages))] if stages else lanes.before(statuses)
    bands = pace.bands(pace.leavings(steps, where, settings), before, settings.percentiles)
    return Pacing(statuses, stages, bands, len(finished), status_places, stage_places)


def _occurring(*several: NDArray[np.integer]) -> list[int]:
    counts = np.bincount(np.concatenate([one.astype(np.intp) for one in several]))
    found: list[int] = np.flatnonzero(counts).tolist()
    return found


def _places(every: Iterable[object], chosen: Sequence[object]) -> NDArray[np.intp]:
    at = {name: place for place, name in enumerate(chosen)}
    return np.array([at.get(name, -1) for name in every], np.intp)
