"""The two passes over a site's issues: first what is not done or changed lately, then the rest.

The pages of ids come one after the other, because each names the next; everything that an id page makes possible
(issues a hundred at a time, changes a thousand at a time) is asked for at once, so the line is never idle.
"""

import asyncio
from asyncio import Task, TaskGroup
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from math import ceil

import numpy as np
from numpy.typing import NDArray

from altaclario.providers import troubles
from altaclario.providers.asking import Asking
from altaclario.providers.faults import ScopeUnknown, TrackerFault
from altaclario.providers.jira import client, kept
from altaclario.providers.jira.client import Ask, Jira
from altaclario.providers.jira.columns.assembling import Catalogue, Collected, keys, met, snapshot
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
    asking: Asking,
    scope: Scope,
    *,
    now: int,
    teller: Teller,
    on_partial: Callable[[Snapshot], None] | None = None,
    face: Callable[[Asking], Jira] = Jira,
) -> Whole:
    """Everything of the scope, in one snapshot; `on_partial` gets the one of the first pass as soon as it is whole.

    `face` is the kind of Jira. `now` is in UTC seconds. Raises a TrackerFault, in a group of those that came at once.
    """
    jira = face(asking)
    try:
        return await _read(jira, scope, now=now, teller=teller, on_partial=on_partial)
    except (TrackerFault, BaseExceptionGroup) as wrong:
        if _holds(wrong, "question-refused"):
            await _see_what_is_gone(jira, scope)
        raise


def _holds(wrong: BaseException, cause: str) -> bool:
    """Whether it is a fault of this cause, or a group with one."""
    if isinstance(wrong, BaseExceptionGroup):
        return any(_holds(one, cause) for one in wrong.exceptions)
    return isinstance(wrong, TrackerFault) and wrong.cause == cause


async def _read(
    jira: Jira, scope: Scope, *, now: int, teller: Teller, on_partial: Callable[[Snapshot], None] | None
) -> Whole:
    begun = asyncio.get_running_loop().time()
    teller.stage("signing in")
    await jira.myself()
    teller.stage("looking around")
    site, entries = await look_around(jira, scope)
    since = now - RECENT_DAYS * _DAY_SECONDS
    async with TaskGroup() as group:
        # The first ids of both passes are asked for while the boards tell which fields matter.
        recent_ids = _ahead(jira, client.recent(scope.projects, since_ms=since * 1000), group)
        older_ids = _ahead(jira, client.older(scope.projects, since_ms=since * 1000), group)
        counting = group.create_task(_about(jira, scope, teller))
        clock = group.create_task(_ahead_of_us(jira, now, begun))
        configuring = group.create_task(site.configure(jira, entries))
        around = [group.create_task(site.sprints(jira))]
        fields = await configuring
        members = {board: group.create_task(_members(jira, board, scope, site.catalogue)) for board in scope.boards}
        names = Names()
        recent, rest = jira.collected(fields, names), jira.collected(fields, names)
        teller.stage("reading issues")
        work = _Work(jira, fields, teller, group)
        first = await work.on(recent_ids, recent)
        last = await work.on(older_ids, rest)
        teller.all_named()
        site.catalogue.on_board = {board: await task for board, task in members.items()}
        if not first and not last:
            await _surely_nothing(jira, scope)
        # Where nothing is unfinished there is nothing to see yet: an empty page would say that there is no work.
        if on_partial and first:
            await asyncio.gather(*first, *around)
            await work.settle([recent], scope, site.catalogue)
            on_partial(snapshot([recent], site.catalogue, read_at=now, complete_from=since))
        await asyncio.gather(*first, *last, *around)
        await work.settle([recent, rest], scope, site.catalogue)
        counting.cancel()
    teller.stage("counting")
    left = kept.after([recent, rest], site, work.listed, now=now, ahead_ms=clock.result())
    return Whole(snapshot([recent, rest], site.catalogue, read_at=now), left)


async def _ahead_of_us(jira: Jira, now: int, begun: float) -> int:
    """By how many ms the tracker's clock is ahead of ours, rather too few; a reading goes on without knowing it.

    `now` is what our clock said when the loop's said `begun`.
    """
    with suppress(TrackerFault):
        server = await jira.server()
        passed = asyncio.get_running_loop().time() - begun
        return 1000 * (server.skew(now + ceil(passed)) or 0)
    return 0


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
    listed: list[int] = field(default_factory=list)
    """The issues that the pages named so far."""

    async def on(self, pages: AsyncIterator[list[int]], into: Collected) -> list[Task[None]]:
        """Ask for the changes and the issues of each page; returns as soon as all is asked for."""
        tasks: list[Task[None]] = []
        async for ids in pages:
            self.teller.named(len(ids))
            self.listed.extend(ids)
            asks = self.jira.wholly(ids, self.fields, into)
            tasks += [self.group.create_task(self._counted(one)) for one in asks]
        return tasks

    async def settle(self, passes: list[Collected], scope: Scope, site: Catalogue) -> None:
        """Read again what has the key of a project that is not read: it was renamed meanwhile, or the issue moved away;
        and name what all of them point at.

        Each issue is told apart by its id; of two keys of one project, the one that it has now is right.
        """
        await self._see_where_all_are(passes, scope, site)
        await self.jira.name_epics(passes[0].names)

    async def _see_where_all_are(self, passes: list[Collected], scope: Scope, site: Catalogue) -> None:
        if met(passes) <= len(scope.projects):
            return
        listed = {one.key: one.id for one in await self.jira.projects()}
        chosen = {key for key, id in listed.items() if id in scope.projects or key in scope.projects}
        again = client.parts(_not_of(passes, chosen), self.jira.issues_a_request)
        take = passes[-1].issues.add
        await asyncio.gather(*(self._counted(partial(self.jira.issues, part, self.fields, take)) for part in again))
        site.elsewhere |= set(_not_of(passes, chosen)) if len(chosen) == len(scope.projects) else set()

    async def _counted(self, ask: Ask) -> None:
        self.teller.read(await ask())


def _not_of(passes: list[Collected], projects: set[str]) -> list[int]:
    return [id for id, key in keys(passes).items() if key not in projects]


async def _surely_nothing(jira: Jira, scope: Scope) -> None:
    """Projects may be empty; but then they are counted as empty too."""
    if await jira.count(client.within(scope.projects)):
        raise troubles.INCOMPLETE.fault("Jira")


async def _see_what_is_gone(jira: Jira, scope: Scope) -> None:
    """A question about a project that is not there any more is refused like a wrong one. Raises ScopeUnknown."""
    for project in scope.projects:
        await jira.versions(project)


async def _members(jira: Jira, board: str, scope: Scope, site: Catalogue) -> NDArray[np.int64]:
    """The issues that a board's filter shows, as ids."""
    board_filter = filter_of(board, site)
    pages = [page async for page in jira.ids(client.on_board(scope.projects, board_filter))]
    return np.array([id for page in pages for id in page], np.int64)


def filter_of(board: str, site: Catalogue) -> str:
    """The filter of a board that was chosen. Raises ScopeUnknown when it may not be seen."""
    board_filter = site.filters.get(board)
    if board_filter is None:
        raise ScopeUnknown(
            f"The settings of board {board} are closed to this account, so its issues cannot be told.",
            mend="Its administrator can share the board's filter with you.",
            next="No figures were made.",
            cause="board-closed",
        )
    return board_filter
