"""What an answer stands on: how much was read, what is left out of the figures, and what was noticed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from altaclario.metrics import calendar, counting, stages
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Level, Snapshot

_FINDINGS = ("straight to done", "reopened", "unlisted status", "finished by resolution date")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the snapshot holds; `items` are the counted ones: base level, and of the board and team asked for."""

    items: int
    sub_tasks: int
    parents: int
    transitions: int


class OverDays(Protocol):
    """A question about some days, both included."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


def window(snapshot: Snapshot, settings: Settings, question: OverDays, today: date) -> tuple[date, date]:
    """The asked days that are over or current, and for which every item is held."""
    first, last = question.first, min(question.last, today)
    if snapshot.complete_from:
        first = max(first, calendar.day(snapshot.complete_from, settings.zone) + timedelta(1))
    return first, last


def counts(snapshot: Snapshot, items: int) -> Counts:
    """What the snapshot holds, of which `items` are counted."""
    rungs = counting.levels(snapshot)
    return Counts(items, rungs[Level.SUB_TASK], rungs[Level.PARENT], len(snapshot.transitions.at))


def left_out(snapshot: Snapshot, lives: Lives, *, off_board: int = 0, off_team: int = 0) -> Mapping[str, int]:
    """How many items are in no figure of what got done, by reason; reasons without items are not named."""
    is_dateless = lives.reasons["no history"] & (lives.stage == stages.DONE)
    is_dateless &= ~lives.reasons["finished by resolution date"]
    reasons = {
        "no history": int(np.count_nonzero(is_dateless)),
        "cancelled": int(np.count_nonzero(lives.stage == stages.CANCELLED)),
        "not on the board": off_board,
        "not of the team": off_team,
    }
    return {**snapshot.left_out, **{name: count for name, count in reasons.items() if count}}


def findings(snapshot: Snapshot, lives: Lives) -> Mapping[str, int]:
    """What the reading noticed, and how many items have something to say beside their figures."""
    own = {name: int(np.count_nonzero(lives.reasons[name])) for name in _FINDINGS}
    return {**snapshot.findings, **{name: count for name, count in own.items() if count}}
