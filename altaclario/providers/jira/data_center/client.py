"""Where a Jira Data Center keeps what we read: version 2 of the interface, one search for everything about issues."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any, ClassVar, TypeVar

import msgspec

from altaclario.providers import troubles
from altaclario.providers.columns import instants, numbers
from altaclario.providers.faults import Incomplete, TrackerUnreadable
from altaclario.providers.jira.client import Ask, Jira, TakesIssues, parts
from altaclario.providers.jira.columns import data_center
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.changes import Turned
from altaclario.providers.jira.columns.fields import OF_DATA_CENTER, FieldIds
from altaclario.providers.jira.columns.issues import Names
from altaclario.providers.jira.columns.wire import Myself, ProjectEntry

T = TypeVar("T")

WINDOW = 10_000
"""A search refuses to give results of one query beyond so many."""
_SECOND_MS = 1000
_DISCOVERY = 14
"""Requests that look around."""
_NO_NAME = "----"


def authorization(_: str, token: str) -> str:
    """The header of a personal access token, which needs no account beside it."""
    return f"Bearer {token}"


class _Account(msgspec.Struct):
    key: str = ""
    timeZone: str = ""


@dataclass(slots=True)
class DataCenter(Jira):
    """One Jira Data Center under one token.

    `most` is how many issues its administrator lets one answer hold, as far as an answer has told.
    """

    most: int = field(default=1000)
    api: ClassVar[str] = "/rest/api/2"
    ids_a_page: ClassVar[int] = 1000
    changed_issues_a_request: ClassVar[int] = 50
    pages: ClassVar[Any] = (data_center.Pages, data_center.Histories)
    dropping: ClassVar[Any] = data_center.InlinePage

    def page_type(self, fields: FieldIds) -> Any:
        return data_center.page_type(fields)

    async def myself(self) -> Myself:
        """Who the token belongs to. The key of an account that is old is the name of a person, and stays behind."""
        found = await self._sure(f"{self.api}/myself", msgspec.json.Decoder(_Account).decode)
        return Myself(found.key if found.key.startswith("JIRAUSER") else _NO_NAME, found.timeZone)

    async def projects(self) -> list[ProjectEntry]:
        """All projects that this account may browse, in one list."""
        return await self._sure(f"{self.api}/project", msgspec.json.Decoder(list[ProjectEntry]).decode)

    async def count(self, jql: str, *, tries: int = 0) -> int:
        """How many issues match."""
        read = msgspec.json.Decoder(data_center.Head).decode
        question = {"jql": jql, "fields": ["created"], "maxResults": 0, "startAt": 0}
        return (await self._sure_post(f"{self.api}/search", read, question, tries=tries)).total

    async def ids(self, jql: str) -> AsyncIterator[list[int]]:
        """The ids that match, page by page, oldest first.

        Each page begins where the last one ended, by the second in which its last issue was created: so it never asks
        for a place beyond the window, and what vanishes meanwhile moves nothing out of sight. Raises TrackerUnreadable
        when the pages do not go on.
        """
        since, start, seen = -1, 0, set[int]()
        while True:
            page = await self._created(jql, since, start)
            found = list(dict.fromkeys(numbers.ids([issue.id for issue in page.issues]).tolist()))
            new = [id for id in found if id not in seen]
            if new:
                yield new
            if start + len(found) >= page.total:
                return
            last = int(instants.milliseconds([page.issues[-1].fields.created])[0]) // _SECOND_MS * _SECOND_MS
            if last < since or page.startAt != start:
                raise troubles.ENDLESS.fault("Jira Data Center")
            # What was created in that same second comes again, and is left out.
            since, start, seen = (
                (last, 0, set(found)) if last > since else (since, start + len(found), seen | set(found))
            )

    async def _created(self, jql: str, since: int, start: int) -> data_center.CreatedPage:
        """One page of what matches and was created since then, from a place on."""
        if start + 1 > WINDOW:
            raise troubles.WINDOW.fault("Jira Data Center")
        clause = jql if since < 0 else f"({jql}) AND created >= {since}"
        decode = msgspec.json.Decoder(data_center.CreatedPage).decode

        def read(body: bytes) -> data_center.CreatedPage:
            page = decode(body)
            if not page.issues and page.total > start:
                raise Incomplete("issues that are counted, and not listed")
            return page

        size = min(self.ids_a_page, WINDOW - start)
        question = {"jql": f"{clause} ORDER BY created ASC, key ASC", "fields": ["created"]}
        return await self._sure_post(f"{self.api}/search", read, question | {"startAt": start, "maxResults": size})

    async def issues(self, ids: Sequence[int], fields: FieldIds, take: TakesIssues) -> int:
        """Give the issues to `take`, in as many pages as the tracker needs for them; returns how many came."""
        return sum(await self._found("id", list(map(str, ids)), {"fields": _requested(fields)}, _of_ids(take)))

    def wholly(self, ids: Sequence[int], fields: FieldIds, into: Collected) -> list[Ask]:
        """The requests for these issues with all their changes inside."""
        several = parts(ids, self.changed_issues_a_request)
        return [partial(self._with_changes, part, fields, into) for part in several]

    async def _with_changes(self, ids: Sequence[int], fields: FieldIds, into: Collected) -> int:
        question = {"fields": _requested(fields), "expand": ["changelog"]}
        return sum(await self._found("id", list(map(str, ids)), question, _of_ids(into.add)))

    async def changes(self, ids: Sequence[int], fields: FieldIds, take: Callable[[bytes], Turned]) -> None:  # noqa: ARG002  # nobody can ask for some fields alone
        """Give the changes of issues that are there to `take`."""
        question = {"fields": ["created"], "expand": ["changelog"]}

        def all_of(body: bytes, part: Sequence[str]) -> Turned:
            if self._head(body).total < len(part):
                raise Incomplete("the history of an issue that is there")
            return take(body)

        await self._found("id", list(map(str, ids)), question, all_of)

    async def name_epics(self, names: Names) -> None:
        """Ask for the epics of which nobody knows the id yet. One that this account may not see has none."""
        unknown = [key for key in names.epics.names if key not in names.epic_ids and _is_key(key)]
        decode = msgspec.json.Decoder(data_center.EpicPage).decode
        for part in parts(unknown, self.issues_a_request):
            for page in await self._found("key", part, {"fields": ["issuetype"]}, lambda body, _: decode(body)):
                for one in page.issues:
                    names.epic_ids[one.key] = int(numbers.ids([one.id])[0])
                    names.epic_types.add(one.fields.issuetype.id)

    async def _found(
        self, by: str, values: Sequence[str], question: dict[str, Any], take: Callable[[bytes, Sequence[str]], T]
    ) -> list[T]:
        """What `take` makes of the pages with these issues, and of which it was asked for.

        In smaller parts where an answer may not hold as many, or gets larger than we take.
        """
        if len(values) > self.most:
            return await self._in_parts(by, values, self.most, question, take)
        is_cut = False

        def read(body: bytes) -> list[T]:
            nonlocal is_cut
            head = self._head(body)
            is_cut = 0 < head.maxResults < len(values)
            if is_cut:
                self.most = head.maxResults
                return []
            if head.total > len(head.issues):
                raise Incomplete("issues that were found, and did not come")
            return [take(body, values)]

        asked = {"jql": f"{by} in ({', '.join(values)})", "startAt": 0, "maxResults": len(values)}
        try:
            # Whoever is named and gone is no mistake of the question.
            found = await self._sure_post(f"{self.api}/search", read, asked | {"validateQuery": False} | question)
        except TrackerUnreadable as fault:
            if fault.cause != troubles.TOO_LARGE.cause or len(values) == 1:
                raise
            return await self._in_parts(by, values, ceil(len(values) / 2), question, take)
        return await self._in_parts(by, values, self.most, question, take) if is_cut else found

    async def _in_parts(
        self, by: str, values: Sequence[str], size: int, question: dict[str, Any], take: Callable[[bytes, Any], T]
    ) -> list[T]:
        several = parts(values, size)
        return [one for part in several for one in await self._found(by, part, question, take)]

    def _head(self, body: bytes) -> data_center.Head:
        return msgspec.json.decode(body, type=data_center.Head)


def reading_requests(items: int) -> int:
    """About how many requests a first reading of so many items takes.

    >>> reading_requests(10_000)
    224
    """
    pages = ceil(items / DataCenter.ids_a_page) + ceil(items / DataCenter.changed_issues_a_request)
    return pages + _DISCOVERY


def _of_ids(take: TakesIssues) -> Callable[[bytes, Sequence[str]], int]:
    return lambda body, values: take(body, list(map(int, values)))


def _requested(fields: FieldIds) -> list[str]:
    """The fields of an issue: of those of a Cloud the ones that it has, and its own for what is above an issue."""
    custom = {fields.sprint, fields.flagged, *fields.point_fields, fields.epic} - {""}
    known = {one.field for one in OF_DATA_CENTER} | custom
    return [name for name in (*fields.requested(), fields.epic) if name in known]


def _is_key(text: str) -> bool:
    """Whether it can stand in a question as the key of an issue."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+", text, re.ASCII) is not None
