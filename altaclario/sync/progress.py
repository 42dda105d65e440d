"""A reading as it goes on: its stages, counts and the time that is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from altaclario.charts.messages import Message, counted
from altaclario.sync.models import State, SyncRun

_STAGES = ("signing in", "looking around", "reading issues", "counting")
"""As the reading names them, in order."""
_WORDS = {
    "signing in": "Sign in",
    "looking around": "Projects, boards, sprints",
    "reading issues": "Items and their history",
    "counting": "Figures",
}
_TELLS_AFTER_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a reading."""

    word: Message
    state: Literal["done", "now", "later"]
    count: Message | str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """What a page shows of a reading that goes on."""

    stage: Message
    stages: tuple[Step, ...]
    read: int
    expected: int
    requests: int
    left: Message | str
    waiting: Message | str
    has_part: bool
    may_cancel: bool

    @property
    def percent(self) -> int:
        """How much of what is expected was read, at most 100."""
        return min(100 * self.read // self.expected, 100) if self.expected else 0


def going(run: SyncRun, *, now: datetime) -> Going:
    """The run at `now`."""
    current = run.stage if run.stage in _STAGES else _STAGES[0]
    place = _STAGES.index(current) if run.state == State.RUNNING else -1
    return Going(
        stage=Message(_WORDS[current]) if place >= 0 else Message("Waiting for its turn"),
        stages=tuple(_step(name, index, place, run) for index, name in enumerate(_STAGES)),
        read=run.items_read,
        expected=run.items_expected,
        requests=run.requests,
        left=_left(run, now=now),
        waiting=Message("The tracker asked to wait {seconds} s", {"seconds": round(run.waiting_seconds)})
        if run.waiting_seconds >= 1
        else "",
        has_part=run.partial_at is not None,
        may_cancel=not run.stop_asked,
    )


def _step(name: str, index: int, place: int, run: SyncRun) -> Step:
    state: Literal["done", "now", "later"] = "done" if index < place else "now" if index == place else "later"
    count: Message | str = ""
    if name == "reading issues" and run.items_expected:
        read, expected = run.items_read, max(run.items_expected, run.items_read)
        count = Message("{read} of {expected}", {"read": read, "expected": expected})
    return Step(Message(_WORDS[name]), state, count)


def _left(run: SyncRun, *, now: datetime) -> Message | str:
    """The time that is left at the rate so far; nothing while too little is known."""
    if not run.started or not run.items_read or run.items_read >= run.items_expected:
        return ""
    passed = (now - run.started).total_seconds()
    if passed < _TELLS_AFTER_SECONDS:
        return ""
    seconds = round(passed * (run.items_expected - run.items_read) / run.items_read)
    if seconds >= 90:
        return counted("about {count} minute left", "about {count} minutes left", round(seconds / 60))
    return counted("about {count} second left", "about {count} seconds left", max(seconds, 1))
