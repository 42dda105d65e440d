"""All that was read of one Jira becomes one snapshot."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.columns import instants, intervals
from altaclario.providers.jira.columns import catalogue, history, issues, linking
from altaclario.providers.jira.columns.changes import ChangePages, Changes, joined
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import IssuePages, Names
from altaclario.providers.jira.columns.wire import SprintValue, StatusEntry, TypeValue, VersionEntry
from altaclario.snapshots import tables
from altaclario.snapshots.snapshot import (
    NEVER,
    Affected,
    Board,
    Estimates,
    Flag,
    Items,
    Labels,
    Snapshot,
    Stage,
    Transitions,
    noticed,
)

_COLUMNS = (
    *("project", "number", "type", "status", "created", "resolved", "category_changed", "resolution"),
    *("parent", "epic", "priority", "points", "other_points", "flags", "flagged"),
)


_VERSIONS = ("version_ids", "affected_ids")


@dataclass(slots=True)
class Catalogue:
    """What a site says of itself beside its issues: statuses, types, versions, sprints, boards."""

    statuses: Sequence[StatusEntry] = ()
    types: Sequence[TypeValue] = ()
    versions: list[tuple[str, VersionEntry]] = field(default_factory=list)
    """Each with the key of its project."""
    sprints: dict[int, SprintValue] = field(default_factory=dict)
    boards: list[Board] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    """The id of the filter of each board whose configuration this account may see."""
    on_board: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """For each board that was asked for, the ids of the issues that its filter shows."""
    findings: dict[str, int] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    """The key of each project that is read, by its id; that of an only one is known by its issues, and empty here."""
    elsewhere: set[int] = field(default_factory=set)
    """The ids of issues that left the projects while these were read."""


class Collected:
    """The pages of one pass over the issues of a site."""

    def __init__(
        self,
        fields: FieldIds,
        names: Names,
        pages: tuple[type[IssuePages], type[ChangePages]] = (IssuePages, ChangePages),
    ) -> None:
        """`pages` are what decodes the tracker's pages of issues and of changes."""
        self.fields = fields
        self.names = names
        self.issues = pages[0](fields, names)
        self.changes = pages[1](fields, names.statuses, names.lists)

    def add(self, body: bytes, asked: Collection[int]) -> int:
        """Take one page of issues with their changes in them."""
        count = self.issues.add(body, asked)
        self.changes.add(body)
        return count


def keys(passes: Iterable[Collected]) -> dict[int, str]:
    """The key of the project of each issue, by the issue's id, as the newest page says."""
    return {
        id: one.names.projects.names[code]
        for one in passes
        for page in one.issues.pages
        for id, code in zip(page.id.tolist(), page.project.tolist(), strict=True)
    }


def met(passes: Iterable[Collected]) -> int:
    """Of how many projects issues came."""
    return len({code for one in passes for page in one.issues.pages for code in np.unique(page.project).tolist()})


def uses_other_points(pages: list[issues.IssueColumns]) -> bool:
    """Of two point fields the one counts that the board estimates with, or, if that is empty everywhere, the other."""
    points, other = issues.joined(pages, "points"), issues.joined(pages, "other_points")
    return bool(np.isnan(points).all() and not np.isnan(other).all())


def snapshot(
    passes: Iterable[Collected],
    site: Catalogue,
    *,
    read_at: int,
    complete_from: int = 0,
    other_points: bool | None = None,
) -> Snapshot:
    """One snapshot of all that the passes collected.

    An issue that two pages hold counts once, as its later page says. `other_points` is whether the other one of two
    point fields counts, where that is known of issues besides these.
    """
    collected = list(passes)
    fields, names = collected[0].fields, collected[0].names
    pages = [page for one in collected for page in one.issues.pages]
    columns = issues.newest(pages, *_COLUMNS, but=site.elsewhere)
    ids = columns["id"]
    columns["parent"] = _parents(columns, names)
    odd = columns["flags"] & np.uint8(Flag.NOT_BELIEVED) > 0

    def changes(name: str) -> Changes:
        found = history.rows_of(ids, joined([page for one in collected for page in one.changes.of(name)]))
        at, is_odd = instants.believed(found.at, read_at)
        odd[found.item[is_odd]] = True
        return replace(found, at=at)

    lists = names.lists.names
    sprint_changes, version_changes = changes(fields.sprint), changes("fixVersions")
    moves = changes("status")
    columns["created"], is_odd = _believed_creation(columns["created"], moves, read_at)
    odd |= is_odd
    created = instants.seconds(columns["created"])
    statuses = catalogue.statuses(names.statuses.names, site.statuses)
    status_changes, clamped = history.in_order(moves)
    transitions, flags = _transitions(columns, status_changes, clamped, [one.stage for one in statuses])
    sprint_codes = catalogue.codes(names.sprints, site.sprints, history.named(sprint_changes, lists))
    version_codes, versions = catalogue.versions(
        site.versions, history.named(version_changes, lists), *(issues.joined(pages, name) for name in _VERSIONS)
    )
    sprint_memberships, other_sprints = history.memberships(
        sprint_changes, lists, _today(pages, columns, "sprint"), created, sprint_codes
    )
    version_memberships, other_versions = history.memberships(
        version_changes, lists, _today(pages, columns, "version"), created, version_codes
    )
    if uses_other_points(pages) if other_points is None else other_points:
        points, estimates = columns["other_points"], _estimates(changes(fields.other_points))
    else:
        points, estimates = columns["points"], _estimates(changes(fields.points))
    flags[other_sprints] |= np.uint8(Flag.SPRINTS_DIFFER)
    flags[other_versions] |= np.uint8(Flag.VERSIONS_DIFFER)
    flags[np.isin(ids, sorted(set().union(*(one.changes.cut for one in collected))))] |= np.uint8(Flag.NO_HISTORY)
    flags[changes("issuetype").item] |= np.uint8(Flag.TYPE_CHANGED)
    flags[odd] |= np.uint8(Flag.NOT_BELIEVED)
    items = Items(
        id=ids.astype(np.uint32),
        project=intervals.narrow(columns["project"]),
        number=columns["number"].astype(np.uint32),
        type=intervals.narrow(columns["type"]),
        created=created,
        resolved=_resolved(columns, changes("resolution"), read_at),
        resolution=intervals.narrow(columns["resolution"]),
        estimate=points.astype(np.float32),
        parent=columns["parent"].astype(np.uint32),
        flags=flags,
        area=np.zeros(len(ids), np.uint32),
        priority=intervals.narrow(columns["priority"]),
    )
    affected, affected_ids = _today(pages, columns, "affected")
    labelled, labels = _today(pages, columns, "label")
    whole = Snapshot(
        items=items,
        transitions=transitions,
        sprint_memberships=sprint_memberships,
        version_memberships=version_memberships,
        flagged=history.flag_intervals(changes(fields.flagged), columns["flagged"].astype(np.bool_), created),
        estimates=estimates,
        projects=tuple(names.projects.names),
        types=catalogue.types(
            names.types.names, names.type_values | {one.id: one for one in site.types}, epics=names.epic_types
        ),
        statuses=statuses,
        resolutions=tuple(names.resolutions.names),
        sprints=catalogue.sprints(sprint_codes, site.sprints, names.sprints, sprint_memberships.of),
        versions=versions,
        boards=tuple(site.boards),
        read_at=read_at,
        complete_from=complete_from,
        on_board={board: np.isin(ids, members) for board, members in site.on_board.items()},
        has_points=bool(fields.point_fields),
        findings=site.findings | noticed(flags),
        left_out=_left_out(sum(page.vanished for page in pages), len(site.elsewhere)),
        project_ids=_project_ids([names.projects.names[code] for code in np.unique(columns["project"])], site.projects),
        links=linking.links(*_today(pages, columns, "link")),
        labelled=Labels(labelled.astype(np.uint32), intervals.wide(labels)),
        affected=Affected(affected.astype(np.uint32), _coded(affected_ids, version_codes)),
        priorities=tuple(names.priorities.names),
        link_kinds=linking.kinds(names.link_kinds.names, names.link_types),
        labels=tuple(names.labels.names),
    )
    return tables.tidied(whole)


def _parents(columns: dict[str, NDArray[Any]], names: Names) -> NDArray[np.int64]:
    """The id of what is above each issue: its parent, or else the epic whose key it gives."""
    epics = np.array([names.epic_ids.get(key, 0) for key in names.epics.names], np.int64)
    parents: NDArray[np.int64] = np.where(columns["parent"] > 0, columns["parent"], epics[columns["epic"]])
    return parents


def _coded(ids: NDArray[np.int64], codes: Mapping[int, int]) -> NDArray[np.uint16]:
    return np.array([codes[id] for id in ids.tolist()], np.uint16)


def _project_ids(keys: Sequence[str], projects: Mapping[str, str]) -> dict[str, str]:
    """The id of each project, by its key; that of issues of an only project is plain."""
    if len(projects) == 1:
        return {key: id for key in sorted(keys) if key for id in projects}
    return {key: id for id, key in sorted(projects.items(), key=lambda one: one[1])}


def _left_out(vanished: int, moved: int) -> dict[str, int]:
    counts = {"the tracker could not give it": vanished, "moved to another project": moved}
    return {reason: count for reason, count in counts.items() if count}


def _believed_creation(
    created: NDArray[np.int64], moves: Changes, read_at: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Creations that can have been, and which were none: of those the first change of status is the first we know."""
    believed, is_odd = instants.believed(created, read_at)
    first = np.full(len(created), read_at * 1000 + 999)
    np.minimum.at(first, moves.item, moves.at)
    return np.where(is_odd, first, believed), is_odd


def _today(pages: list[issues.IssueColumns], columns: dict[str, NDArray[Any]], kind: str) -> tuple[Any, Any]:
    """Today's pairs of row and id, each once, as the newest page of each issue has them."""
    items, of = issues.joined(pages, f"{kind}_items"), issues.joined(pages, f"{kind}_ids")
    page = np.repeat(np.arange(len(pages)), [len(getattr(page, f"{kind}_items")) for page in pages])
    ids = columns["id"]
    rows = np.minimum(np.searchsorted(ids, items), max(len(ids) - 1, 0))
    is_newest = (ids[rows] == items) & (columns["page"][rows] == page) if len(ids) else np.zeros(0, np.bool_)
    pairs = np.unique(np.stack([rows[is_newest], of[is_newest]], 1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _transitions(
    columns: dict[str, NDArray[Any]], changes: Changes, clamped: NDArray[np.bool_], stages: list[Stage | None]
) -> tuple[Transitions, NDArray[np.uint8]]:
    """The creation row of each item, then its changes of status; and the items' flags.

    A change to the status that the item is in says nothing and is folded. A change before the creation is moved
    to it.
    """
    count = len(columns["id"])
    moved = np.unique(changes.item)
    initial = columns["status"].copy()
    initial[moved] = changes.before[intervals.begins(changes.item)]
    items = np.append(np.arange(count), changes.item)
    status = np.append(initial, changes.after)
    at = np.append(columns["created"], changes.at)
    rows = np.argsort(items, kind="stable")
    items, status, at = items[rows], status[rows], at[rows]
    increasing = intervals.latest_so_far(items, np.maximum(at, 0))
    kept = intervals.begins(items, status)
    starts = np.append(0, np.cumsum(np.bincount(items[kept], minlength=count)))
    flags = columns["flags"].astype(np.uint8)
    flags[np.unique(items[increasing != np.maximum(at, 0)])] |= np.uint8(Flag.CLOCK_CLAMPED)
    flags[np.unique(changes.item[clamped])] |= np.uint8(Flag.CLOCK_CLAMPED)
    ends_in = status[kept][starts[1:] - 1] if count else status[:0]
    flags[ends_in != columns["status"]] |= np.uint8(Flag.HISTORY_DIFFERS)
    is_done = np.array([stage is Stage.DONE for stage in stages] or [False], np.bool_)[columns["status"]]
    has_moved = np.zeros(count, np.bool_)
    has_moved[moved] = True
    flags[~has_moved & issues.shows_a_change(columns, is_done)] |= np.uint8(Flag.NO_HISTORY)
    columns_of_rows = (instants.seconds(increasing[kept]), status[kept].astype(np.uint16))
    return Transitions(starts.astype(np.uint32), *columns_of_rows), flags


def _estimates(changes: Changes) -> Estimates:
    return Estimates(
        item=changes.item.astype(np.uint32),
        at=instants.seconds(changes.at),
        before=changes.before.astype(np.float32),
    )


def _resolved(columns: dict[str, NDArray[Any]], changes: Changes, read_at: int) -> NDArray[np.uint32]:
    """The resolution date; where the field is hidden, the instant of the last change that gave a resolution."""
    resolved = columns["resolved"].copy()
    given = changes.after.astype(np.bool_)
    last = np.full(len(resolved), NEVER * 1000)
    last[changes.item[given]] = changes.at[given]
    resolved = np.where((resolved == NEVER * 1000) & (columns["resolution"] > 0), last, resolved)
    return np.where(resolved == NEVER * 1000, NEVER, instants.believed(resolved, read_at)[0] // 1000).astype(np.uint32)
