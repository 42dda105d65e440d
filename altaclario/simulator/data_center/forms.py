"""How a Jira Data Center writes what a Cloud writes in another way: people, types, sprints, epics, histories."""

from collections.abc import Callable
from typing import Any

from altaclario.simulator import relating, writing
from altaclario.simulator.tracker import (
    OTHER_POINTS_FIELD,
    POINTS_FIELD,
    SPRINT_FIELD,
    Issue,
    Json,
    Tracker,
)

EPIC_FIELD = "customfield_10014"
_FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
_NAMES = {POINTS_FIELD: "Story Points", OTHER_POINTS_FIELD: "Story Point Estimate"}
"""A Data Center has no field of its own for the points of team-managed projects."""
_UNKNOWN = ("statuscategorychangedate", "hierarchyLevel", "simplified")
_STARTS = "com.atlassian.greenhopper.service.sprint.Sprint@"
_BEGINS, _ENDS = ("id", "rapidViewId", "state", "name"), ("startDate", "endDate", "completeDate", "activatedDate")


def fields(tracker: Tracker) -> list[Json]:
    """The list of fields."""
    return [_field(entry) for entry in tracker.fields]


def _field(entry: Json) -> Json:
    if entry["id"] == SPRINT_FIELD:
        return entry | {"schema": entry["schema"] | {"items": "string"}}
    if entry["id"] in _NAMES:
        return entry | {"name": _NAMES[entry["id"]], "schema": entry["schema"] | {"custom": _FLOAT}}
    return entry


def named(tracker: Tracker) -> dict[str, str]:
    """What each custom field is called in histories, which know no ids of fields."""
    return {entry["id"]: entry["name"] for entry in fields(tracker) if entry["custom"]}


def values(issue: Issue, tracker: Tracker) -> Json:
    """All fields of an issue."""
    written = {name: plain(value) for name, value in issue.fields.items() if name not in _UNKNOWN}
    if tracker.links:
        written["issuelinks"] = plain(relating.linked(tracker, issue))
    sprints = issue.fields.get(SPRINT_FIELD)
    written[SPRINT_FIELD] = [sprint(one) for one in sprints] if sprints else None
    written[EPIC_FIELD] = None
    parent = written.get("parent")
    # What is above a sub-task is its parent; what is above anything else is its epic, and known by its key alone.
    if parent and not issue.fields["issuetype"]["subtask"]:
        del written["parent"]
        above = tracker.issues.get(int(parent["id"]))
        written[EPIC_FIELD] = above.key if above else None
    return written


def plain(value: Any) -> Any:
    """A value without what only a Cloud says of people and types."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "accountId" in value:
        return person(value)
    return {name: plain(one) for name, one in value.items() if name not in _UNKNOWN}


def person(someone: Json) -> Json:
    """Somebody, by the name and the key that they sign in with."""
    number = someone["accountId"].rpartition(":")[2]
    kept = {name: someone[name] for name in ("emailAddress", "avatarUrls", "displayName", "active") if name in someone}
    return kept | {"name": f"kanarie.{number}", "key": f"JIRAUSER1{number}", "timeZone": "Etc/UTC"}


def sprint(value: Json) -> str:
    """A sprint as the field gives it: one text, with the members in an order that differs from sprint to sprint."""
    told = {
        "id": value["id"],
        "rapidViewId": value.get("originBoardId") or value.get("boardId"),
        "state": value["state"].upper(),
        "name": value["name"],
        **{name: value.get(name) for name in _ENDS},
        "goal": value.get("goal"),
        "sequence": value["id"],
    }
    order = list(told) if value["id"] % 2 else [*_BEGINS, "goal", "sequence", *_ENDS]
    members = ",".join(f"{name}={'<null>' if told[name] is None else told[name]}" for name in order)
    return f"{_STARTS}{value['id']:x}f3[{members}]"


def changelog(issue: Issue, names: dict[str, str]) -> Json:
    """Every history with every change in it, also those of texts: it cannot be asked for in parts."""
    histories = [_history(one, names) for one in issue.histories]
    return {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}


def _history(history: Json, names: dict[str, str]) -> Json:
    kept = {name: plain(one) for name, one in history.items() if not name.startswith("_")}
    items = [_item(one, names) for one in history["items"]]
    return kept | {"created": writing.written(history["_at"]), "items": items}


def _item(change: Json, names: dict[str, str]) -> Json:
    kept = {name: one for name, one in change.items() if name != "fieldId"}
    return kept | {"field": names.get(change.get("fieldId", ""), change["field"])}


def each(several: list[Json], write: Callable[[Json], Any] = plain) -> list[Any]:
    """Each of a list, as a Data Center writes it."""
    return [write(one) for one in several]
