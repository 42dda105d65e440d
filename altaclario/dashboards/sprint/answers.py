"""What became of a sprint: its sets by key, its points, its burn, and the velocity of its board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground, open_items, pacing
from altaclario.dashboards.ground import Counts
from altaclario.dashboards.open_items import OpenItems
from altaclario.dashboards.pacing import Pacing
from altaclario.dashboards.sprint import odds as sprint_odds
from altaclario.dashboards.sprint.odds import SprintOdds
from altaclario.metrics import (
    burn,
    calendar,
    counting,
    points,
    reasons,
    sprints,
    stages,
    teams,
    throughput,
    velocity,
    windows,
    workdays,
)
from altaclario.metrics.burn import Burn
from altaclario.metrics.points import Points
from altaclario.metrics.questions import SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.sprints import Scope
from altaclario.metrics.velocity import Velocity
from altaclario.snapshots.snapshot import NEVER, Snapshot, Sprint

NEWEST = 12
"""How many closed sprints are shown beside each other."""
_LONGEST_DAYS = 366


class NoSprints(Exception):
    """Nothing was asked for by name, and there is no sprint that has begun; or none is the team's."""

    def __init__(self) -> None:
        super().__init__("There is no sprint that has begun.")


class NoSuchSprint(Exception):
    """The question names no sprint, or several; `candidates` are those it could mean."""

    def __init__(self, asked: str, candidates: tuple[Sprint, ...], *, is_ambiguous: bool) -> None:
        why = "is the name of several sprints; choose one by its id" if is_ambiguous else "is no sprint that was read"
        names = ", ".join(f"{one.name} ({one.id})" for one in candidates)
        super().__init__(f'"{asked}" {why}: {names or "there is none"}.')
        self.asked = asked
        self.candidates = candidates
        self.is_ambiguous = is_ambiguous


@dataclass(frozen=True, slots=True)
class SprintSets:
    """The sets of a sprint, by key, in ascending tracker id. See `metrics.sprints.scope` for what each holds."""

    commitment: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    left_and_returned: tuple[str, ...]
    done_before_start: tuple[str, ...]
    completed: tuple[str, ...]
    not_completed: tuple[str, ...]
    carried_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SprintVelocity:
    """Completed work of one closed sprint of the board; `points` is None without a field for estimates."""

    sprint: Sprint
    items: int
    points: float | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The days of a sprint beside its burn: keys of what came into the scope and went out of it on each of them.

    `pace` runs over `pace_days`, from the start to the planned end, towards the scope of now; both are empty without a
    planned end, or with one more than a year off.
    """

    came: tuple[tuple[str, ...], ...]
    went: tuple[tuple[str, ...], ...]
    pace_days: tuple[date, ...]
    pace_items: NDArray[np.float64]
    pace_points: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class SprintAnswer:
    """The answer to a question about one sprint. Where `reason` says why there is no history, the figures are None."""

    sprint: Sprint
    start: date | None
    """The day of its activation, else of its planned start."""
    end: date | None
    """The planned last day."""
    complete: date | None
    reason: str | None
    members: tuple[str, ...]
    """Keys of the items that are in it today."""
    sets: SprintSets | None
    points: Points | None
    say_do: float | None
    burn: Burn | None
    steps: Steps | None
    re_estimated: tuple[str, ...]
    left: OpenItems
    """What is not completed, or without figures what is in it today; as it stands now, oldest first."""
    left_points: float | None
    days_left: int | None
    """Working days after today up to the planned end of an active sprint."""
    pacing: Pacing
    """The pace of what was finished in the window of the question, on the board of the sprint if it was read."""
    at_risk: int | None
    """How many of what is left are older than most of finished work in their status; None unless the sprint runs."""
    risky: tuple[str, ...]
    """Their keys, oldest first."""
    odds: SprintOdds | None
    """Whether all of what is left is finished by the planned end; None unless the sprint runs and has one."""
    velocity: Velocity
    velocity_rows: tuple[SprintVelocity, ...]
    newest: Velocity
    """The velocity of the last closed sprints alone."""
    newest_names: tuple[str, ...]
    no_velocity: str | None
    """Why none of the closed sprints of the board has figures; None where one has, or where none was closed."""
    counts: Counts
    left_out: Mapping[str, int]
    findings: Mapping[str, int]


def answer_sprint(snapshot: Snapshot, settings: Settings, question: SprintQuestion, until: int) -> SprintAnswer:
    """All figures of one sprint. Nothing in the snapshot may be as late as the instant `until`.

    A board narrows the choice of sprints; the scope of a sprint goes by history and not by what a board shows today.
    A team narrows it to its boards, and on a board that is not its own the scope to its items.
    Raises NoSuchSprint or NoSprints.
    """
    index = _chosen(snapshot, question)
    sprint = snapshot.sprints[index]
    is_base = counting.base_level(snapshot)
    counted = is_base & teams.in_sprints(snapshot, question.team, sprint.board)
    stays = stages.stays(snapshot, settings, counted)
    today = calendar.day(until - 1, settings.zone)
    table = counted_items.table(snapshot, settings, stays, today)
    why = reasons.of_sprints(snapshot)
    reason = why[index]
    only = np.arange(len(snapshot.sprints)) == index
    scope = None if reason else sprints.scope(sprints.replay(snapshot, stays, until, only), index)
    steps = None if reason else burn.burn(snapshot, stays, settings, until, index)
    rows = reasons.members_today(snapshot, stays, index) if scope is None else scope.not_completed
    speed = velocity.velocity(snapshot, stays, until, sprint.board)
    newest = velocity.newest(speed, NEWEST)
    left = open_items.chosen(table, rows, until)
    paces = _pacing(left, settings, question, sprint.board)
    left = left.judged(paces, settings)
    is_running = sprint.state == "active" and scope is not None
    risky = left.keys_beyond(paces.share) if is_running else ()
    start = _day(sprint.start if sprint.activated == NEVER else sprint.activated, settings)
    end = _day(sprint.end, settings)
    days_left = workdays.left(today, end, settings) if end and sprint.state == "active" else None
    return SprintAnswer(
        sprint=sprint,
        start=start,
        end=end,
        complete=_day(sprint.completed, settings),
        reason=reason,
        members=_keys(snapshot, reasons.members_today(snapshot, stays, index)),
        sets=None if scope is None else _sets(snapshot, scope),
        points=None if scope is None else scope.points,
        say_do=None if scope is None else scope.say_do,
        burn=steps,
        steps=None if steps is None else _steps(snapshot, settings, steps, end),
        re_estimated=() if reason else _keys(snapshot, sprints.re_estimated(snapshot, stays, until, index)),
        left=left,
        left_points=_left_points(snapshot, rows, index, until) if scope else None,
        days_left=days_left,
        pacing=paces,
        at_risk=len(risky) if is_running and paces.has_pace else None,
        risky=risky,
        odds=None
        if days_left is None or scope is None
        else sprint_odds.odds(table, settings, sprint.board, left=len(rows), days_left=days_left, today=today),
        velocity=speed,
        velocity_rows=tuple(_velocity_rows(snapshot, speed)),
        newest=newest,
        newest_names=tuple(snapshot.sprints[one].name for one in newest.sprints),
        no_velocity=None if newest.sprints else _of_newest_closed(snapshot.sprints, why, sprint.board),
        counts=ground.counts(snapshot, int(np.count_nonzero(counted))),
        left_out=ground.left_out(snapshot, table.lives, off_team=int(np.count_nonzero(is_base & ~counted))),
        findings=ground.findings(snapshot, table.lives),
    )


def current(every: tuple[Sprint, ...], board: str | None) -> Sprint:
    """The sprint that matters most, of one board or of all. Raises NoSprints."""
    return every[_current(every, _offered(every, board))]


def _chosen(snapshot: Snapshot, question: SprintQuestion) -> int:
    """The index of the sprint that is asked for, by id or name; else of the one that matters most."""
    every, own = snapshot.sprints, teams.boards_with_sprints(snapshot, question.team)
    offered = [index for index in _offered(every, question.board) if every[index].board in own]
    if question.sprint is None:
        return _current(every, offered)
    named = [index for index in offered if every[index].name == question.sprint]
    found = [index for index in offered if every[index].id == question.sprint] or named
    if len(found) != 1:
        candidates = tuple(every[index] for index in found or offered)
        raise NoSuchSprint(question.sprint, candidates, is_ambiguous=bool(found))
    return found[0]


def _offered(every: tuple[Sprint, ...], board: str | None) -> list[int]:
    return [index for index, one in enumerate(every) if board in (None, one.board)]


def _current(every: tuple[Sprint, ...], offered: list[int]) -> int:
    """The active sprint that started last, else the closed one that was completed last."""
    active = [index for index in offered if every[index].state == "active"]
    if active:
        return max(active, key=lambda index: _or_earliest(every[index].activated))
    closed = [index for index in offered if every[index].state == "closed"]
    if not closed:
        raise NoSprints
    return max(closed, key=lambda index: _or_earliest(every[index].completed))


def _of_newest_closed(every: tuple[Sprint, ...], why: list[str | None], board: str) -> str | None:
    """Why the closed sprint of the board that was completed last has no figures."""
    closed = [index for index in _offered(every, board) if every[index].state == "closed"]
    return why[max(closed, key=lambda index: _or_earliest(every[index].completed))] if closed else None


def _or_earliest(instant: int) -> int:
    return -1 if instant == NEVER else instant


def _sets(snapshot: Snapshot, scope: Scope) -> SprintSets:
    return SprintSets(
        commitment=_keys(snapshot, scope.commitment),
        added=_keys(snapshot, scope.added),
        removed=_keys(snapshot, scope.removed),
        left_and_returned=_keys(snapshot, scope.left_and_returned),
        done_before_start=_keys(snapshot, scope.done_before_start),
        completed=_keys(snapshot, scope.completed),
        not_completed=_keys(snapshot, scope.not_completed),
        carried_over=_keys(snapshot, scope.carried_over),
    )


def _steps(snapshot: Snapshot, settings: Settings, steps: Burn, end: date | None) -> Steps:
    is_short = end is not None and 0 <= (end - steps.days[0]).days <= _LONGEST_DAYS
    days = tuple(calendar.days_of(steps.days[0], end)) if end and is_short else ()
    scope = None if steps.scope_points is None else float(steps.scope_points[-1])
    return Steps(
        came=tuple(_keys(snapshot, one) for one in steps.came),
        went=tuple(_keys(snapshot, one) for one in steps.went),
        pace_days=days,
        pace_items=burn.even_pace(days, int(steps.scope_items[-1]), settings),
        pace_points=None if scope is None else burn.even_pace(days, scope, settings),
    )


def _left_points(snapshot: Snapshot, rows: NDArray[np.intp], index: int, until: int) -> float | None:
    """The points of what is left, as estimated at the last moment of the sprint."""
    if not snapshot.has_points:
        return None
    return points.estimated(snapshot, rows, int(windows.of_sprints(snapshot.sprints, until).last[index]))


def _pacing(left: OpenItems, settings: Settings, question: SprintQuestion, board: str) -> Pacing:
    items = left.items
    shown = items.snapshot.on_board.get(board)
    finished = throughput.within(workdays.counted_days(items.dates.finished, settings), question.first, question.last)
    if shown is not None:
        finished = finished[shown.take(items.lives.items.take(finished))]
    return pacing.pacing(items, settings, finished, pacing.lanes(items.snapshot, board), left.in_progress())


def _velocity_rows(snapshot: Snapshot, speed: Velocity) -> list[SprintVelocity]:
    points = [None] * len(speed.sprints) if speed.points is None else speed.points.tolist()
    rows = zip(speed.sprints, speed.items.tolist(), points, strict=True)
    return [SprintVelocity(snapshot.sprints[index], items, done) for index, items, done in rows]


def _keys(snapshot: Snapshot, rows: NDArray[np.intp]) -> tuple[str, ...]:
    return tuple(snapshot.key(row) for row in rows.tolist())


def _day(instant: int, settings: Settings) -> date | None:
    return None if instant == NEVER else calendar.day(instant, settings.zone)
