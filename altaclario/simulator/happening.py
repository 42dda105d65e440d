"""What can happen to a tracker while it is being read; both faces show it from then on."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from altaclario.simulator import writing
from altaclario.simulator.tracker import (
    FLAG_FIELD,
    POINTS_FIELD,
    SPRINT_FIELD,
    Issue,
    Json,
    Tracker,
)
from altaclario.simulator.writing import item as _change

_ALL = 0


class CannotHappen(Exception):
    """There is no such thing, or it is not where this could happen to it."""


@dataclass(frozen=True, slots=True)
class Happenings:
    """Lets things happen to one tracker. `at` is the instant in ms; without it a thing happens now.

    Whatever was there before stays as it was told: a change always comes after all earlier ones, even if its instant
    lies before theirs, as with items that were imported.
    """

    tracker: Tracker
    now_ms: int
    at: int | None = None

    def happen(self, what: str, **told: Any) -> int:
        """Let one thing happen; gives the id of the issue to which it did, or 0. Raises CannotHappen."""
        one = getattr(self, "_" + what.replace(" ", "_").replace("-", "_"), None)
        if one is None or what not in WHAT:
            raise CannotHappen(f"nothing of the name {what} can happen here: {', '.join(WHAT)}")
        try:
            id: int = one(**told)
        except (TypeError, KeyError, ValueError) as wrong:
            raise CannotHappen(f"{what}: {wrong}") from None
        self.tracker.changed.append(id)
        return id

    def _moved(self, item: int, to: str | None = None) -> int:
        """Into a status, by its name or id; into the next one if none is said."""
        issue = self._issue(item)
        flow = self._workflow(issue.project)
        now = issue.fields["status"]["id"]
        if to is None:
            place = next((place for place, status in enumerate(flow) if status["id"] == now), -1)
            to = flow[min(place + 1, len(flow) - 1)]["id"]
        status = next((one for one in flow if to in (one["id"], one["name"])), None)
        if status is None:
            raise CannotHappen(f"{issue.project} has no status {to}")
        if status["id"] != now:
            self._write(issue, *self._into(issue, status))
        return issue.id

    def _finished(self, item: int) -> int:
        """Into the last status."""
        return self._moved(item, self._workflow(self._issue(item).project)[-1]["id"])

    def _re_estimated(self, item: int, points: float | None) -> int:
        issue = self._issue(item)
        before = issue.fields.get(POINTS_FIELD)
        texts = ["" if one is None else f"{one:g}" for one in (before, points)]
        self._write(issue, _change("Story point estimate", POINTS_FIELD, None, None, (texts[0], texts[1])))
        issue.fields[POINTS_FIELD] = points
        return issue.id

    def _planned(self, item: int, sprint: int | None) -> int:
        """Into a sprint, the ones before it kept; out of the newest one if none is said."""
        issue = self._issue(item)
        held = list(issue.fields.get(SPRINT_FIELD) or ())
        after = held[:-1] if sprint is None else [*held, self._sprint(sprint)]
        self._into_sprints(issue, after)
        return issue.id

    def _flagged(self, item: int) -> int:
        return self._flag(item, is_raised=True)

    def _unflagged(self, item: int) -> int:
        return self._flag(item, is_raised=False)

    def _described(self, item: int) -> int:
        """Its description was written anew: a change of contents only."""
        issue = self._issue(item)
        text = f"{self._mark} new description {issue.id}"
        self._write(issue, _change("description", "description", None, None, (issue.fields.get("summary"), text)))
        return issue.id

    def _created(
        self, project: str, type: str = "Story", points: float | None = None, parent: int | None = None
    ) -> int:
        """A new issue, in the first status."""
        of_type = [one for one in self.tracker.issues.values() if one.fields["issuetype"]["name"] == type]
        own = [one for one in of_type if one.project == project]
        if project not in self.tracker.projects or not of_type:
            raise CannotHappen(f"{project} has no issues of type {type} to take as a pattern")
        id = max([*self.tracker.issues, *self.tracker.deleted, *self.tracker.hidden]) + 1
        at = self.now_ms if self.at is None else self.at
        status = self._workflow(project)[0]
        fields = deepcopy((own or of_type)[-1].fields) | {
            "summary": f"{self._mark} title {id}",
            "project": self.tracker.projects[project],
            "status": status,
            "resolution": None,
            "resolutiondate": None,
            "fixVersions": [],
            SPRINT_FIELD: None,
            FLAG_FIELD: None,
            POINTS_FIELD: points,
        }
        fields |= dict.fromkeys(("created", "updated", "statuscategorychangedate"), writing.written(at))
        fields.pop("parent", None)
        if parent is not None:
            above = self._issue(parent)
            fields["parent"] = {"id": str(above.id), "key": above.key, "fields": {"summary": above.fields["summary"]}}
        category = status["statusCategory"]["key"]
        self.tracker.issues[id] = Issue(id, self._next_key(project), project, at, at, category, fields)
        return id

    def _deleted(self, item: int) -> int:
        """Into the recycle bin of Azure DevOps; gone for good from a Jira."""
        issue = self._issue(item)
        issue.removals.append((len(issue.histories), self._instant(issue), True))
        self.tracker.deleted[issue.id] = self.tracker.issues.pop(issue.id)
        return issue.id

    def _restored(self, item: int) -> int:
        """Out of the recycle bin."""
        issue = self.tracker.deleted.pop(item)
        issue.removals.append((len(issue.histories), self._instant(issue), False))
        self.tracker.issues[issue.id] = issue
        return issue.id

    def _destroyed(self, item: int) -> int:
        """Gone for good from both, out of the recycle bin too."""
        if self.tracker.issues.pop(item, None) is None and self.tracker.deleted.pop(item, None) is None:
            raise CannotHappen(f"there is no issue {item}")
        return item

    def _hidden(self, item: int | None = None, project: str | None = None) -> int:
        """Not to be seen any more by the account: one issue, or a project with all of its own."""
        if project is None:
            issue = self._issue(item or 0)
            self.tracker.hidden[issue.id] = self.tracker.issues.pop(issue.id)
            return issue.id
        self.tracker.hidden_projects[project] = self.tracker.projects.pop(project)
        for issue in [one for one in self.tracker.issues.values() if one.project == project]:
            self.tracker.hidden[issue.id] = self.tracker.issues.pop(issue.id)
            self.tracker.changed.append(issue.id)
        return _ALL

    def _shown(self, item: int | None = None, project: str | None = None) -> int:
        """What was hidden can be seen again."""
        if project is None:
            issue = self.tracker.hidden.pop(item or 0)
            self.tracker.issues[issue.id] = issue
            return issue.id
        self.tracker.projects[project] = self.tracker.hidden_projects.pop(project)
        for issue in [one for one in self.tracker.hidden.values() if one.project == project]:
            self.tracker.issues[issue.id] = self.tracker.hidden.pop(issue.id)
            self.tracker.changed.append(issue.id)
        return _ALL

    def _moved_to_project(self, item: int, project: str) -> int:
        """It gets a new key, a status of the other workflow, and leaves its sprints and versions behind."""
        issue = self._issue(item)
        there, here = self.tracker.projects[project], self.tracker.projects[issue.project]
        key, flow = self._next_key(project), self._workflow(project)
        changes = [
            _change("Key", None, None, None, (issue.key, key)),
            _change("project", "project", here["id"], there["id"], (here["name"], there["name"])),
        ]
        now = issue.fields["status"]
        if now["id"] not in {status["id"] for status in flow}:
            same = [one for one in flow if one["statusCategory"]["key"] == now["statusCategory"]["key"]]
            changes += self._into(issue, (same or flow)[0])
        held = issue.fields.get(SPRINT_FIELD) or ()
        if held:
            before = ", ".join(str(one["id"]) for one in held)
            changes.append(_change("Sprint", SPRINT_FIELD, before, "", (f"Sprints {before}", "")))
        self.tracker.former_keys[issue.key] = issue.id
        issue.key, issue.project = key, project
        issue.fields |= {"project": there, SPRINT_FIELD: None, "fixVersions": []}
        self._write(issue, *changes)
        return issue.id

    def _renamed_project(self, project: str, name: str, key: str | None = None) -> int:
        """Another name, and another key if one is said: then every issue has another key too."""
        found = self.tracker.projects[project]
        found["name"] = name
        if key and key != project:
            self._give_key(project, key)
        # Recorded issues have copies of their project.
        for issue in self.tracker.issues.values():
            if issue.project == (key or project):
                issue.fields["project"] = found
        return _ALL

    def _renamed_sprint(self, sprint: int, name: str) -> int:
        """Another name; the number stays."""
        for value in self._values_of(sprint):
            value["name"] = name
        return _ALL

    def _give_key(self, project: str, key: str) -> None:
        tracker = self.tracker
        tracker.projects[project]["key"] = key
        tracker.former_projects[project] = key
        tracker.projects = {key if one == project else one: value for one, value in tracker.projects.items()}
        tracker.versions = {key if one == project else one: value for one, value in tracker.versions.items()}
        for board in tracker.boards.values():
            board.project = key if board.project == project else board.project
        for issue in [*tracker.issues.values(), *tracker.deleted.values(), *tracker.hidden.values()]:
            if issue.project == project:
                tracker.former_keys[issue.key] = issue.id
                issue.project, issue.key = key, f"{key}-{issue.key.rpartition('-')[2]}"

    def _into(self, issue: Issue, status: Json) -> list[Json]:
        """The changes that a move brings with it, made on the issue as well."""
        before = issue.fields["status"]
        changes = [_change("status", "status", before["id"], status["id"], (before["name"], status["name"]))]
        category, done = status["statusCategory"]["key"], "done"
        at = self._instant(issue)
        if category == done != issue.category and self.tracker.resolutions:
            resolution = self.tracker.resolutions[0]
            changes.append(_change("resolution", "resolution", None, resolution["id"], (None, resolution["name"])))
            issue.fields |= {"resolution": resolution, "resolutiondate": writing.written(at)}
        elif issue.category == done != category and issue.fields.get("resolution"):
            resolution = issue.fields["resolution"]
            changes.append(_change("resolution", "resolution", resolution["id"], None, (resolution["name"], None)))
            issue.fields |= {"resolution": None, "resolutiondate": None}
        if category != issue.category:
            issue.fields["statuscategorychangedate"] = writing.written(at)
        issue.fields["status"], issue.category = status, category
        return changes

    def _flag(self, item: int, *, is_raised: bool) -> int:
        issue = self._issue(item)
        states = (("[10019]", "Impediment"), ("", ""))
        before, after = states if not is_raised else states[::-1]
        self._write(issue, _change("Flagged", FLAG_FIELD, before[0], after[0], (before[1], after[1])))
        issue.fields[FLAG_FIELD] = [{"id": "10019", "value": "Impediment"}] if is_raised else None
        return issue.id

    def _into_sprints(self, issue: Issue, after: list[Json]) -> None:
        held = issue.fields.get(SPRINT_FIELD) or ()
        before, now = (", ".join(str(one["id"]) for one in sprints) for sprints in (held, after))
        self._write(issue, _change("Sprint", SPRINT_FIELD, before, now, (f"Sprints {before}", f"Sprints {now}")))
        issue.fields[SPRINT_FIELD] = after or None

    def _write(self, issue: Issue, *changes: Json) -> None:
        """One more history of an issue, after all others."""
        at = self._instant(issue)
        is_epoch = any(isinstance(one["created"], int) for one in issue.histories)
        self.tracker.written += 1
        issue.histories.append(
            {
                "id": str(9_000_000 + self.tracker.written),
                "author": self._somebody(issue),
                "created": at if is_epoch else writing.written(at),
                "items": list(changes),
                "_at": at,
                "_order": len(issue.histories),
                "_happened": True,
            }
        )
        issue.updated = max(issue.updated, at)
        issue.fields["updated"] = writing.written(issue.updated)

    def _instant(self, issue: Issue) -> int:
        """When it happens: after everything that happened to the issue, unless the instant is said."""
        if self.at is not None:
            return self.at
        removed = [at for _, at, _ in issue.removals]
        told: list[int] = [one["_at"] + 1 for one in issue.histories[-1:]]
        return max([self.now_ms, issue.created + 1, *removed, *told])

    def _issue(self, id: int) -> Issue:
        found = self.tracker.issues.get(id)
        if found is None:
            raise CannotHappen(f"there is no issue {id}")
        return found

    def _workflow(self, project: str) -> list[Json]:
        """The statuses of a project in the order of its board's columns."""
        listed = {status["id"]: status for status in self.tracker.statuses}
        boards = [board for board in self.tracker.boards.values() if board.project == project]
        ids = [id for board in boards[:1] for _, statuses in board.columns for id in statuses if id in listed]
        if not ids:
            raise CannotHappen(f"{project} has no board")
        return [listed[id] for id in dict.fromkeys(ids)]

    def _sprint(self, id: int) -> Json:
        for board in self.tracker.boards.values():
            for sprint in board.sprints:
                if sprint["id"] == id:
                    return {name: value for name, value in sprint.items() if name != "originBoardId"} | {
                        "boardId": board.id
                    }
        raise CannotHappen(f"there is no sprint {id}")

    def _values_of(self, sprint: int) -> list[Json]:
        """Every copy of a sprint: of boards, and of issues."""
        listed = [one for board in self.tracker.boards.values() for one in board.sprints]
        held = [one for issue in self.tracker.issues.values() for one in issue.fields.get(SPRINT_FIELD) or ()]
        found = [one for one in (*listed, *held) if one["id"] == sprint]
        if not found:
            raise CannotHappen(f"there is no sprint {sprint}")
        return found

    def _next_key(self, project: str) -> str:
        used = [*self.tracker.issues.values(), *self.tracker.deleted.values(), *self.tracker.hidden.values()]
        keys = [*(issue.key for issue in used), *self.tracker.former_keys]
        numbers = [int(key.rpartition("-")[2]) for key in keys if key.startswith(f"{project}-")]
        return f"{project}-{max(numbers, default=0) + 1}"

    def _somebody(self, issue: Issue) -> Json | None:
        authors = [history.get("author") for history in issue.histories[-1:]]
        return next((one for one in (*authors, issue.fields.get("assignee")) if one), None)

    @property
    def _mark(self) -> str:
        return self.tracker.canaries[0] if self.tracker.canaries else "a"


WHAT = (
    "moved",
    "finished",
    "re-estimated",
    "planned",
    "flagged",
    "unflagged",
    "described",
    "created",
    "deleted",
    "restored",
    "destroyed",
    "hidden",
    "shown",
    "moved to project",
    "renamed project",
    "renamed sprint",
)
