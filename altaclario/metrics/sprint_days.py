"""Sprints that their tracker dates by days, as instants of somebody's time zone."""

from dataclasses import replace
from datetime import UTC, datetime

from altaclario.metrics import calendar
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint


def placed(snapshot: Snapshot, zone: str, until: int) -> Snapshot:
    """The snapshot with every sprint in instants; itself when it has no sprint that is dated by days.

    Such a sprint begins with its first day and ends with the last second of its last day, both in the zone. Before the
    instant `until` (UTC seconds) it has begun and is over, or not: what the tracker calls it depends on its own clock.
    One without dates stays as it is. Source: METRICS, "Sprints", the remarks on Azure.

    >>> from tests import building
    >>> days = (building.instant("2026-03-02"), building.instant("2026-03-14"))
    >>> team = building.snapshot(sprints=[Sprint("7", "S7", "closed", *days, in_days=True)])
    >>> there = placed(team, "America/New_York", building.instant("2026-03-10 05:00")).sprints[0]
    >>> [building.text(one) for one in (there.activated, there.end)], there.state
    (['2026-03-02 05:00', '2026-03-14 03:59'], 'active')
    """
    if not any(one.in_days for one in snapshot.sprints):
        return snapshot
    return replace(snapshot, sprints=tuple(_placed(one, zone, until) for one in snapshot.sprints))


def _placed(sprint: Sprint, zone: str, until: int) -> Sprint:
    if not sprint.in_days or NEVER in (sprint.start, sprint.end):
        return sprint
    start, end = _first_instant(sprint.start, zone), _first_instant(sprint.end, zone) - 1
    state = "future" if until <= start else "active" if until <= end + 1 else "closed"
    return replace(
        sprint,
        state=state,
        start=start,
        end=end,
        activated=NEVER if state == "future" else start,
        completed=end if state == "closed" else NEVER,
        in_days=False,
    )


def _first_instant(midnight: int, zone: str) -> int:
    """When a day begins in the zone; `midnight` is when it begins in UTC."""
    return calendar.start_of(datetime.fromtimestamp(midnight, UTC).date(), zone)
