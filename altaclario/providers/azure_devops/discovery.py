"""What an organisation has beside its work items: types, states, areas, iterations, and the teams of its projects."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns import fields, nodes
from altaclario.providers.azure_devops.columns.assembling import Catalogue, Project
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.nodes import AREA_PATH
from altaclario.providers.azure_devops.columns.process import process
from altaclario.providers.azure_devops.columns.sprints import Team
from altaclario.providers.azure_devops.columns.wire import BoardColumn, BoardReference, Node, TeamEntry, TypeEntry
from altaclario.providers.azure_devops.surroundings import Question, marks
from altaclario.providers.faults import ScopeUnknown
from altaclario.providers.scope import MOST_BOARDS

_USUAL_BOARDS = ("Stories", "Backlog items", "Requirements", "Issues")
"""What the boards of the requirements are called in the processes that everybody starts with."""


@dataclass(frozen=True, slots=True)
class Place:
    """One project: what is read of it, and the tree in which its teams have their areas."""

    project: Project
    fields: Fields
    areas: Node
    teams: tuple[TeamEntry, ...]
    marks: Mapping[Question, int]
    """What hardly ever changes."""


@dataclass(slots=True)
class Organisation:
    """What a round of requests tells; `configure` completes it by what belongs to its teams."""

    azure: AzureDevOps
    places: list[Place]
    catalogue: Catalogue
    chosen: list[tuple[int, TeamEntry]] = field(default_factory=list)
    """The teams that are read, each with the index of its project."""
    is_asked: bool = False
    """Whether somebody named the teams."""
    marks: dict[Question, int] = field(default_factory=dict)
    """What hardly ever changes."""

    async def configure(self) -> None:
        """Areas, iterations and boards of the teams, in two rounds of requests. Raises ScopeUnknown."""
        found = await asyncio.gather(*(self._team(place, entry) for place, entry in self.chosen))
        self.catalogue.teams = [team for team in found if team is not None]
        if closed := len(found) - len(self.catalogue.teams):
            self._note("board was not read", closed)

    async def _team(self, place: int, entry: TeamEntry) -> Team | None:
        try:
            return await self._configured(place, entry)
        except ScopeUnknown:
            if self.is_asked:
                raise
            return None

    async def _configured(self, place: int, entry: TeamEntry) -> Team:
        azure, at = self.azure, self.places[place]
        project = at.project.id
        settings, areas, iterations, boards = await asyncio.gather(
            azure.settings(project, entry.id),
            azure.areas_of(project, entry.id),
            azure.iterations_of(project, entry.id),
            azure.boards_of(project, entry.id),
        )
        if areas is None or (areas.field is not None and areas.field.referenceName != AREA_PATH):
            raise _closed(entry)
        roots, unknown = nodes.roots(at.areas, areas)
        if unknown:
            self._note("area of a team is not listed", unknown)
        if not boards:
            self._note("columns of a team were not read", 1)
        of = (project, entry.id)
        self.marks |= marks([("settings", of, settings), ("areas_of", of, areas), ("boards_of", of, boards)])
        return Team(
            id=entry.id,
            name=entry.name,
            project=place,
            areas=nodes.below(at.areas, roots),
            iterations=tuple(iterations),
            columns=await self._columns(at, entry, boards),
            has_bugs_as_tasks=settings is not None and settings.bugsBehavior.lower() == "astasks",
            roots=roots,
        )

    async def _columns(self, at: Place, entry: TeamEntry, boards: Sequence[BoardReference]) -> tuple[BoardColumn, ...]:
        """The columns of the board that shows what is counted."""
        usual = [one for one in boards if one.name in _USUAL_BOARDS] or boards
        found = await asyncio.gather(*(self.azure.board(at.project.id, entry.id, one.id) for one in usual))
        named = zip(usual, found, strict=True)
        self.marks |= marks(("board", (at.project.id, entry.id, one.id), board) for one, board in named)
        base = at.project.process.base_types
        shown = (board.columns for board in found if board is not None)
        return next((tuple(columns) for columns in shown if any(base & set(one.stateMappings) for one in columns)), ())

    def _note(self, finding: str, count: int) -> None:
        findings = self.catalogue.findings
        findings[finding] = findings.get(finding, 0) + count


async def look_around(azure: AzureDevOps, projects: Sequence[str], teams: Sequence[str]) -> Organisation:
    """What the projects have, in one round of requests. Projects and teams are named by GUID or by name.

    The teams are those asked for, or, when none is, those of the projects. Raises ScopeUnknown.
    """
    found = await asyncio.gather(*(_place(azure, named) for named in projects))
    # Named once by its name and once by its GUID it is one project.
    places = list({place.project.id: place for place in found}.values())
    fit = Fields(frozenset().union(*(place.fields.known for place in places)))
    catalogue = Catalogue(fit, [place.project for place in places])
    shown = [(number, team) for number, place in enumerate(places) for team in place.teams]
    if len(shown) > MOST_BOARDS and not teams:
        catalogue.findings["board was not read"] = len(shown) - MOST_BOARDS
    known = {question: mark for place in places for question, mark in place.marks.items()}
    return Organisation(azure, places, catalogue, _chosen(shown, teams, projects), bool(teams), known)


async def _place(azure: AzureDevOps, named: str) -> Place:
    (entry, trees), (teams, entries), (types, categories) = await asyncio.gather(
        asyncio.gather(azure.project(named), azure.trees(named)),
        asyncio.gather(azure.teams(named), azure.fields(named)),
        asyncio.gather(azure.types(named), azure.categories(named)),
    )
    answers = {"teams": teams, "fields": entries, "types": types, "categories": categories}
    known = marks((verb, (entry.id,), answer) for verb, answer in answers.items())
    await _complete(azure, entry.id, types)
    project = Project(
        id=entry.id,
        name=entry.name,
        process=process(types, categories),
        areas=frozenset(node.id for _, node in nodes.walk(trees.areas)),
        iterations=nodes.iterations(trees.iterations),
        tree=nodes.listed(trees.areas),
    )
    return Place(project, fields.find(entries), trees.areas, tuple(teams), known)


async def _complete(azure: AzureDevOps, project: str, types: Iterable[TypeEntry]) -> None:
    """The states of the types whose entries have none."""
    bare = [one for one in types if one.states is None]
    for type, states in zip(
        bare, await asyncio.gather(*(azure.states(project, one.name) for one in bare)), strict=True
    ):
        type.states = states


def _chosen(
    shown: list[tuple[int, TeamEntry]], asked: Sequence[str], projects: Sequence[str]
) -> list[tuple[int, TeamEntry]]:
    if not asked:
        return shown[:MOST_BOARDS]
    found: list[tuple[int, TeamEntry]] = []
    for named in asked:
        meant = [one for one in shown if named.lower() in (one[1].id.lower(), one[1].name.lower())]
        if not meant:
            raise ScopeUnknown(
                f"There is no team {named} in {', '.join(projects)}, or this account may not see it.",
                mend=_choices(shown),
                next="No figures were made.",
                cause="board-unknown",
            )
        found += [one for one in meant if one not in found]
    return found


def _choices(shown: list[tuple[int, TeamEntry]]) -> str:
    names = ", ".join(team.name for _, team in shown)
    return f"Teams that it may see: {names}." if names else "It may see no team at all."


def _closed(team: TeamEntry) -> ScopeUnknown:
    return ScopeUnknown(
        f"The areas of team {team.name} are closed to this account or no areas at all, so its items cannot be told.",
        mend="A project administrator can let this account see the team's settings.",
        next="No figures were made.",
        cause="board-closed",
    )
