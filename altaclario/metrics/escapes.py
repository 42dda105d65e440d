"""Escaped defects: those that were reported after a release that they are said to affect."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics.calendar import Days
from altaclario.snapshots.snapshot import Snapshot, Version


@dataclass(frozen=True, slots=True)
class Escape:
    """One release that is out, and the defects that escaped with it."""

    version: Version
    day: date
    items: NDArray[np.uint32]
    """Rows of `Snapshot.items`."""


def released(snapshot: Snapshot, today: date) -> list[tuple[date, int]]:
    """The releases that are out, oldest first: their day, and their index in `Snapshot.versions`.

    Out is what the tracker says was released, on a day that it names and that is not still to come. Whether, is as of
    now: trackers give no history of it.

    >>> from tests import building
    >>> team = building.snapshot(versions=[building.version("1.0", "2026-03-31"), building.version("2.0")])
    >>> released(team, date(2026, 4, 1))
    [(datetime.date(2026, 3, 31), 0)]
    """
    found = [(_day(one.release), place) for place, one in enumerate(snapshot.versions) if one.released]
    return sorted((day, place) for day, place in found if day is not None and day <= today)


def escapes(snapshot: Snapshot, defects: NDArray[np.bool_], created: Days, today: date) -> list[Escape]:
    """The defects that each release let through, oldest release first. Unit: items.

    Escaped: created on a later day than that of the release, and the release is among the versions that it affects. One
    of the same day may have been found before. One that affects several releases escaped with each of them that was out
    by then. `defects` and `created` have shape (items,). Source: METRICS, "Quality".

    >>> from tests import building
    >>> team = building.snapshot(
    ...     building.item("PAY-1", "2026-04-02 09:00 To Do", affects=["1.0"]),
    ...     building.item("PAY-2", "2026-03-31 09:00 To Do", affects=["1.0"]),
    ...     versions=[building.version("1.0", "2026-03-31")])
    >>> days = np.array(["2026-04-02", "2026-03-31"], "M8[D]")
    >>> [one.items for one in escapes(team, np.array([True, True]), days, date(2026, 4, 9))]
    [array([0], dtype=uint32)]
    """
    affected = snapshot.affected
    rows = np.flatnonzero(defects.take(affected.item))
    item, of = affected.item.take(rows), affected.of.take(rows)
    found = []
    for day, place in released(snapshot, today):
        inside = item[of == place]
        late = created.take(inside) > np.datetime64(day, "D")
        found.append(Escape(snapshot.versions[place], day, inside[late]))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
