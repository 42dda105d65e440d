"""A team's sprints and versions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from altaclario.simulator import writing
from altaclario.simulator.tracker import FLAG_FIELD, SPRINT_FIELD, Json
from altaclario.simulator.working import DAY_MS
from altaclario.simulator.writing import Planter

_HOUR_MS = 3_600_000
_SPRINT_DAYS, _VERSION_DAYS = 14, 91


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When the sprints of a team begin on a Monday, how long they are, and when open work goes on into the next one."""

    begin_ms: int
    length_ms: int
    late_ms: int
    """By how much some of them are closed late."""
    carried_ms: int
    """How long after the close open work goes on."""


USUAL = Rhythm(10 * _HOUR_MS, _SPRINT_DAYS * DAY_MS - 2 * _HOUR_MS, _HOUR_MS // 2, 0)
# From a Monday to a Friday, in UTC; what is still open goes on at the weekend between.
WHOLE_DAYS = Rhythm(0, (_SPRINT_DAYS - 2) * DAY_MS, 0, 33 * _HOUR_MS)


@dataclass(frozen=True, slots=True)
class SprintPlan:
    """One sprint. Usually it is begun on a Monday at ten and closed two weeks later in the morning."""

    id: int
    start: int
    end: int
    completed: int
    carried: int
    """When what is still open goes on into the next one."""
    value: Json


@dataclass(slots=True)
class Calendar:
    """The sprints and versions of one team; a team without sprints has none, and so has an epic or a sub-task."""

    sprints: list[SprintPlan] = field(default_factory=list)
    undated: list[Json] = field(default_factory=list)
    versions: list[Json] = field(default_factory=list)
    releases: list[tuple[str, int]] = field(default_factory=list)
    """Version ids with the instant of their release."""
    sprint_field: str = SPRINT_FIELD
    flag_field: str = FLAG_FIELD

    @classmethod
    def of_team(
        cls, kind: str, number: int, first_ms: int, now_ms: int, project_id: int, planter: Planter, rhythm: Rhythm
    ) -> "Calendar":
        """The calendar of two years: closed sprints, an active one, a future one, and one without dates."""
        calendar = cls()
        if kind != "kanban":
            monday = first_ms - first_ms % (7 * DAY_MS) + 4 * DAY_MS
            starts = range(monday + rhythm.begin_ms, now_ms, _SPRINT_DAYS * DAY_MS)
            base = (number + 1) * 1000
            calendar.sprints = [
                _sprint(base + place, place, start, now_ms, number, planter, rhythm)
                for place, start in enumerate(starts)
            ]
            ahead = len(calendar.sprints)
            calendar.undated = [
                {
                    "id": base + ahead + extra,
                    "name": name,
                    "state": "future",
                    "goal": planter.text("goal", base + ahead + extra),
                }
                for extra, name in enumerate(("Next", "Someday"))
            ]
        calendar._add_versions(number, first_ms, now_ms, project_id, planter)
        return calendar

    def sprint(self, id: int) -> Json:
        """A sprint as an issue's field holds it."""
        return next(plan.value for plan in self.sprints if plan.id == id) | {}

    def version(self, id: str) -> Json:
        """A version as an issue's field holds it."""
        found = next(version for version in self.versions if version["id"] == id)
        return {
            name: found[name] for name in ("self", "id", "description", "name", "archived", "released", "releaseDate")
        }

    def listed(self, board: int) -> list[Json]:
        """The sprints as the board's list gives them."""
        dated = [{name: value for name, value in plan.value.items() if name != "boardId"} for plan in self.sprints]
        return [sprint | {"originBoardId": board} for sprint in (*dated, *self.undated)]

    def _add_versions(self, number: int, first_ms: int, now_ms: int, project_id: int, planter: Planter) -> None:
        for place, start in enumerate(range(first_ms, now_ms + _VERSION_DAYS * DAY_MS, _VERSION_DAYS * DAY_MS)):
            planned = start + _VERSION_DAYS * DAY_MS
            # The last release that should be out is late: its day has passed and it is not released.
            is_late = planned < now_ms <= planned + _VERSION_DAYS * DAY_MS
            released = planned < now_ms and not is_late
            days = (_day(start), _day(planned))
            id = (number + 1) * 100 + place
            self.versions.append(
                writing.version(
                    id, f"{2 + place // 4}.{place % 4}", project_id, released=released, days=days, planter=planter
                )
            )
            self.releases.append((str(id), planned))


def _sprint(id: int, place: int, start: int, now_ms: int, number: int, planter: Planter, rhythm: Rhythm) -> SprintPlan:
    end = start + rhythm.length_ms
    completed = end + (id % 3) * rhythm.late_ms
    is_closed = completed < now_ms
    value: Json = {
        "id": id,
        "name": f"Sprint {place + 1}",
        "state": "closed" if is_closed else "active",
        "boardId": number + 1,
        "goal": planter.text("goal", id),
        "startDate": writing.of_sprint(start),
        "endDate": writing.of_sprint(end),
    }
    if is_closed:
        value["completeDate"] = writing.of_sprint(completed)
    closed = completed if is_closed else now_ms + 1
    return SprintPlan(id, start, end, closed, closed + rhythm.carried_ms, value)


def _day(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}"
