"""What a Jira site has beside its issues: statuses, types, fields, versions, boards and sprints."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from altaclario.providers.asking import NotThere
from altaclario.providers.columns.names import shown
from altaclario.providers.faults import ScopeUnknown
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns import fields
from altaclario.providers.jira.columns.assembling import Catalogue
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import BoardConfiguration, BoardEntry, FieldEntry, SprintValue
from altaclario.providers.scope import MOST_BOARDS, Scope
from altaclario.snapshots.snapshot import Board


@dataclass(slots=True)
class Site:
    """What one round of requests tells of a site; `configure` and `sprints` complete it."""

    catalogue: Catalogue
    boards: list[BoardEntry]
    shown: dict[str, list[BoardEntry]]
    """The boards of each project, whether they are read or not."""
    has_chosen: bool
    """Whether somebody chose the boards that are read; otherwise all are, up to a limit."""
    labels: bool = False
    """Whether somebody wants labels."""
    settings: dict[int, BoardConfiguration | None] = field(default_factory=dict)
    """Those of each board that is read; None where they are closed."""
    sprints_of: dict[int, list[int]] = field(default_factory=dict)
    """The sprints of each board that is read, in its order."""

    async def configure(self, jira: Jira, entries: Iterable[FieldEntry]) -> FieldIds:
        """The boards' columns and filters, and with them the fields that matter. One round of requests."""
        configurations = await asyncio.gather(*(jira.configuration(board.id) for board in self.boards))
        for board, found in zip(self.boards, configurations, strict=True):
            self.configured(board, found)
        return self.field_ids(entries)

    def configured(self, board: BoardEntry, found: BoardConfiguration | None) -> None:
        """These are the settings of a board now."""
        self.settings[board.id] = found
        known = [(one, self.settings[one.id]) for one in self.boards if one.id in self.settings]
        self.catalogue.boards = [_board(one, configuration) for one, configuration in known]
        self.catalogue.filters = {str(one.id): configuration.filter.id for one, configuration in known if configuration}

    def field_ids(self, entries: Iterable[FieldEntry]) -> FieldIds:
        """The fields that matter, among all."""
        return fields.find(entries, estimated_by=self.estimated_by, labels=self.labels)

    @property
    def estimated_by(self) -> str:
        """The field that the boards estimate with; the first board that says one speaks for all."""
        ordered = (self.settings.get(board.id) for board in self.boards)
        said = (found.estimation.field for found in ordered if found and found.estimation)
        return next((field.fieldId for field in said if field), "")

    async def sprints(self, jira: Jira) -> None:
        """The sprints of the boards, fifty a request. Raises ScopeUnknown for a chosen board that is gone."""
        lists = await asyncio.gather(*(self._sprints(jira, board) for board in self.boards))
        for board, several in zip(self.boards, lists, strict=True):
            self.listed(board, several)

    def listed(self, board: BoardEntry, several: Iterable[SprintValue]) -> None:
        """These are the sprints of a board."""
        found = {sprint.id: _of_board(sprint, board) for sprint in several}
        self.catalogue.sprints |= found
        self.sprints_of[board.id] = list(found)

    def copy(self) -> "Site":
        """One that may be changed while this one stays as it is."""
        catalogue = self.catalogue
        known = replace(catalogue, versions=list(catalogue.versions), sprints=dict(catalogue.sprints), elsewhere=set())
        return replace(self, catalogue=known, settings=dict(self.settings), sprints_of=dict(self.sprints_of))

    async def _sprints(self, jira: Jira, board: BoardEntry) -> list[SprintValue]:
        """The sprints of a board; a kanban board has none and need not be asked."""
        try:
            return [] if board.type == "kanban" else await jira.sprints(board.id)
        except NotThere:
            if self.has_chosen:
                raise _no_board(str(board.id), "any project", "It was there a moment ago.", status=404) from None
            return []


async def look_around(jira: Jira, scope: Scope) -> tuple[Site, Sequence[FieldEntry]]:
    """What the site has, and all of its fields, in one round of requests.

    The boards are those asked for, or, when none is, those of the projects. Raises ScopeUnknown.
    """
    projects, boards = scope.projects, scope.boards
    entries, known, statuses, types, versions, listed = await asyncio.gather(
        jira.fields(),
        _known(jira, projects),
        jira.statuses(),
        jira.types(),
        asyncio.gather(*(jira.versions(project) for project in projects)),
        asyncio.gather(*(jira.boards(project) for project in projects)),
    )
    shown = {str(board.id): board for several in listed for board in several}
    catalogue = Catalogue(
        statuses=statuses,
        types=types,
        projects=known,
        versions=[(project, one) for project, several in zip(projects, versions, strict=True) for one in several],
    )
    if len(shown) > MOST_BOARDS and not boards:
        catalogue.findings["board was not read"] = len(shown) - MOST_BOARDS
    of_project = dict(zip(projects, listed, strict=True))
    return Site(catalogue, _chosen(shown, boards, projects), of_project, bool(boards), scope.labels), entries


async def _known(jira: Jira, projects: Sequence[str]) -> dict[str, str]:
    """The key of each project by its id. Of an only one the issues tell it, and nobody need be asked."""
    if len(projects) == 1:
        return dict.fromkeys((id for id in projects if id.isdecimal()), "")
    return {one.id: one.key for one in await jira.projects() if one.id in projects or one.key in projects}


def _chosen(shown: dict[str, BoardEntry], asked: Sequence[str], projects: Sequence[str]) -> list[BoardEntry]:
    if not asked:
        return list(shown.values())[:MOST_BOARDS]
    for board in asked:
        if board not in shown:
            raise _no_board(board, ", ".join(projects), _choices(shown.values()))
    return [shown[board] for board in asked]


def _no_board(board: str, projects: str, mend: str, *, status: int = 0) -> ScopeUnknown:
    return ScopeUnknown(
        f"There is no board {board} that shows {projects}, or this account may not see it.",
        mend=mend,
        next="No figures were made.",
        cause="board-unknown",
        status=status,
    )


def _choices(boards: Iterable[BoardEntry]) -> str:
    ids = ", ".join(str(board.id) for board in boards)
    return f"Boards that it may see: {ids}." if ids else "It may see no board at all."


def _board(entry: BoardEntry, found: BoardConfiguration | None) -> Board:
    columns = found.columnConfig.columns if found else []
    return Board(
        id=str(entry.id),
        name=shown(entry.name),
        kind=entry.type,
        columns=tuple((shown(column.name), tuple(status.id for status in column.statuses)) for column in columns),
    )


def _of_board(sprint: SprintValue, board: BoardEntry) -> SprintValue:
    """The sprint, owned by the board that it was made on, or else by the one that shows it."""
    sprint.boardId = sprint.originBoardId or board.id
    return sprint
