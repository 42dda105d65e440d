"""Small pages of Jira's answers, written by hand for one claim each."""

import json
from typing import Any

from altaclario.providers.columns import instants
from altaclario.providers.jira.columns.assembling import Catalogue, Collected, snapshot
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import Names
from altaclario.providers.jira.columns.wire import Category, SprintValue, StatusEntry
from altaclario.snapshots.snapshot import Snapshot

FIELDS = FieldIds(sprint="customfield_20", flagged="customfield_21", points="customfield_16")
STATUSES = [
    StatusEntry("1", "To do", Category("new")),
    StatusEntry("3", "In progress", Category("indeterminate")),
    StatusEntry("5", "Done", Category("done")),
]


def at(day: int, hour: int = 9) -> str:
    """An instant of March 2026 as Jira writes it."""
    return f"2026-03-{day:02d}T{hour:02d}:00:00.000+0000"


def issue(id: int, *, status: str = "1", created: str = at(1), **fields: Any) -> dict[str, Any]:
    """An issue with the texts that Jira sends along and that nobody asked for."""
    values = {
        "status": {"id": status, "name": "SECRET status name", "description": "SECRET text"},
        "issuetype": {"id": "10", "name": "Story", "subtask": False, "hierarchyLevel": 0, "description": "SECRET"},
        "created": created,
        "summary": "SECRET title",
        "assignee": {"displayName": "SECRET name", "emailAddress": "secret@acme.test"},
    }
    return {"id": str(id), "key": f"PAY-{id}", "fields": values | fields}


def change(created: str, field: str, before: str | None, after: str | None, **more: Any) -> dict[str, Any]:
    """One history of one item."""
    item = {"field": field, "fieldId": field, "from": before, "to": after} | more
    return {"id": more.get("id", "0"), "created": created, "author": {"displayName": "SECRET name"}, "items": [item]}


def read(
    issues: list[dict[str, Any]],
    changes: dict[int, list[dict[str, Any]]] | None = None,
    *,
    sprints: tuple[int, ...] = (),
    statuses: list[StatusEntry] = STATUSES,
) -> Snapshot:
    """The snapshot of such a site."""
    collected = Collected(FIELDS, Names())
    collected.issues.add(json.dumps({"issues": issues}).encode())
    pages = [{"issueId": str(id), "changeHistories": histories} for id, histories in (changes or {}).items()]
    collected.changes.add(json.dumps({"issueChangeLogs": pages}).encode())
    known = {id: SprintValue(id, f"Sprint {id}", "closed", at(id), at(id + 7), at(id + 7)) for id in sprints}
    return snapshot([collected], Catalogue(statuses=statuses, sprints=known), read_at=instants.second(at(31, 23)))
