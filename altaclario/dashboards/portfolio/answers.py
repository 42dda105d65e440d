"""Parents and releases of one tracker, how likely each meets its day, and what the work was of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.portfolio import initiatives, moments, odds, releases
from altaclario.dashboards.portfolio.initiatives import Initiative, Open
from altaclario.dashboards.portfolio.moments import Moment
from altaclario.dashboards.portfolio.odds import Odds, Paces
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.releases.standings import Standing
from altaclario.metrics import (
    counting,
    parents,
    percentiles,
    samples,
    stages,
    teams,
    waits,
    work_classes,
    workdays,
)
from altaclario.metrics.forecast import Chances
from altaclario.metrics.parents import Kinship
from altaclario.metrics.questions import PortfolioQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.waits import Waits
from altaclario.snapshots.snapshot import Snapshot

SLIP_DAYS = 28
"""How far back the day is read again."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One initiative, its odds (None: nobody can say), and by which day it was to be done four weeks ago."""

    what: Initiative
    odds: Odds | None
    then: date | None

    def day(self, share: int) -> date | None:
        """By which day it is done with that share in per cent."""
        return self.odds.days.get(share) if self.odds else None

    def slipped(self, share: int) -> int | None:
        """By how many days it moved in four weeks; None where one of the days is not known."""
        day = self.day(share)
        return (day - self.then).days if day and self.then else None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Items finished in each of the last months, by class of work, unclassified ones last."""

    months: tuple[date, ...]
    names: tuple[str, ...]
    items: NDArray[np.int64]
    """Shape (months, classes + 1)."""


@dataclass(frozen=True, slots=True)
class PortfolioAnswer:
    """What one tracker is working towards at the end of `today`, from the history `first` to `last`."""

    today: date
    first: date
    last: date
    every: tuple[Told, ...]
    """Parents and then releases, each in the order of their days."""
    finished: int
    """Others in which nothing is left."""
    beyond: int
    """Others that were too many to be told of."""
    silent: tuple[str, ...]
    """Teams of which too little was finished to tell; "" are those without a team, or all."""
    allocation: Allocation
    waits: Waits | None
    """Between the teams of the question; None with fewer than two."""
    waiting: tuple[str, ...]
    """The teams that wait and are waited for, in the order of the rows and columns."""
    counted: int
    left_out: Mapping[str, int]
    is_loading: bool


def answer_portfolio(
    snapshot: Snapshot, settings: Settings, question: PortfolioQuestion, today: date
) -> PortfolioAnswer:
    """Everything that is open at the end of `today`. Nothing in the snapshot may be later."""
    is_base = counting.base_level(snapshot)
    counted = is_base & teams.items(snapshot, question.team)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    kin = parents.kinship(snapshot, counted)
    of = odds.owners(table, question)
    now, then = (_at(table, kin, of, settings, question, day) for day in (today, today - timedelta(SLIP_DAYS)))
    share = percentiles.main(settings.percentiles) or 0
    before = dict(zip(then.parents.rows.tolist(), _days(then, share, settings), strict=True))
    whats = initiatives.of_parents(table, kin, now.moment, now.parents, settings)
    odd = odds.told(now.curves, [one.target for one in whats], today, settings)
    told = [
        Told(what, its, before.get(row)) for what, its, row in zip(whats, odd, now.parents.rows.tolist(), strict=True)
    ]
    names = releases_asked.names(tuple(one.release for one in now.releases.values()))
    told += [
        Told(releases.initiative(one, names[id]), releases.odds(one), releases.day(then.releases.get(id), share))
        for id, one in now.releases.items()
    ]
    return PortfolioAnswer(
        today=today,
        first=max(question.first, samples.begin(snapshot, table.lives, settings)),
        last=question.last,
        every=tuple(told),
        finished=now.parents.finished,
        beyond=now.parents.beyond,
        silent=now.paces.silent,
        allocation=_allocation(table, settings, today),
        waits=_waits(table, now.moment, question),
        waiting=tuple(one.name for one in question.teams),
        counted=int(np.count_nonzero(counted)),
        left_out=ground.left_out(snapshot, table.lives, off_team=int(np.count_nonzero(is_base & ~counted))),
        is_loading=bool(snapshot.complete_from),
    )


@dataclass(frozen=True, slots=True)
class _Day:
    """What was open at the end of a day: parents, each with its curve, and releases by their ids."""

    moment: Moment
    parents: Open
    paces: Paces
    curves: list[Chances | None]
    releases: dict[str, Standing]


def _at(
    table: ItemTable,
    kin: Kinship,
    of: NDArray[np.intp],
    settings: Settings,
    question: PortfolioQuestion,
    day: date,
) -> _Day:
    """As it was known at the end of a day: the history that is asked for moves with it."""
    moment = moments.at(table, settings, day)
    earlier = question.last + timedelta(1) - day
    begin = samples.begin(table.snapshot, table.lives, settings)
    history = max(question.first - earlier, begin), min(question.last - earlier, day - timedelta(1))
    days = initiatives.days_of_parents(table, kin, moment, settings)
    some = initiatives.parents_at(table, kin, moment, days, settings)
    paces = odds.paces(table, of, moment, history, [one.name for one in question.teams], settings)
    curves = odds.of_parents(some, kin, moment, paces)
    asked = (question.last - question.first).days + 1
    found = releases.at(table, settings, moment, asked, team=question.team, teams=question.teams)
    return _Day(moment, some, paces, curves, found)


def _days(day: _Day, share: int, settings: Settings) -> list[date | None]:
    """By which day each was to be done with a share in per cent."""
    longest = max((len(one) for one in day.curves if one is not None), default=0)
    ahead = workdays.ahead(day.moment.on, longest, settings).tolist()
    return [ahead[place - 1] if place else None for (place,) in odds.first_days(day.curves, (share,))]


def _waits(table: ItemTable, moment: Moment, question: PortfolioQuestion) -> Waits | None:
    if len(question.teams) < 2:
        return None
    own = [teams.items(table.snapshot, one) for one in question.teams]
    return waits.between(table.snapshot, moment.stage < stages.DONE, own)


def _allocation(table: ItemTable, settings: Settings, today: date) -> Allocation:
    """The last twelve months, of which the last one is not over."""
    found = work_classes.classes(table.snapshot, settings)
    months = tuple(_month(today, back) for back in range(MONTHS - 1, -1, -1))
    of = found.of.take(table.lives.items)
    finished = workdays.counted_days(table.dates.finished, settings)
    return Allocation(months, found.names, work_classes.by_month(of, finished, months, today, len(found.names)))


def _month(today: date, back: int) -> date:
    """The first day of a month, so many before that of `today`."""
    years, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(years, month + 1, 1)
