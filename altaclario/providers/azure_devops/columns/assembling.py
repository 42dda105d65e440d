"""All that was read of one organisation becomes one snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from altaclario.providers.azure_devops.columns import history, linking, sprints, standing
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.history import History
from altaclario.providers.azure_devops.columns.linking import Pairs
from altaclario.providers.azure_devops.columns.nodes import Iteration
from altaclario.providers.azure_devops.columns.process import Process, Statuses, of_columns, refined
from altaclario.providers.azure_devops.columns.revisions import Bit, Names, Revisions, believed
from altaclario.providers.azure_devops.columns.sprints import Team
from altaclario.providers.azure_devops.columns.standing import Standing
from altaclario.providers.columns import intervals
from altaclario.providers.columns.names import shown
from altaclario.snapshots import tables
from altaclario.snapshots.snapshot import Area, Board, Flag, Items, ItemType, Level, Memberships, Snapshot, noticed

KEY_FORM = "#{number}"


@dataclass(frozen=True, slots=True)
class Project:
    """What one project says of itself beside its items."""

    id: str
    name: str
    process: Process
    areas: frozenset[int]
    """The numbers of all its areas: an item elsewhere is no longer its own."""
    iterations: Mapping[str, Iteration]
    """By GUID, in small letters."""
    tree: tuple[Area, ...] = ()
    """Its areas as people see them."""


@dataclass(slots=True)
class Catalogue:
    """What an organisation says of itself beside its revisions."""

    fields: Fields
    projects: list[Project] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    existing: NDArray[np.int64] | None = None
    """The numbers of all items that are there and may be seen; None where nobody asked."""
    assigned: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """The numbers of the items that are assigned to somebody."""
    parents: dict[int, int] = field(default_factory=dict)
    """The parent of each item, where only links tell it."""
    links: Pairs = field(default_factory=linking.nothing)
    """Which item waits for which, where either is an item that is there."""
    findings: dict[str, int] = field(default_factory=dict)
    vanished: int = 0
    """Items that came without what would place them in time."""


def snapshot(
    revisions: Revisions,
    names: Names,
    catalogue: Catalogue,
    *,
    read_at: int,
    complete_from: int = 0,
    of: NDArray[np.integer] | None = None,
) -> Snapshot:
    """One snapshot of mended revisions, or of the items `of` alone; findings and what was left out are of all."""
    revisions = believed(revisions, read_at=read_at)
    areas = [project.areas for project in catalogue.projects]
    stands = standing.of(revisions, areas, catalogue.existing, read_at=read_at)
    kept = stands.of_items(stands.is_here)
    every = history.of(revisions.take(kept))
    known = {guid: one for project in catalogue.projects for guid, one in project.iterations.items()}
    findings, left_out = _findings(every, known), _left_out(stands, catalogue)
    if of is not None:
        kept &= np.isin(revisions.id, of)
    told = every if of is None else history.of(revisions.take(kept))
    found, owner = told.revisions, stands.owner[kept]
    statuses = Statuses(frozenset(one for team in catalogue.teams for one in refined(team.project, team.columns)))
    moves = history.transitions(told, _statuses(told, owner, names, catalogue, statuses))
    flags = history.flags(told, moves, [one.stage for one in statuses.listed])
    in_areas = [np.isin(found.area[told.last], list(team.areas)) for team in catalogue.teams]
    taken = sprints.taken(catalogue.teams, known, now=read_at)
    owner = owner[told.last]
    ids = found.id[told.last]
    type, types = _types(told, owner, names, catalogue, in_areas)
    priority, priorities = linking.priorities(found.mark[told.last], names)
    items = Items(
        id=ids,
        project=intervals.narrow(owner + 1),
        number=ids,
        type=type,
        created=told.at[told.first].astype(np.uint32),
        resolved=found.closed[told.last],
        resolution=np.zeros(len(ids), np.uint8),
        estimate=found.points[told.last],
        parent=_parents(told, catalogue),
        flags=flags | np.isin(ids, catalogue.assigned) * np.uint8(Flag.ASSIGNED),
        area=found.area[told.last],
        priority=priority,
    )
    labelled, labels = linking.labels(found.mark[told.last], names)
    whole = Snapshot(
        items=items,
        transitions=moves,
        sprint_memberships=history.memberships(told, taken, in_areas),
        version_memberships=_none(),
        flagged=history.blocked(told),
        estimates=history.estimates(told),
        projects=("", *(shown(project.name) for project in catalogue.projects)),
        types=types,
        statuses=statuses.listed,
        resolutions=("",),
        sprints=tuple(one.sprint for one in taken),
        versions=(),
        boards=tuple(_board(team, catalogue) for team in catalogue.teams),
        read_at=read_at,
        complete_from=complete_from,
        on_board={team.id: members for team, members in zip(catalogue.teams, in_areas, strict=True)},
        key_form=KEY_FORM,
        has_points=catalogue.fields.has_points,
        findings=_named(catalogue.findings | findings | noticed(flags)),
        left_out=_named(left_out),
        project_ids=dict(sorted((shown(project.name), project.id) for project in catalogue.projects)),
        areas=tuple(area for project in catalogue.projects for area in project.tree),
        links=linking.links(ids, catalogue.links),
        labelled=labelled,
        priorities=priorities,
        link_kinds=linking.KINDS,
        labels=labels,
    )
    return tables.tidied(whole)


def _left_out(stands: Standing, catalogue: Catalogue) -> dict[str, int]:
    """How many items are not there, by what became of them."""
    return {
        "deleted": int(np.count_nonzero(stands.is_deleted)),
        "moved to another project": int(np.count_nonzero(stands.is_moved)),
        "the tracker could not give it": int(np.count_nonzero(stands.is_hidden)) + catalogue.vanished,
    }


def _statuses(
    told: History, owner: NDArray[np.int64], names: Names, catalogue: Catalogue, statuses: Statuses
) -> NDArray[np.uint16]:
    """The status of each revision, in the process of the project that the item lay in then, or of its own where nobody
    knows that one. Few of the combinations differ, so each is looked up once."""
    revisions = told.revisions
    project = np.where(owner < 0, owner[told.last][told.item], owner)
    half = revisions.has(Bit.COLUMN_DONE)
    columns = (project, revisions.type, revisions.state, revisions.column, half)
    kinds, kind = _combinations(columns)
    types, states, boards = names.types.names, names.states.names, names.columns.names
    codes = [
        statuses.code(
            project,
            catalogue.projects[project].process,
            types[type],
            states[state],
            boards[column],
            is_half=bool(is_half),
        )
        for project, type, state, column, is_half in kinds
    ]
    return np.array(codes, np.uint16)[kind]


def _types(
    told: History,
    owner: NDArray[np.int64],
    names: Names,
    catalogue: Catalogue,
    in_areas: Sequence[NDArray[np.bool_]],
) -> tuple[NDArray[np.unsignedinteger], tuple[ItemType, ...]]:
    """The type of each item, and the types. Bugs are tasks where the team of their area counts them so."""
    type = told.revisions.type[told.last]
    as_task = np.zeros(len(owner), np.bool_)
    for team, members in reversed(list(zip(catalogue.teams, in_areas, strict=True))):
        as_task[members] = team.has_bugs_as_tasks
    kinds, kind = _combinations((owner, type, as_task))
    found = [ItemType("", "", Level.BASE)]
    codes = []
    for project, code, is_task in kinds:
        process, name = catalogue.projects[project].process, names.types.names[code]
        is_bug_as_task = bool(is_task) and name in process.bugs
        level = Level.SUB_TASK if is_bug_as_task else process.levels.get(name, Level.BASE)
        id = process.references.get(name, name)
        one = ItemType(f"{id}/task" if is_bug_as_task else id, shown(name), level)
        found += [] if one in found else [one]
        codes.append(found.index(one))
    return intervals.narrow(np.array(codes, np.int64)[kind]), tuple(found)


def _combinations(columns: Sequence[NDArray[np.generic]]) -> tuple[list[list[int]], NDArray[np.intp]]:
    """Each combination of values once, and which of them each row has."""
    whole = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        whole = whole * (int(column.max(initial=0)) + 1) + column.astype(np.int64)
    _, rows, kind = np.unique(whole, return_index=True, return_inverse=True)
    return np.stack([column[rows].astype(np.int64) for column in columns], 1).tolist(), kind


def _parents(told: History, catalogue: Catalogue) -> NDArray[np.uint32]:
    if not catalogue.parents:
        return told.revisions.parent[told.last]
    children = np.array(sorted(catalogue.parents), np.int64)
    parents = np.array([*(catalogue.parents[child] for child in children.tolist()), 0], np.uint32)
    ids = told.revisions.id[told.last]
    place = np.searchsorted(children, ids)
    return parents[np.where(np.append(children, -1)[place] == ids, place, len(children))]


def _board(team: Team, catalogue: Catalogue) -> Board:
    process = catalogue.projects[team.project].process
    columns = of_columns(process, team.columns, refined(team.project, team.columns))
    return Board(id=team.id, name=shown(team.name), kind="team", columns=columns)


def _findings(told: History, known: Mapping[str, Iteration]) -> dict[str, int]:
    found = told.revisions
    is_first = found.rev[told.first] == 1
    listed = {one.id for one in known.values()}
    return {
        "imported": int(np.count_nonzero(told.is_late & is_first)),
        "history begins late": int(np.count_nonzero(~is_first & ~found.has(Bit.TODAY_ALONE)[told.first])),
        "history has gaps": int(np.count_nonzero(found.has(Bit.LACKING)[told.first])),
        "iteration is not listed": len(set(np.unique(found.iteration).tolist()) - listed - {0}),
        "iteration ends before it begins": sum(one.is_odd for one in known.values()),
    }


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _none() -> Memberships:
    nothing = np.empty(0, np.int64)
    return intervals.memberships(nothing, nothing, nothing, nothing, np.empty(0, np.bool_))
