"""Recorded answers of real trackers, served as a Cloud would: their values unchanged, and what they lack made up.

Nothing of them is written anywhere: they hold what real people wrote.
"""

import csv
import json
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from altaclario.simulator.tracker import (
    FLAG_FIELD,
    OTHER_POINTS_FIELD,
    POINTS_FIELD,
    SPRINT_FIELD,
    Board,
    Issue,
    Json,
    Tracker,
    custom_fields,
)
from altaclario.simulator.writing import CATEGORIES

_DEVLAKE = "backend/plugins/jira/e2e/raw_tables"
_ROOT = "https://simulated.atlassian.net/rest/api/3"


class NotRecorded(Exception):
    """A folder that holds none of the known recordings."""


def load(folder: Path) -> Tracker:
    """The tracker that a folder of recorded issues holds. Raises NotRecorded."""
    if (folder / _DEVLAKE).is_dir():
        return _devlake(folder / _DEVLAKE)
    archives = sorted(folder.glob("*.issues.tar.xz"))
    if not archives:
        raise NotRecorded(f"There is no recording in {folder}.")
    return _archived(archives[0])


def _devlake(folder: Path) -> Tracker:
    """Issues of a Cloud with their histories, sprints, statuses and types."""
    tracker = Tracker(
        statuses=_rows(folder / "_raw_jira_api_status.csv"),
        types=_rows(folder / "_raw_jira_api_issue_types.csv"),
        fields=custom_fields(),
    )
    tracker.made_up += [
        "the list of fields",
        "boards and their configuration",
        "versions, from the issues that name them",
    ]
    raws = _rows(folder / "_raw_jira_api_issues.csv")
    for raw in raws:
        histories = [_history(history) for history in raw["changelog"]["histories"]]
        _add(tracker, raw, sorted(histories, key=lambda history: (history["_at"], int(history["id"]))))
    sprints = _rows(folder / "_raw_jira_api_sprints.csv")
    for project in tracker.projects:
        _add_boards(tracker, project, sprints)
    return tracker


def _archived(archive: Path) -> Tracker:
    """Issues of a Data Center without histories: today's state, sprints and versions only."""
    tracker = Tracker(fields=custom_fields())
    tracker.made_up += [
        "the list of fields, of statuses and of types, from the issues",
        "boards and their configuration",
        "the level of a type: sub-tasks below, epics above",
        "the Sprint field, from the sprints that the issue names",
    ]
    for raw in _issues_of(archive):
        raw["fields"] = _as_cloud(raw["fields"])
        _add(tracker, raw, [])
    _add_names(tracker)
    sprints = {sprint["id"]: sprint for issue in tracker.issues.values() for sprint in issue.fields[SPRINT_FIELD] or ()}
    for project in tracker.projects:
        of_project = {
            sprint["id"]
            for issue in tracker.issues.values()
            if issue.project == project
            for sprint in issue.fields[SPRINT_FIELD] or ()
        }
        _add_boards(tracker, project, [sprints[id] for id in sorted(of_project)])
    return tracker


def _issues_of(archive: Path) -> Iterator[Json]:
    with tarfile.open(archive) as files:
        for entry in files:
            opened = files.extractfile(entry) if entry.name.endswith(".json") else None
            if opened is not None:
                raw = json.load(opened)
                if "fields" in raw:
                    yield raw


def _as_cloud(fields: Json) -> Json:
    """The fields as a Cloud names them. Names that other sites give to custom fields of theirs stay behind."""
    kept = {name: value for name, value in fields.items() if not name.startswith("customfield_")}
    sprints = [*(fields.get("closedSprints") or ()), *([fields["sprint"]] if fields.get("sprint") else ())]
    kept["issuetype"] = kept["issuetype"] | {"hierarchyLevel": _level(kept["issuetype"])}
    extra = {SPRINT_FIELD: sprints or None, FLAG_FIELD: None, POINTS_FIELD: None, OTHER_POINTS_FIELD: None}
    return kept | extra


def _level(kind: Json) -> int:
    return -1 if kind["subtask"] else 1 if kind["name"] == "Epic" else 0


def _add(tracker: Tracker, raw: Json, histories: list[Json]) -> None:
    fields = raw["fields"]
    fields.setdefault(POINTS_FIELD, None)
    project = fields["project"]
    tracker.projects.setdefault(project["key"], project)
    versions = tracker.versions.setdefault(project["key"], [])
    known = {version["id"] for version in versions}
    versions += [version for version in fields.get("fixVersions") or () if version["id"] not in known]
    id = int(raw["id"])
    category = fields["status"]["statusCategory"]["key"]
    instants = _ms(fields["created"]), _ms(fields["updated"])
    tracker.issues[id] = Issue(id, raw["key"], project["key"], *instants, category, fields, histories)


def _add_names(tracker: Tracker) -> None:
    statuses = {issue.fields["status"]["id"]: issue.fields["status"] for issue in tracker.issues.values()}
    types = {issue.fields["issuetype"]["id"]: issue.fields["issuetype"] for issue in tracker.issues.values()}
    tracker.statuses, tracker.types = list(statuses.values()), list(types.values())
    assert all(status["statusCategory"]["key"] in CATEGORIES for status in tracker.statuses)


def _add_boards(tracker: Tracker, project: str, sprints: list[Json]) -> None:
    """The boards that the sprints were made on, or one for a project without sprints."""
    origins = sorted({int(sprint.get("originBoardId") or 1) for sprint in sprints}) or [len(tracker.boards) + 1]
    columns = [(status["name"], [status["id"]]) for status in tracker.statuses]
    for id in origins:
        if id in tracker.boards:
            continue
        own = [sprint for sprint in sprints if int(sprint.get("originBoardId") or 1) == id]
        kind = "scrum" if own else "kanban"
        tracker.boards[id] = Board(id, f"{project} board {id}", kind, project, columns, "", own)


def _history(history: Json) -> Json:
    return history | {"_at": _ms(history["created"])}


def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _rows(table: Path) -> list[Any]:
    csv.field_size_limit(1 << 30)
    with table.open(newline="") as lines:
        return [json.loads(row["data"]) for row in csv.DictReader(lines)]
