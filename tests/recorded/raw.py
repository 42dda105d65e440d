"""An independent reading of the raw rows: plain Python over what was recorded, sharing nothing with the product."""

import csv
import json
import tarfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

DEVLAKE = "recorded/jira/devlake-jira-e2e/backend/plugins/jira/e2e/raw_tables"
TIDEV = "recorded/jira/tidev-appcelerator-dc"
ARROW = "recorded/jira/arrow-asf-dc"


def rows(recordings: Path, table: str) -> list[dict[str, Any]]:
    csv.field_size_limit(1 << 30)
    with (recordings / DEVLAKE / table).open(newline="") as lines:
        return [json.loads(row["data"]) for row in csv.DictReader(lines)]


def archived(folder: Path) -> Iterator[dict[str, Any]]:
    with tarfile.open(next(folder.glob("*.issues.tar.xz"))) as files:
        for entry in files:
            opened = files.extractfile(entry) if entry.name.endswith(".json") else None
            issue = json.load(opened) if opened else {}
            if "fields" in issue:
                yield issue


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(text: str | None, zone: str) -> date | None:
    return moment(text).astimezone(ZoneInfo(zone)).date() if text else None


def changes(issue: dict[str, Any], field: str) -> list[tuple[datetime, str, str]]:
    """(when, from, to) of one field, oldest first, repetitions left out."""
    found = sorted(
        (moment(history["created"]), int(history["id"]), item["from"] or "", item["to"] or "")
        for history in issue["changelog"]["histories"]
        for item in history["items"]
        if item.get("fieldId") == field
    )
    return [(when, before, after) for when, _, before, after in found if before != after]


def stages(issue: dict[str, Any], categories: dict[str, str]) -> list[tuple[datetime, str]]:
    """(since when, category): a status that is not listed leaves the item where it was, backlog at first."""
    moves = changes(issue, "status")
    first = moves[0][1] if moves else issue["fields"]["status"]["id"]
    line = [(moment(issue["fields"]["created"]), categories.get(first, "new"))]
    for when, _, after in moves:
        line.append((when, categories.get(after, line[-1][1])))
    return line


def started(line: list[tuple[datetime, str]]) -> datetime | None:
    return next((when for when, category in line if category == "indeterminate"), None)


def finished(line: list[tuple[datetime, str]]) -> datetime | None:
    if line[-1][1] != "done":
        return None
    since = line[-1][0]
    for when, category in reversed(line):
        if category != "done":
            break
        since = when
    return since


def in_sprint(issue: dict[str, Any], sprint: int, field: str, when: datetime) -> bool:
    """Whether the Sprint field held the sprint at an instant."""
    if moment(issue["fields"]["created"]) > when:
        return False
    moves = changes(issue, field)
    value = moves[0][1] if moves else ",".join(str(one["id"]) for one in issue["fields"].get(field) or ())
    for at, _, after in moves:
        if at > when:
            break
        value = after
    return str(sprint) in [part.strip() for part in value.split(",")]
