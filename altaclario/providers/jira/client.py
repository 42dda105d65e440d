"""Where a Jira keeps what we read: addresses, pages and limits, as Jira Cloud has them."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Protocol, TypeAlias, TypeVar

import msgspec

from altaclario.providers import troubles
from altaclario.providers.asking import Asking, NotOffered, NotThere
from altaclario.providers.circles import Circle
from altaclario.providers.columns import numbers
from altaclario.providers.faults import Incomplete, ScopeUnknown, TrackerUnreadable
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.changes import ChangePages, Turned
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import IssuePages, Names
from altaclario.providers.jira.columns.wire import (
    BoardConfiguration,
    BoardEntry,
    BoardPage,
    ChangeItem,
    ChangePage,
    Count,
    FieldEntry,
    IdPage,
    Myself,
    ProjectEntry,
    ProjectPage,
    ServerInformation,
    SprintPage,
    SprintValue,
    StatusEntry,
    TypeValue,
    VersionEntry,
    issue_page_type,
)

T = TypeVar("T")
TakesIssues: TypeAlias = Callable[[bytes, Sequence[int]], int]
"""Takes a page of issues, and the ids that were asked for; gives how many came."""
Ask: TypeAlias = Callable[[], Awaitable[int]]
"""A request that is yet to be sent; gives how many issues came."""


class _Page(Protocol[T]):
    """A page of a list."""

    values: list[T]
    isLast: bool | None


IDS_A_PAGE = 5000
ISSUES_A_REQUEST = 100
CHANGED_ISSUES_A_REQUEST = 1000
CHANGES_A_PAGE = 10_000
LISTED_A_PAGE = 50
MOST_LISTED = 500
"""Projects beyond these are not offered; the most lately changed come first."""


def authorization(email: str, token: str) -> str:
    """The header of an API token, classic or scoped."""
    return "Basic " + base64.b64encode(f"{email}:{token}".encode()).decode()


def within(projects: Sequence[str]) -> str:
    """The query for everything in the projects."""
    return f"project in ({', '.join(_quoted(project) for project in projects)})"


def recent(projects: Sequence[str], *, since_ms: int) -> str:
    """The query of the first pass: what is not done, or was updated since then.

    The instant is in epoch milliseconds, because Jira reads written dates in the zone of the account's profile.
    """
    return f"{within(projects)} AND (statusCategory != Done OR updated >= {since_ms})"


def changed(projects: Sequence[str], *, since_ms: int) -> str:
    """The query for what was updated since then. It names no end: one in another zone would hide what is busy."""
    return f"{within(projects)} AND updated >= {since_ms}"


def on_board(projects: Sequence[str], board_filter: str) -> str:
    """The query for what a board shows of the projects."""
    return f"filter = {board_filter} AND {within(projects)}"


def on_none(projects: Sequence[str], board_filters: Sequence[str]) -> str:
    """The query for what none of these boards shows of the projects."""
    return " AND ".join([within(projects), *(f"filter != {one}" for one in board_filters)])


def older(projects: Sequence[str], *, since_ms: int) -> str:
    """The query of the second pass: the rest."""
    return f"{within(projects)} AND statusCategory = Done AND updated < {since_ms}"


@dataclass(slots=True)
class Jira:
    """One Jira under one credential; this one is a Jira Cloud."""

    asking: Asking
    api: ClassVar[str] = "/rest/api/3"
    ids_a_page: ClassVar[int] = IDS_A_PAGE
    issues_a_request: ClassVar[int] = ISSUES_A_REQUEST
    changed_issues_a_request: ClassVar[int] = CHANGED_ISSUES_A_REQUEST
    pages: ClassVar[tuple[type[IssuePages], type[ChangePages]]] = (IssuePages, ChangePages)
    dropping: ClassVar[Any] = ChangePage[ChangeItem]
    """What is kept of a page of changes."""

    def collected(self, fields: FieldIds, names: Names) -> Collected:
        """Where pages of issues and of changes are gathered."""
        return Collected(fields, names, self.pages)

    def page_type(self, fields: FieldIds) -> Any:
        """What is kept of a page of issues."""
        return issue_page_type(fields.renaming())

    async def name_epics(self, names: Names) -> None:
        """Find out the ids of epics that issues give by their keys; a Cloud gives ids."""

    async def myself(self) -> Myself:
        """Who the credential belongs to. Asked first, because some reads answer anonymous callers with less."""
        return await self._sure(f"{self.api}/myself", msgspec.json.Decoder(Myself).decode)

    async def server(self) -> ServerInformation:
        return await self._sure(f"{self.api}/serverInfo", msgspec.json.Decoder(ServerInformation).decode)

    async def fields(self) -> list[FieldEntry]:
        return await self._sure(f"{self.api}/field", _some(list[FieldEntry]))

    async def statuses(self) -> list[StatusEntry]:
        return await self._sure(f"{self.api}/status", _some(list[StatusEntry]))

    async def types(self) -> list[TypeValue]:
        return await self._sure(f"{self.api}/issuetype", _some(list[TypeValue]))

    async def versions(self, project: str) -> list[VersionEntry]:
        """The versions of a project; raises ScopeUnknown for a project that is not there."""
        try:
            return await self.asking.get(
                f"{self.api}/project/{project}/versions", msgspec.json.Decoder(list[VersionEntry]).decode
            )
        except NotThere:
            raise ScopeUnknown(
                f"There is no project {project}, or this account may not see it.",
                mend="Check the key, or ask a Jira administrator for the right to browse the project.",
                next="No figures were made.",
                cause="project-unknown",
                status=404,
            ) from None

    async def projects(self) -> list[ProjectEntry]:
        """All projects that this account may browse."""
        path = f"{self.api}/project/search"
        return await self._listed(path, ProjectPage, most=MOST_LISTED, orderBy="-lastIssueUpdatedTime")

    async def boards(self, project: str = "") -> list[BoardEntry]:
        """All boards that show the project, or that this account may see."""
        of_project = {"projectKeyOrId": project} if project else {}
        return await self._listed("/rest/agile/1.0/board", BoardPage, most=MOST_LISTED, **of_project)

    async def configuration(self, board: int) -> BoardConfiguration | None:
        """The columns, filter and estimation of a board; None when this account may not see them."""
        try:
            return await self.asking.get(
                f"/rest/agile/1.0/board/{board}/configuration", msgspec.json.Decoder(BoardConfiguration).decode
            )
        except (NotThere, NotOffered):
            return None

    async def sprints(self, board: int, *, start: int = 0) -> list[SprintValue]:
        """All sprints that a board shows, or those from a place in its list; none for a board without sprints.

        Raises NotThere for one that is gone.
        """
        try:
            return await self._entries(f"/rest/agile/1.0/board/{board}/sprint", SprintPage, {}, start=start)
        except NotOffered:
            return []

    async def count(self, jql: str, *, tries: int = 0) -> int:
        """About how many issues match: good for progress, for nothing else."""
        decoder = msgspec.json.Decoder(Count)
        path = f"{self.api}/search/approximate-count"
        return (await self._sure_post(path, decoder.decode, {"jql": jql}, tries=tries)).count

    async def ids(self, jql: str) -> AsyncIterator[list[int]]:
        """The ids that match, page by page. Raises TrackerUnreadable when the pages turn in a circle."""
        decoder = msgspec.json.Decoder(IdPage)

        def read(body: bytes) -> tuple[list[int], str | None]:
            page = decoder.decode(body)
            if page.isLast is False and not page.nextPageToken:
                raise Incomplete("more ids, nobody says where")
            found = numbers.ids([issue.id for issue in page.issues]).tolist()
            return found, None if page.isLast else page.nextPageToken

        circle = Circle()
        question = {"jql": f"{jql} ORDER BY id ASC", "fields": ["id"], "maxResults": self.ids_a_page}
        while True:
            found, token = await self._sure_post(f"{self.api}/search/jql", read, question)
            if found:
                yield found
            if not token or not found:
                return
            circle.turn(token, (found[0], found[-1], len(found)), tracker="Jira")
            question = question | {"nextPageToken": token}

    async def issues(self, ids: Sequence[int], fields: FieldIds, take: TakesIssues) -> int:
        """Give the page of up to 100 issues to `take`, with the ids that were asked for; returns how many came."""
        question = {"issueIdsOrKeys": [str(id) for id in ids], "fields": fields.requested(), "fieldsByKeys": False}
        return await self._sure_post(f"{self.api}/issue/bulkfetch", lambda body: take(body, ids), question)

    async def changes(self, ids: Sequence[int], fields: FieldIds, take: Callable[[bytes], Turned]) -> None:
        """Give each page of the changes of up to 1,000 issues to `take`, which says how it goes on."""
        question: dict[str, object] = {
            "issueIdsOrKeys": [str(id) for id in ids],
            "fieldIds": fields.with_history(),
            "maxResults": CHANGES_A_PAGE,
        }
        circle = Circle()
        while token := (turned := await self._sure_post(f"{self.api}/changelog/bulkfetch", take, question)).token:
            circle.turn(token, turned.ends, tracker="Jira")
            question = question | {"nextPageToken": token}

    def wholly(self, ids: Sequence[int], fields: FieldIds, into: Collected) -> list[Ask]:
        """The requests for these issues and all their changes."""
        # Changes first: their pages are the largest, and one that continues is asked for again.
        return [
            *(partial(self._changes_of, part, fields, into) for part in parts(ids, self.changed_issues_a_request)),
            *(partial(self.issues, part, fields, into.issues.add) for part in parts(ids, self.issues_a_request)),
        ]

    async def _changes_of(self, ids: Sequence[int], fields: FieldIds, into: Collected) -> int:
        await self.changes(ids, fields, into.changes.add)
        return 0

    async def _listed(self, path: str, kind: type[_Page[T]], *, most: int, **query: str) -> list[T]:
        """The entries of a list that every Jira Cloud has, at most about so many."""
        try:
            return await self._entries(path, kind, query, most=most)
        except NotThere:
            raise _no_jira(path) from None
        except NotOffered as refused:
            raise _refused(refused) from None

    async def _entries(
        self, path: str, kind: type[_Page[T]], query: dict[str, str], *, most: int = 0, start: int = 0
    ) -> list[T]:
        """The entries of a list from a place on, fifty a page, each once.

        Raises NotThere, NotOffered, TrackerUnreadable.
        """
        decoder = msgspec.json.Decoder(kind)
        entries: dict[object, T] = {}
        while True:
            place = {"startAt": str(start + len(entries)), "maxResults": str(LISTED_A_PAGE)}
            page = await self.asking.get(path, decoder.decode, **query, **place)
            before = len(entries)
            entries |= {one.id: one for one in page.values}  # type: ignore[attr-defined]  # all that is listed has one
            # Where it is not said whether there are more, only a page that brings none tells.
            if page.isLast or not page.values or (most and len(entries) >= most):
                return list(entries.values())
            if len(entries) == before:
                if page.isLast is None:
                    return list(entries.values())
                raise troubles.ENDLESS.fault("Jira")

    async def _sure(self, path: str, read: Callable[[bytes], T], **query: str) -> T:
        """A GET of what every Jira Cloud has."""
        try:
            return await self.asking.get(path, read, **query)
        except NotThere:
            raise _no_jira(path) from None
        except NotOffered as refused:
            raise _refused(refused) from None

    async def _sure_post(self, path: str, read: Callable[[bytes], T], question: dict[str, Any], *, tries: int = 0) -> T:
        """A POST of a question that every Jira Cloud answers; one that names a page may have come too late."""
        try:
            return await self.asking.post(path, read, question, tries=tries)
        except NotThere:
            raise _no_jira(path) from None
        except NotOffered as refused:
            if "nextPageToken" in question:
                raise troubles.PLACE_LOST.fault("Jira") from None
            raise _refused(refused) from None


def parts(several: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut into parts of a size; the last one may be shorter."""
    return [several[start : start + size] for start in range(0, len(several), size)]


def _some(kind: type[list[T]]) -> Callable[[bytes], list[T]]:
    """Reads a list that no site has empty."""
    decode = msgspec.json.Decoder(kind).decode

    def read(body: bytes) -> list[T]:
        if found := decode(body):
            return found
        raise Incomplete("a list without anything in it")

    return read


def _no_jira(path: str) -> TrackerUnreadable:
    return TrackerUnreadable(
        f"The address does not answer {path} as Jira Cloud does.",
        mend="Check --url: it must be the address of the Jira site, such as https://your-team.atlassian.net.",
        next="Nothing was read.",
        cause="no-tracker",
        status=404,
    )


def _refused(refused: NotOffered) -> TrackerUnreadable:
    return replace(troubles.QUESTION_REFUSED, status=refused.status).fault("Jira")


def _quoted(project: str) -> str:
    """A project's key as a JQL string, which a key cannot leave; an id stays a number."""
    if project.isdecimal():
        return project
    escaped = project.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
