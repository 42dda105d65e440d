"""What a site has beside its issues, read again piece by piece: what issues show to be old, and the rest in turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from altaclario.providers.asking import NotThere
from altaclario.providers.jira.client import LISTED_A_PAGE, Jira
from altaclario.providers.jira.columns import catalogue, history
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.wire import BoardEntry, SprintValue
from altaclario.providers.jira.discovery import Site
from altaclario.providers.whole import MustReadWhole
from altaclario.snapshots.snapshot import Snapshot

_NEWEST = 25
"""Of a long list of sprints so many known ones are read again; those before them ended long ago."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece, which takes one request: the sprints of a board, the versions of a project, all statuses."""

    kind: Literal["statuses", "types", "fields", "sprints", "settings", "versions", "boards"]
    of: str = ""


def pieces(site: Site) -> list[Piece]:
    """All of them, in their order; what changes most often comes first."""
    boards = [str(board.id) for board in site.boards]
    return [
        *(Piece("sprints", board) for board in _with_sprints(site)),
        *(Piece("versions", project) for project in site.shown),
        Piece("statuses"),
        *(Piece("settings", board) for board in boards),
        Piece("types"),
        Piece("fields"),
        *(Piece("boards", project) for project in site.shown),
    ]


def in_turn(site: Site, *, begin: int, count: int) -> list[Piece]:
    """The pieces whose turn it is: so many after the place at which the last reading stopped."""
    every = pieces(site)
    return [every[(begin + step) % len(every)] for step in range(min(max(count, 0), len(every)))]


def outdated(site: Site, told: Mapping[int, SprintValue], before: Mapping[int, SprintValue]) -> list[Piece]:
    """The sprints that issues tell in another way than the last time, by the boards that list them."""
    others = {id: value for id, value in told.items() if before.get(id) != value}
    boards = {str(value.boardId) for value in others.values()} | {
        str(board) for board, ids in site.sprints_of.items() if others.keys() & set(ids)
    }
    return [Piece("sprints", board) for board in _with_sprints(site) if board in boards]


def unknown(site: Site, collected: Collected, before: Snapshot) -> list[Piece]:
    """What some issue points at and nobody has named yet."""
    statuses = {one.id for one in before.statuses} | {one.id for one in site.catalogue.statuses}
    found = [Piece("statuses")] if set(collected.names.statuses.names) - statuses else []
    versions = {int(one.id) for one in before.versions} | {int(one.id) for _, one in site.catalogue.versions}
    if _versions_of(collected) - versions:
        found += [Piece("versions", project) for project in site.shown]
    return found


async def again(jira: Jira, site: Site, piece: Piece, fields: FieldIds, before: Snapshot) -> None:
    """Read a piece anew, into `site`. Raises MustReadWhole where issues that nobody touched would differ by it."""
    if piece.kind == "statuses":
        site.catalogue.statuses = await jira.statuses()
        stages = [one.stage for one in catalogue.statuses([one.id for one in before.statuses], site.catalogue.statuses)]
        _must_be(stages == [one.stage for one in before.statuses], "status in another category")
    elif piece.kind == "types":
        site.catalogue.types = await jira.types()
    elif piece.kind == "fields":
        _must_be(site.field_ids(await jira.fields()) == fields, "other fields")
    elif piece.kind == "versions":
        await _versions(jira, site, piece.of)
    elif piece.kind == "boards":
        await _boards(jira, site, piece.of)
    elif piece.kind == "settings":
        settings, estimated_by = await jira.configuration(int(piece.of)), site.estimated_by
        _must_be(settings is not None or piece.of not in site.catalogue.filters, "board is closed")
        site.configured(_board(site, piece.of), settings)
        _must_be(site.estimated_by == estimated_by, "other fields")
    else:
        await _sprints(jira, site, _board(site, piece.of))


async def _sprints(jira: Jira, site: Site, board: BoardEntry) -> None:
    """The sprints of a board, of a long list its end."""
    known = site.sprints_of[board.id]
    start = max(len(known) - _NEWEST, 0) if len(known) > LISTED_A_PAGE - _NEWEST else 0
    try:
        found = await jira.sprints(board.id, start=start)
    except NotThere:
        raise MustReadWhole("board is gone") from None
    _must_be(set(known[start:]) <= {one.id for one in found}, "sprint is gone")
    site.listed(board, [*(site.catalogue.sprints[id] for id in known[:start]), *found])


async def _versions(jira: Jira, site: Site, project: str) -> None:
    found = await jira.versions(project)
    known = site.catalogue.versions
    listed = {one.id for of, one in known if of == project}
    _must_be(listed <= {one.id for one in found}, "version is gone")
    # In the order of the projects, as when everything is read.
    others = {of: [one for known_of, one in known if known_of == of] for of in site.shown} | {project: found}
    site.catalogue.versions = [(of, one) for of, several in others.items() for one in several]


async def _boards(jira: Jira, site: Site, project: str) -> None:
    found = {one.id: one for one in await jira.boards(project)}
    read = {one.id for one in site.boards}
    known = {one.id: one for one in site.shown[project]}
    if site.has_chosen:
        found, known = ({id: one for id, one in several.items() if id in read} for several in (found, known))
    _must_be(found == known, "other boards")


def _board(site: Site, id: str) -> BoardEntry:
    return next(board for board in site.boards if str(board.id) == id)


def _with_sprints(site: Site) -> list[str]:
    return [str(board.id) for board in site.boards if board.type != "kanban"]


def _versions_of(collected: Collected) -> set[int]:
    pages = collected.issues.pages
    today = {id for page in pages for ids in (page.version_ids, page.affected_ids) for id in ids.tolist()}
    lists = collected.names.lists.names
    return today.union(*(history.named(page, lists) for page in collected.changes.of("fixVersions")))


def _must_be(holds: bool, why: str) -> None:
    if not holds:
        raise MustReadWhole(why)
