"""A believable Jira from a seed: several teams, two years of work, and everything that goes wrong in it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from altaclario.simulator import relating, working, writing
from altaclario.simulator.calendar import USUAL, WHOLE_DAYS, Calendar
from altaclario.simulator.life import Life
from altaclario.simulator.tracker import OTHER_POINTS_FIELD, POINTS_FIELD, Board, Issue, Json, Tracker, custom_fields
from altaclario.simulator.working import DAY_MS
from altaclario.simulator.writing import Planter

SPAN_DAYS = 730
_SUB_TASK, _EPIC = "10003", "10000"
_TYPES = (
    ("10000", "Epic", 1),
    ("10001", "Story", 0),
    ("10002", "Bug", 0),
    ("10004", "Task", 0),
    ("10003", "Sub-task", -1),
)


@dataclass(frozen=True, slots=True)
class Team:
    """One project with its board and its way of working."""

    key: str
    name: str
    kind: str
    share: float
    workflow: tuple[tuple[str, str, str], ...]
    """Statuses in order: id, name, category."""
    pace_days: float


_BEFORE = (("10101", "To Do", "new"), ("10106", "Selected", "new"), ("10102", "In Progress", "indeterminate"))
_REVIEW, _TEST = ("10103", "In Review", "indeterminate"), ("10104", "In Test", "indeterminate")
_DONE = ("10105", "Done", "done")
TEAMS = (
    Team("PAY", "Payments", "scrum", 0.4, (*_BEFORE, _REVIEW, _TEST, _DONE), 1.0),
    Team("WEB", "Web shop", "scrum", 0.25, (*_BEFORE, _REVIEW, _DONE), 1.2),
    Team(
        "OPS",
        "Operations",
        "kanban",
        0.2,
        (("10111", "Inbox", "new"), ("10112", "Selected", "new"), ("10113", "Doing", "indeterminate"), _DONE),
        1.5,
    ),
    Team(
        "APP",
        "Mobile app",
        "simple",
        0.15,
        # A team-managed project has statuses of its own, under the same names.
        (("10121", "To Do", "new"), ("10122", "In Progress", "indeterminate"), ("10123", "Done", "done")),
        1.3,
    ),
)

LOGISTICS = Team("LOG", "Logistics", "scrum", 1.0, (*_BEFORE, _TEST, _DONE), 1.1)
"""A team of its own for an Azure DevOps beside the Jira of the others."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to generate. `now_ms` is where the data end; `teams` may be fewer for a small site."""

    issues: int = 10_000
    seed: int = 1
    now_ms: int = 0
    teams: tuple[Team, ...] = TEAMS
    lost_status: bool = False
    epoch_changelog: bool = False
    whole_days: bool = False
    """Whether sprints are whole days, Monday to Friday: then both trackers say the same of them."""


@dataclass(slots=True)
class _Made:
    """What the issues of a site share."""

    wish: Wish
    random: np.random.Generator
    planter: Planter
    tracker: Tracker = field(default_factory=Tracker)
    statuses: dict[str, Json] = field(default_factory=dict)
    types: dict[str, Json] = field(default_factory=dict)
    resolutions: dict[str, Json] = field(default_factory=dict)
    people: list[Json] = field(default_factory=list)
    next_id: int = 20_001


def generate(wish: Wish) -> Tracker:
    """The whole site. The same wish gives the same site."""
    now_ms = wish.now_ms or int(datetime.now(UTC).timestamp()) * 1000
    made = _Made(wish, np.random.default_rng(wish.seed), Planter(wish.seed))
    _stage(made)
    for number, team in enumerate(wish.teams):
        share = team.share / sum(one.share for one in wish.teams)
        _work(made, team, number, round(wish.issues * share), now_ms)
    tracker = made.tracker
    relating.relate(tracker, wish.seed)
    tracker.canaries = [
        made.planter.mark,
        f"kanarie.{wish.seed:x}.",
        f"avatar.test/{wish.seed:x}/",
        f"5b10{wish.seed:x}:",
        # The same account as Azure DevOps numbers it.
        f"5b10{wish.seed:x}"[:8].ljust(8, "0") + "-0000-4000-8000-",
    ]
    return tracker


def _stage(made: _Made) -> None:
    planter, tracker = made.planter, made.tracker
    flow = {id: (name, category) for team in made.wish.teams for id, name, category in team.workflow}
    made.statuses = {id: writing.status(id, name, category, planter) for id, (name, category) in flow.items()}
    lost = {"10103"} if made.wish.lost_status else set()
    tracker.statuses = [one for id, one in made.statuses.items() if id not in lost]
    made.types = {id: writing.issue_type(id, name, level, planter) for id, name, level in _TYPES}
    tracker.types = list(made.types.values())
    names = (("10000", "Done"), ("10001", "Won't Do"), ("10002", "Duplicate"))
    made.resolutions = {id: writing.resolution(id, name, planter) for id, name in names}
    tracker.resolutions = list(made.resolutions.values())
    tracker.fields = custom_fields()
    made.people = [planter.person(number) for number in range(24)]


def _work(made: _Made, team: Team, number: int, count: int, now_ms: int) -> None:
    """All issues of one team, and its board, sprints and versions."""
    first_ms = now_ms - SPAN_DAYS * DAY_MS
    project_id = 10_000 + number
    project = writing.project(project_id, team.key, team.name)
    made.tracker.projects[team.key] = project
    rhythm = WHOLE_DAYS if made.wish.whole_days else USUAL
    calendar = Calendar.of_team(team.kind, number, first_ms, now_ms, project_id, made.planter, rhythm)
    made.tracker.versions[team.key] = calendar.versions
    made.tracker.boards[number + 1] = _board(team, number + 1, calendar)
    instants = working.arrivals(made.random, first_ms, now_ms, count)
    epic: Json | None = None
    stories: list[Json] = []
    for place, created in enumerate(instants, start=1):
        kind = _kind(made.random, place, stories)
        parent = epic if kind not in (_EPIC, _SUB_TASK) else stories[-1] if kind == _SUB_TASK else None
        issue = _issue(made, team, calendar, project, kind, place, created, now_ms, parent)
        made.tracker.issues[issue.id] = issue
        as_parent = {
            "id": str(issue.id),
            "key": issue.key,
            "fields": {"summary": made.planter.text("parent title", issue.id)},
        }
        if kind == _EPIC:
            epic = as_parent
        elif kind != _SUB_TASK:
            stories.append(as_parent)


def _kind(random: np.random.Generator, place: int, stories: list[Json]) -> str:
    if place % 30 == 1:
        return _EPIC
    if stories and random.random() < 0.1:
        return _SUB_TASK
    return str(random.choice(["10001", "10002", "10004"], p=[0.55, 0.27, 0.18]))


def _issue(
    made: _Made,
    team: Team,
    calendar: Calendar,
    project: Json,
    kind: str,
    place: int,
    created: int,
    now_ms: int,
    parent: Any,
) -> Issue:
    random, planter = made.random, made.planter
    # Ids of a site are shared by its projects, so those of one project have gaps.
    made.next_id += int(random.integers(1, 4))
    id = made.next_id
    is_base = kind not in (_EPIC, _SUB_TASK)
    life = Life(random, planter, made.people, id, created, now_ms, epoch=made.wish.epoch_changelog)
    life.live(team.workflow, team.pace_days, calendar if is_base else Calendar(), is_base=is_base)
    category = made.statuses[life.status]["statusCategory"]["key"]
    fields: Json = {
        "summary": planter.text("title", id),
        "description": planter.rich_text("description", id),
        "comment": {"comments": [{"body": planter.rich_text("comment", id)}], "total": 1},
        "project": project,
        "issuetype": made.types[kind],
        "status": made.statuses[life.status],
        "statuscategorychangedate": writing.written(life.category_changed),
        "priority": None,
        "resolution": made.resolutions.get(life.resolution),
        "resolutiondate": writing.written(life.resolved) if life.resolved else None,
        "created": writing.written(created),
        "updated": writing.written(life.updated),
        "duedate": None,
        "assignee": made.people[id % len(made.people)] if life.is_assigned else None,
        "labels": [],
        "components": [],
        "versions": [],
        "fixVersions": [calendar.version(one) for one in life.versions],
        "issuelinks": [],
        **({"parent": parent} if parent else {}),
        calendar.sprint_field: [calendar.sprint(one) for one in life.sprints] or None,
        calendar.flag_field: [{"id": "10019", "value": "Impediment"}] if life.is_flagged else None,
        POINTS_FIELD: life.points,
        OTHER_POINTS_FIELD: None,
    }
    return Issue(id, f"{team.key}-{place}", team.key, created, life.updated, category, fields, life.histories)


def _board(team: Team, id: int, calendar: Calendar) -> Board:
    columns = [(name, [status]) for status, name, _ in team.workflow]
    estimated_by = POINTS_FIELD if team.kind != "kanban" else ""
    return Board(id, f"{team.name} board", team.kind, team.key, columns, estimated_by, calendar.listed(id))
