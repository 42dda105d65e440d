"""The feed of revisions, read in stretches: whatever its dates say, nothing is lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from altaclario.providers.azure_devops import feed
from altaclario.providers.azure_devops.columns.fields import Fields
from altaclario.providers.azure_devops.columns.revisions import Batch
from altaclario.providers.azure_devops.feed import Feed

PAGE = 10
DAYS = 400
Row = tuple[int, int, int]
"""Item, number of the revision, and its date."""


@dataclass(slots=True)
class Tracker:
    """Gives rows in their order; a reading may begin after a date."""

    rows: Sequence[Row]
    pages: int = 0
    under_way: int = 0
    most: int = 0
    taken: list[Row] = field(default_factory=list)

    async def revisions(
        self,
        _project: str,
        _types: Sequence[str],
        _fields: Fields,
        _take: Callable[[bytes], Batch],
        *,
        since: int | None = None,
    ) -> AsyncIterator[Batch]:
        rows = list(self.rows)
        if since is not None:
            first = next((place for place, row in enumerate(rows) if row[2] > since), len(rows))
            rows = rows[first:]
        place = 0
        while True:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            # Answers come in any order.
            for _ in range(random.randrange(4)):
                await asyncio.sleep(0)
            self.under_way -= 1
            self.pages += 1
            page = rows[place : place + PAGE]
            place += PAGE
            self.taken += page
            yield _batch(page, place, is_last=place >= len(rows))
            if place >= len(rows):
                return


def _batch(page: list[Row], place: int, *, is_last: bool) -> Batch:
    return Batch(
        token=str(place),
        is_last=is_last,
        keys=frozenset(item << 32 | rev for item, rev, _ in page),
        first=page[0][2] if page else 0,
        reached=page[-1][2] if page else 0,
        items=frozenset(item for item, rev, _ in page if rev == 1),
    )


def _nobody(_: bytes) -> Batch:
    raise AssertionError("these pages are no bytes")


def read(tracker: Tracker) -> Feed:
    reading = Feed(tracker, "p", (), Fields(frozenset()), _nobody, DAYS)  # type: ignore[arg-type]

    async def items() -> int:
        return len({item for item, _, _ in tracker.rows})

    asyncio.run(reading.side_by_side(items))
    return reading


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "REVISIONS_A_PAGE", PAGE)


def rows(count: int, *, imported: int = 0) -> list[Row]:
    """Rows in the order of time; an import in the middle of it writes dates of years ago."""
    dates = sorted(random.randrange(1, DAYS) for _ in range(count))
    known: dict[int, int] = {}
    found = []
    for date in dates:
        item = random.randrange(max(count // 5, 1))
        known[item] = known.get(item, 0) + 1
        found.append((item, known[item], date))
    old = [(10_000 + one, 1, random.randrange(1, DAYS)) for one in range(imported)]
    place = random.randrange(count + 1)
    return found[:place] + old + found[place:]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 100, 1000])
def test_every_revision_comes(count: int) -> None:
    for _ in range(20):
        tracker = Tracker(rows(count))
        reading = read(tracker)
        assert set(tracker.taken) == set(tracker.rows)
        assert reading.token


def test_dates_that_do_not_rise_lose_nothing() -> None:
    for _ in range(50):
        tracker = Tracker(rows(300, imported=random.randrange(100)))
        read(tracker)
        assert set(tracker.taken) == set(tracker.rows)


def test_rows_of_one_instant_lose_nothing() -> None:
    tracker = Tracker([(item, 1, 200) for item in range(300)])
    read(tracker)
    assert set(tracker.taken) == set(tracker.rows)


def test_little_is_read_twice_and_much_at_once() -> None:
    tracker = Tracker(rows(2000))
    read(tracker)
    assert tracker.pages < 1.2 * len(tracker.rows) / PAGE
    assert tracker.most > 4


def test_a_busy_month_is_shared_by_all() -> None:
    quiet = [(item, 1, item) for item in range(100)]
    busy = [(1000 + item, 1, 100 + item // 90) for item in range(1800)]
    tracker = Tracker([*quiet, *busy])
    read(tracker)
    assert set(tracker.taken) == set(tracker.rows)
    assert tracker.pages < 1.25 * len(tracker.rows) / PAGE
    assert tracker.most > 3


def test_a_small_feed_is_one_chain() -> None:
    tracker = Tracker(rows(30))
    assert not read(tracker).was_cut
    assert tracker.pages == 3
