"""How far a reading is, in what a page can say."""

from datetime import UTC, datetime, timedelta

import pytest

from altaclario.charts.messages import Message, english
from altaclario.sync.models import State, SyncRun
from altaclario.sync.progress import Going, going

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def after(seconds: float, **more: object) -> Going:
    """A run that began so many seconds ago."""
    begun = {"asked": NOON, "started": NOON - timedelta(seconds=seconds), "state": State.RUNNING}
    return going(SyncRun(**begun | more), now=NOON)


def said(text: Message | str) -> str:
    return text if isinstance(text, str) else english(text)


def test_before_its_turn_it_waits() -> None:
    waiting = going(SyncRun(asked=NOON, state=State.ASKED), now=NOON)
    assert said(waiting.stage) == "Waiting for its turn"
    assert [step.state for step in waiting.stages] == ["later"] * 4


def test_each_stage_is_done_now_or_later() -> None:
    assert [step.state for step in after(1, stage="reading issues").stages] == ["done", "done", "now", "later"]


def test_what_is_read_is_counted_beside_its_stage() -> None:
    reading = after(1, stage="reading issues", items_read=1200, items_expected=5000)
    assert said(reading.stages[2].count) == "1\u202f200 of 5\u202f000"
    assert reading.percent == 24


@pytest.mark.parametrize(
    ("seconds", "read", "expected", "left"),
    [
        (2, 100, 1000, ""),
        (10, 0, 1000, ""),
        (10, 1000, 1000, ""),
        (10, 500, 1000, "about 10 seconds left"),
        (10, 990, 1000, "about 1 second left"),
        (10, 50, 1000, "about 3 minutes left"),
        (10, 100, 1000, "about 2 minutes left"),
    ],
)
def test_the_time_that_is_left_is_told_when_enough_is_known(
    seconds: float, read: int, expected: int, left: str
) -> None:
    assert said(after(seconds, stage="reading issues", items_read=read, items_expected=expected).left) == left


def test_a_wait_that_the_tracker_asked_for_is_said() -> None:
    assert said(after(1, waiting_seconds=12.4).waiting) == "The tracker asked to wait 12 s"
    assert after(1, waiting_seconds=0.3).waiting == ""


def test_nothing_is_more_than_whole() -> None:
    assert after(1, items_read=11, items_expected=10).percent == 100
    assert after(1).percent == 0


def test_who_has_asked_to_stop_is_not_asked_again() -> None:
    assert not after(1, stop_asked=True).may_cancel
    assert after(1).may_cancel
