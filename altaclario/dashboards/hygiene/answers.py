"""What each hygiene rule finds, how much that moves the headline figures, and how much of them can be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import counted_items, ground
from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.flow import answers as flow_answers
from altaclario.dashboards.ground import Counts
from altaclario.metrics import calendar, counting, hygiene, percentiles, stages, teams, throughput, trust, workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.checks import Check, Seen
from altaclario.metrics.hygiene import Rule
from altaclario.metrics.questions import HygieneQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.trust import Effect, Headline
from altaclario.snapshots.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found."""

    rule: Rule
    check: Check
    effect: Effect
    weight: float
    """The largest change, in parts of a figure, among the figures that it puts in doubt."""
    places: NDArray[np.intp]
    """Positions in the table of items of what it found."""

    @property
    def of(self) -> int:
        """About how many items it can say anything."""
        return int(np.count_nonzero(self.check.of))


@dataclass(frozen=True, slots=True)
class HygieneAnswer:
    """The answer to whether the figures of the days `first` to `last` can be trusted."""

    first: date
    last: date
    items: ItemTable
    findings: tuple[Finding, ...]
    """One for each rule, in the order of the rules."""
    headline: Headline
    share: int | None
    """The percentile of cycle time that the headline names."""
    without: Effect
    """The headline figures without anything that makes them doubtful."""
    trust: float | None
    """The share of what they are made of that can be trusted; None where they are made of nothing."""
    looked_at: int
    """Items in progress, or finished in the window: what the headline figures are made of."""
    open: int
    """All that is not done."""
    to_mend: NDArray[np.intp]
    """Positions in the table of whatever any rule found, what most rules found first."""
    counts: Counts
    left_out: Mapping[str, int]
    is_narrowed: bool
    """Whether the window begins later than asked, because not all of the history is read."""

    @property
    def found(self) -> tuple[Finding, ...]:
        """The rules that found anything: what weighs most first, then what is most."""
        some = [one for one in self.findings if len(one.places)]
        return tuple(sorted(some, key=lambda one: (-one.weight, -len(one.places))))


@dataclass(frozen=True, slots=True)
class _Figures:
    """What the headline figures are made from, so that they can be made again without some of it."""

    items: ItemTable
    seen: Seen
    counted_on: Days
    settings: Settings
    first: date
    last: date

    def headline(self, kept: NDArray[np.bool_]) -> Headline:
        """Those of these items alone."""
        done = np.flatnonzero(self.seen.finished & kept)
        lengths = self.items.cycle_days.take(done)
        share = percentiles.main(self.settings.percentiles)
        shares = () if share is None else (share,)
        spread = percentiles.spread(lengths[~np.isnan(lengths)], shares)
        daily = throughput.per_day(self.counted_on.take(done), self.first, self.last)
        weekly = throughput.throughput(daily, self.first, self.settings.week_start)
        working = int(np.count_nonzero(self.seen.working & kept))
        return Headline(spread.percentiles.get(share or 0), weekly.per_week_median, working)


def answer_hygiene(snapshot: Snapshot, settings: Settings, question: HygieneQuestion, today: date) -> HygieneAnswer:
    """What every rule finds. Nothing in the snapshot may be later than the end of `today`. Raises NoSuchBoard."""
    is_base = counting.base_level(snapshot)
    counted = is_base & teams.items(snapshot, question.team) & flow_answers.on_board(snapshot, question.board)
    table = counted_items.table(snapshot, settings, stages.stays(snapshot, settings, counted), today)
    return judge(table, counted, settings, question, today)


def judge(
    table: ItemTable, counted: NDArray[np.bool_], settings: Settings, question: HygieneQuestion, today: date
) -> HygieneAnswer:
    """The same, of a table that is there already: it holds the counted items of the question."""
    snapshot = table.snapshot
    is_base = counting.base_level(snapshot)
    of_team = is_base & teams.items(snapshot, question.team)
    first, last = ground.window(snapshot, settings, question, today)
    counted_on = workdays.counted_days(table.dates.finished, settings)
    seen = _seen(table, settings, throughput.within(counted_on, first, last), question, today)
    made = _Figures(table, seen, counted_on, settings, first, last)
    headline = made.headline(np.ones(len(table), np.bool_))
    findings = tuple(_finding(rule, made, headline) for rule in hygiene.RULES)
    doubtful = _any([one for one in findings if one.rule.doubts], len(table))
    return HygieneAnswer(
        first=first,
        last=last,
        items=table,
        findings=findings,
        headline=headline,
        share=percentiles.main(settings.percentiles),
        without=Effect(headline, made.headline(~doubtful)),
        trust=trust.trust([one.check.found for one in findings], [one.weight for one in findings], seen.counted),
        looked_at=int(np.count_nonzero(seen.counted)),
        open=int(np.count_nonzero(seen.kept & ~seen.finished)),
        to_mend=_to_mend(findings, len(table)),
        counts=ground.counts(snapshot, int(np.count_nonzero(counted))),
        left_out=ground.left_out(
            snapshot,
            table.lives,
            off_board=int(np.count_nonzero(of_team & ~counted)),
            off_team=int(np.count_nonzero(is_base & ~of_team)),
        ),
        is_narrowed=first > question.first,
    )


def _seen(
    items: ItemTable, settings: Settings, finished: NDArray[np.intp], question: HygieneQuestion, today: date
) -> Seen:
    is_finished = np.zeros(len(items), np.bool_)
    is_finished[finished] = True
    until = calendar.start_of(today + timedelta(1), settings.zone)
    return Seen(items.snapshot, settings, items.stays, items.lives, is_finished, until, question.board)


def _finding(rule: Rule, made: _Figures, headline: Headline) -> Finding:
    check = rule.looks(made.seen)
    places = np.flatnonzero(check.found)
    effect = Effect(headline, made.headline(~check.found) if len(places) else headline)
    return Finding(rule, check, effect, trust.weight(effect, rule.doubts), places)


def _any(findings: list[Finding], count: int) -> NDArray[np.bool_]:
    found = np.zeros(count, np.bool_)
    for one in findings:
        found |= one.check.found
    return found


def _to_mend(findings: tuple[Finding, ...], count: int) -> NDArray[np.intp]:
    times = np.zeros(count, np.intp)
    for one in findings:
        times[one.places] += 1
    found = np.flatnonzero(times)
    return found.take(np.argsort(-times.take(found), kind="stable"))
