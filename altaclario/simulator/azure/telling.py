"""Tells the life of one issue as revisions of a work item."""

import itertools
from collections.abc import Iterator
from typing import Any

from altaclario.simulator.azure import process as processes
from altaclario.simulator.azure.fields import BLOCKED, POINTS, TITLE
from altaclario.simulator.azure.organisation import Home, Organisation, Revision
from altaclario.simulator.azure.process import Process
from altaclario.simulator.tracker import (
    FLAG_FIELD,
    OTHER_POINTS_FIELD,
    POINTS_FIELD,
    SPRINT_FIELD,
    Issue,
    Json,
    Tracker,
)

_COMMON = "Microsoft.VSTS.Common"
_DROPPED = ("Won't Do", "Duplicate")
_CHATTER = ("System.History", f"{_COMMON}.StackRank", "Microsoft.VSTS.Scheduling.RemainingWork")


class Telling:
    """One issue, from its creation through all its histories. Fields that do not change are told once."""

    def __init__(self, organisation: Organisation, tracker: Tracker, process: Process, issue: Issue, type: str) -> None:
        self._organisation, self._tracker, self._process = organisation, tracker, process
        self._issue, self._type = issue, type
        self._names = {status["id"]: status["name"] for status in tracker.statuses}
        self._home = self._first_home()
        self._status = ""
        self._entered = issue.created
        self._tags: set[str] = set()
        self._told: list[Revision] = []

    def revisions(self) -> list[Revision]:
        """All revisions, in their order, without watermarks.

        Told again after more has happened they begin with the same ones: nothing is put between them then.
        """
        self._create()
        for histories in self._groups():
            self._tell_changes(histories)
        self._put_chatter()
        removals = list(self._issue.removals)
        for place, history in enumerate(self._issue.histories):
            if history.get("_happened"):
                self._remove_and_restore(removals, place)
                self._tell_changes([history])
        self._remove_and_restore(removals, len(self._issue.histories))
        return self._told

    def _create(self) -> None:
        issue, fields = self._issue, self._issue.fields
        self._status = self._status_of(*self._initial("status", fields["status"]["id"], fields["status"]["name"]))
        author = fields.get("assignee") or (issue.histories[0].get("author") if issue.histories else None)
        if issue.id % 4 == 0:
            self._tags.add(f"{self._tracker.canaries[0]} tag {issue.id}" if self._tracker.canaries else "a tag")
        self._tags |= {*self._initial("labels", None, " ".join(fields.get("labels") or ()))[1].split()}
        changes: Json = {
            "System.AreaId": self._area(),
            "System.IterationId": self._iteration(self._first_sprints()),
            "System.AssignedTo": fields.get("assignee"),
            "System.CommentCount": 0,
            "System.Parent": int(fields["parent"]["id"]) if fields.get("parent") else None,
            TITLE: fields.get("summary"),
            "System.Description": fields.get("summary"),
            f"{_COMMON}.Priority": _priority(
                self._initial("priority", (fields.get("priority") or {}).get("id"), "")[0]
            ),
            f"{_COMMON}.StackRank": float(issue.id),
            POINTS: self._first_points(),
        }
        first_flag, _ = self._initial(FLAG_FIELD, "set" if fields.get(FLAG_FIELD) else "", "")
        flag = self._flagged(bool(first_flag))
        state = self._entering(issue.created, self._status, "New", is_first=True)
        self._tell(issue.created, author, changes | flag | state | self._said_tags())

    def _tell(self, at: int, by: Json | None, changes: Json) -> None:
        self._told.append(Revision(at, by, changes))

    def _groups(self) -> Iterator[list[Json]]:
        """The histories that were there from the beginning; those of one instant are one revision."""
        old = [history for history in self._issue.histories if not history.get("_happened")]
        for _, group in itertools.groupby(old, key=lambda history: history["_at"]):
            yield list(group)

    def _tell_changes(self, histories: list[Json]) -> None:
        at = histories[0]["_at"]
        changes: Json = {}
        for history in histories:
            for item in history["items"]:
                changes |= self._change(at, item, history)
        self._tell(at, histories[0].get("author"), changes)

    def _change(self, at: int, item: Json, history: Json) -> Json:
        """What one change of the issue changes in the work item; the rest was written by nobody we know."""
        match item.get("fieldId"):
            case "status":
                return self._move(at, item, history)
            case "project":
                return self._to_project(item["to"])
            case name if name == SPRINT_FIELD:
                return {"System.IterationId": self._iteration(_ids(item["to"]))}
            case name if name in (POINTS_FIELD, OTHER_POINTS_FIELD):
                return {POINTS: float(item["toString"]) if item["toString"] else None}
            case name if name == FLAG_FIELD:
                return self._flagged(bool(item["to"])) | self._said_tags()
            case "priority":
                return {f"{_COMMON}.Priority": _priority(item["to"])}
            case "labels":
                self._tags = self._tags - {*item["fromString"].split()} | {*item["toString"].split()}
                return self._said_tags()
            case "description":
                return {"System.Description": item["toString"]}
            case "fixVersions":
                return {"Microsoft.VSTS.Build.IntegrationBuild": item["toString"]}
        return {}

    def _move(self, at: int, item: Json, history: Json) -> Json:
        resolution = next((one["to"] for one in history["items"] if one.get("fieldId") == "resolution"), None)
        reason = self._resolution(resolution) if resolution else ""
        status = self._status_of(item["to"], item["toString"])
        if self._process.removed and reason in _DROPPED:
            status = processes.REMOVED
        if not history.get("_happened"):
            self._walk_columns(at)
        self._status, self._entered = status, at
        return self._entering(at, status, reason)

    def _entering(self, at: int, status: str, reason: str, *, is_first: bool = False) -> Json:
        """The fields that follow from a state: its column and the instants that are kept of it."""
        state = self._process.state(self._type, status)
        category = self._home.project.category(self._type, state)
        instants = {"InProgress": "ActivatedDate", "Resolved": "ResolvedDate", "Completed": "ClosedDate"}
        changes: Json = {
            "System.State": state,
            "System.Reason": reason or f"Moved to state {state}",
            f"{_COMMON}.StateChangeDate": at,
        }
        if category != "Completed" and not is_first:
            changes[f"{_COMMON}.ClosedDate"] = None
        if category in instants:
            changes[f"{_COMMON}.{instants[category]}"] = at
        return changes | self._on_board()

    def _on_board(self) -> Json:
        """The first place of its status, if it has any."""
        places = self._places(self._status)
        return self._in_column(*places[0]) if places else self._in_column(None, False)

    def _places(self, status: str) -> list[tuple[str, bool]]:
        """Where a card of this status can stand, in order: columns, and halves of those that are split."""
        if self._type not in (*processes.ON_BOARD, "Epic") or status == processes.REMOVED:
            return []
        columns = self._home.team.columns
        found = [(name, half) for name, one, split in columns if one == status for half in (False, split)]
        return list(dict.fromkeys(found)) or [(status, False)]

    def _in_column(self, name: str | None, is_done: bool) -> Json:
        own = f"WEF_{self._home.team.id.replace('-', '').upper()}_Kanban.Column"
        done = None if name is None else is_done
        return {"System.BoardColumn": name, "System.BoardColumnDone": done, own: name, f"{own}.Done": done}

    def _walk_columns(self, left: int) -> None:
        """The steps through the columns of the status that is now left, each of the same length."""
        places = self._places(self._status)
        for step, (name, is_done) in enumerate(places[1:], start=1):
            at = self._entered + (left - self._entered) * step // len(places)
            last = self._told[-1].at
            self._tell(max(at, last), self._told[-1].by, self._in_column(name, is_done))

    def _to_project(self, id: str) -> Json:
        self._home = self._organisation.homes[id]
        nodes = {"System.AreaId": self._area(), "System.IterationId": self._home.project.iterations.id}
        return nodes | self._on_board()

    def _flagged(self, is_flagged: bool) -> Json:
        if self._process.flags_by_field(self._home.number):
            return {BLOCKED: "Yes" if is_flagged else "No"}
        (self._tags.add if is_flagged else self._tags.discard)("Blocked")
        return {}

    def _said_tags(self) -> Json:
        return {"System.Tags": "; ".join(sorted(self._tags)) or None}

    def _put_chatter(self) -> None:
        """Revisions between the others that change nothing we read."""
        gaps = [
            (place, before.at, after.at)
            for place, (before, after) in enumerate(itertools.pairwise(self._told), start=1)
            if after.at - before.at > 1
        ]
        chosen = gaps[max(len(gaps) - self._process.chatter, 0) :]
        for number, (place, before, after) in reversed(list(enumerate(chosen))):
            name = _CHATTER[(self._issue.id + number) % len(_CHATTER)]
            text = f"{self._issue.fields.get('summary')}: a comment"
            value: Any = {_CHATTER[0]: text, _CHATTER[1]: float(number)}.get(name, 1 + number % 4)
            self._told.insert(place, Revision((before + after) // 2, self._told[place - 1].by, {name: value}))

    def _remove_and_restore(self, removals: list[tuple[int, int, bool]], place: int) -> None:
        """Tell what was done before the history of this place, and take it off the list."""
        while removals and removals[0][0] <= place:
            _, at, is_deleted = removals.pop(0)
            self._tell(at, self._told[-1].by, {"System.IsDeleted": is_deleted or None})

    def _initial(self, field: str, today: Any, name: Any) -> tuple[Any, Any]:
        """The value before the first change, with its text; today's, if there was none."""
        for history in self._issue.histories:
            for item in history["items"]:
                if item.get("fieldId") == field:
                    return item["from"], item["fromString"]
        return today, name

    def _first_home(self) -> Home:
        id, _ = self._initial("project", None, None)
        return self._organisation.homes[id] if id else self._organisation.home(self._issue.project)

    def _first_sprints(self) -> list[int]:
        today = [sprint["id"] for sprint in self._issue.fields.get(SPRINT_FIELD) or ()]
        first, _ = self._initial(SPRINT_FIELD, ", ".join(map(str, today)), "")
        return _ids(first)

    def _first_points(self) -> float | None:
        fields = self._issue.fields
        today = fields.get(POINTS_FIELD)
        today = fields.get(OTHER_POINTS_FIELD) if today is None else today
        for name in (POINTS_FIELD, OTHER_POINTS_FIELD):
            _, text = self._initial(name, None, "today")
            if text != "today":
                return float(text) if text else None
        return None if today is None else float(today)

    def _iteration(self, sprints: list[int]) -> int:
        """The newest sprint, or the root of the project: a work item is in one place only."""
        known = [id for id in sprints if id in self._organisation.nodes]
        return known[-1] if known else self._home.project.iterations.id

    def _area(self) -> int:
        area = self._home.team.area
        return area.children[0].id if self._issue.id % 3 == 0 and area.children else area.id

    def _status_of(self, id: str, text: str) -> str:
        return self._names.get(id) or text or id

    def _resolution(self, id: str) -> str:
        return next((one["name"] for one in self._tracker.resolutions if one["id"] == id), "")


def _priority(id: str | None) -> int | None:
    """There are four of them, numbered from the most urgent."""
    return min(int(id), 4) if id else None


def _ids(text: str | None) -> list[int]:
    return [int(part) for part in (text or "").split(",") if part.strip()]
