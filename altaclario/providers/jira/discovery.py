"""What a Jira site has beside its issues: statuses, types, fields, versions, boards and sprints."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from altaclario.providers.asking import NotThere
from altaclario.providers.columns.names import shown
from altaclario.providers.faults import ScopeUnknown
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns import fields
from altaclario.providers.jira.columns.assembling import Catalogue
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import BoardConfiguration, BoardEntry, FieldEntry, SprintValue
from altaclario.providers.scope import MOST_BOARDS
from altaclario.snapshots.snapshot import Board


@dataclass(slots=True)
class Site:
    """What one round of requests tells of a site; `configure` and `sprints` complete it."""

    jira: Jira
    catalogue: Catalogue
    boards: list[BoardEntry]
    fields: list[FieldEntry]
    is_asked: bool = False
    """Whether somebody named the boards."""

    async def configure(self) -> FieldIds:
        """The boards' columns and filters, and with them the fields that matter. One round of requests."""
        configurations = await asyncio.gather(*(self.jira.configuration(board.id) for board in self.boards))
        known = list(zip(self.boards, configurations, strict=True))
        self.catalogue.boards = [_board(board, found) for board, found in known]
        self.catalogue.filters = {str(board.id): found.filter.id for board, found in known if found}
        return fields.find(self.fields, estimated_by=_estimated_by(configurations))

    async def sprints(self) -> None:
        """The sprints of the boards, fifty a request. Raises ScopeUnknown for a chosen board that is gone."""
        lists = await asyncio.gather(*(self._sprints(board) for board in self.boards))
        for board, several in zip(self.boards, lists, strict=True):
            self.catalogue.sprints |= {sprint.id: _of_board(sprint, board) for sprint in several}

    async def _sprints(self, board: BoardEntry) -> list[SprintValue]:
        """The sprints of a board; a kanban board has none and need not be asked."""
        try:
            return [] if board.type == "kanban" else await self.jira.sprints(board.id)
        except NotThere:
            if self.is_asked:
                raise _no_board(str(board.id), "any project", "It was there a moment ago.", status=404) from None
            return []


async def look_around(jira: Jira, projects: Sequence[str], boards: Sequence[str]) -> Site:
    """What the site has, in one round of requests.

    The boards are those asked for, or, when none is, those of the projects. Raises ScopeUnknown.
    """
    entries, statuses, types, versions, listed = await asyncio.gather(
        jira.fields(),
        jira.statuses(),
        jira.types(),
        asyncio.gather(*(jira.versions(project) for project in projects)),
        asyncio.gather(*(jira.boards(project) for project in projects)),
    )
    shown = {str(board.id): board for several in listed for board in several}
    catalogue = Catalogue(
        statuses=statuses,
        types=types,
        versions=[(project, one) for project, several in zip(projects, versions, strict=True) for one in several],
    )
    if len(shown) > MOST_BOARDS and not boards:
        catalogue.findings["board was not read"] = len(shown) - MOST_BOARDS
    return Site(jira, catalogue, _chosen(shown, boards, projects), entries, bool(boards))


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


def _estimated_by(configurations: Sequence[BoardConfiguration | None]) -> str:
    """The field that the boards estimate with; the first board that says one speaks for all."""
    for found in configurations:
        if found and found.estimation and found.estimation.field:
            return found.estimation.field.fieldId
    return ""
