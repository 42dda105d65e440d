"""Hygiene and quality once more, slow and obvious, from METRICS and the docstrings of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from altaclario.snapshots.snapshot import NEVER, Flag, Stage
from tests.building import TYPES, Item
from tests.slow_figures import DAY, WORKING, Life, Team, percentile, when

BULK = timedelta(seconds=300)
OVER = (Stage.DONE, Stage.CANCELLED)
OPEN = (Stage.BACKLOG, Stage.ACTIVE, Stage.WAITING)


@dataclass
class Seen:
    """A team in a window, with what hangs under what, and which statuses have a column."""

    team: Team
    first: date
    last: date
    parents: Mapping[str, str]
    columns: frozenset[str]

    @property
    def finished(self) -> list[Life]:
        return self.team.finished_within(self.first, self.last)

    def found(self) -> dict[str, set[str]]:
        """The keys that each rule finds."""
        done = {life.item.key for life in self.finished}
        kept = [life for life in self.team.lives() if life.item.key in done or life.stage in OPEN]
        bare = [self._estimate(life.item) is None for life in kept]
        told: dict[str, set[str]] = {"bulk-close": self._bulk()}
        for life, is_bare in zip(kept, bare, strict=True):
            for rule in self._rules(life, life.item.key in done):
                told.setdefault(rule, set()).add(life.item.key)
            if is_bare and not all(bare):
                told.setdefault("no-estimate", set()).add(life.item.key)
        return {rule: keys for rule, keys in told.items() if keys}

    def _rules(self, life: Life, is_finished: bool) -> set[str]:
        stages = [stage for _, stage in life.history]
        is_working = life.stage in WORKING
        sprints = self._sprints(life.item)
        holds = {
            "no-start": is_finished and "straight to done" in life.flags,
            "never-active": is_finished and life.started is not None and Stage.ACTIVE not in stages,
            "moved-after-done": "reopened" in life.flags,
            "backwards": life.started is not None and _went_back(stages),
            "no-history": bool(life.flags & {"no history", "history differs"}),
            "unmapped-status": "unlisted status" in life.flags,
            "clock-skew": "clock clamped" in life.flags,
            "untouched": is_working and "no history" not in life.flags and not self._is_touched(life.item),
            "no-assignee": life.stage is Stage.ACTIVE and not life.item.flags & Flag.ASSIGNED,
            "done-parent": self._hangs_wrong(life, is_finished),
            "off-board": is_working and self._is_shown(life.item) and self._status(life.item) not in self.columns,
            "two-sprints": len({one.id.partition("-")[0] for one in sprints if self.team.state(one) == "active"}) > 1,
            "undated-sprint": (is_finished or is_working) and any(NEVER in (one.start, one.end) for one in sprints),
        }
        return {rule for rule, is_so in holds.items() if is_so}

    def _bulk(self) -> set[str]:
        at = [(life.finished, life.item.key) for life in self.finished if life.finished]
        found: set[str] = set()
        for begin, _ in at:
            near = {key for moment, key in at if begin <= moment <= begin + BULK}
            found |= near if len(near) >= 10 else set()
        return found

    def _estimate(self, item: Item) -> float | None:
        later = sorted((when(at), before) for at, before in item.estimates.items() if when(at) >= self.team.until)
        return later[0][1] if later else item.estimate

    def _is_touched(self, item: Item) -> bool:
        since = self.team.until - self.team.settings.untouched_days * DAY
        moments = [at for at, _ in self.team._known_moves(item)]
        moments += [when(at) for at in item.estimates if when(at) < self.team.until]
        for times in [times for _, *times in item.sprints] + list(item.flagged) if item.recorded else []:
            moments += [when(one) for one in times if when(times[0]) < self.team.until and when(one) < self.team.until]
        return any(one >= since for one in moments)

    def _sprints(self, item: Item) -> list:
        return [one for one in self.team.sprints for _, end in self.team.spells(item, one) if end is None]

    def _status(self, item: Item) -> str:
        return self.team._known_moves(item)[-1][1]

    def _is_shown(self, item: Item) -> bool:
        return self.team.board is not None and item.key in self.team.board

    def _stage_of(self, item: Item) -> Stage:
        """By its status alone: whether done is cancelled makes no difference here."""
        if item.flags & Flag.NO_HISTORY and item.resolved and when(item.resolved) >= self.team.until:
            return Stage.BACKLOG
        stage = Stage.BACKLOG
        for _, status in self.team._known_moves(item):
            listed = self.team._stage(status)
            stage = stage if listed is None else listed
        return stage

    def _hangs_wrong(self, life: Life, is_finished: bool) -> bool:
        items = {one.key: one for one in self.team.items if when(one.moves[0]) < self.team.until}
        if not is_finished:
            parent = items.get(self.parents.get(life.item.key, ""))
            return parent is not None and self._stage_of(parent) in OVER
        below = [one for key, one in items.items() if self.parents.get(key) == life.item.key and one.type == "Sub-task"]
        return any(self._stage_of(one) not in OVER for one in below)

    def headline(self, without: set[str]) -> tuple[float | None, int | None, int]:
        """Cycle time p85, items a week, in progress, of all but these."""
        lives = [life for life in self.team.lives() if life.item.key not in without]
        lengths = [length for life in self.finished if life in lives and (length := self.team.cycle(life)) is not None]
        rest = Team(
            [one for one in self.team.items if one.key not in without],
            self.team.sprints,
            self.team.settings,
            self.team.today,
            self.team.statuses,
            self.team.board,
        )
        weeks = rest.weeks(self.first, self.last)
        working = sum(life.stage in WORKING for life in lives)
        return percentile(lengths, 85) if lengths else None, percentile(weeks, 50) if weeks else None, working


def _went_back(stages: list[Stage]) -> bool:
    return any(before in WORKING and after is Stage.BACKLOG for before, after in pairwise(stages))


def weekly(team: Team, moments: list[date], first: date, last: date) -> list[int]:
    """How many of these days lie in each week that the window touches."""
    begins = [begin for begin, _, _ in team.parts_of_weeks(first, last)]
    return [sum(first <= day <= last and begin <= day < begin + 7 * DAY for day in moments) for begin in begins]


def closings(team: Team, life: Life) -> list[tuple[datetime, bool]]:
    """Each entry into done, and whether it ended in a return to the backlog or to work."""
    folded = [life.history[0]] if life.history else []
    folded += [after for before, after in pairwise(life.history) if before[1] is not after[1]]
    return [
        (at, place + 1 < len(folded) and folded[place + 1][1] in OPEN)
        for place, (at, stage) in enumerate(folded)
        if stage is Stage.DONE
    ]


def is_defect(life: Life) -> bool:
    return life.item.type == "Bug" and life.item.type in TYPES
