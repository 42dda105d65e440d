"""The life of one issue: from its creation through sprints, estimates and statuses, as its histories tell it."""

import itertools
from collections.abc import Sequence

import numpy as np

from altaclario.simulator import working, writing
from altaclario.simulator.calendar import Calendar, SprintPlan
from altaclario.simulator.tracker import FLAG_FIELD, POINTS_FIELD, SPRINT_FIELD, Json
from altaclario.simulator.writing import Planter, item

_POINTS = (0.5, 1, 2, 3, 5, 8)
_HOUR_MS = 3_600_000

Workflow = Sequence[tuple[str, str, str]]


class Life:
    """Lives one issue and keeps what Jira would show of it. Instants are in ms; nothing happens after `now`."""

    def __init__(
        self,
        random: np.random.Generator,
        planter: Planter,
        people: list[Json],
        id: int,
        created: int,
        now: int,
        *,
        epoch: bool,
    ) -> None:
        self._random, self._planter, self._people = random, planter, people
        self._id, self._now, self._epoch = id, now, epoch
        self._created = created
        self._names: dict[str, str] = {}
        self.status = ""
        self.resolution = ""
        self.resolved = 0
        self.updated = created
        self.category_changed = created
        self.points: float | None = None
        self.sprints: list[int] = []
        self.versions: list[str] = []
        self.is_flagged = False
        self.is_assigned = bool(random.random() < 0.85)
        self.histories: list[Json] = []

    def live(self, workflow: Workflow, pace_days: float, calendar: Calendar, *, is_base: bool) -> None:
        """The whole life, written down in the order of time."""
        random = self._random
        self._names = {id: name for id, name, _ in workflow}
        self.status = workflow[0][0]
        fate = random.random()
        waited = working.hours(random, 6.0, 1.1)
        start = working.later(self._created, waited)
        if fate < 0.05:
            moves = [(start, workflow[-1][0])]
            ending = str(random.choice(["10001", "10002"]))
        elif fate < 0.10:
            moves, ending = [], "10000"
        else:
            moves, ending = self._moves(workflow, start, pace_days), "10000"
        moves = [move for move in moves if move[0] <= self._now]
        self._work(moves, workflow, ending)
        if is_base:
            self._estimate(start)
            self._release(calendar, start)
            if moves and fate >= 0.05:
                self._plan(calendar, moves[0][0], self.resolved)
        if moves and random.random() < 0.06:
            self._flag(moves[0][0])
        if random.random() < 0.2:
            self._describe()
        self.histories.sort(key=lambda history: (history["_at"], history["_order"]))
        for order, history in enumerate(self.histories):
            history["id"] = str(self._id * 100 + order)
        self.updated = max([self._created, *(history["_at"] for history in self.histories)])

    def _moves(self, workflow: Workflow, start: int, pace_days: float) -> list[tuple[int, str]]:
        """When it enters which status: forward, now and then skipping, falling back or reopened."""
        random = self._random
        # Work has slowed down in the last half year, so more and more of it is under way.
        slow = 1.0 + 1.5 * max(0.0, 1 - (self._now - start) / (180 * working.DAY_MS))
        at, moves, place = start, [], 1
        while place < len(workflow):
            if place < len(workflow) - 1 and random.random() < 0.07:
                place += 1
            moves.append((at, workflow[place][0]))
            at = working.later(at, working.hours(random, pace_days * slow))
            back = random.random()
            if place > 1 and place < len(workflow) - 1 and back < 0.12:
                place = 1 if back < 0.10 else 0
                moves.append((at, workflow[place][0]))
                at = working.later(at, working.hours(random, pace_days * slow))
            place += 1
        if random.random() < 0.06:
            reopened = working.later(at, working.hours(random, 2.0))
            again = working.later(reopened, working.hours(random, pace_days))
            moves += [(reopened, workflow[1][0]), (again, workflow[-1][0])]
        return moves

    def _work(self, moves: list[tuple[int, str]], workflow: Workflow, ending: str) -> None:
        done = workflow[-1][0]
        categories = {id: category for id, _, category in workflow}
        for at, status in moves:
            if status == self.status:
                continue
            changes = [item("status", "status", self.status, status, (self._names[self.status], self._names[status]))]
            if status == done:
                self.resolution, self.resolved = ending, at
                changes.append(item("resolution", "resolution", None, ending, (None, "Done")))
            elif self.status == done:
                changes.append(item("resolution", "resolution", self.resolution, None, ("Done", None)))
                self.resolution, self.resolved = "", 0
            if categories[status] != categories[self.status]:
                self.category_changed = at
            self.status = status
            self._write(at, *changes)

    def _estimate(self, start: int) -> None:
        random = self._random
        if random.random() < 0.15:
            return
        points = float(random.choice(_POINTS))
        self.points = points
        if random.random() < 0.45:
            planned = max(self._created, start - int(random.integers(1, 100)) * _HOUR_MS)
            self._re_estimate(planned, None, points)
        if random.random() < 0.1:
            again = float(random.choice(_POINTS))
            at = start + int(random.integers(1, 60)) * _HOUR_MS
            if again != points and at <= self._now:
                self._re_estimate(at, points, again)
                self.points = again

    def _re_estimate(self, at: int, before: float | None, after: float) -> None:
        texts = ("" if before is None else f"{before:g}", f"{after:g}")
        self._write(at, item("Story point estimate", POINTS_FIELD, None, None, texts))

    def _release(self, calendar: Calendar, start: int) -> None:
        random = self._random
        ahead = [(id, planned) for id, planned in calendar.releases if planned > start]
        if not ahead or random.random() < 0.5:
            return
        id = ahead[0][0]
        self._write(max(self._created, start), item("Fix Version", "fixVersions", None, id, (None, id)))
        self.versions = [id]
        slipped = ahead[0][1]
        if len(ahead) > 1 and not 0 < self.resolved <= slipped <= self._now and slipped <= self._now:
            later = ahead[1][0]
            self._write(
                slipped,
                item("Fix Version", "fixVersions", id, None, (id, None)),
                item("Fix Version", "fixVersions", None, later, (None, later)),
            )
            self.versions = [later]

    def _plan(self, calendar: Calendar, start: int, done: int) -> None:
        """Into the sprint in which work begins, and on into the next ones while it is not done."""
        random = self._random
        ahead = [plan for plan in calendar.sprints if plan.completed > start][:4]
        if not ahead:
            return
        first = ahead[0]
        chance = random.random()
        if self._created > first.start and chance < 0.3:
            self.sprints = [first.id]
        elif chance < 0.75:
            planned = first.start - int(random.integers(1, 40)) * _HOUR_MS
            self._enter(max(self._created, planned), first)
        else:
            self._enter(max(self._created, first.start, start - int(random.integers(0, 20)) * _HOUR_MS), first)
        if chance > 0.96 and start + 2 * working.DAY_MS < min(first.completed, self._now):
            self._leave(start + 2 * working.DAY_MS, first)
            return
        for before, after in itertools.pairwise(ahead):
            if (done and done <= before.completed) or before.carried > self._now:
                return
            self._enter(before.carried, after)

    def _enter(self, at: int, plan: SprintPlan) -> None:
        self._change_sprints(at, [*self.sprints, plan.id])

    def _leave(self, at: int, plan: SprintPlan) -> None:
        self._change_sprints(at, [one for one in self.sprints if one != plan.id])

    def _change_sprints(self, at: int, after: list[int]) -> None:
        if at > self._now:
            return
        before, now = (", ".join(map(str, ids)) for ids in (self.sprints, after))
        self._write(at, item("Sprint", SPRINT_FIELD, before, now, (f"Sprints {before}", f"Sprints {now}")))
        self.sprints = after

    def _flag(self, start: int) -> None:
        raised = working.later(start, working.hours(self._random, 0.5))
        lowered = working.later(raised, working.hours(self._random, 1.5))
        if raised <= self._now:
            self._write(raised, item("Flagged", FLAG_FIELD, "", "[10019]", ("", "Impediment")))
            self.is_flagged = True
        if lowered <= self._now:
            self._write(lowered, item("Flagged", FLAG_FIELD, "[10019]", "", ("Impediment", "")))
            self.is_flagged = False

    def _describe(self) -> None:
        """Jira keeps the old and the new text of a description in the history."""
        texts = (self._planter.text("old description", self._id), self._planter.text("new description", self._id))
        at = min(self._created + int(self._random.integers(1, 200)) * _HOUR_MS, self._now)
        self._write(at, item("description", "description", None, None, texts))

    def _write(self, at: int, *items: Json) -> None:
        at = max(at, self._created + 1)
        if at > self._now:
            return
        author = self._people[(self._id + len(self.histories)) % len(self._people)]
        created = at if self._epoch else writing.written(at)
        order = len(self.histories)
        self.histories.append(
            {"id": "", "author": author, "created": created, "items": list(items), "_at": at, "_order": order}
        )
