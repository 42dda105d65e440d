"""How work flows: figures, series and items of one window."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground, open_items, pacing
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.flow import behaviour, blocked_items
from altaclario.dashboards.flow import series as flow_series
from altaclario.dashboards.flow.behaviour import Behaviour
from altaclario.dashboards.flow.blocked_items import BlockedItems
from altaclario.dashboards.flow.series import FlowSeries
from altaclario.dashboards.ground import Counts
from altaclario.dashboards.open_items import OpenItems
from altaclario.dashboards.pacing import Pacing
from altaclario.metrics import (
    blocked,
    counting,
    littles_law,
    percentiles,
    service_level,
    stages,
    teams,
    throughput,
    time_in_stage,
    wip,
    wip_limits,
    workdays,
)
from altaclario.metrics.calendar import Days
from altaclario.metrics.littles_law import Check
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.questions import FlowQuestion
from altaclario.metrics.service_level import Expectation, Hits
from altaclario.metrics.settings import Settings
from altaclario.metrics.throughput import Throughput
from altaclario.metrics.wip import Ageing
from altaclario.metrics.wip_limits import Excess
from altaclario.snapshots.snapshot import Snapshot

LOADING = "not all of the history is read"
NO_WAITING = "no status is mapped to waiting"
NO_WORK = "no finished item spent time in work"
NO_FLAGS = "the tracker gave no history of flags"
FEW_FINISHED = f"fewer than {percentiles.ENOUGH} items with a cycle time were finished in the last 90 days"


class NoSuchBoard(Exception):
    """The question names a board that was not read."""

    def __init__(self, board: str, known: tuple[str, ...]) -> None:
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
    expectation: Expectation | None
    """How long work may take: the team's service level expectation, or what is proposed."""
    hits: Hits | None
    """How many of the finished ones kept within it."""
    littles_law: Check | None


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
    finished: NDArray[np.intp]
    """Positions in `items` of what was finished in the window."""
    counted_on: Days
    """The day on which each finish counts: another than it happened on only for the working clock."""
    remarks: Mapping[str, int]
    """Of how many of the finished ones something must be said, by name: "no history" are those without cycle time."""
    in_progress: OpenItems
    """At the end of the last day, oldest first."""
    pacing: Pacing
    """What those in progress are compared with: the pace of what was finished in the window."""
    behaviour: Behaviour
    blocked: BlockedItems | None
    beyond_limits: tuple[Excess, ...]
    """The statuses in which there is more at once than the team allows itself."""
    open_remarks: Mapping[str, int]
    """Of how many of those in progress something must be said, by name: "no history" are those without age."""
    reasons: Mapping[str, str]
    """Why a figure ("cfd", "wip", "flow_efficiency", "service_level", "blocked") is missing, or the "window" narrower
    than asked, by its name."""


def answer_flow(snapshot: Snapshot, settings: Settings, question: FlowQuestion, today: date) -> FlowAnswer:
    """All figures of flow. Nothing in the snapshot may be later than the end of `today`. Raises NoSuchBoard."""
    is_base = counting.base_level(snapshot)
    of_team = is_base & teams.items(snapshot, question.team)
    counted = of_team & on_board(snapshot, question.board)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    first, last = ground.window(snapshot, settings, question, today)
    counted_on = workdays.counted_days(table.dates.finished, settings)
    finished = throughput.within(counted_on, first, last)
    known = _with_cycle_time(table, finished)
    series = flow_series.series(table, settings, counted_on, first, last)
    ageing = wip.ageing(table.stays, table.lives, settings, last) if series.days else wip.nothing()
    figures = _figures(table, settings, series, finished, ageing, _expectation(table, settings, counted_on, today))
    open_ = open_items.in_progress(table, ageing, settings, last)
    lanes = pacing.lanes(snapshot, question.board)
    paces = pacing.pacing(table, settings, finished, lanes, open_.in_progress())
    open_ = open_.judged(paces, settings)
    return FlowAnswer(
        first=first,
        last=last,
        figures=figures,
        series=replace(series, cfd=None, edges=None) if snapshot.complete_from else series,
        items=table,
        counts=ground.counts(snapshot, int(np.count_nonzero(counted))),
        left_out=ground.left_out(
            snapshot,
            table.lives,
            off_board=int(np.count_nonzero(of_team & ~counted)),
            off_team=int(np.count_nonzero(is_base & ~of_team)),
        ),
        findings=ground.findings(snapshot, table.lives),
        finished=finished,
        counted_on=counted_on,
        remarks=_remarks(table, finished),
        in_progress=open_,
        pacing=paces,
        behaviour=behaviour.behaviour(table, known, series.weeks, question),
        blocked=_blocked(open_, settings, known, counted_on),
        beyond_limits=wip_limits.beyond(snapshot, open_.in_progress()[0], settings.wip_limits),
        open_remarks=_remarks(table, ageing.items),
        reasons=_reasons(snapshot, settings, figures, is_narrowed=first > question.first),
    )


def on_board(snapshot: Snapshot, board: str | None) -> NDArray[np.bool_]:
    """Which items the board shows now; all of them when none is asked for. Raises NoSuchBoard."""
    if board is None:
        return np.ones(len(snapshot), np.bool_)
    if board not in snapshot.on_board:
        raise NoSuchBoard(board, tuple(sorted(snapshot.on_board)))
    return snapshot.on_board[board]


def _figures(
    items: ItemTable,
    settings: Settings,
    series: FlowSeries,
    inside: NDArray[np.intp],
    ageing: Ageing,
    expectation: Expectation | None,
) -> FlowFigures:
    """The headline figures; `inside` are the positions of the items that were finished in the window."""
    has_days = len(series.days) > 0
    cycle_days = items.cycle_days.take(inside)
    return FlowFigures(
        cycle_days=_spread(cycle_days, settings),
        lead_days=_spread(items.lead_days.take(inside), settings),
        throughput=throughput.throughput(
            series.throughput, series.days[0] if has_days else date.min, settings.week_start
        ),
        wip=int(series.wip[-1]) if has_days else None,
        total_age_days=ageing.total_days if has_days else None,
        flow_efficiency=time_in_stage.flow_efficiency(items.stays, items.snapshot, settings, inside),
        expectation=expectation,
        hits=service_level.hits(cycle_days, expectation.days) if expectation else None,
        littles_law=_littles_law(items, settings, series, _with_cycle_time(items, inside)) if has_days else None,
    )


def _expectation(items: ItemTable, settings: Settings, counted_on: Days, today: date) -> Expectation | None:
    if items.snapshot.complete_from and settings.sle_days is None:
        return None
    return service_level.expectation(items.cycle_days, counted_on, today, settings)


def _littles_law(items: ItemTable, settings: Settings, series: FlowSeries, inside: NDArray[np.intp]) -> Check:
    started, finished = items.dates.started.take(inside), items.dates.finished.take(inside)
    return littles_law.check(series.days, series.wip, started, finished, int(series.arrivals.started.sum()), settings)


def _with_cycle_time(items: ItemTable, places: NDArray[np.intp]) -> NDArray[np.intp]:
    return places[~np.isnan(items.cycle_days.take(places))]


def _blocked(open_: OpenItems, settings: Settings, finished: NDArray[np.intp], counted_on: Days) -> BlockedItems | None:
    snapshot, stays = open_.items.snapshot, open_.items.stays
    if not blocked.has_history(snapshot):
        return None
    found = blocked.spells(snapshot, stays, open_.until)
    return blocked_items.blocked_items(open_, found, settings, finished, counted_on)


def _remarks(items: ItemTable, places: NDArray[np.intp]) -> Mapping[str, int]:
    counts = {name: int(np.count_nonzero(which[places])) for name, which in items.lives.reasons.items()}
    return {name: count for name, count in counts.items() if count}


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
    if figures.expectation is None:
        reasons["service_level"] = LOADING if snapshot.complete_from else FEW_FINISHED
    if not blocked.has_history(snapshot):
        reasons["blocked"] = NO_FLAGS
    return reasons
