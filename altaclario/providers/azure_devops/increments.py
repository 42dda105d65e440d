"""What changed since a reading: the new revisions of each project's feed, who is there now, and little else.

The feed says what became of every item that somebody changed; queries say which items are there, and which of them are
assigned. What came or left without a revision is looked up in batches. Nothing is guessed: where the pieces do not fit
together, everything must be read anew.
"""

from asyncio import Task, TaskGroup
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from altaclario.providers import troubles
from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client, manners, passes, surroundings
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns import arriving, linking, revisions, standing
from altaclario.providers.azure_devops.columns.arriving import Arrived, Settled
from altaclario.providers.azure_devops.columns.assembling import Catalogue, Project, snapshot
from altaclario.providers.azure_devops.columns.linking import Pairs
from altaclario.providers.azure_devops.columns.revisions import Bit, RevisionPages, Revisions
from altaclario.providers.azure_devops.kept import Kept
from altaclario.providers.azure_devops.surroundings import Round
from altaclario.providers.faults import ScopeUnknown, TrackerFault
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Increment, MustReadWhole
from altaclario.snapshots.snapshot import NEVER, Snapshot

_LOST = {
    "place-lost": "place lost",
    "project-unknown": "projects changed",
    "board-unknown": "projects changed",
    "no-tracker": "projects changed",
    "question-refused": "projects changed",
}
"""Causes of faults that a whole reading does not meet, such as a token that is too old, or has better words for."""
_FEWEST_PAGES, _ITEMS_A_PAGE = 5, 1000
"""A chain of more pages than these, or than one for so many held items, takes longer than reading all side by side."""
_MOST_UNCLEAR = 1000


async def go_on(
    asking: Asking,
    scope: Scope,
    kept: Kept,
    before: Snapshot,
    *,
    now: int,
    teller: Teller,
    face: Callable[..., AzureDevOps] = AzureDevOps,
) -> Increment:
    """What changed since `before`, which `kept` is of. `face` is the kind of Azure DevOps, `now` is in UTC seconds.

    Raises MustReadWhole where what was kept does not suffice, or a TrackerFault.
    """
    # What is read is known by its numbers, whatever its names are by now.
    del scope
    teller.stage("reading issues")
    try:
        return await _Going(face(asking, version=kept.version), kept, before, now, teller).on()
    except BaseExceptionGroup as several:
        raise _judged(several) from None
    except TrackerFault as fault:
        raise _judged(fault) from None


def allowed(items: int, changed: int, projects: int) -> int:
    """How many questions an increment may put: each project beyond the first has a feed of its own.

    >>> allowed(10_000, 100, 1), allowed(10_000, 100, 4)
    (8, 11)
    """
    return ceil(items / 5000) + ceil(changed / 100) + 5 + max(projects - 1, 0)


@dataclass(slots=True)
class _Going:
    """One increment on its way."""

    azure: AzureDevOps
    kept: Kept
    before: Snapshot
    now: int
    teller: Teller
    tokens: dict[str, str] = field(default_factory=dict)
    pages: list[RevisionPages] = field(default_factory=list)
    unplaced: int = 0
    """Items that are there, and of which not even today's state tells enough."""

    async def on(self) -> Increment:
        async with TaskGroup() as group:
            existing = group.create_task(self._ids(self._work))
            assigned = group.create_task(self._ids(f"({self._work}) AND {client.ASSIGNED}"))
            linked = group.create_task(self._links(existing))
            looking = group.create_task(self._look_again())
            for place, _ in self._read:
                group.create_task(self._feed(place, existing))
        around, there = looking.result(), existing.result()
        arrived = self._arrived(around, there)
        alone = surroundings.in_turn(arrived.alone.tolist(), self.kept.alone_turn, client.ITEMS_A_REQUEST)
        today = await self._today(arrived.unclear, alone)
        settled = arriving.settle(arrived, today, there, around.projects, self.kept.names, now=self.now)
        self.teller.named(len(settled.touched))
        self.teller.read(len(settled.touched))
        catalogue = replace(
            self.kept.catalogue,
            projects=around.projects,
            teams=around.teams,
            existing=settled.existing,
            assigned=assigned.result(),
            parents=await self._parents(settled.revisions),
            links=linked.result(),
            vanished=self.unplaced,
        )
        if not around.has_all_trees and _lies_nowhere(settled, catalogue):
            raise MustReadWhole("areas changed")
        most = allowed(len(there), len(settled.touched), len(self._read)) - self.azure.asked
        quiet_turn = await surroundings.quiet(self.azure, self.kept.marks, turn=self.kept.quiet_turn, most=most)
        self.teller.all_named()
        self.teller.stage("counting")
        kept = replace(
            self.kept,
            version=self.azure.version,
            revisions=revisions.telling(settled.revisions),
            catalogue=catalogue,
            tokens=self.tokens,
            turn=around.turn,
            quiet_turn=quiet_turn,
            alone_turn=self.kept.alone_turn + len(alone),
            untold=self._untold,
        )
        return _increment(self.kept.catalogue, self.before, settled, kept, now=self.now)

    @property
    def _read(self) -> list[tuple[int, Project]]:
        """The projects that have work, each with its place."""
        return [(place, one) for place, one in enumerate(self.kept.catalogue.projects) if one.id in self.kept.tokens]

    @property
    def _work(self) -> str:
        """The condition for what is read. One project is known by its number, several by their names."""
        types = {one.name: one.process.levels for _, one in self._read}
        return client.of_types(*types.values()) if len(types) == 1 else client.of_projects(types)

    @property
    def _untold(self) -> frozenset[int]:
        """Items of which the feed tells too little, then or now."""
        return self.kept.untold.union(*(one.untold for one in self.pages))

    async def _ids(self, condition: str) -> NDArray[np.int64]:
        projects = [one.id for _, one in self._read]
        if not projects:
            return np.empty(0, np.int64)
        where = projects[0] if len(projects) == 1 else ""
        return np.array([id async for page in self.azure.ids(where, condition) for id in page], np.int64)

    async def _links(self, existing: "Task[NDArray[np.int64]]") -> Pairs:
        """Which items wait for which now."""
        ids, read = (await existing).tolist(), self._read
        if len(read) == 1:
            return linking.pairs(await self.azure.dependencies(read[0][1].id, client.OF_PROJECT, ids))
        condition = client.from_projects(one.name for _, one in read)
        return linking.pairs(await self.azure.dependencies("", condition, ids) if read else ())

    async def _feed(self, place: int, existing: "Task[NDArray[np.int64]]") -> None:
        """The revisions of one project since the last ones."""
        # Asked after who is there: whoever is deleted meanwhile is told of by a revision.
        await existing
        project = self.kept.catalogue.projects[place]
        token = self.kept.tokens[project.id]
        if not token:
            raise MustReadWhole("place lost")
        pages = RevisionPages(place, self.kept.names)
        self.pages.append(pages)
        left = max(_FEWEST_PAGES, len(self.before) // _ITEMS_A_PAGE)
        types, fields = tuple(project.process.levels), self.kept.fields[project.id]
        async for page in self.azure.revisions(project.id, types, fields, pages.add, token=token):
            left -= 1
            if not left and not page.is_last:
                raise MustReadWhole("too much changed")
            self.tokens[project.id] = page.token or token

    async def _look_again(self) -> Round:
        """What changes often, as far as the number of questions allows; a little of it each time, whatever that is."""
        queries = 3 * max(ceil(len(self.before) / client.FOUND_A_QUERY), 1)
        links = 0 if self.kept.revisions.parent.any() else len(self.kept.catalogue.projects)
        alone = int(self.kept.revisions.has(Bit.TODAY_ALONE).any())
        most = allowed(len(self.before), 0, len(self._read)) - len(self._read) - queries - links - alone
        return await surroundings.lively(self.azure, self.kept.catalogue, turn=self.kept.turn, most=max(most, 1))

    def _arrived(self, around: Round, existing: NDArray[np.int64]) -> Arrived:
        come = _decoded(self.pages)
        if not arriving.are_listed(self.kept.revisions, come, self.kept.names, around.projects, around.teams):
            raise MustReadWhole("process or boards changed")
        return arriving.arrive(
            self.kept.revisions,
            come,
            existing,
            around.projects,
            self.before.items.id,
            untold=self._untold,
            now=self.now,
        )

    async def _today(self, unclear: Sequence[int], alone: Iterable[int]) -> Revisions:
        """What is to be seen of these items today, wherever they are. Those that no revision tells of were so before:
        they are no sign that much changed."""
        if len(unclear) > _MOST_UNCLEAR:
            raise MustReadWhole("too much changed")
        pages = RevisionPages(0, self.kept.names)
        async with TaskGroup() as group:
            for part in client.batches(sorted({*unclear, *alone})):
                group.create_task(self._items(part, pages))
        self.unplaced = pages.vanished
        return revisions.joined(pages.pages())

    async def _items(self, ids: Sequence[int], into: RevisionPages) -> None:
        await self.azure.items("", ids, self.kept.catalogue.fields, lambda body: into.add_today(body, ids))

    async def _parents(self, found: Revisions) -> dict[int, int]:
        if not len(found) or found.parent.any():
            return {}
        return await passes.parents(self.azure, [one.id for one in self.kept.catalogue.projects])


def _decoded(several: Iterable[RevisionPages]) -> Revisions:
    """All revisions of these pages. Raises TrackerUnreadable for a page that is none."""
    try:
        return revisions.joined(page for one in several for page in one.pages())
    except troubles.NOT_TAKEN as wrong:
        raise troubles.of_decoding(wrong, 200).fault(manners.name) from None


def _increment(known: Catalogue, before: Snapshot, settled: Settled, kept: Kept, *, now: int) -> Increment:
    """What is handed on: the items that are other than they were, or all of them when what surrounds them is."""
    every, catalogue = settled.revisions, kept.catalogue
    stands = _standing(every, catalogue, read_at=now)
    ids = every.id[stands.last]
    here = ids[stands.is_here]
    touched = np.union1d(settled.touched, np.setxor1d(known.assigned, catalogue.assigned))
    touched = np.union1d(touched, linking.sources(np.setxor1d(known.links, catalogue.links)))
    touched = np.union1d(touched, np.setdiff1d(here, before.items.id))
    remade = np.union1d(touched, _still_to_come(every, before.read_at))
    is_same = (known.projects, known.teams, known.parents) == (catalogue.projects, catalogue.teams, catalogue.parents)
    kept = replace(kept, catalogue=replace(catalogue, existing=None))
    part = snapshot(every, kept.names, catalogue, read_at=now, of=remade if is_same else None)
    gone = np.setdiff1d(before.items.id, here)
    deleted = np.isin(gone, ids[stands.is_deleted])
    moved = np.isin(gone, np.concatenate([ids[stands.is_moved], settled.moved]))
    hidden = ~deleted & ~moved
    _see_what_is_lost(before, gone, gone[hidden])
    changed = np.intersect1d(np.intersect1d(touched, here), before.items.id)
    return Increment(
        part=part,
        gone=gone,
        kept=kept,
        added=len(np.setdiff1d(here, before.items.id)),
        changed=len(changed),
        deleted=int(np.count_nonzero(deleted)),
        moved=int(np.count_nonzero(moved)),
        hidden=int(np.count_nonzero(hidden)),
    )


def _see_what_is_lost(before: Snapshot, gone: NDArray[np.uint32], hidden: NDArray[np.uint32]) -> None:
    """Raises ScopeUnknown where nothing is left of a project of several items, and not because revisions say so."""
    ids, project = before.items.id, before.items.project
    every, left, unsaid = (
        np.bincount(project[np.isin(ids, some)], minlength=len(before.projects))
        for some in (ids, np.setdiff1d(ids, gone), hidden)
    )
    if count := int(every[(every > 1) & (left == 0) & (unsaid > 0)].sum()):
        raise ScopeUnknown(
            f"None of {count:,} items of a project can be seen any more, though the project can.",
            mend="Ask a project administrator for the right to see its areas; if the items were destroyed, empty the "
            "memory of this connection and load it again.",
            next="What was read before stays.",
            cause="items-lost",
        )


def _still_to_come(every: Revisions, read_at: int) -> NDArray[np.uint32]:
    """The items with dates that were still to come then: each reading believes something else of them."""
    has_ended = every.closed != NEVER
    latest = np.maximum(np.maximum(every.created, every.changed), np.where(has_ended, every.closed, 0))
    return np.unique(every.id[latest > read_at])


def _lies_nowhere(settled: Settled, catalogue: Catalogue) -> bool:
    """Whether something that a query found lies in an area that nobody has told us of."""
    stands = _standing(settled.revisions, catalogue, read_at=0)
    return bool(np.isin(settled.revisions.id[stands.last][stands.is_moved], settled.existing).any())


def _standing(every: Revisions, catalogue: Catalogue, *, read_at: int) -> standing.Standing:
    return standing.of(every, (one.areas for one in catalogue.projects), catalogue.existing, read_at=read_at)


def _judged(fault: BaseException) -> BaseException:
    """The first of several faults; of those that a whole reading may not meet, that everything must be read."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    if isinstance(fault, TrackerFault) and fault.cause in _LOST:
        return MustReadWhole(_LOST[fault.cause])
    return fault
