"""What changed at a Jira since a reading: a census of ids, what was updated lately, and those issues anew.

A search finds what was changed with some delay, so each reading looks back past the beginning of the last one; what
was deleted is in no search, so each lists the ids of all issues.
"""

from asyncio import TaskGroup
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np

from altaclario.providers import troubles
from altaclario.providers.asking import Asking
from altaclario.providers.faults import ScopeUnknown, TrackerUnreadable
from altaclario.providers.jira import client, comparing, rereading
from altaclario.providers.jira.client import Jira
from altaclario.providers.jira.columns import parts
from altaclario.providers.jira.columns.assembling import Collected
from altaclario.providers.jira.columns.issues import Names, only
from altaclario.providers.jira.comparing import Fates, Found, Listing, Wanted
from altaclario.providers.jira.discovery import Site
from altaclario.providers.jira.kept import MARGIN_MS, NOT_GIVEN, Ids, Kept, placed
from altaclario.providers.jira.passes import filter_of
from altaclario.providers.jira.rereading import Piece
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Increment, MustReadWhole
from altaclario.snapshots.snapshot import Snapshot

OVERLAP_MS = 15 * 60_000
"""How far a reading looks back past the beginning of the last one, for what a search did not find then."""
_BESIDE = 5
"""Requests beside those for the census and for what changed; what is left of them goes into reading the site again."""
_MOST = 1000
"""So many issues, or half of all, are read one by one; beyond that everything is read anew."""


async def go_on(
    asking: Asking,
    scope: Scope,
    kept: Kept,
    before: Snapshot,
    *,
    now: int,
    teller: Teller,
    face: Callable[[Asking], Jira] = Jira,
) -> Increment:
    """What changed since `before` was read. `face` is the kind of Jira, `now` is in UTC seconds.

    Raises a TrackerFault or MustReadWhole.
    """
    work = _Work(face(asking), scope, kept, before, teller, now)
    teller.stage("looking around")
    listing = await work.look()
    teller.stage("reading issues")
    asked = await work.ask(listing)
    found = Found.of(work.collected)
    fates = comparing.fates(asked, found, listing, kept, before)
    work.check(found, listing, fates)
    await work.complete(listing, fates)
    teller.stage("counting")
    left = work.left(listing, found, fates)
    part = parts.part(
        work.collected,
        work.site.catalogue,
        before,
        touched=_touched(fates),
        told=left.told,
        other_points=kept.other_points,
        read_at=now,
        not_given=int(np.count_nonzero(left.updated == NOT_GIVEN)),
    )
    counts = {name: len(getattr(fates, name)) for name in ("added", "changed", "deleted", "moved", "hidden")}
    return Increment(part, fates.gone, left, **counts)


@dataclass(slots=True)
class _Work:
    """One increment, step by step."""

    jira: Jira
    scope: Scope
    kept: Kept
    before: Snapshot
    teller: Teller
    now: int
    site: Site = field(init=False)
    collected: Collected = field(init=False)
    turn: int = field(init=False)

    def __post_init__(self) -> None:
        self.site, self.turn = self.kept.site.copy(), self.kept.turn
        names = Names(epic_ids=dict(self.kept.epic_ids), epic_types=set(self.kept.epic_types))
        self.collected = self.jira.collected(self.kept.fields, names)

    async def look(self) -> Listing:
        """The census, and what was changed lately; and who one is, because anonymous callers are listed less."""
        projects = self.scope.projects
        filters = {board: filter_of(board, self.site.catalogue) for board in self.scope.boards}
        lately = client.changed(projects, since_ms=self.kept.watermark_ms - OVERLAP_MS)
        # The boards and the rest are the census: an issue is listed once, or once for each board that shows it.
        rest = client.on_none(projects, [*filters.values()])
        async with TaskGroup() as group:
            group.create_task(self.jira.myself())
            queries = [lately, rest, *(client.on_board(projects, one) for one in filters.values())]
            listed = [group.create_task(self._ids(query)) for query in queries]
        changed, others, *shown = (task.result() for task in listed)
        ids = np.unique(np.concatenate([changed, others, *shown]))
        return Listing(ids, changed, dict(zip(filters, shown, strict=True)))

    async def ask(self, listing: Listing) -> Wanted:
        """Ask for whatever may have changed, a hundred issues a request."""
        asked = comparing.wanted(listing, self.kept, self.before)
        fewer = asked.without_settled(np.empty(0, np.int64))
        # One more question spares reading again what the last reading had read, where that takes more than one request.
        if self._pages(asked.ids) > self._pages(fewer.ids) + 1:
            since = client.changed(self.scope.projects, since_ms=self.kept.begun_ms - MARGIN_MS)
            asked = asked.without_settled(await self._ids(since))
        if len(asked.ids) > max(_MOST, len(self.before) // 2):
            await self._see_what_is_lost(comparing.emptied(listing, self.before))
            raise MustReadWhole("much has changed")
        self.teller.named(len(asked.ids))
        self.teller.all_named()
        async with TaskGroup() as group:
            for part in client.parts(asked.ids.tolist(), self.jira.issues_a_request):
                group.create_task(self._issues(part))
        behind = comparing.left_behind(Found.of(self.collected), self.collected, self.before, asked)
        async with TaskGroup() as group:
            for part in client.parts(behind.tolist(), self.jira.issues_a_request):
                group.create_task(self._issues(part))
        return replace(asked, orphans=np.union1d(asked.orphans, behind))

    async def _see_what_is_lost(self, ids: Ids) -> None:
        """A whole reading would not miss them. Raises ScopeUnknown when none of a few can be had one by one either."""
        some = ids[: self.jira.issues_a_request].tolist()
        if some:
            await self._issues(some)
            if not len(np.intersect1d(Found.of(self.collected).ids, some)):
                raise _lost(len(ids))

    def check(self, found: Found, listing: Listing, fates: Fates) -> None:
        """What was held must still mean the same, and some of it must still be there."""
        if not len(listing.ids) and len(fates.still):
            raise MustReadWhole("nothing is listed")
        if comparing.renamed(found, listing, self.kept, self.before):
            raise MustReadWhole("project has another key")
        pages = self.collected.issues.pages = [only(page, fates.part) for page in self.collected.issues.pages]
        if self.kept.fields.other_points and parts.changes_points(
            pages, self.before, _touched(fates), other_points=self.kept.other_points
        ):
            raise MustReadWhole("estimates in another field")
        if count := comparing.lost(fates, self.before):
            raise _lost(count)

    async def complete(self, listing: Listing, fates: Fates) -> None:
        """The changes of what is read whole; and of the site what issues show to be old, and what has its turn."""
        needed = rereading.outdated(self.site, self.collected.names.sprints, self.kept.told)
        changes = client.parts(fates.part.tolist(), self.jira.changed_issues_a_request)
        census = max(ceil(len(listing.ids) / self.jira.ids_a_page), 1)
        allowed = census + self._pages(fates.part) + max(len(changes) - 2, 0) + _BESIDE
        spare = allowed - self.teller.requests() - len(changes) - len(needed)
        # One piece at least, also where each chosen board took a question: nothing may stay old for ever.
        turns = rereading.in_turn(self.site, begin=self.turn, count=max(spare, 1))
        self.turn += len(turns)
        async with TaskGroup() as group:
            for part in changes:
                group.create_task(self._changes(part))
            for piece in dict.fromkeys([*needed, *turns]):
                group.create_task(self._again(piece))
        await self.jira.name_epics(self.collected.names)
        if self.collected.names.epic_types != self.kept.epic_types:
            raise MustReadWhole("other types of epics")
        async with TaskGroup() as group:
            for piece in rereading.unknown(self.site, self.collected, self.before):
                group.create_task(self._again(piece))
        self.site.catalogue.on_board = listing.on_board

    def left(self, listing: Listing, found: Found, fates: Fates) -> Kept:
        """What the next reading goes on from."""
        kept = self.kept
        ids = np.union1d(listing.ids, fates.still)
        known = np.isin(kept.ids, ids)
        updated = placed(kept.ids[known], kept.updated[known], ids)
        given = np.isin(found.ids, ids)
        updated[np.searchsorted(ids, found.ids[given])] = found.updated[given]
        updated[np.isin(ids, fates.hidden)] = NOT_GIVEN
        return replace(
            kept,
            site=self.site,
            ids=ids,
            updated=updated,
            fetched=found.ids[given],
            begun_ms=self.now * 1000 + kept.ahead_ms,
            told=dict(kept.told) | self.collected.names.sprints,
            epic_ids=self.collected.names.epic_ids,
            turn=self.turn,
        )

    def _pages(self, ids: Ids) -> int:
        return ceil(len(ids) / self.jira.issues_a_request)

    async def _ids(self, query: str) -> Ids:
        """What a query finds. A refusal may mean a project or a filter that is gone: a whole reading tells which."""
        try:
            pages = [page async for page in self.jira.ids(query)]
        except TrackerUnreadable as fault:
            if fault.cause == troubles.QUESTION_REFUSED.cause:
                raise MustReadWhole("question refused") from None
            raise
        return np.unique(np.array([id for page in pages for id in page], np.int64))

    async def _issues(self, ids: Sequence[int]) -> None:
        self.teller.read(await self.jira.issues(ids, self.kept.fields, self.collected.issues.add))

    async def _changes(self, ids: Sequence[int]) -> None:
        await self.jira.changes(ids, self.kept.fields, self.collected.changes.add)

    async def _again(self, piece: Piece) -> None:
        await rereading.again(self.jira, self.site, piece, self.kept.fields, self.before)


def _lost(count: int) -> ScopeUnknown:
    return ScopeUnknown(
        f"None of {count:,} issues of a project can be seen any more, though the project can.",
        mend="Ask a Jira administrator for the right to see them; if they were deleted, empty the memory of this "
        "connection and load it again.",
        next="What was read before stays.",
        cause="items-lost",
    )


def _touched(fates: Fates) -> Ids:
    """What is not as it was: read whole, or gone."""
    return np.union1d(fates.part, fates.gone.astype(np.int64))
