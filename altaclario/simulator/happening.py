"""What can happen to a tracker while it is being read; both faces show it from then on."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from altaclario.simulator import relating, writing
from altaclario.simulator.histories import Pen
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
        flow = self._flow(issue.project)
        now = issue.fields["status"]["id"]
        if to is None:
            place = next((place for place, status in enumerate(flow) if status["id"] == now), -1)
            to = flow[min(place + 1, len(flow) - 1)]["id"]
        status = next((one for one in flow if to in (one["id"], one["name"])), None)
        if status is None:
            raise CannotHappen(f"{issue.project} has no status {to}")
        if status["id"] != now:
            self._pen.write(issue, *self._pen.into(issue, status))
        return issue.id

    def _finished(self, item: int) -> int:
        """Into the last status."""
        return self._moved(item, self._flow(self._issue(item).project)[-1]["id"])

    def _re_estimated(self, item: int, points: float | None) -> int:
        issue = self._issue(item)
        before = issue.fields.get(POINTS_FIELD)
        texts = ["" if one is None else f"{one:g}" for one in (before, points)]
        self._pen.write(issue, _change("Story point estimate", POINTS_FIELD, None, None, (texts[0], texts[1])))
        issue.fields[POINTS_FIELD] = points
        return issue.id

    def _planned(self, item: int, sprint: int | None) -> int:
        """Into a sprint, the ones before it kept; out of the newest one if none is said."""
        issue = self._issue(item)
        held = list(issue.fields.get(SPRINT_FIELD) or ())
        after = held[:-1] if sprint is None else [*held, self._in_field(sprint)]
        self._pen.into_sprints(issue, after)
        return issue.id

    def _flagged(self, item: int) -> int:
        return self._flag(item, is_raised=True)

    def _unflagged(self, item: int) -> int:
        return self._flag(item, is_raised=False)

    def _prioritised(self, item: int, priority: str) -> int:
        """Another priority, by its name."""
        issue = self._issue(item)
        id = next(id for id, name in relating.PRIORITIES if name == priority)
        before, after = issue.fields.get("priority") or {}, relating.priority(id)
        texts = (before.get("name"), priority)
        self._pen.write(issue, _change("priority", "priority", before.get("id"), id, texts))
        issue.fields["priority"] = after
        return issue.id

    def _labelled(self, item: int, labels: list[str]) -> int:
        """These labels, in place of those that it has."""
        issue = self._issue(item)
        texts = (" ".join(issue.fields.get("labels") or ()), " ".join(labels))
        self._pen.write(issue, _change("labels", "labels", None, None, texts))
        issue.fields["labels"] = list(labels)
        return issue.id

    def _affecting(self, item: int, version: str | None) -> int:
        """A version that it affects, by its id; none if none is said."""
        issue = self._issue(item)
        listed = [one for one in self.tracker.versions[issue.project] if one["id"] == version]
        if version is not None and not listed:
            raise CannotHappen(f"{issue.project} has no version {version}")
        self._pen.write(issue, _change("Version", "versions", None, version, (None, version)))
        issue.fields["versions"] = listed
        return issue.id

    def _linked(self, item: int, to: int, kind: str = "Blocks") -> int:
        """A link from one issue to another; both of them tell of it."""
        source, target = self._issue(item), self._issue(to)
        if kind not in relating.KINDS or not relating.connect(self.tracker, source, target, kind):
            raise CannotHappen(f"there is such a link already, or there are no links of the kind {kind}")
        return self._told_of_link(source, target)

    def _unlinked(self, item: int, to: int) -> int:
        """All links between two issues are taken away."""
        source, target = self._issue(item), self._issue(to)
        self._told_of_link(source, target)
        relating.part(self.tracker, item, to)
        return source.id

    def _told_of_link(self, source: Issue, target: Issue) -> int:
        for one, other in ((source, target), (target, source)):
            self._pen.write(
                one, _change("Link", None, None, other.key, (None, f"This issue has to do with {other.key}"))
            )
        self.tracker.changed.append(target.id)
        return source.id

    def _described(self, item: int) -> int:
        """Its description was written anew: a change of contents only."""
        issue = self._issue(item)
        text = f"{self._mark} new description {issue.id}"
        self._pen.write(issue, _change("description", "description", None, None, (issue.fields.get("summary"), text)))
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
        status = self._flow(project)[0]
        fields = deepcopy((own or of_type)[-1].fields) | {
            "summary": f"{self._mark} title {id}",
            "project": self.tracker.projects[project],
            "status": status,
            "resolution": None,
            "resolutiondate": None,
            "fixVersions": [],
            "versions": [],
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
        self.tracker.issues[id] = Issue(id, self.tracker.next_key(project), project, at, at, category, fields)
        return id

    def _deleted(self, item: int) -> int:
        """Into the recycle bin of Azure DevOps; gone for good from a Jira."""
        issue = self._issue(item)
        issue.removals.append((len(issue.histories), self._pen.instant(issue), True))
        self.tracker.deleted[issue.id] = self.tracker.issues.pop(issue.id)
        return issue.id

    def _restored(self, item: int) -> int:
        """Out of the recycle bin."""
        issue = self.tracker.deleted.pop(item)
        issue.removals.append((len(issue.histories), self._pen.instant(issue), False))
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
        key, flow = self.tracker.next_key(project), self._flow(project)
        changes = [
            _change("Key", None, None, None, (issue.key, key)),
            _change("project", "project", here["id"], there["id"], (here["name"], there["name"])),
        ]
        now = issue.fields["status"]
        if now["id"] not in {status["id"] for status in flow}:
            same = [one for one in flow if one["statusCategory"]["key"] == now["statusCategory"]["key"]]
            changes += self._pen.into(issue, (same or flow)[0])
        held = issue.fields.get(SPRINT_FIELD) or ()
        if held:
            before = ", ".join(str(one["id"]) for one in held)
            changes.append(_change("Sprint", SPRINT_FIELD, before, "", (f"Sprints {before}", "")))
        self.tracker.former_keys[issue.key] = issue.id
        issue.key, issue.project = key, project
        issue.fields |= {"project": there, SPRINT_FIELD: None, "fixVersions": [], "versions": []}
        self._pen.write(issue, *changes)
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
        listed = [one for board in self.tracker.boards.values() for one in board.sprints]
        held = [one for issue in self.tracker.issues.values() for one in issue.fields.get(SPRINT_FIELD) or ()]
        found = [one for one in (*listed, *held) if one["id"] == sprint]
        if not found:
            raise CannotHappen(f"there is no sprint {sprint}")
        for one in found:
            one["name"] = name
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

    def _flow(self, project: str) -> list[Json]:
        found = self.tracker.workflow(project)
        if not found:
            raise CannotHappen(f"{project} has no board")
        return found

    def _flag(self, item: int, *, is_raised: bool) -> int:
        issue = self._issue(item)
        states = (("[10019]", "Impediment"), ("", ""))
        before, after = states if not is_raised else states[::-1]
        self._pen.write(issue, _change("Flagged", FLAG_FIELD, before[0], after[0], (before[1], after[1])))
        issue.fields[FLAG_FIELD] = [{"id": "10019", "value": "Impediment"}] if is_raised else None
        return issue.id

    def _issue(self, id: int) -> Issue:
        found = self.tracker.issues.get(id)
        if found is None:
            raise CannotHappen(f"there is no issue {id}")
        return found

    def _in_field(self, sprint: int) -> Json:
        """A sprint as an issue's field holds it."""
        for board in self.tracker.boards.values():
            for one in board.sprints:
                if one["id"] == sprint:
                    kept = {name: value for name, value in one.items() if name != "originBoardId"}
                    return kept | {"boardId": board.id}
        raise CannotHappen(f"there is no sprint {sprint}")

    @property
    def _pen(self) -> Pen:
        return Pen(self.tracker, self.now_ms, self.at)

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
    "prioritised",
    "labelled",
    "affecting",
    "linked",
    "unlinked",
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
