"""The two passes over a site's issues: first what is not done or changed lately, then the rest.

The pages of ids come one after the other, because each names the next; everything that an id page makes possible
(issues a hundred at a time, changes a thousand at a time) is asked for at once, so the line is never idle.
"""

import asyncio
from asyncio import Task, TaskGroup
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass

from altaclario.providers.asking import Asking
from altaclario.providers.faults import ScopeUnknown, TrackerFault
from altaclario.providers.jira import client
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns.assembling import Catalogue, Collected, snapshot
from altaclario.providers.jira.columns.fields import FieldIds
from altaclario.providers.jira.columns.issues import Names
from altaclario.providers.jira.discovery import look_around
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Whole
from altaclario.snapshots.snapshot import Snapshot

RECENT_DAYS = 30
_DAY_SECONDS = 86_400


async def read(
    asking: Asking, scope: Scope, *, now: int, teller: Teller, on_partial: Callable[[Snapshot], None] | None = None
) -> Whole:
    """Everything of the scope, in one snapshot; `on_partial` gets the one of the first pass as soon as it is whole.

    `now` is in UTC seconds. Raises a TrackerFault.
    """
    jira = Jira(asking)
    teller.stage("signing in")
    await jira.myself()
    teller.stage("looking around")
    site = await look_around(jira, scope.projects, scope.boards)
    since = now - RECENT_DAYS * _DAY_SECONDS
    async with TaskGroup() as group:
        # The first ids of both passes are asked for while the boards tell which fields matter.
        recent_ids = _ahead(jira, client.recent(scope.projects, since_ms=since * 1000), group)
        older_ids = _ahead(jira, client.older(scope.projects, since_ms=since * 1000), group)
        counting = group.create_task(_about(jira, scope, teller))
        configuring = group.create_task(site.configure())
        around = [group.create_task(site.sprints())]
        fields = await configuring
        around += [group.create_task(_members(jira, board, scope, site.catalogue)) for board in scope.boards]
        names = Names()
        recent, rest = Collected(fields, names), Collected(fields, names)
        teller.stage("reading issues")
        work = _Work(jira, fields, teller, group)
        first = await work.on(recent_ids, recent)
        last = await work.on(older_ids, rest)
        teller.all_named()
        if on_partial:
            await asyncio.gather(*first, *around)
            on_partial(snapshot([recent], site.catalogue, read_at=now, complete_from=since))
        await asyncio.gather(*first, *last, *around)
        counting.cancel()
    teller.stage("counting")
    return Whole(snapshot([recent, rest], site.catalogue, read_at=now))


async def _about(jira: Jira, scope: Scope, teller: Teller) -> None:
    """Tell about how many issues there are. Asked once: a reading needs no such number, only who watches it."""
    with suppress(TrackerFault):
        teller.about(await jira.count(client.within(scope.projects), tries=1))


def _ahead(jira: Jira, jql: str, group: TaskGroup) -> AsyncIterator[list[int]]:
    """The pages of ids, each asked for before the one that came is worked on; the first at once."""
    pages = jira.ids(jql)

    async def one() -> list[int] | None:
        return await anext(pages, None)

    async def continued(coming: Task[list[int] | None]) -> AsyncIterator[list[int]]:
        while (page := await coming) is not None:
            coming = group.create_task(one())
            yield page

    return continued(group.create_task(one()))


@dataclass(frozen=True, slots=True)
class _Work:
    """Asks for what ids make possible, as tasks of one group."""

    jira: Jira
    fields: FieldIds
    teller: Teller
    group: TaskGroup

    async def on(self, pages: AsyncIterator[list[int]], into: Collected) -> list[Task[None]]:
        """Ask for the changes and the issues of each page; returns as soon as all is asked for."""
        tasks: list[Task[None]] = []
        async for ids in pages:
            self.teller.named(len(ids))
            # Changes first: their pages are the largest, and one that continues is asked for again.
            tasks += [
                self.group.create_task(self._changes(part, into))
                for part in _parts(ids, client.CHANGED_ISSUES_A_REQUEST)
            ]
            tasks += [self.group.create_task(self._issues(part, into)) for part in _parts(ids, client.ISSUES_A_REQUEST)]
        return tasks

    async def _issues(self, ids: list[int], into: Collected) -> None:
        self.teller.read(await self.jira.issues(ids, self.fields, into.issues.add))

    async def _changes(self, ids: list[int], into: Collected) -> None:
        await self.jira.changes(ids, self.fields, into.changes.add)


def _parts(ids: list[int], size: int) -> list[list[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


async def _members(jira: Jira, board: str, scope: Scope, site: Catalogue) -> None:
    """The issues that a board's filter shows, as ids."""
    board_filter = site.filters.get(board)
    if board_filter is None:
        raise ScopeUnknown(
            f"The settings of board {board} are closed to this account, so its issues cannot be told.",
            mend="Its administrator can share the board's filter with you.",
            next="No figures were made.",
            cause="board-closed",
        )
    ids = site.on_board.setdefault(board, [])
    async for page in jira.ids(f"filter = {board_filter} AND {client.within(scope.projects)}"):
        ids += page
