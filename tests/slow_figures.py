"""Every figure once more: slow, obvious, dates and loops only. Written from METRICS, not from `metrics`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import NEVER, Flag, Level, Sprint, Stage
from tests.building import STATUSES, TYPES, Item

WORKING = (Stage.ACTIVE, Stage.WAITING)
DAY = timedelta(days=1)


@dataclass
class Life:
    """What is known of one item."""

    item: Item
    history: list[tuple[datetime, Stage]]
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    stage: Stage = Stage.BACKLOG
    flags: set[str] = field(default_factory=set)
    is_dateless: bool = False


@dataclass
class Team:
    """The items as people wrote them down, and until when they are known."""

    items: Sequence[Item]
    sprints: Sequence[Sprint]
    settings: Settings
    today: date
    statuses: Mapping[str, Stage | None] = field(default_factory=lambda: STATUSES)
    board: Sequence[str] | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.zone)

    def end_of(self, day: date) -> datetime:
        return datetime.combine(day + DAY, time(), self.zone).astimezone(UTC)

    @property
    def until(self) -> datetime:
        return self.end_of(self.today)

    def day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def lives(self, *, on_board_only: bool = True) -> list[Life]:
        found = []
        for item in self.items:
            is_shown = not on_board_only or self.board is None or item.key in self.board
            if TYPES[item.type] is Level.BASE and is_shown and when(item.moves[0]) < self.until:
                found.append(self.life(item))
        return found

    def life(self, item: Item) -> Life:
        life = Life(item, self._history(item), when(item.moves[0]))
        has_history = not item.flags & Flag.NO_HISTORY
        if not has_history:
            life.flags.add("no history")
        if item.flags & Flag.CLOCK_CLAMPED:
            life.flags.add("clock clamped")
        if item.flags & Flag.HISTORY_DIFFERS:
            life.flags.add("history differs")
        if not life.history:
            life.stage, life.is_dateless = Stage.DONE, True
            return life
        life.stage = life.history[-1][1]
        if has_history:
            life.started = self.started(life.history)
        if life.stage is Stage.DONE:
            life.finished = stay_begin(life.history, len(life.history) - 1)
            if not has_history:
                life.flags.add("finished by resolution date")
            elif life.started is None:
                life.flags.add("straight to done")
        stages = [stage for _, stage in life.history]
        if any(a is Stage.DONE and b < Stage.DONE for a, b in pairwise(stages)):
            life.flags.add("reopened")
        if self._is_unlisted(item):
            life.flags.add("unlisted status")
        return life

    def started(self, history: list[tuple[datetime, Stage]]) -> datetime | None:
        first = last = None
        returned = True
        for at, stage in history:
            if stage is Stage.BACKLOG:
                returned = True
            if stage in WORKING:
                if first is None:
                    first = at
                if returned:
                    last = at
                returned = False
        return first if self.settings.restart == "first" else last

    def _known_moves(self, item: Item) -> list[tuple[datetime, str]]:
        moves = [(when(line), line.split(" ", 2)[2]) for line in item.moves]
        return moves[:1] + [move for move in moves[1:] if move[0] < self.until]

    def _is_unlisted(self, item: Item) -> bool:
        if item.flags & Flag.NO_HISTORY and item.resolved and when(item.resolved) >= self.until:
            return False
        return any(self._stage(status) is None for _, status in self._known_moves(item))

    def _stage(self, status: str) -> Stage | None:
        return self.settings.stages.get(status, self.statuses[status])

    def _history(self, item: Item) -> list[tuple[datetime, Stage]]:
        moves = self._known_moves(item)
        created = moves[0][0]
        resolved = when(item.resolved) if item.resolved else None
        resolution = item.resolution
        is_later = resolved is not None and resolved >= self.until
        if is_later:
            resolved, resolution = None, ""
        if is_later and item.flags & Flag.NO_HISTORY:
            return [(created, Stage.BACKLOG)]
        history: list[tuple[datetime, Stage]] = []
        for at, status in moves:
            stage = self._stage(status)
            if stage is None:
                stage = history[-1][1] if history else Stage.BACKLOG
            history.append((at, stage))
        if resolution in self.settings.cancelled_resolutions:
            for index in reversed(range(len(history))):
                if history[index][1] is not Stage.DONE:
                    break
                history[index] = (history[index][0], Stage.CANCELLED)
        if item.flags & Flag.NO_HISTORY and history[-1][1] is Stage.DONE:
            return [(created, Stage.BACKLOG), (max(created, resolved), Stage.DONE)] if resolved else []
        return history

    # Flow

    def works(self, day: date) -> bool:
        return self.settings.weekdays[day.weekday()] == "1" and day not in self.settings.holidays

    def touched(self, first: date, last: date) -> int:
        if self.settings.clock == "calendar":
            return (last - first).days + 1
        return max(sum(self.works(day) for day in days(first, last)), 1)

    def seconds(self, begin: datetime, end: datetime) -> float:
        if self.settings.clock == "calendar":
            return (end - begin).total_seconds()
        total = 0.0
        for day in days(self.day(begin), self.day(end)):
            if self.works(day):
                here = max(begin, self.end_of(day - DAY)), min(end, self.end_of(day))
                total += max((here[1] - here[0]).total_seconds(), 0)
        return total

    def cycle(self, life: Life) -> float | None:
        if life.finished is None or "no history" in life.flags:
            return None
        if life.started is None:
            return 1
        if self.settings.elapsed:
            return self.seconds(life.started, life.finished) / 86_400
        return self.touched(self.day(life.started), self.day(life.finished))

    def lead(self, life: Life) -> float | None:
        return None if life.finished is None else self.touched(self.day(life.created), self.day(life.finished))

    def age(self, life: Life) -> float | None:
        if life.stage not in WORKING or life.started is None:
            return None
        return self.touched(self.day(life.started), self.today)

    def counted_day(self, life: Life) -> date | None:
        if life.finished is None:
            return None
        day = self.day(life.finished)
        while self.settings.clock == "working" and not self.works(day):
            day += DAY
        return day

    def finished_within(self, first: date, last: date) -> list[Life]:
        return [life for life in self.lives() if (day := self.counted_day(life)) and first <= day <= last]

    def throughput(self, first: date, last: date) -> list[int]:
        counted = [self.counted_day(life) for life in self.lives()]
        return [counted.count(day) for day in days(first, last)]

    def weeks(self, first: date, last: date) -> list[int]:
        daily = dict(zip(days(first, last), self.throughput(first, last), strict=True))
        first_days = [day for day in daily if day.weekday() == self.settings.week_start and day + 6 * DAY in daily]
        return [sum(daily[begin + one * DAY] for one in range(7)) for begin in first_days]

    def parts_of_weeks(self, first: date, last: date) -> list[tuple[date, int, int]]:
        """Each week that the window touches: its first day, what was finished in it, how many days are inside."""
        daily = dict(zip(days(first, last), self.throughput(first, last), strict=True))
        first_days = set()
        for day in daily:
            while day.weekday() != self.settings.week_start:
                day -= DAY
            first_days.add(day)
        inside = {begin: [day for day in daily if begin <= day < begin + 7 * DAY] for begin in first_days}
        return [(begin, sum(daily[day] for day in inside[begin]), len(inside[begin])) for begin in sorted(first_days)]

    def band(self, stage: Stage, day: date) -> int:
        return sum(stage_before(life.history, self.end_of(day)) is stage for life in self.lives())

    def ages(self, day: date) -> dict[str, float | None]:
        """The items in progress at the end of a day, by key, and how old each was then."""
        found: dict[str, float | None] = {}
        for life in self.lives():
            known = [move for move in life.history if move[0] < self.end_of(day)]
            started = None if "no history" in life.flags else self.started(known)
            if stage_before(known, self.end_of(day)) in WORKING:
                found[life.item.key] = self.touched(self.day(started), day) if started else None
        return found

    def total_age(self, day: date) -> float:
        return sum(age or 0 for age in self.ages(day).values())

    def time_in_stage(self, life: Life) -> dict[Stage, float]:
        spent = dict.fromkeys(Stage, 0.0)
        ends = [at for at, _ in life.history[1:]] + [self.until]
        for (at, stage), end in zip(life.history, ends, strict=False):
            spent[stage] += self.seconds(at, end)
        return spent

    def flow_efficiency(self, first: date, last: date) -> float | None:
        if Stage.WAITING not in [self._stage(status) for status in self.statuses]:
            return None
        spent = [self.time_in_stage(life) for life in self.finished_within(first, last)]
        active = sum(one[Stage.ACTIVE] for one in spent)
        waiting = sum(one[Stage.WAITING] for one in spent)
        return active / (active + waiting) if active + waiting else None

    # Sprints

    def state(self, sprint: Sprint) -> str:
        if sprint.activated != NEVER and seconds_of(sprint.activated) >= self.until:
            return "future"
        end = closing(sprint)
        return "active" if sprint.state == "closed" and end and end >= self.until else sprint.state

    def spells(self, item: Item, sprint: Sprint) -> list[tuple[datetime, datetime | None]]:
        found = []
        for name, entered, *left in item.sprints:
            if name == sprint.name and when(entered) < self.until:
                end = when(left[0]) if left else None
                found.append((when(entered), None if end is None or end >= self.until else end))
        return found

    def reason(self, sprint: Sprint) -> str | None:
        if self.state(sprint) == "future":
            return "not started"
        if sprint.activated == NEVER or (self.state(sprint) == "closed" and closing(sprint) is None):
            return "no dates"
        members = [life.item for life in self.lives(on_board_only=False) if self.spells(life.item, sprint)]
        everybody = [item for item in self.items if when(item.moves[0]) < self.until]
        with_history = [item for item in everybody if item.recorded and any(self.spells(item, s) for s in self.sprints)]
        if not with_history or (members and not any(item.recorded for item in members)):
            return "no sprint history"
        return None

    def scope(self, sprint: Sprint, at: datetime | None = None) -> dict[str, set[str]]:
        """The sets of a sprint; with `at`, as if it had ended with that instant excluded."""
        begin, end = seconds_of(sprint.activated), self.until
        is_closed = self.state(sprint) == "closed"
        if is_closed:
            end = closing(sprint)
        is_whole = at is None or at > end
        if not is_whole:
            end = at
        last = end if is_closed and is_whole else end - timedelta(seconds=1)
        names = ("commitment", "added", "removed", "left_and_returned", "done_before_start", "completed")
        sets: dict[str, set[str]] = {name: set() for name in (*names, "not_completed", "carried_over")}
        points = dict.fromkeys(("commitment", "added", "removed", "re_estimated", "completed", "in_scope_at_end"), 0.0)
        changed: set[str] = set()
        scope_now = done_now = 0
        scope_points = done_points = 0.0
        for life in self.lives(on_board_only=False):
            key = life.item.key
            spells = [(a, None if b is None or b >= end else b) for a, b in self.spells(life.item, sprint) if a < end]
            spells = [(a, b) for a, b in spells if b is None or b > begin]
            if not spells or life.is_dateless:
                continue
            at_begin, at_end = spells[0][0] <= begin, spells[-1][1] is None
            first, final = max(spells[0][0], begin), spells[-1][1] or last
            since = done_since(life.history, last)
            inside_when_done = since is not None and any(a <= since and (b is None or since < b) for a, b in spells)
            if since is not None and since > begin and inside_when_done:
                sets["completed"].add(key)
                points["completed"] += self.estimate(life.item, since)
            if at_end and since is None:
                sets["not_completed"].add(key)
                if self._is_carried(life.item, sprint, end):
                    sets["carried_over"].add(key)
            if done_since(life.history, begin) is not None:
                sets["done_before_start"].add(key)
                continue
            if len(spells) > 1:
                sets["left_and_returned"].add(key)
            sets["commitment" if at_begin else "added"].add(key)
            points["commitment" if at_begin else "added"] += self.estimate(life.item, first)
            points["re_estimated"] += self.estimate(life.item, final) - self.estimate(life.item, first)
            if self.estimate(life.item, final) != self.estimate(life.item, first):
                changed.add(key)
            if at_end:
                points["in_scope_at_end"] += self.estimate(life.item, final)
                scope_now, scope_points = scope_now + 1, scope_points + self.estimate(life.item, last)
                if key in sets["completed"]:
                    done_now, done_points = done_now + 1, done_points + self.estimate(life.item, last)
            else:
                sets["removed"].add(key)
                points["removed"] += self.estimate(life.item, final)
        self.points, self.now = points, (scope_now, done_now, scope_points, done_points)
        self.re_estimated = changed
        return sets

    def burn(self, sprint: Sprint) -> list[tuple[int, int, float, float]]:
        end = closing(sprint) if self.state(sprint) == "closed" else self.until - timedelta(seconds=1)
        steps = []
        for day in days(self.day(seconds_of(sprint.activated)), self.day(end)):
            self.scope(sprint, self.end_of(day))
            steps.append(self.now)
        return steps

    def scopes(self, sprint: Sprint) -> list[set[str]]:
        """What was in scope at the start, then at the end of each day."""
        end = closing(sprint) if self.state(sprint) == "closed" else self.until - timedelta(seconds=1)
        found = [self.scope(sprint)["commitment"]]
        for day in days(self.day(seconds_of(sprint.activated)), self.day(end)):
            then = self.scope(sprint, self.end_of(day))
            found.append((then["commitment"] | then["added"]) - then["removed"])
        return found

    def estimate(self, item: Item, at: datetime) -> float:
        for change, before in sorted(item.estimates.items()):
            if when(change) > at:
                return before or 0
        return item.estimate or 0

    def _is_carried(self, item: Item, sprint: Sprint, end: datetime) -> bool:
        for other in self.sprints:
            later = [spell for spell in self.spells(item, other) if spell[1] is None or spell[1] > end]
            if later and (self.state(other) == "future" or began(other) > began(sprint)):
                return True
        return False


def days(first: date, last: date) -> list[date]:
    return [first + one * DAY for one in range((last - first).days + 1)]


def when(line: str) -> datetime:
    return datetime.fromisoformat(" ".join(line.split(" ", 2)[:2])).replace(tzinfo=UTC)


def seconds_of(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def closing(sprint: Sprint) -> datetime | None:
    instant = sprint.completed if sprint.completed != NEVER else sprint.end
    return None if instant == NEVER else seconds_of(instant)


def began(sprint: Sprint) -> int:
    instant = sprint.activated if sprint.activated != NEVER else sprint.start
    return 0 if instant == NEVER else instant


def stay_begin(history: list[tuple[datetime, Stage]], index: int) -> datetime:
    while index and history[index - 1][1] is history[index][1]:
        index -= 1
    return history[index][0]


def done_since(history: list[tuple[datetime, Stage]], at: datetime) -> datetime | None:
    rows = [index for index, (moved, _) in enumerate(history) if moved <= at]
    return stay_begin(history, rows[-1]) if rows and history[rows[-1]][1] is Stage.DONE else None


def stage_before(history: list[tuple[datetime, Stage]], until: datetime) -> Stage | None:
    known = [stage for at, stage in history if at < until]
    return known[-1] if known else None


def percentile(values: list[float], share: int) -> float | None:
    for value in sorted(values):
        if sum(other <= value for other in values) * 100 >= share * len(values):
            return value
    return None
