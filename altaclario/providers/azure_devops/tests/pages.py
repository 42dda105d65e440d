"""Small pages of Azure DevOps' answers, written by hand for one claim each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from altaclario.providers.azure_devops.columns import fields, nodes, revisions
from altaclario.providers.azure_devops.columns.assembling import Catalogue, Project, snapshot
from altaclario.providers.azure_devops.columns.process import process
from altaclario.providers.azure_devops.columns.revisions import Names, RevisionPages
from altaclario.providers.azure_devops.columns.sprints import Team
from altaclario.providers.azure_devops.columns.wire import (
    BoardColumn,
    CategoryEntry,
    Days,
    FieldEntry,
    Node,
    StateEntry,
    TypeEntry,
    TypeName,
)
from altaclario.snapshots.snapshot import Snapshot

AREA, TEAM_AREA, ELSEWHERE = 1, 2, 99
ROOT = 10
"""The root of the iterations: what is in no sprint."""
CORE = "c0c0c0c0-0000-4000-8000-000000000001"
READ_AT = 1_775_000_000
_SCHEDULING = "Microsoft.VSTS.Scheduling"
STORY_POINTS, EFFORT = f"{_SCHEDULING}.StoryPoints", f"{_SCHEDULING}.Effort"
CLOSED, BLOCKED = "Microsoft.VSTS.Common.ClosedDate", "Microsoft.VSTS.CMMI.Blocked"
STATES = {
    "New": "Proposed",
    "Active": "InProgress",
    "Resolved": "Resolved",
    "Closed": "Completed",
    "Removed": "Removed",
}
FIELDS = fields.find([FieldEntry(one.field, "string") for one in fields.ALLOWED])


def at(day: int, hour: int = 9, second: str = "00") -> str:
    """An instant of March 2026 as .NET writes it."""
    return f"2026-03-{day:02d}T{hour:02d}:00:{second}Z"


def revision(
    id: int, rev: int, changed: str, *, state: str = "New", created: str = at(1), **more: Any
) -> dict[str, Any]:
    """A revision with the texts that nobody asked for, which this account was sent nevertheless."""
    values = {
        "System.Id": id,
        "System.WorkItemType": "User Story",
        "System.State": state,
        "System.CreatedDate": created,
        "System.ChangedDate": changed,
        "System.RevisedDate": "9999-01-01T00:00:00Z",
        "System.AreaId": TEAM_AREA,
        "System.IterationId": ROOT,
        "System.Title": "SECRET title",
        "System.Description": "<p>SECRET text</p>",
        "System.AssignedTo": "SECRET name <secret@acme.test>",
        "System.Tags": "SECRET tag; ship it",
    }
    return {"id": id, "rev": rev, "fields": values | more}


def types(**states: Mapping[str, str]) -> list[TypeEntry]:
    """The usual types; a type may have states of its own."""
    names = ("User Story", "Bug", "Task", "Epic", "Test Case")
    every = {name: states.get(name.replace(" ", "_"), STATES) for name in names}
    return [
        TypeEntry(name, f"Acme.{name}", states=[StateEntry(*one) for one in of.items()]) for name, of in every.items()
    ]


CATEGORIES = [
    CategoryEntry(f"Microsoft.{category}Category", [TypeName(type)])
    for category, type in {
        "Requirement": "User Story",
        "Bug": "Bug",
        "Task": "Task",
        "Epic": "Epic",
        "TestCase": "Test Case",
    }.items()
]


def iteration(id: int, first: str | None, last: str | None, name: str = "") -> Node:
    return Node(id, name or f"Sprint {id}", f"GUID-{id}", Days(first, last))


def project(*iterations: Node, **states: Mapping[str, str]) -> Project:
    return Project(
        "p1",
        "Payments",
        process(types(**states), CATEGORIES),
        frozenset({AREA, TEAM_AREA}),
        nodes.iterations(Node(ROOT, "Payments", "guid-root", children=list(iterations))),
    )


def team(
    id: str = CORE,
    areas: Sequence[int] = (TEAM_AREA,),
    iterations: Sequence[int] = (),
    columns: Sequence[BoardColumn] = (),
    *,
    has_bugs_as_tasks: bool = False,
) -> Team:
    guids = tuple(f"guid-{one}" for one in iterations)
    return Team(id, "Core", 0, frozenset(areas), guids, tuple(columns), has_bugs_as_tasks)


def read(
    *rows: dict[str, Any],
    iterations: Sequence[Node] = (),
    teams: Sequence[Team] | None = None,
    existing: Sequence[int] | None = None,
    assigned: Sequence[int] = (),
    today: Sequence[dict[str, Any]] = (),
    states: Mapping[str, Mapping[str, str]] | None = None,
) -> Snapshot:
    """The snapshot of such an organisation."""
    names = Names()
    pages = RevisionPages(0, names)
    pages.add(json.dumps({"values": rows, "isLastBatch": True}).encode())
    pages.add_today(json.dumps({"count": len(today), "value": today}).encode())
    mended = revisions.mended(revisions.joined(pages.pages()))
    took = [int(one.id) for one in iterations]
    catalogue = Catalogue(
        FIELDS,
        [project(*iterations, **(states or {}))],
        list(teams) if teams is not None else [team(iterations=took)],
        None if existing is None else np.array(existing, np.int64),
        np.array(assigned, np.int64),
        vanished=pages.vanished,
    )
    whole = snapshot(mended, names, catalogue, read_at=READ_AT)
    # What tells nothing new may be thrown away, and the figures are the same.
    brief = snapshot(revisions.telling(mended), names, catalogue, read_at=READ_AT)
    assert brief.transitions.at.tolist() == whole.transitions.at.tolist()
    assert brief.items.flags.tolist() == whole.items.flags.tolist()
    assert brief.sprint_memberships.entered.tolist() == whole.sprint_memberships.entered.tolist()
    return whole
