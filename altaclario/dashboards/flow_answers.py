"""How work flows: figures, series and items of one window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.metrics import (
    arrivals,
    calendar,
    cfd,
    counting,
    durations,
    lifecycle,
    percentiles,
    stages,
    throughput,
    time_in_stage,
    wip,
    workdays,
)
from altaclario.metrics.arrivals import Arrivals
from altaclario.metrics.calendar import Days
from altaclario.metrics.cfd import Flow
from altaclario.metrics.durations import Dates
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.settings import Question, Settings
from altaclario.metrics.stages import Stays
from altaclario.metrics.throughput import Throughput
from altaclario.snapshots.snapshot import Level, Snapshot, Stage

LOADING = "history is still loading"
NO_WAITING = "no status is mapped to waiting"
NO_WORK = "no finished item spent time in work"

_FINDINGS = ("straight to done", "reopened", "unlisted status", "finished by resolution date")


class NoSuchBoard(Exception):
    """The question names a board that was not read."""

    def __init__(self, board: int, known: tuple[int, ...]) -> None:
        super().__init__(f"Board {board} was not read. Boards that were: {', '.join(map(str, known)) or 'none'}.")
        self.board = board
        self.known = known


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """The headline figures of a window; what is None has its reason in `FlowAnswer.reasons`."""

    cycle_days: Spread
    lead_days: Spread
    throughput: Throughput
    wip: int | None
    """Items in progress at the end of the last day."""
    total_age_days: int | None
    flow_efficiency: float | None


@dataclass(frozen=True, slots=True)
class FlowSeries:
    """One entry for each day of the window. Shape (days,) each; `cfd` is None while history is loading."""

    days: tuple[date, ...]
    throughput: NDArray[np.int64]
    arrivals: Arrivals
    wip: NDArray[np.int64]
    cfd: Flow | None

    def throughput_rows(self) -> list[tuple[date, int]]:
        """Day, items finished."""
        return list(zip(self.days, self.throughput.tolist(), strict=True))

    def wip_rows(self) -> list[tuple[date, int]]:
        """Day, items in progress at its end."""
        return list(zip(self.days, self.wip.tolist(), strict=True))

    def cfd_rows(self) -> list[tuple[date, int, int, int, int]] | None:
        """Day, items in backlog, active, waiting and done at its end."""
        if self.cfd is None:
            return None
        bands = (self.cfd.backlog, self.cfd.active, self.cfd.waiting, self.cfd.done)
        return list(zip(self.days, *(band.tolist() for band in bands), strict=True))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as people read it."""

    key: str
    type: str
    stage: Stage
    created: date
    started: date | None
    finished: date | None
    cycle_days: int | float | None
    lead_days: int | float | None
    age_days: int | float | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """All counted items, in columns; iterating makes the rows, one at a time. NaN and NaT: none."""

    snapshot: Snapshot
    stays: Stays
    """The moves behind the columns."""
    lives: Lives
    dates: Dates
    cycle_days: NDArray[np.float64]
    lead_days: NDArray[np.float64]
    age_days: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.lives.items)

    def __iter__(self) -> Iterator[ItemRow]:
        return map(self.row, range(len(self)))

    def row(self, position: int) -> ItemRow:
        """The row of the item at a position of the columns."""
        item = int(self.lives.items[position])
        days = (self.dates.created, self.dates.started, self.dates.finished)
        created, started, finished = (column[position].item() for column in days)
        lengths = (self.cycle_days, self.lead_days, self.age_days)
        cycle, lead, age = (percentiles.number(column[position]) for column in lengths)
        return ItemRow(
            key=self.snapshot.key(item),
            type=self.snapshot.types[self.snapshot.items.type[item]].name,
            stage=Stage(self.lives.stage[position]),
            created=created,
            started=started,
            finished=finished,
            cycle_days=cycle,
            lead_days=lead,
            age_days=age,
            flags=tuple(name for name, which in self.lives.reasons.items() if which[position]),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """What the snapshot holds; `items` are the counted ones: base level, and on the board that was asked for."""

    items: int
    sub_tasks: int
    parents: int
    transitions: int


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """The answer to a question about flow, over the days `first` to `last` that could be answered."""

    first: date
    last: date
    figures: FlowFigures
    series: FlowSeries
    items: ItemTable
    counts: Counts
    left_out: Mapping[str, int]
    findings: Mapping[str, int]
    reasons: Mapping[str, str]
    """Why a figure ("cfd", "wip", "flow_efficiency") is missing or the "window" narrower than asked, by its name."""


def answer_flow(snapshot: Snapshot, settings: Settings, question: Question, today: date) -> FlowAnswer:
    """All figures of flow. Nothing in the snapshot may be later than the end of `today`. Raises NoSuchBoard."""
    is_base = counting.base_level(snapshot)
    counted = is_base & on_board(snapshot, question.board)
    items = _items(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    first, last = _window(snapshot, settings, question, today)
    finished = workdays.counted_days(items.dates.finished, settings)
    series = _series(items, settings, finished, first, last)
    figures = _figures(items, settings, series, throughput.within(finished, first, last))
    return FlowAnswer(
        first=first,
        last=last,
        figures=figures,
        series=replace(series, cfd=None) if snapshot.complete_from else series,
        items=items,
        counts=counts(snapshot, int(np.count_nonzero(counted))),
        left_out=left_out(snapshot, items.lives, off_board=int(np.count_nonzero(is_base & ~counted))),
        findings=findings(snapshot, items.lives),
        reasons=_reasons(snapshot, settings, figures, is_narrowed=first > question.first),
    )


def on_board(snapshot: Snapshot, board: int | None) -> NDArray[np.bool_]:
    """Which items the board shows now; all of them when none is asked for. Raises NoSuchBoard."""
    if board is None:
        return np.ones(len(snapshot), np.bool_)
    if board not in snapshot.on_board:
        raise NoSuchBoard(board, tuple(sorted(snapshot.on_board)))
    return snapshot.on_board[board]


def counts(snapshot: Snapshot, items: int) -> Counts:
    """What the snapshot holds, of which `items` are counted."""
    rungs = counting.levels(snapshot)
    return Counts(items, rungs[Level.SUB_TASK], rungs[Level.PARENT], len(snapshot.transitions.at))


def left_out(snapshot: Snapshot, lives: Lives, *, off_board: int = 0) -> Mapping[str, int]:
    """How many items are in no figure of what got done, by reason; reasons without items are not named."""
    is_dateless = lives.reasons["no history"] & (lives.stage == stages.DONE)
    is_dateless &= ~lives.reasons["finished by resolution date"]
    reasons = {
        "no history": int(np.count_nonzero(is_dateless)),
        "cancelled": int(np.count_nonzero(lives.stage == stages.CANCELLED)),
        "not on the board": off_board,
    }
    return {**snapshot.left_out, **{name: count for name, count in reasons.items() if count}}


def findings(snapshot: Snapshot, lives: Lives) -> Mapping[str, int]:
    """What the reading noticed, and how many items have something to say beside their figures."""
    own = {name: int(np.count_nonzero(lives.reasons[name])) for name in _FINDINGS}
    return {**snapshot.findings, **{name: count for name, count in own.items() if count}}


def _items(snapshot: Snapshot, settings: Settings, stays: Stays, today: date) -> ItemTable:
    lives = lifecycle.lives(snapshot, settings, stays)
    dates = durations.dates(lives, settings)
    return ItemTable(
        snapshot=snapshot,
        stays=stays,
        lives=lives,
        dates=dates,
        cycle_days=durations.cycle_days(lives, dates, settings),
        lead_days=durations.lead_days(dates, settings),
        age_days=durations.age_days(lives, dates, np.datetime64(today, "D"), settings),
    )


def _series(items: ItemTable, settings: Settings, finished: Days, first: date, last: date) -> FlowSeries:
    bands = cfd.flow(items.stays, settings, first, last)
    return FlowSeries(
        days=tuple(calendar.days_of(first, last)),
        throughput=throughput.per_day(finished, first, last),
        arrivals=arrivals.arrivals(items.dates, first, last),
        wip=bands.wip,
        cfd=bands,
    )


def _figures(items: ItemTable, settings: Settings, series: FlowSeries, inside: NDArray[np.intp]) -> FlowFigures:
    """The headline figures; `inside` are the positions of the items that were finished in the window."""
    has_days = len(series.days) > 0
    age = wip.total_age_days(items.stays, items.lives, settings, series.days[-1]) if has_days else None
    return FlowFigures(
        cycle_days=_spread(items.cycle_days.take(inside), settings),
        lead_days=_spread(items.lead_days.take(inside), settings),
        throughput=throughput.throughput(series.throughput, series.days[0] if has_days else date.min),
        wip=int(series.wip[-1]) if has_days else None,
        total_age_days=age,
        flow_efficiency=time_in_stage.flow_efficiency(items.stays, items.snapshot, settings, inside),
    )


def _window(snapshot: Snapshot, settings: Settings, question: Question, today: date) -> tuple[date, date]:
    """The asked days that are over or current, and for which every item is held."""
    first, last = question.first, min(question.last, today)
    if snapshot.complete_from:
        first = max(first, calendar.day(snapshot.complete_from, settings.zone) + timedelta(1))
    return first, last


def _spread(days: NDArray[np.float64], settings: Settings) -> Spread:
    return percentiles.spread(days[~np.isnan(days)], settings.percentiles)


def _reasons(snapshot: Snapshot, settings: Settings, figures: FlowFigures, *, is_narrowed: bool) -> Mapping[str, str]:
    reasons = {"cfd": LOADING} if snapshot.complete_from else {}
    if is_narrowed:
        reasons["window"] = LOADING
    if figures.wip is None:
        reasons["wip"] = LOADING if is_narrowed else "the window holds no day up to today"
    if figures.flow_efficiency is None:
        reasons["flow_efficiency"] = NO_WORK if time_in_stage.names_waiting(snapshot, settings) else NO_WAITING
    return reasons
