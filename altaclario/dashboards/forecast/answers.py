"""When so many items are done, how many by a day, and whether such forecasts came true."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground, open_items
from altaclario.dashboards.flow import answers as flow_answers
from altaclario.dashboards.forecast import teams as forecast_teams
from altaclario.dashboards.forecast.features import Features, forecast_features
from altaclario.dashboards.forecast.teams import Teams
from altaclario.dashboards.open_items import OpenItems
from altaclario.metrics import (
    calendar,
    calibration,
    counting,
    ends,
    forecast,
    lifecycle,
    samples,
    stages,
    teams,
    throughput,
    workdays,
    xmr,
)
from altaclario.metrics.calendar import Days
from altaclario.metrics.calibration import Calls, Score
from altaclario.metrics.forecast import Chances, Likely
from altaclario.metrics.lifecycle import Lives
from altaclario.metrics.questions import ForecastQuestion, Scenario
from altaclario.metrics.samples import Lack, Sample
from altaclario.metrics.settings import Settings
from altaclario.metrics.throughput import Weeks
from altaclario.metrics.xmr import Process
from altaclario.snapshots.snapshot import NEVER, Snapshot

MOST_DAYS = 2610
"""Ten years of working days; what takes longer has no date."""
_MOST_STEPS = 65
"""A fan of more days is computed at so many of them."""
_RECENT_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the sample says of the days to come."""

    days: Days
    """The working days after today, as far as the curve goes. Shape (days,)."""
    curve: Chances
    """The chance that all of the items are finished by the end of each. Same shape; empty without items."""
    likely: Likely | None
    """The most likely days of the end, counted from 1; None where it is too far away."""
    days_left: int
    """Working days up to the day that is asked for."""
    by_then: float
    """The chance that all of the items are finished by then."""
    shares: tuple[int, ...]
    promised: NDArray[np.intp]
    """Items by then, for each share in per cent: so many or more."""
    stated: Chances
    """The exact chance of each of them."""
    steps: tuple[int, ...]
    """After how many working days the fan has a row."""
    fan: NDArray[np.intp]
    """Items by each of those days, for each share. Shape (steps, shares)."""

    def day(self, share: int) -> date | None:
        """The first day by which the chance is at least a share in per cent; None where it is too far away."""
        place = forecast.first_day(self.curve, share)
        return None if place is None else self.days[place - 1].item()


@dataclass(frozen=True, slots=True)
class Told:
    """What the sample says of one scenario."""

    scenario: Scenario
    items: int
    days: Days
    """Working days, from the first on which something may be finished. Shape (days,)."""
    curve: Chances
    """The chance that all of its items are finished by the end of each. Same shape."""
    by_then: float

    def day(self, share: int) -> date | None:
        """As that of the plan."""
        place = forecast.first_day(self.curve, share)
        return None if place is None else self.days[place - 1].item()


@dataclass(frozen=True, slots=True)
class Input:
    """What the forecast stands on."""

    sample: Sample
    left_out: NDArray[np.int64]
    """Items finished on each of the days that were left out."""
    odd: NDArray[np.intp]
    """Places of days of the sample that lie outside the limits of their variation."""
    weeks: Weeks
    weekly: Process
    """Items of the whole weeks of the history."""

    @property
    def has_changed(self) -> bool | None:
        """Whether one of the last three whole weeks tells of a change; None with too few weeks to say."""
        if self.weekly.signals is None:
            return None
        return bool((self.weekly.changes >= len(self.weekly.values) - _RECENT_WEEKS).any())


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """The answer to a question about days to come, from the history `first` to `last`."""

    today: date
    first: date
    last: date
    by: date
    items: int
    """So many are to be finished."""
    open: OpenItems
    """Which ones, oldest first; none of them is named where a number was asked for."""
    input: Input
    lack: Lack | None
    """Why nothing is forecast."""
    outlook: Outlook | None
    scenarios: tuple[Told, ...]
    """In the order of the question; none where nothing is forecast."""
    features: Features | None
    """When each feature is done; None where nothing is forecast, or a number of items was asked for."""
    teams: Teams | None
    """When each team is done, and all of them; None unless there are 2 to 20, or where a number was asked for."""
    calls: Calls
    scores: tuple[Score, ...]
    left_out: Mapping[str, int]
    is_loading: bool
    """Not all of the history is read, so that it begins later than asked."""

    def score(self, share: int) -> Score | None:
        """How past calls of one share came out."""
        return next((one for one in self.scores if one.share == share), None)


def answer_forecast(snapshot: Snapshot, settings: Settings, question: ForecastQuestion, today: date) -> ForecastAnswer:
    """What is to be expected after `today`. Nothing in the snapshot may be later than its end. Raises NoSuchBoard.

    Today itself is not over: it is neither in the history nor among the days to come.
    """
    is_base = counting.base_level(snapshot)
    of_team = is_base & teams.items(snapshot, question.team)
    counted = of_team & flow_answers.on_board(snapshot, question.board)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    begin = samples.begin(snapshot, table.lives, settings)
    first, last = max(question.first, begin), min(question.last, today - timedelta(1))
    stood = _input(table.dates.finished, first, last, settings, question)
    until = calendar.start_of(today + timedelta(1), settings.zone)
    open_ = open_items.chosen(table, table.stays.items.take(_open(snapshot, table.lives, question)), until)
    items = len(open_) if question.items is None else question.items
    lack = samples.lack(stood.sample.items)
    calls = calibration.calls(
        ends.of(table.stays, settings),
        max(begin, today - timedelta(calibration.MOST_DAYS + (question.last - question.first).days)),
        today - timedelta(1),
        (question.last - question.first).days + 1,
        settings,
        question.left_out,
    )
    return ForecastAnswer(
        today=today,
        first=first,
        last=last,
        by=question.by,
        items=items,
        open=open_,
        input=stood,
        lack=lack,
        outlook=None if lack else _outlook(stood.sample, items, question.by, today, settings),
        scenarios=()
        if lack
        else tuple(_told(one, stood.sample, items, question.by, today, settings) for one in question.scenarios),
        features=None
        if lack or question.items is not None
        else forecast_features(open_, stood.sample, question, today, settings, MOST_DAYS),
        teams=None
        if not 2 <= len(question.teams) <= forecast_teams.MOST or question.items is not None
        else forecast_teams.forecast_teams(table, open_.places, (first, last), question, today, settings, MOST_DAYS),
        calls=calls,
        scores=tuple(calibration.scores(calls)),
        left_out=ground.left_out(
            snapshot,
            table.lives,
            off_board=int(np.count_nonzero(of_team & ~counted)),
            off_team=int(np.count_nonzero(is_base & ~of_team)),
        ),
        is_loading=bool(snapshot.complete_from) and first > question.first,
    )


def _input(finished: Days, first: date, last: date, settings: Settings, question: ForecastQuestion) -> Input:
    sample = samples.sample(finished, first, last, settings, question.left_out)
    whole = samples.sample(finished, first, last, settings)
    gone = np.isin(whole.days, np.array(sample.left_out, "M8[D]"))
    found = xmr.process(sample.items.astype(np.float64), len(sample.items))
    odd = np.zeros(0, np.intp) if found.signals is None else np.flatnonzero(found.signals.outside)
    daily = throughput.per_day(workdays.worked_days(finished, settings), first, last)
    weeks = throughput.weeks(daily, first, settings.week_start)
    values = weeks.items[weeks.days == 7].astype(np.float64)
    return Input(sample, whole.items[gone], odd, weeks, xmr.process(values, len(values)))


def _open(snapshot: Snapshot, lives: Lives, question: ForecastQuestion) -> NDArray[np.intp]:
    """Places of the items that are not done, as far as they are asked for."""
    is_asked = lifecycle.is_working(lives.stage)
    if not question.in_progress:
        is_asked |= lives.stage == stages.BACKLOG
    if question.version is not None:
        ids = [one.id for one in snapshot.versions]
        intervals = snapshot.version_memberships
        inside = np.zeros(len(snapshot), np.bool_)
        if question.version in ids:
            is_now = (intervals.left == NEVER) & (intervals.of == ids.index(question.version))
            inside[intervals.item[is_now]] = True
        is_asked &= inside.take(lives.items)
    return np.flatnonzero(is_asked)


def _outlook(sample: Sample, items: int, by: date, today: date, settings: Settings) -> Outlook:
    daily = samples.law(sample.items)
    curve = forecast.when(daily, [items], MOST_DAYS)[:, 0] if items else np.zeros(0)
    days_left = workdays.left(today, by, settings)
    reached = forecast.at_least(forecast.how_many(daily, days_left))
    shares = settings.percentiles
    promised = forecast.promised(reached, shares)
    steps = tuple(range(days_left, 0, -(-(-days_left // _MOST_STEPS) or 1)))[::-1]
    return Outlook(
        days=workdays.ahead(today, len(curve), settings),
        curve=curve,
        likely=forecast.likely(curve),
        days_left=days_left,
        by_then=_by(curve, days_left, items),
        shares=shares,
        promised=promised,
        stated=reached.take(promised),
        steps=steps,
        fan=forecast.by_day(daily, steps, shares),
    )


def _told(scenario: Scenario, sample: Sample, items: int, by: date, today: date, settings: Settings) -> Told:
    """One scenario. Where nobody is left, or nothing is to be done, there is no curve."""
    daily = samples.thinned(samples.law(sample.items), 1 - scenario.away / 100)
    wanted = max(items + scenario.more, 0)
    curve = forecast.when(daily, [wanted], MOST_DAYS)[:, 0] if wanted else np.zeros(0)
    eve = today if scenario.start is None else max(scenario.start - timedelta(1), today)
    return Told(
        scenario=scenario,
        items=wanted,
        days=workdays.ahead(eve, len(curve), settings),
        curve=curve,
        by_then=_by(curve, workdays.left(eve, by, settings), wanted),
    )


def _by(curve: Chances, days_left: int, items: int) -> float:
    if not items:
        return 1.0
    return float(curve[min(days_left, len(curve)) - 1]) if days_left else 0.0
