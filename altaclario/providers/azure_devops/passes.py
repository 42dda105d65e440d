"""A whole reading: today's state of what is not finished first, then the history of everything.

The first pass asks for numbers by a query and for two hundred items at a time; it is small, so there is something to
see soon. The second reads the feed of revisions, which tells what was deleted as well. Queries tell which items are
there and which of them are assigned to somebody: who that is, is never asked.
"""

import asyncio
from asyncio import Event, Task, TaskGroup
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from altaclario.providers import troubles
from altaclario.providers.asking import Asking
from altaclario.providers.azure_devops import client, manners
from altaclario.providers.azure_devops.client import AzureDevOps
from altaclario.providers.azure_devops.columns import linking, revisions
from altaclario.providers.azure_devops.columns.assembling import Catalogue, snapshot
from altaclario.providers.azure_devops.columns.linking import Pairs
from altaclario.providers.azure_devops.columns.revisions import Batch, Bit, Names, RevisionPages, Revisions
from altaclario.providers.azure_devops.discovery import Organisation, Place, look_around
from altaclario.providers.azure_devops.feed import Feed
from altaclario.providers.azure_devops.kept import Kept
from altaclario.providers.columns import intervals
from altaclario.providers.progress import Teller
from altaclario.providers.scope import Scope
from altaclario.providers.whole import Whole
from altaclario.snapshots.snapshot import Snapshot

_DAY_SECONDS = 86_400


async def read(
    asking: Asking,
    scope: Scope,
    *,
    now: int,
    teller: Teller,
    on_partial: Callable[[Snapshot], None] | None = None,
    face: Callable[..., AzureDevOps] = AzureDevOps,
) -> Whole:
    """Everything of the scope; `on_partial` gets today's state of what is not finished as soon as it is there.

    `face` is the kind of Azure DevOps. `now` is in UTC seconds. Raises a TrackerFault.
    """
    azure = face(asking)
    teller.stage("signing in")
    await azure.myself()
    teller.stage("looking around")
    organisation = await look_around(azure, scope.projects, scope.boards)
    teller.stage("reading issues")
    names = Names(has_tags=scope.labels)
    parts = [
        _Part(azure, number, place, names, teller, now)
        for number, place in enumerate(organisation.places)
        if place.project.process.levels
    ]
    async with TaskGroup() as group:
        if on_partial:
            firsts = [group.create_task(part.today(group)) for part in parts]
        configuring = group.create_task(organisation.configure())
        feeds = [group.create_task(part.history(waits=on_partial is not None)) for part in parts]
        for part in parts:
            group.create_task(part.everything())
        assigned = [group.create_task(part.assigned()) for part in parts]
        if on_partial:
            await asyncio.gather(configuring, *firsts, *assigned)
            _note(organisation.catalogue, assigned)
            held = revisions.mended(revisions.joined(page for part in parts for page in part.early.pages()))
            since = now - _DAY_SECONDS
            # Where nothing is unfinished there is nothing to see yet: an empty page would say that there is no work.
            if len(held):
                on_partial(snapshot(held, names, organisation.catalogue, read_at=now, complete_from=since))
        await asyncio.gather(configuring, *feeds, *assigned)
    whole = await _whole(organisation, parts, names, assigned, teller, now=now)
    # What is gone was read as well, and what has no history was not counted.
    teller.read(len(whole.snapshot) - teller.now.read)
    return whole


@dataclass(slots=True)
class _Part:
    """What is read of one project."""

    azure: AzureDevOps
    number: int
    place: Place
    names: Names
    teller: Teller
    now: int
    existing: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    pages: RevisionPages = field(init=False)
    early: RevisionPages = field(init=False)
    """Today's state of what is not finished, to be seen soon."""
    late: RevisionPages = field(init=False)
    """Today's state of what the feed did not give."""
    feed: Feed = field(init=False)
    links: Pairs = field(default_factory=linking.nothing)
    _first_is_asked: Event = field(default_factory=Event)
    _is_counted: Event = field(default_factory=Event)
    _has_come: Event = field(default_factory=Event)
    _begun: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pages, self.early, self.late = (RevisionPages(self.number, self.names) for _ in range(3))
        types = tuple(self.place.project.process.levels)
        self.feed = Feed(self.azure, self.id, types, self.place.fields, self._take, self.now)

    @property
    def id(self) -> str:
        return self.place.project.id

    @property
    def _types(self) -> str:
        return client.of_types(self.place.project.process.levels)

    async def today(self, group: TaskGroup) -> None:
        """What is not finished, or was changed within a day, as it is now."""
        process = self.place.project.process
        finished = {type: process.finished_states(type) for type in process.levels}
        ids = await self._ids(client.unfinished(finished, since=self.now - _DAY_SECONDS))
        tasks = [group.create_task(self._items(part, self.early)) for part in client.batches(ids.tolist())]
        self._first_is_asked.set()
        await asyncio.gather(*tasks)

    async def everything(self) -> None:
        """Which items are there."""
        self.existing = await self._ids(self._types)
        self.teller.named(len(self.existing))
        self._is_counted.set()
        ids = self.existing.tolist()
        self.links = linking.pairs(await self.azure.dependencies(self.id, client.OF_PROJECT, ids))

    async def assigned(self) -> NDArray[np.int64]:
        """Which items are assigned to somebody."""
        return await self._ids(f"{self._types} AND {client.ASSIGNED}")

    async def history(self, *, waits: bool) -> None:
        """The feed of revisions. Where somebody waits for a first pass, the questions of that go before."""

        async def count() -> int:
            await self._is_counted.wait()
            if waits:
                await self._first_is_asked.wait()
            return len(self.existing)

        async with TaskGroup() as group:
            settling = group.create_task(self._settle())
            await self.feed.side_by_side(count)
            settling.cancel()
        self._settle_all()

    async def _settle(self) -> None:
        """Decode one page after the other; in between, what has come meanwhile lets its next question set out."""
        while True:
            self._has_come.clear()
            self._settle_all(1)
            await (asyncio.sleep(0) if self.pages.has_waiting else self._has_come.wait())

    def _settle_all(self, most: int = 1 << 30) -> None:
        try:
            for _ in range(most):
                if not self.pages.settle():
                    return
        except troubles.NOT_TAKEN as wrong:
            raise troubles.of_decoding(wrong, 200).fault(manners.name) from None

    async def complete(self) -> Revisions:
        """All revisions. If the stretches left something out they are read again in one chain, and what the feed never
        gives is read as it is today."""
        found = revisions.joined(self.pages.pages())
        if self.feed.was_cut and (self._missing(found).size or revisions.lacking(found).any()):
            await self.feed.whole()
            found = revisions.joined(self.pages.pages())
        missing = self._missing(found)
        if not missing.size:
            self._surely_nothing(found)
            return found
        await asyncio.gather(*(self._items(part, self.late) for part in client.batches(missing.tolist())))
        return revisions.joined([found, *self.late.pages()])

    def _surely_nothing(self, found: Revisions) -> None:
        """A project may hold nothing; but then no revision tells of work that is in it."""
        last = found.take(intervals.ends(found.id) & (found.changed < self.now) & ~found.has(Bit.DELETED))
        if not self.existing.size and np.isin(last.area, list(self.place.project.areas)).any():
            raise troubles.INCOMPLETE.fault(manners.name)

    def _missing(self, found: Revisions) -> NDArray[np.int64]:
        return np.setdiff1d(self.existing, found.id)

    async def _ids(self, condition: str) -> NDArray[np.int64]:
        return np.array([id async for page in self.azure.ids(self.id, condition) for id in page], np.int64)

    async def _items(self, ids: Sequence[int], into: RevisionPages) -> None:
        await self.azure.items(self.id, ids, self.place.fields, lambda body: into.add_today(body, ids))

    def _take(self, body: bytes) -> Batch:
        page = self.pages.add(body)
        self._has_come.set()
        begun = page.items - self._begun
        self._begun |= begun
        self.teller.read(len(begun))
        return page


async def _whole(
    organisation: Organisation,
    parts: list[_Part],
    names: Names,
    assigned: list["Task[NDArray[np.int64]]"],
    teller: Teller,
    *,
    now: int,
) -> Whole:
    """The snapshot of all that came, once nothing is lacking that can be had."""
    whole = await asyncio.gather(*(part.complete() for part in parts))
    teller.all_named()
    teller.stage("counting")
    catalogue = organisation.catalogue
    _note(catalogue, assigned)
    catalogue.existing = np.concatenate([np.empty(0, np.int64), *(part.existing for part in parts)])
    catalogue.links = np.unique(np.concatenate([linking.nothing(), *(part.links for part in parts)]))
    catalogue.vanished = sum(part.pages.vanished + part.late.vanished for part in parts)
    found = revisions.mended(whole[0] if len(whole) == 1 else revisions.joined(whole))
    if len(found) and not found.parent.any():
        catalogue.parents = await parents(organisation.azure, [one.id for one in catalogue.projects])
    kept = Kept(
        revisions=revisions.telling(found),
        names=names,
        catalogue=replace(catalogue, existing=None),
        tokens={part.id: part.feed.token for part in parts},
        fields={part.id: part.place.fields for part in parts},
        marks=organisation.marks,
        version=organisation.azure.version,
        untold=frozenset().union(*(part.pages.untold for part in parts)),
    )
    return Whole(snapshot(found, names, catalogue, read_at=now), kept)


async def parents(azure: AzureDevOps, projects: Iterable[str]) -> dict[int, int]:
    """Who is whose parent, by the feed of links: where the items themselves do not say it."""
    found: dict[int, int] = {}
    for project in projects:
        async for page in azure.links(project):
            for link in page:
                if link.isActive:
                    found[link.targetId] = link.sourceId
                elif found.get(link.targetId) == link.sourceId:
                    del found[link.targetId]
    return found


def _note(catalogue: Catalogue, assigned: list["Task[NDArray[np.int64]]"]) -> None:
    catalogue.assigned = np.concatenate([np.empty(0, np.int64), *(task.result() for task in assigned)])
