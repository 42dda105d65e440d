"""What a simulated Jira holds: issues with their histories, and all that stands around them."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

SPRINT_FIELD = "customfield_10020"
FLAG_FIELD = "customfield_10021"
POINTS_FIELD = "customfield_10016"
OTHER_POINTS_FIELD = "customfield_10032"


@dataclass(slots=True, repr=False)
class Issue:
    """One issue: its fields as Jira would send all of them, and its histories, oldest first. Instants are in ms."""

    id: int
    key: str
    project: str
    created: int
    updated: int
    category: str
    fields: Json
    histories: list[Json] = field(default_factory=list)
    removals: list[tuple[int, int, bool]] = field(default_factory=list)
    """After how many histories and when it was deleted (true) or restored."""


@dataclass(slots=True, repr=False)
class Board:
    """One board. Its filter shows the issues of a project, but for those that `hides` names."""

    id: int
    name: str
    kind: str
    project: str
    columns: list[tuple[str, list[str]]]
    estimated_by: str = ""
    sprints: list[Json] = field(default_factory=list)
    hides: set[int] = field(default_factory=set)


@dataclass(slots=True, repr=False)
class Tracker:
    """A whole site. `made_up` names what recorded data lack and the simulator filled in."""

    issues: dict[int, Issue] = field(default_factory=dict)
    boards: dict[int, Board] = field(default_factory=dict)
    projects: dict[str, Json] = field(default_factory=dict)
    versions: dict[str, list[Json]] = field(default_factory=dict)
    statuses: list[Json] = field(default_factory=list)
    types: list[Json] = field(default_factory=list)
    resolutions: list[Json] = field(default_factory=list)
    fields: list[Json] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)
    deleted: dict[int, Issue] = field(default_factory=dict)
    hidden: dict[int, Issue] = field(default_factory=dict)
    """Issues that the account may not see any more."""
    hidden_projects: dict[str, Json] = field(default_factory=dict)
    former_keys: dict[str, int] = field(default_factory=dict)
    """The issue of each key that it has no more."""
    former_projects: dict[str, str] = field(default_factory=dict)
    """Today's key of each project that had another."""
    links: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    """The links of each issue: the issue that one comes from, the one that it goes to, and its kind."""
    changed: list[int] = field(default_factory=list)
    """The issues to which something happened since the tracker was made, in order; 0 is for all of them."""
    written: int = 0
    """How many histories were added since."""

    def project_key(self, wanted: str) -> str | None:
        """The key of the project that a key or an id names."""
        if wanted in self.projects:
            return wanted
        if wanted in self.former_projects:
            return self.project_key(self.former_projects[wanted])
        return next((key for key, project in self.projects.items() if str(project.get("id")) == wanted), None)

    def workflow(self, project: str) -> list[Json]:
        """The statuses of a project in the order of its first board's columns; none for a project without a board."""
        listed = {status["id"]: status for status in self.statuses}
        boards = [board for board in self.boards.values() if board.project == project]
        ids = [id for board in boards[:1] for _, statuses in board.columns for id in statuses if id in listed]
        return [listed[id] for id in dict.fromkeys(ids)]

    def next_key(self, project: str) -> str:
        """The key of the next issue of a project; no key is given twice."""
        used = [*self.issues.values(), *self.deleted.values(), *self.hidden.values()]
        keys = [*(issue.key for issue in used), *self.former_keys]
        numbers = [int(key.rpartition("-")[2]) for key in keys if key.startswith(f"{project}-")]
        return f"{project}-{max(numbers, default=0) + 1}"


def custom_fields() -> list[Json]:
    """The fields of a Cloud that matter to delivery, and some that do not."""

    def custom(id: str, name: str, kind: str, type: str, **more: str) -> Json:
        schema = {"type": type, "custom": kind, "customId": int(id.rpartition("_")[2])} | more
        flags = {"custom": True, "orderable": True, "navigable": True, "searchable": True}
        return {"id": id, "key": id, "name": name, "clauseNames": [name], "schema": schema} | flags

    def system(id: str, name: str, type: str) -> Json:
        flags = {"custom": False, "orderable": True, "navigable": True, "searchable": True}
        return {"id": id, "key": id, "name": name, "clauseNames": [id], "schema": {"type": type, "system": id}} | flags

    usual = "com.atlassian.jira.plugin.system.customfieldtypes"
    return [
        *(system(id, id.title(), "string") for id in ("summary", "description", "comment", "created", "updated")),
        *(system(id, id.title(), id) for id in ("status", "issuetype", "project", "resolution", "priority")),
        custom(SPRINT_FIELD, "Sprint", "com.pyxis.greenhopper.jira:gh-sprint", "array", items="json"),
        custom(FLAG_FIELD, "Flagged", f"{usual}:multicheckboxes", "array", items="option"),
        custom(POINTS_FIELD, "Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points", "number"),
        custom(OTHER_POINTS_FIELD, "Story Points", f"{usual}:float", "number"),
        custom("customfield_10019", "Rank", "com.pyxis.greenhopper.jira:gh-lexo-rank", "any"),
        custom("customfield_10014", "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link", "any"),
        custom("customfield_10040", "Environments", f"{usual}:multicheckboxes", "array", items="option"),
    ]
