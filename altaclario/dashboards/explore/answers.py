"""One figure of choice by group and period, and the items behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.explore import groups as grouping
from altaclario.dashboards.explore.groups import Groups
from altaclario.dashboards.flow.answers import on_board
from altaclario.metrics import calendar, counting, pivot, stages, teams, wip, workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.questions import ExploreQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

LENGTHS = ("cycle", "lead")
"""The measures that are lengths: of a cell stands their percentile."""
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """Groups × periods. `total` is the same of all groups together, shape (periods,); NaN: no item."""

    cells: NDArray[np.float64]
    total: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ExploreAnswer:
    """The answer: what stands in each cell, and which items are counted."""

    first: date
    last: date
    begins: tuple[date, ...]
    """The first day of each period that lies in the window; the first and the last may be cut by it."""
    groups: Groups
    grid: Grid
    whole: float | None
    """The figure of the whole window, of all groups; None where no item is counted."""
    before: Grid | None
    """The same of as many days before the window, in one period; None where it is not looked at by the whole."""
    items: ItemTable
    places: NDArray[np.intp]
    """Positions in `items` of those that are counted; of work in progress, those at the end of the last day."""
    happened: Days
    """The day that puts each of `items` into a period; NaT for work in progress, which is in many."""
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Counting:
    """What all cells are counted from: the items, what tells them apart, and which of them are shown."""

    table: ItemTable
    settings: Settings
    question: ExploreQuestion
    groups: Groups
    happened: Days
    is_shown: NDArray[np.bool_]


def answer_explore(snapshot: Snapshot, settings: Settings, question: ExploreQuestion, today: date) -> ExploreAnswer:
    """Nothing in the snapshot may be later than the end of `today`. Raises NoSuchBoard."""
    is_base = counting.base_level(snapshot)
    of_team = is_base & teams.items(snapshot, question.team)
    counted = of_team & on_board(snapshot, question.board)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    groups = grouping.groups(snapshot, table.lives.items, question.by)
    only = groups.one(question.only or "")
    is_shown = np.ones(len(table), np.bool_) if only is None else groups.of == only
    cells = _Counting(table, settings, question, groups, _happened(table, settings, question), is_shown)
    first, last = _window(snapshot, settings, question, today)
    begins = _begins(question, settings, first, last)
    return ExploreAnswer(
        first=first,
        last=last,
        begins=begins,
        groups=groups,
        grid=_grid(cells, begins, last),
        whole=_whole(cells, first, last),
        before=_before(cells, first, last),
        items=table,
        places=_places(cells, first, last),
        happened=cells.happened,
        left_out=ground.left_out(
            snapshot,
            table.lives,
            off_board=int(np.count_nonzero(of_team & ~counted)),
            off_team=int(np.count_nonzero(is_base & ~of_team)),
        ),
    )


def _happened(table: ItemTable, settings: Settings, question: ExploreQuestion) -> Days:
    if question.measure == "progress":
        return np.full(len(table), np.datetime64("NaT", "D"))
    if question.measure in ("started", "created"):
        return table.dates.started if question.measure == "started" else table.dates.created
    return workdays.counted_days(table.dates.finished, settings)


def _grid(asked: _Counting, begins: tuple[date, ...], last: date) -> Grid:
    """The cells, and the same of all groups as one."""
    if asked.question.measure == "progress":
        return _levels(asked, begins, last)
    edges, groups = np.array(begins, "M8[D]"), asked.groups
    period = np.where(asked.is_shown, pivot.periods(asked.happened, edges, np.datetime64(last, "D")), -1)
    cells = _cells(asked, groups.of, period, (len(groups.names), len(begins)))
    return Grid(cells, _cells(asked, np.zeros_like(groups.of), period, (1, len(begins)))[0])


def _whole(asked: _Counting, first: date, last: date) -> float | None:
    value = float(_grid(asked, (first,), last).total[0]) if first <= last else np.nan
    return None if np.isnan(value) else value


def _levels(asked: _Counting, begins: tuple[date, ...], last: date) -> Grid:
    """Work in progress at the end of each period. What is not shown stands in a lane behind all others."""
    zone, many = asked.settings.zone, len(asked.groups.names)
    ends = np.array([calendar.start_of(day + timedelta(1), zone) for day in _lasts(begins, last)], np.int64)
    lanes = np.where(asked.is_shown, asked.groups.of, many)
    cells = pivot.in_progress(asked.table.stays, lanes, ends, many + 1)[:-1].astype(np.float64)
    return Grid(cells, cells.sum(axis=0))


def _cells(
    asked: _Counting, of: NDArray[np.int64], period: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:
    table, question = asked.table, asked.question
    if question.measure in LENGTHS:
        return pivot.percentile(_lengths(table, question), question.share, of, period, shape)
    if question.measure == "points":
        points = table.snapshot.items.estimate.take(table.lives.items).astype(np.float64)
        return pivot.sums(points, of, period, shape)
    return pivot.counts(of, period, shape).astype(np.float64)


def _lengths(table: ItemTable, question: ExploreQuestion) -> NDArray[np.float64]:
    return table.cycle_days if question.measure == "cycle" else table.lead_days


def _before(asked: _Counting, first: date, last: date) -> Grid | None:
    """As many days before the window, where all of them are held."""
    end, begin = first - timedelta(1), first - (last - first) - timedelta(1)
    held_from = asked.table.snapshot.complete_from
    is_held = not held_from or calendar.day(held_from, asked.settings.zone) < begin
    return _grid(asked, (begin,), end) if asked.question.over == "none" and first <= last and is_held else None


def _places(asked: _Counting, first: date, last: date) -> NDArray[np.intp]:
    """Those that are counted, the latest first; of work in progress those at the end, in the order of the snapshot."""
    happened = asked.happened
    if first > last:
        return np.zeros(0, np.intp)
    if asked.question.measure == "progress":
        until = calendar.start_of(last + timedelta(1), asked.settings.zone)
        return np.flatnonzero(wip.in_progress(asked.table.stays, until) & asked.is_shown)
    inside = (happened >= np.datetime64(first, "D")) & (happened <= np.datetime64(last, "D")) & asked.is_shown
    if asked.question.measure in LENGTHS:
        inside &= ~np.isnan(_lengths(asked.table, asked.question))
    found = np.flatnonzero(inside)
    return found[np.argsort(-happened[found].astype(np.int64), kind="stable")]


def _window(snapshot: Snapshot, settings: Settings, question: ExploreQuestion, today: date) -> tuple[date, date]:
    """The asked days that are over or current, and for which every item is held."""
    first, last = question.first, min(question.last, today)
    if snapshot.complete_from:
        first = max(first, calendar.day(snapshot.complete_from, settings.zone) + timedelta(1))
    return first, last


def _begins(question: ExploreQuestion, settings: Settings, first: date, last: date) -> tuple[date, ...]:
    """The first day of each period, the window's own first day for the first one."""
    if first > last:
        return ()
    found = [first]
    while question.over != "none" and (following := _after(found[-1], question, settings)) <= last:
        found.append(following)
    return tuple(found)


def _after(day: date, question: ExploreQuestion, settings: Settings) -> date:
    if question.over == "week":
        return day + timedelta(7 - (day.weekday() - settings.week_start) % 7)
    return date(day.year + (day.month == _DECEMBER), day.month % _DECEMBER + 1, 1)


def _lasts(begins: tuple[date, ...], last: date) -> list[date]:
    return [*(day - timedelta(1) for day in begins[1:]), *((last,) if begins else ())]
