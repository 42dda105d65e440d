"""Where Azure DevOps keeps what we read: addresses, pages and limits."""

import base64
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from altaclario.providers import troubles
from altaclario.providers.asking import Asking, NotOffered, NotThere
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.revisions import Batch
from altaclario.providers.azure_devops.columns.wire import (
    BoardEntry,
    BoardList,
    BoardReference,
    CategoryEntry,
    CategoryList,
    ConnectionInformation,
    FieldEntry,
    FieldList,
    Found,
    IterationList,
    Link,
    LinkPage,
    ProjectEntry,
    ProjectPage,
    Related,
    Relation,
    StateEntry,
    StateList,
    TeamAreas,
    TeamEntry,
    TeamPage,
    TeamSettings,
    Trees,
    TypeEntry,
    TypeList,
)
from altaclario.providers.azure_devops.manners import name as NAME
from altaclario.providers.circles import Circle
from altaclario.providers.faults import Incomplete, ScopeUnknown, TrackerUnreadable
from altaclario.providers.troubles import Trouble

T = TypeVar("T")

VERSION = "7.1"
FOUND_A_QUERY = 19_999
"""One less than the most that a query may find."""
ITEMS_A_REQUEST = 200
REVISIONS_A_PAGE = 1000
"""How many come when nobody says how many are wanted."""
_LISTED_A_PAGE = 100
MOST_LISTED = 500
"""Projects and teams beyond these are not offered."""
_NUMBERS_WHERE = "SELECT [System.Id] FROM WorkItems WHERE"
_LINKS_WHERE = (
    "SELECT [System.Id] FROM WorkItemLinks WHERE [System.Links.LinkType] = 'System.LinkTypes.Dependency-Forward' AND"
)
OF_PROJECT = "[Source].[System.TeamProject] = @project"
"""The condition for links that come from the items of the project that is asked."""
_NO_QUERY: Mapping[str, str] = {}
_DEEPEST = 100
"""Levels of a tree that are asked for; no tree may have more than fourteen."""


def authorization(_: str, token: str) -> str:
    """The header of a personal access token, which needs no e-mail address."""
    return "Basic " + base64.b64encode(f":{token}".encode()).decode()


@dataclass(slots=True)
class AzureDevOps:
    """One organisation under one token. Projects are named by GUID, the first time by name as well."""

    asking: Asking
    asked: int = 0
    """How many questions were put; a try more is not another question."""
    version: str = VERSION
    """That of the interface, by which every question is put."""

    async def myself(self) -> ConnectionInformation:
        """Who the token belongs to. Asked first: what nobody may see looks like what is not there."""
        read = msgspec.json.Decoder(ConnectionInformation).decode
        return await self._sure("/_apis/connectionData", read, "-preview")

    async def projects(self) -> list[ProjectEntry]:
        """All projects that this account may see."""
        decoder = msgspec.json.Decoder(ProjectPage)

        async def page(start: int) -> list[ProjectEntry]:
            return (await self._sure("/_apis/projects", decoder.decode, **_page(start))).value

        return await _all(page)

    async def project(self, named: str) -> ProjectEntry:
        """The project of a name or a GUID. Raises ScopeUnknown."""
        return await self._of_project(named, f"/_apis/projects/{_plain(named)}", ProjectEntry)

    async def teams(self, project: str) -> list[TeamEntry]:
        """The teams of a project. Raises ScopeUnknown for a project that is not there."""

        async def page(start: int) -> list[TeamEntry]:
            path = f"/_apis/projects/{_plain(project)}/teams"
            return (await self._of_project(project, path, TeamPage, **_page(start))).value

        return await _all(page)

    async def every_team(self) -> list[TeamEntry]:
        """The teams of all projects."""
        decoder = msgspec.json.Decoder(TeamPage)

        async def page(start: int) -> list[TeamEntry]:
            return (await self._sure("/_apis/teams", decoder.decode, "-preview.3", **_page(start))).value

        return await _all(page)

    async def types(self, project: str) -> list[TypeEntry]:
        """The types of work items, with their states."""
        path = f"/{_plain(project)}/_apis/wit/workitemtypes"
        found = (await self._of_project(project, path, TypeList, True)).value
        return [one for one in found if not one.isDisabled]

    async def states(self, project: str, type: str) -> list[StateEntry]:
        """The states of one type; asked where the list of types leaves them out."""
        if not _is_plain(type):
            return []
        path = f"/{project}/_apis/wit/workitemtypes/{type}/states"
        return (await self._sure(path, msgspec.json.Decoder(StateList).decode)).value

    async def categories(self, project: str) -> list[CategoryEntry]:
        path = f"/{_plain(project)}/_apis/wit/workitemtypecategories"
        return (await self._of_project(project, path, CategoryList)).value

    async def trees(self, project: str) -> Trees:
        """The tree of areas and that of iterations; both begin with the name of the project."""
        path = f"/{_plain(project)}/_apis/wit/classificationnodes"
        return await self._of_project(project, path, Trees, **{"$depth": str(_DEEPEST)})

    async def fields(self, project: str) -> list[FieldEntry]:
        path = f"/{_plain(project)}/_apis/wit/fields"
        return (await self._of_project(project, path, FieldList, True)).value

    async def settings(self, project: str, team: str) -> TeamSettings | None:
        """How a team works; None when this account may not see it. So with all that is a team's."""
        return await self._of_team(project, team, "teamsettings", TeamSettings)

    async def areas_of(self, project: str, team: str) -> TeamAreas | None:
        return await self._of_team(project, team, "teamsettings/teamfieldvalues", TeamAreas)

    async def iterations_of(self, project: str, team: str) -> list[str]:
        """The GUIDs of the iterations that a team took, in small letters. Raises ScopeUnknown for one that is gone."""
        found = await self._of_team(project, team, "teamsettings/iterations", IterationList)
        if found is None:
            raise _no_team(team)
        return [one.id.lower() for one in found.value]

    async def boards_of(self, project: str, team: str) -> list[BoardReference]:
        found = await self._of_team(project, team, "boards", BoardList)
        return found.value if found else []

    async def board(self, project: str, team: str, board: str) -> BoardEntry | None:
        return await self._of_team(project, team, f"boards/{board}", BoardEntry)

    async def count(self, condition: str, *, tries: int = 0) -> int:
        """How many items match, at most as many as a query may find: to tell people about, for nothing else."""
        return len(await self._query("", condition, after=0, tries=tries))

    async def ids(self, project: str, condition: str) -> AsyncIterator[list[int]]:
        """The numbers of the items that match, of a project or of all, in rising order, a query at a time."""
        last = 0
        wanted = f"[System.TeamProject] = @project AND ({condition})" if project else condition
        while found := await self._query(project, wanted, after=last):
            yield found
            if len(found) < FOUND_A_QUERY:
                return
            if found[-1] <= last:
                raise _trouble(troubles.ENDLESS)
            last = found[-1]

    async def items(self, project: str, ids: Sequence[int], fields: Fields, take: Callable[[bytes], T]) -> T:
        """Give up to 200 items, as they are today, to `take`; null stands for those that are not there.

        Without a project they may be in any that the account may see.
        """
        question = {"ids": list(ids), "fields": fields.requested(), "errorPolicy": "omit"}
        where = f"/{project}" if project else ""
        return await self._sure_post(f"{where}/_apis/wit/workitemsbatch", take, question)

    async def revisions(
        self,
        project: str,
        types: Sequence[str],
        fields: Fields,
        take: Callable[[bytes], Batch],
        *,
        token: str = "",
        since: int | None = None,
    ) -> AsyncIterator[Batch]:
        """Give the feed of revisions, page by page, to `take`: from the beginning, a token or an instant on.

        Raises TrackerUnreadable when the pages turn in a circle.
        """
        question = {"fields": fields.with_history(), "types": list(types), "includeDeleted": True}
        path = f"/{project}/_apis/wit/reporting/workitemrevisions"
        circle = Circle()
        while True:
            # A date and a token exclude each other: the date is where the first page begins.
            query = (
                {"continuationToken": token} if token else {} if since is None else {"startDateTime": _written(since)}
            )
            page = await self._sure_post(path, take, question, query)
            yield page
            if page.is_last:
                return
            if not page.token:
                raise _trouble(troubles.INCOMPLETE)
            # A page may hold nothing of these types, and several in turn.
            circle.turn(page.token, page.keys or page.token, tracker=NAME)
            token = page.token

    async def links(self, project: str) -> AsyncIterator[list[Link]]:
        """The feed of who is whose parent, page by page, oldest first."""
        decoder = msgspec.json.Decoder(LinkPage)
        path = f"/{project}/_apis/wit/reporting/workitemlinks"
        query = {"linkTypes": "System.LinkTypes.Hierarchy-Forward"}
        circle = Circle()
        while True:
            page = await self._sure(path, decoder.decode, **query)
            yield page.values
            if page.isLastBatch:
                return
            if not page.token:
                raise _trouble(troubles.INCOMPLETE)
            circle.turn(page.token, page.token, tracker=NAME)
            query = query | {"continuationToken": page.token}

    async def dependencies(self, project: str, condition: str, ids: Sequence[int]) -> list[Relation]:
        """Which items wait for which: links that come from the items of `ids`, which ascend, of a project or of all.

        Raises TrackerUnreadable where a query finds more than it may.
        """
        found: list[Relation] = []
        decoder = msgspec.json.Decoder(Related)
        path = f"/{project}/_apis/wit/wiql" if project else "/_apis/wit/wiql"
        for start in range(0, len(ids), FOUND_A_QUERY):
            part = ids[start : start + FOUND_A_QUERY]
            between = f"[Source].[System.Id] >= {part[0]} AND [Source].[System.Id] <= {part[-1]}"
            text = f"{_LINKS_WHERE} {condition} AND {between} MODE (MustContain)"
            found += (await self._sure_post(path, decoder.decode, {"query": text})).workItemRelations
        return found

    async def _query(self, project: str, condition: str, *, after: int, tries: int = 0) -> list[int]:
        wanted = f"({condition}) AND [System.Id] > {after}"
        text = f"{_NUMBERS_WHERE} {wanted} ORDER BY [System.Id]"
        decoder = msgspec.json.Decoder(Found)
        path = f"/{project}/_apis/wit/wiql" if project else "/_apis/wit/wiql"
        query = {"timePrecision": "true", "$top": str(FOUND_A_QUERY)}
        found = await self._sure_post(path, decoder.decode, {"query": text}, query, tries=tries)
        return [item.id for item in found.workItems]

    async def _of_project(
        self, project: str, path: str, kind: type[T], is_never_empty: bool = False, /, **query: str
    ) -> T:
        read = msgspec.json.Decoder(kind).decode
        try:
            return await self._get(path, _some(read) if is_never_empty else read, **query)
        except (NotThere, NotOffered):
            raise _no_project(project) from None

    async def _of_team(self, project: str, team: str, what: str, kind: type[T]) -> T | None:
        try:
            return await self._get(f"/{project}/{team}/_apis/work/{what}", msgspec.json.Decoder(kind).decode)
        except (NotThere, NotOffered):
            return None

    async def _get(self, path: str, read: Callable[[bytes], T], preview: str = "", **query: str) -> T:
        """A GET; `preview` is what a question adds to the version that is not settled yet."""
        self.asked += 1
        return await self.asking.get(path, read, **{"api-version": self.version + preview, **query})

    async def _post(
        self, path: str, read: Callable[[bytes], T], question: dict[str, Any], query: Mapping[str, str], tries: int
    ) -> T:
        """A POST that only asks."""
        versioned: dict[str, Any] = {"api-version": self.version, **query}
        self.asked += 1
        return await self.asking.post(path, read, question, tries=tries, **versioned)

    async def _sure(self, path: str, read: Callable[[bytes], T], preview: str = "", **query: str) -> T:
        """A GET of what every organisation has."""
        try:
            return await self._get(path, read, preview, **query)
        except NotThere:
            raise _no_azure(path) from None
        except NotOffered as refused:
            raise _refused(refused, query) from None

    async def _sure_post(
        self,
        path: str,
        read: Callable[[bytes], T],
        question: dict[str, Any],
        query: Mapping[str, str] = _NO_QUERY,
        *,
        tries: int = 0,
    ) -> T:
        try:
            return await self._post(path, read, question, query, tries)
        except NotThere:
            raise _gone(path) from None
        except NotOffered as refused:
            raise _refused(refused, query) from None


def of_types(types: Iterable[str]) -> str:
    """The condition for work of these types."""
    return f"[System.WorkItemType] IN ({', '.join(map(_quoted, types))})"


def of_projects(types: Mapping[str, Iterable[str]]) -> str:
    """The condition for work in several projects: by the name of each, the types that are work there."""
    return " OR ".join(f"([System.TeamProject] = {_quoted(name)} AND {of_types(own)})" for name, own in types.items())


def unfinished(finished: Mapping[str, Sequence[str]], *, since: int) -> str:
    """The condition for what is not finished, or was changed since then; `finished` are such states by type.

    The same name may be a finished state of one type and not of another.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for type, states in finished.items():
        alike.setdefault(tuple(sorted(states)), []).append(type)
    open_ = [
        f"({of_types(types)}" + (f" AND [System.State] NOT IN ({', '.join(map(_quoted, states))}))" if states else ")")
        for states, types in alike.items()
    ]
    changed = f"({of_types(finished)} AND [System.ChangedDate] >= '{_written(since)}')"
    return " OR ".join([*open_, changed])


def from_projects(names: Iterable[str]) -> str:
    """The condition for links that come from the items of these projects."""
    return f"[Source].[System.TeamProject] IN ({', '.join(map(_quoted, names))})"


ASSIGNED = "[System.AssignedTo] <> ''"
"""The condition for what is assigned to somebody, whoever it is."""


def batches(ids: Sequence[int]) -> list[Sequence[int]]:
    """The numbers of items, as many together as one request may ask for."""
    return [ids[start : start + ITEMS_A_REQUEST] for start in range(0, len(ids), ITEMS_A_REQUEST)]


async def _all(page: Callable[[int], Any]) -> list[Any]:
    """All entries of a list that comes in pages; `page` gives the one that begins at a place."""
    found: list[Any] = []
    while True:
        more = await page(len(found))
        found += more
        if len(more) < _LISTED_A_PAGE or len(found) >= MOST_LISTED:
            return found


def _page(start: int) -> dict[str, str]:
    return {"$top": str(_LISTED_A_PAGE), "$skip": str(start)}


def _written(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _quoted(text: str) -> str:
    """A text as a string of WIQL, which it cannot leave."""
    return "'" + text.replace("'", "''") + "'"


def _plain(name: str) -> str:
    """A name as part of an address. Those of projects never hold the signs that would lead elsewhere."""
    if not _is_plain(name):
        raise _no_project(name)
    return name


def _is_plain(name: str) -> bool:
    return bool(name) and ".." not in name and not any(sign in name for sign in "/\\?#%@&:;*\"<>|'")


def _some(read: Callable[[bytes], T]) -> Callable[[bytes], T]:
    """Reads a list that no project has empty."""

    def checked(body: bytes) -> T:
        found = read(body)
        if not found.value:  # type: ignore[attr-defined]  # all lists have their entries there
            raise Incomplete("a list without anything in it")
        return found

    return checked


def _gone(path: str) -> ScopeUnknown | TrackerUnreadable:
    """What was there a moment ago: a project that was deleted or hidden meanwhile."""
    project = path.partition("/_apis/")[0].strip("/")
    return _no_project(project) if project else _no_azure(path)


def _no_team(team: str) -> ScopeUnknown:
    return ScopeUnknown(
        f"Team {team} is not there any more, or this account may no longer see it.",
        mend="Choose the teams again.",
        next="No figures were made.",
        cause="board-unknown",
        status=404,
    )


def _no_project(named: str) -> ScopeUnknown:
    return ScopeUnknown(
        f"There is no project {named}, or this account may not see it.",
        mend="Check its name, or ask a project administrator for the right to see it.",
        next="No figures were made.",
        cause="project-unknown",
        status=404,
    )


def _no_azure(path: str) -> TrackerUnreadable:
    return TrackerUnreadable(
        f"The address does not answer {path} as Azure DevOps does.",
        mend="Check --url: it must be the address of an organisation, such as https://dev.azure.com/your-company, or "
        "of a collection of a server of yours.",
        next="Nothing was read.",
        cause="no-tracker",
        status=404,
    )


def _refused(refused: NotOffered, query: Mapping[str, str]) -> TrackerUnreadable:
    """A question that every organisation answers; one that goes on from a token may have come too late."""
    is_late = "continuationToken" in query
    return _trouble(troubles.PLACE_LOST if is_late else troubles.QUESTION_REFUSED, refused.status)


def _trouble(trouble: Trouble, status: int = 0) -> TrackerUnreadable:
    return replace(trouble, status=status).fault(NAME)
