"""The feed of revisions of one project, read in stretches of time side by side.

Each page of the feed names the next, so one chain of pages takes as long as all of them together. But a chain may
begin at any instant: the feed is cut into stretches, and each is read until it meets the first revision of a later one.
Dates only say where to cut. What counts is that every stretch gives the same revisions in the same order, and whoever
reads the feed checks afterwards that none is lacking.
"""

import asyncio
from asyncio import Future, TaskGroup
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from altaclario.providers.azure_devops.client import REVISIONS_A_PAGE, AzureDevOps
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.revisions import Batch

AT_ONCE = 8
"""Stretches that are read side by side."""
_REVISIONS_AN_ITEM = 6
_WORTH_CUTTING = 2.0
"""Pages that must be left of a stretch; each cut costs about half a page that is read twice."""


@dataclass(slots=True)
class Stretch:
    """A part of the feed, from an instant (or the beginning) to the next stretch (or the end)."""

    since: int | None
    began: "Future[frozenset[int]]"
    """The revisions of its first page."""
    pages: int = 0
    first: int = 0
    reached: int = 0
    is_over: bool = False

    def pages_left(self, until: int) -> float:
        """About how many pages are left of it, if it goes on as it began."""
        if self.is_over or not self.pages or self.reached <= self.first:
            return 0.0
        return self.pages * max(until - self.reached, 0) / (self.reached - self.first)


@dataclass(slots=True)
class Feed:
    """The revisions of some types of one project. `token` is where a later reading goes on."""

    azure: AzureDevOps
    project: str
    types: tuple[str, ...]
    fields: Fields
    take: Callable[[bytes], Batch]
    now: int
    token: str = ""
    stretches: list[Stretch] = field(default_factory=list)
    """In the order of time."""

    @property
    def was_cut(self) -> bool:
        """Whether more than one chain of pages was read."""
        return len(self.stretches) > 1

    async def whole(self) -> None:
        """All of it in one chain."""
        async for page in self.azure.revisions(self.project, self.types, self.fields, self.take):
            self.token = page.token

    async def side_by_side(self, items: Callable[[], Awaitable[int]]) -> None:
        """All of it; `items` tells, as soon as it is known, how many items there are."""
        beginning = self._cut(None)
        async with TaskGroup() as group:
            group.create_task(self._read(beginning, group))
            await beginning.began
            if not beginning.is_over:
                self._cut_evenly(beginning, await items(), group)

    def _cut_evenly(self, beginning: Stretch, items: int, group: TaskGroup) -> None:
        pages = items * _REVISIONS_AN_ITEM / REVISIONS_A_PAGE
        parts = max(min(int(pages / _WORTH_CUTTING), AT_ONCE), 1)
        step = max((self.now - beginning.reached) // parts, 1)
        for part in range(1, parts):
            since = beginning.reached + part * step
            if since < self.now:
                group.create_task(self._read(self._cut(since), group))

    def _cut(self, since: int | None) -> Stretch:
        stretch = Stretch(since, asyncio.get_running_loop().create_future())
        self.stretches = sorted([*self.stretches, stretch], key=lambda one: one.since or 0)
        return stretch

    async def _read(self, stretch: Stretch, group: TaskGroup) -> None:
        pages = self.azure.revisions(self.project, self.types, self.fields, self.take, since=stretch.since)
        async for page in pages:
            stretch.first = stretch.first or page.first
            stretch.reached = max(stretch.reached, page.reached)
            stretch.pages += 1
            stretch.is_over = page.is_last
            if not stretch.began.done():
                stretch.began.set_result(page.keys)
            if page.is_last:
                self.token = page.token
            elif await self._meets_another(stretch, page):
                break
        stretch.is_over = True
        self._help_the_slowest(group)

    async def _meets_another(self, stretch: Stretch, page: Batch) -> bool:
        """Whether a page holds revisions with which a later stretch begins: then that one reads on from there."""
        for later in self.stretches[self.stretches.index(stretch) + 1 :]:
            if not page.keys.isdisjoint(await later.began):
                return True
        return False

    def _help_the_slowest(self, group: TaskGroup) -> None:
        """Cut the stretch of which most is left in two, now that one more can be read."""
        ends = [*(one.since or 0 for one in self.stretches[1:]), self.now]
        left = [one.pages_left(end) for one, end in zip(self.stretches, ends, strict=True)]
        most = max(left)
        if most < _WORTH_CUTTING:
            return
        slowest, end = next(
            (one, end) for one, end, pages in zip(self.stretches, ends, left, strict=True) if pages == most
        )
        since = (slowest.reached + end) // 2
        if slowest.reached < since < end:
            group.create_task(self._read(self._cut(since), group))
