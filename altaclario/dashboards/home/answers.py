"""What of one tracker needs a decision at the end of a day, and what changed in the week before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, open_items, pacing
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.home import sprints, weeks
from altaclario.dashboards.home.sprints import SprintRange
from altaclario.dashboards.home.weeks import TeamWeeks
from altaclario.dashboards.hygiene import answers as hygiene_answers
from altaclario.dashboards.open_items import OpenItem
from altaclario.dashboards.portfolio import moments, releases
from altaclario.dashboards.portfolio.moments import Moment
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.metrics import (
    calendar,
    counting,
    durations,
    lifecycle,
    percentiles,
    service_level,
    stages,
    teams,
    throughput,
    wip,
    workdays,
)
from altaclario.metrics.questions import HomeQuestion, HygieneQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

BACK_DAYS = 7
HISTORY_DAYS = 90
WINDOW_DAYS = 84
MOST_OLD = 7


@dataclass(frozen=True, slots=True)
class Aged:
    """Items in progress that are older than the service level expectation of their team."""

    past: int
    of: int
    new: int
    """Of those past it, how many have passed it in the last seven days."""
    judged: int
    """Of those in progress, how many have an age and an expectation to be held against."""


@dataclass(frozen=True, slots=True)
class Release:
    """One open release with a day: how likely it meets it, and how likely it was a week ago."""

    id: str
    name: str
    target: date
    left: int
    chance: float
    before: float | None
    left_before: int


@dataclass(frozen=True, slots=True)
class Old:
    """An item that is older than nearly all finished work was when it left its status, and whose it is."""

    item: OpenItem
    id: int
    team: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """The main percentile of cycle time now and a week ago, and how many items came into the window and left it."""

    share: int
    now: int | float | None
    before: int | float | None
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Items of one team in progress now and a week ago, and how many were started and finished between."""

    id: str
    name: str
    now: int
    before: int
    started: int
    finished: int


@dataclass(frozen=True, slots=True)
class HomeAnswer:
    """One tracker at the end of `today`."""

    today: date
    weeks: tuple[date, ...]
    teams: tuple[TeamWeeks, ...]
    aged: Aged
    old: tuple[Old, ...]
    old_share: int | None
    """The share of finished work that was younger than each of them."""
    releases: tuple[Release, ...]
    undated: int
    """Open releases without a day."""
    sprint: SprintRange | None
    trust: float | None
    looked_at: int
    cycle: Cycle
    moved: tuple[Moved, ...]
    counted: int
    is_loading: bool


def answer_home(snapshot: Snapshot, settings: Settings, question: HomeQuestion, today: date) -> HomeAnswer:
    """Everything that home tells. Nothing in the snapshot may be later than the end of `today`."""
    counted = counting.base_level(snapshot) & teams.items(snapshot, question.team)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    then = moments.at(table, settings, today - timedelta(BACK_DAYS))
    owners, counted_on = _owners(table, question), workdays.counted_days(table.dates.finished, settings)
    begins = weeks.begins(today, settings)
    ageing = wip.ageing(table.stays, table.lives, settings, today)
    old, share = _old(table, settings, ageing, counted_on, owners, today)
    asked = HygieneQuestion(today - timedelta(WINDOW_DAYS - 1), today, team=question.team)
    judged = hygiene_answers.judge(table, counted, settings, asked, today)
    found, undated = _releases(table, then, question, settings, today)
    return HomeAnswer(
        today=today,
        weeks=begins,
        teams=weeks.of_teams(table, owners, counted_on, begins, settings),
        aged=_aged(table, ageing, counted_on, owners, settings, today),
        old=old,
        old_share=share,
        releases=found,
        undated=undated,
        sprint=sprints.running(table, settings, today),
        trust=judged.trust,
        looked_at=judged.looked_at,
        cycle=_cycle(table, then, settings, today),
        moved=_moved(table, then, owners, settings, today),
        counted=int(np.count_nonzero(counted)),
        is_loading=bool(snapshot.complete_from),
    )


def _owners(table: ItemTable, question: HomeQuestion) -> list[tuple[str, str, NDArray[np.bool_]]]:
    """Id, name and items of each team that is told apart; one without a name is all."""
    if not question.teams:
        name = question.team.name if question.team else ""
        return [(question.team.id if question.team else "", name, np.ones(len(table.stays.items), np.bool_))]
    return [(one.id, one.name, teams.items(table.snapshot, one).take(table.stays.items)) for one in question.teams]


def _aged(
    table: ItemTable,
    ageing: wip.Ageing,
    counted_on: NDArray[np.datetime64],
    owners: Sequence[tuple[str, str, NDArray[np.bool_]]],
    settings: Settings,
    today: date,
) -> Aged:
    """Each against the expectation of the first team whose work it is, else of all."""
    limit = np.full(len(table.stays.items), np.nan)
    whole = service_level.expectation(table.cycle_days, counted_on, today, settings)
    if whole is not None:
        limit[:] = whole.days
    for _, _, own in reversed(owners):
        one = service_level.expectation(table.cycle_days[own], counted_on[own], today, settings)
        if one is not None:
            limit[own] = one.days
    ages, limits = ageing.days, limit.take(ageing.items)
    past = ages > limits
    week = workdays.passed(today - timedelta(BACK_DAYS), today, settings)
    return Aged(
        past=int(np.count_nonzero(past)),
        of=len(ages),
        new=int(np.count_nonzero(past & (ages - week <= limits))),
        judged=int(np.count_nonzero(~np.isnan(ages) & ~np.isnan(limits))),
    )


def _old(
    table: ItemTable,
    settings: Settings,
    ageing: wip.Ageing,
    counted_on: NDArray[np.datetime64],
    owners: Sequence[tuple[str, str, NDArray[np.bool_]]],
    today: date,
) -> tuple[tuple[Old, ...], int | None]:
    """The oldest of those that passed the highest percentile of their status."""
    found = open_items.in_progress(table, ageing, settings, today)
    finished = throughput.within(counted_on, today - timedelta(WINDOW_DAYS - 1), today)
    paces = pacing.pacing(table, settings, finished, pacing.lanes(table.snapshot, None), found.in_progress())
    found = found.judged(paces, settings)
    share = max(settings.percentiles, default=None)
    if share is None or not paces.has_pace:
        return (), None
    rows = np.flatnonzero(found.passed >= share)[:MOST_OLD]
    some = replace(
        found,
        **{
            name: getattr(found, name).take(rows)
            for name in ("places", "started", "age_days", "status", "stage", "passed", "blocked_since")
        },
    )
    ids = table.snapshot.items.id.take(table.stays.items.take(some.places)).tolist()
    names = [next((name for _, name, own in owners if own[place]), "") for place in some.places.tolist()]
    return tuple(Old(*one) for one in zip(some, ids, names, strict=True)), share


def _releases(
    table: ItemTable, then: Moment, question: HomeQuestion, settings: Settings, today: date
) -> tuple[tuple[Release, ...], int]:
    """Those with a day of which something can be said, and how many have none. Releases says the same of them."""
    now, before = (
        releases.at(table, settings, one, HISTORY_DAYS, team=question.team, teams=question.teams)
        for one in (moments.at(table, settings, today), then)
    )
    names = releases_asked.names(tuple(one.release for one in now.values()))
    every = []
    for id, one in now.items():
        odds, was = releases.odds(one), before.get(id)
        past = releases.odds(was) if was else None
        if one.release.target is not None and odds is not None and odds.by_then is not None:
            every.append(
                Release(
                    id=id,
                    name=names[id],
                    target=one.release.target,
                    left=one.left,
                    chance=odds.by_then,
                    before=past.by_then if past else None,
                    left_before=was.left if was else 0,
                )
            )
    return tuple(every), sum(one.release.target is None for one in now.values())


def _cycle(table: ItemTable, then: Moment, settings: Settings, today: date) -> Cycle:
    """Of what was finished in the twelve weeks up to each day, as it was known then."""
    share = percentiles.main(settings.percentiles) or 0
    now = _window(table.dates.finished, today, settings)
    was = _window(then.finished, then.on, settings)
    until = then.until
    lives = replace(
        table.lives,
        finished=np.where(was, then.instants, table.lives.finished),
        started=lifecycle.starts(table.stays, settings, until=until),
    )
    days = durations.cycle_days(lives, durations.dates(lives, settings), settings)
    return Cycle(
        share,
        _percentile(table.cycle_days[now], share),
        _percentile(days[was], share),
        came=int(np.count_nonzero(now & ~was)),
        went=int(np.count_nonzero(was & ~now)),
    )


def _window(finished: NDArray[np.datetime64], last: date, settings: Settings) -> NDArray[np.bool_]:
    inside = np.zeros(len(finished), np.bool_)
    counted_on = workdays.counted_days(finished, settings)
    inside[throughput.within(counted_on, last - timedelta(WINDOW_DAYS - 1), last)] = True
    return inside


def _percentile(days: NDArray[np.float64], share: int) -> int | float | None:
    found = percentiles.spread(days[~np.isnan(days)], (share,))
    return found.percentiles[share] if found.n >= percentiles.ENOUGH else None


def _moved(
    table: ItemTable,
    then: Moment,
    owners: Sequence[tuple[str, str, NDArray[np.bool_]]],
    settings: Settings,
    today: date,
) -> tuple[Moved, ...]:
    ends = [then.until, calendar.start_of(today + timedelta(1), settings.zone)]
    before, now = weeks.in_progress(table.stays, ends)
    since = np.datetime64(then.on, "D")
    started, finished = table.dates.started > since, table.dates.finished > since
    return tuple(
        Moved(id, name, *(int(np.count_nonzero(one & own)) for one in (now, before, started, finished)))
        for id, name, own in owners
    )
