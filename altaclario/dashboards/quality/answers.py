"""Defects of one window: in and out, how old the open ones are, their share of the work, what came back and escaped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.flow import answers as flow_answers
from altaclario.metrics import (
    counting,
    defect_cost,
    defects,
    escapes,
    lifecycle,
    percentiles,
    samples,
    stages,
    teams,
    throughput,
    urgency,
    workdays,
    xmr,
)
from altaclario.metrics.calendar import Days
from altaclario.metrics.defect_cost import Cost
from altaclario.metrics.defects import Inflow, Returns
from altaclario.metrics.escapes import Escape
from altaclario.metrics.percentiles import Spread
from altaclario.metrics.questions import QualityQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.stages import Stays
from altaclario.metrics.xmr import Process
from altaclario.snapshots.snapshot import Snapshot

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Open:
    """Defects that are not done, oldest first. Shape (open,) each."""

    places: NDArray[np.intp]
    """Positions in the table of items."""
    days: NDArray[np.float64]
    """How long each has stood."""
    ranks: NDArray[np.int64]
    """How urgent each is: 1 is the most; 0: nobody knows."""
    spread: Spread

    @property
    def urgent(self) -> int:
        """How many are p1 or p2."""
        return int(np.count_nonzero((self.ranks > urgency.UNKNOWN) & (self.ranks <= urgency.URGENT)))


@dataclass(frozen=True, slots=True)
class Share:
    """The share of throughput that is defects, in each whole week in which anything was finished, in per cent."""

    begins: tuple[date, ...]
    process: Process
    finished: int
    """Items finished in the whole window."""
    of_them: int
    """Those of them that are defects."""

    @property
    def whole(self) -> float | None:
        """That of the whole window; None where nothing was finished."""
        return self.of_them / self.finished if self.finished else None


@dataclass(frozen=True, slots=True)
class QualityAnswer:
    """The answer to a question about quality, over the days `first` to `last` that could be answered."""

    first: date
    last: date
    items: ItemTable
    is_defect: NDArray[np.bool_]
    """Of each position of the table."""
    types: tuple[str, ...]
    """What counts as a defect, by the names of the types."""
    open: Open
    inflow: Inflow
    share: Share
    returns: Returns
    weekly_returns: NDArray[np.int64]
    """Closings of each week of the inflow, and those that were reopened. Shape (weeks, 2)."""
    escapes: tuple[Escape, ...]
    """Of each release that is out, oldest first."""
    knows_affected: bool
    """Whether any item names a release that it affects."""
    knows_priority: bool
    """Whether any defect has a priority whose name says how urgent it is."""
    taken: float | None
    """Defects created ÷ items finished in the window; None where nothing was finished."""
    cost: Cost | None
    """What the inflow of defects costs all that is open and no defect; None where nothing can be forecast."""
    to_do: int
    """All that is open and no defect."""
    left_out: Mapping[str, int]
    is_narrowed: bool

    @property
    def created(self) -> int:
        return int(self.inflow.created.sum())

    @property
    def closed(self) -> int:
        return int(self.inflow.closed.sum())


def answer_quality(snapshot: Snapshot, settings: Settings, question: QualityQuestion, today: date) -> QualityAnswer:
    """All figures of quality. Nothing in the snapshot may be later than the end of `today`. Raises NoSuchBoard."""
    is_base = counting.base_level(snapshot)
    of_team = is_base & teams.items(snapshot, question.team)
    counted = of_team & flow_answers.on_board(snapshot, question.board)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    first, last = ground.window(snapshot, settings, question, today)
    is_type = defects.types(snapshot, settings)
    is_defect = is_type.take(snapshot.items.type.take(table.lives.items))
    counted_on = workdays.counted_days(table.dates.finished, settings)
    own = np.flatnonzero(is_defect)
    inflow = defects.inflow(table.dates.created.take(own), counted_on.take(own), first, last, settings.week_start)
    share = _share(counted_on, is_defect, first, last, question, settings)
    stays = _of(table.stays, is_defect)
    created = int(inflow.created.sum())
    taken = defect_cost.taken(created, share.finished)
    to_do = _is_open(table) & ~is_defect
    return QualityAnswer(
        first=first,
        last=last,
        items=table,
        is_defect=is_defect,
        types=tuple(kind.name for kind, is_one in zip(snapshot.types, is_type.tolist(), strict=True) if is_one),
        open=_open(table, is_defect, settings, today),
        inflow=inflow,
        share=share,
        returns=defects.returns(stays, first, last, settings),
        weekly_returns=_weekly(stays, first, last, settings),
        escapes=tuple(_escapes(table, is_defect, today)),
        knows_affected=bool(len(snapshot.affected.item)),
        knows_priority=bool(urgency.ranks(snapshot).take(table.lives.items.take(own)).any()),
        taken=taken,
        cost=_cost(table, first, last, int(np.count_nonzero(to_do)), taken, settings, today),
        to_do=int(np.count_nonzero(to_do)),
        left_out=ground.left_out(
            snapshot,
            table.lives,
            off_board=int(np.count_nonzero(of_team & ~counted)),
            off_team=int(np.count_nonzero(is_base & ~of_team)),
        ),
        is_narrowed=first > question.first,
    )


def _is_open(items: ItemTable) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = lifecycle.is_working(items.lives.stage) | (items.lives.stage == stages.BACKLOG)
    return found


def _open(items: ItemTable, is_defect: NDArray[np.bool_], settings: Settings, today: date) -> Open:
    places = np.flatnonzero(is_defect & _is_open(items))
    days = defects.ages(items.dates.created.take(places), today, settings)
    order = np.argsort(-days, kind="stable")
    places, days = places.take(order), days.take(order)
    ranks = urgency.ranks(items.snapshot).take(items.lives.items.take(places))
    return Open(places, days, ranks, percentiles.spread(days, settings.percentiles))


def _share(
    counted_on: Days,
    is_defect: NDArray[np.bool_],
    first: date,
    last: date,
    question: QualityQuestion,
    settings: Settings,
) -> Share:
    every = throughput.per_day(counted_on, first, last)
    own = throughput.per_day(counted_on.take(np.flatnonzero(is_defect)), first, last)
    weeks, of_them = (throughput.weeks(one, first, settings.week_start) for one in (every, own))
    is_told = (weeks.days == _WEEK) & (weeks.items > 0)
    values = 100 * defects.share(of_them.items, weeks.items)[is_told]
    half = -(-len(values) // 2)
    begins = tuple(begin for begin, is_one in zip(weeks.begins, is_told.tolist(), strict=True) if is_one)
    process = xmr.process(values, half if question.baseline == "half" else len(values))
    return Share(begins, process, int(every.sum()), int(own.sum()))


def _of(stays: Stays, chosen: NDArray[np.bool_]) -> Stays:
    """The stays of some of the items."""
    rows = np.flatnonzero(chosen.take(stays.owner))
    sizes = np.diff(stays.first)[chosen]
    return replace(
        stays,
        items=stays.items[chosen],
        first=np.append(0, np.cumsum(sizes)),
        at=stays.at.take(rows),
        stage=stays.stage.take(rows),
        unlisted=stays.unlisted[chosen],
        owner=np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes),
    )


def _weekly(stays: Stays, first: date, last: date, settings: Settings) -> NDArray[np.int64]:
    days, again = defects.closing_days(stays, settings)
    columns = (days, days[again])
    weeks = (throughput.weeks(throughput.per_day(one, first, last), first, settings.week_start) for one in columns)
    return np.stack([one.items for one in weeks], axis=1)


def _escapes(items: ItemTable, is_defect: NDArray[np.bool_], today: date) -> list[Escape]:
    """Those of the items that are looked at."""
    snapshot = items.snapshot
    own, created = np.zeros(len(snapshot), np.bool_), np.full(len(snapshot), np.datetime64("NaT", "D"))
    own[items.lives.items] = is_defect
    created[items.lives.items] = items.dates.created
    return escapes.escapes(snapshot, own, created, today)


def _cost(
    items: ItemTable,
    first: date,
    last: date,
    to_do: int,
    taken: float | None,
    settings: Settings,
    today: date,
) -> Cost | None:
    """Today is not over, and so it is not in the sample; nor is what was before the first item."""
    share = percentiles.main(settings.percentiles)
    begin = max(first, samples.begin(items.snapshot, items.lives, settings))
    if taken is None or share is None or begin > last:
        return None
    sample = samples.sample(items.dates.finished, begin, min(last, today - timedelta(1)), settings)
    return defect_cost.cost(sample.items, to_do, taken, share)
