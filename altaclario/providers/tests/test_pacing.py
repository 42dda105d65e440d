"""A tracker that has enough is asked less at once, and by and by more again."""

import asyncio
from collections.abc import Mapping

import pytest

from altaclario.egress.calling import Reply
from altaclario.providers.asking import Asking, Patience
from altaclario.providers.faults import TrackerFault
from altaclario.providers.jira import manners
from altaclario.providers.pacing import Pace
from altaclario.providers.quota import Quota

FINE: dict[str, str] = {}
NEARLY_USED_UP = {"x-ratelimit-limit": "350", "x-ratelimit-remaining": "20"}


class Tracker:
    """Refuses what comes while more than so many requests are under way, and remembers how many there were."""

    def __init__(self, *, bears: int, headers: Mapping[str, str] = FINE) -> None:
        self.bears = bears
        self.headers = {"content-type": "application/json", **headers}
        self.under_way = 0
        self.peaks: list[int] = []

    async def send(self, method: str, path: str, **_: object) -> Reply:
        self.under_way += 1
        self.peaks.append(self.under_way)
        is_too_much = self.under_way > self.bears
        for _round in range(5):
            await asyncio.sleep(0)
        self.under_way -= 1
        return Reply(429 if is_too_much else 200, self.headers, b"{}")


def ask(tracker: Tracker, pace: Pace, *, times: int, tries: int = 20) -> None:
    """So many questions side by side."""

    async def all_of_them() -> None:
        patience = Patience(tries=tries, limited_wait=0, longest_wait=0)
        asking = Asking(tracker, manners, patience=patience, pace=pace)
        await asyncio.gather(*(asking.get("/rest/api/3/myself", len) for _ in range(times)))

    asyncio.run(all_of_them())


def test_no_more_are_under_way_than_are_wished_for() -> None:
    tracker = Tracker(bears=99)
    ask(tracker, Pace(8), times=50)
    assert max(tracker.peaks) == 8


def test_a_tracker_that_bears_less_gets_every_question_answered() -> None:
    tracker, pace = Tracker(bears=3), Pace(16)
    ask(tracker, pace, times=100)
    assert max(tracker.peaks[:16]) == 16
    # From then on it stays about what the tracker bears.
    assert max(tracker.peaks[-50:]) <= 5


def test_who_is_told_of_a_free_place_and_gives_up_leaves_it_to_the_next() -> None:
    async def story() -> bool:
        pace = Pace(1)

        async def wait() -> None:
            async with pace.turn():
                pass

        async with pace.turn():
            told, next_ = asyncio.create_task(wait()), asyncio.create_task(wait())
            await asyncio.sleep(0)
        told.cancel()
        await asyncio.wait_for(next_, 5)
        return told.cancelled()

    assert asyncio.run(story())


def test_refusals_of_what_was_under_way_together_count_once() -> None:
    pace = Pace(8)
    for _ in range(8):
        pace.learn(429, FINE, sent_in=0)
    assert pace.allowed == 4
    pace.learn(429, FINE, sent_in=1)
    assert pace.allowed == 2


def test_it_never_stops_altogether() -> None:
    tracker, pace = Tracker(bears=0), Pace(8)
    with pytest.raises(TrackerFault):
        ask(tracker, pace, times=8, tries=6)
    assert pace.allowed == 1
    assert tracker.peaks[-1] == 1


def test_rounds_of_answers_let_one_more_through_each_up_to_what_is_wished_for() -> None:
    pace = Pace(8)
    pace.learn(429, FINE, sent_in=0)
    for _ in range(4):
        pace.learn(200, FINE, sent_in=1)
    assert 4.8 < pace.allowed <= 5
    for _ in range(100):
        pace.learn(200, FINE, sent_in=1)
    assert pace.allowed == 8


def test_the_word_that_little_is_left_slows_it_before_any_refusal() -> None:
    tracker, pace = Tracker(bears=99, headers=NEARLY_USED_UP), Pace(8)
    ask(tracker, pace, times=60)
    assert pace.allowed == 1
    assert tracker.peaks[-1] == 1
    assert pace.quota == Quota(remaining=20, limit=350, is_near=True)
