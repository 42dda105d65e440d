"""Releases equal slow ones that were written separately; what only a small case can show is worked by hand."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from altaclario.dashboards import answers
from altaclario.dashboards.releases.answers import ReleasesAnswer
from altaclario.metrics import arriving, forecast, samples
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.snapshots.snapshot import Snapshot
from tests import building, random_teams, slow_releases
from tests.slow_figures import Team
from tests.slow_releases import Version

pytestmark = pytest.mark.any_database

EVERY = (Version("2.0", date(2026, 3, 20), is_out=True), Version("2.1", date(2026, 4, 10)), Version("2.2", None))
NAMES = st.sampled_from([one.name for one in EVERY])
HISTORY = 90


_BUSY = [
    building.item(f"PAY-{900 + one}", "2026-02-02 08:00 To Do", f"2026-02-{one:02d} 12:00 Done") for one in range(3, 28)
]
"""Enough finished on enough days to forecast from; in no release."""


@st.composite
def released(draw: st.DrawFn) -> Team:
    """A team whose items were in up to three releases, some in two at once, some more than once."""
    team = draw(random_teams.crowds())
    kinds = []
    for _ in range(4):
        versions: list[tuple[str, ...]] = []
        for name in draw(st.sets(NAMES, max_size=2)):
            edges = sorted(draw(st.sets(random_teams.moments, min_size=1, max_size=3)))
            texts = [f"{one:%Y-%m-%d %H:%M}" for one in edges]
            pairs = zip(texts[::2], [*texts[1::2], None], strict=False)
            versions += [(name, a, b) if b else (name, a) for a, b in pairs]
        kinds.append(versions)
    items = [replace(one, versions=kinds[number % 4]) for number, one in enumerate(team.items)]
    items += draw(st.sampled_from(([], _BUSY, _BUSY)))
    # A resolution has no history: what it cancels, it cancels as of today.
    settings = replace(team.settings, cancelled_resolutions=frozenset())
    return replace(team, items=items, settings=settings, board=None)


def read(team: Team) -> Snapshot:
    versions = [
        building.version(one.name, one.target.isoformat() if one.target else "", id=str(place), released=one.is_out)
        for place, one in enumerate(EVERY)
    ]
    return building.snapshot(*team.items, sprints=team.sprints, statuses=team.statuses, versions=versions)


def answer(team: Team, snapshot: Snapshot, **more: Any) -> ReleasesAnswer:
    last = team.today - timedelta(1)
    question = ReleaseQuestion(last - timedelta(HISTORY - 1), last, **more)
    return answers.answer(snapshot, replace(team.settings, clock="working"), question, team.today)


@given(released(), st.sampled_from((0, 1, 2)), st.booleans())
def test_scope_forecast_and_slip_are_those_of_each_day_by_itself(team: Team, place: int, in_turn: bool) -> None:
    one, told = EVERY[place], answer(team, read(team), version=str(place), in_turn=in_turn)
    found, today = told.one, team.today
    assert found is not None
    assert (found.items, found.done) == (
        len(slow_releases.scope(team, one.name, today)),
        len(slow_releases.done(team, one.name, today)),
    )
    assert found.begun == slow_releases.first_day(team, one.name)
    if found.begun is None or told.detail is None:
        return
    begun = len(slow_releases.scope(team, one.name, found.begun))
    assert found.at_start == (begun if told.has_history else None)
    whole = told.detail.aligned
    for day, scope, done in zip(whole.days, whole.scope.tolist(), whole.done.tolist(), strict=True):
        assert scope == len(slow_releases.scope(team, one.name, day)), day
        assert done == len(slow_releases.done(team, one.name, day)), day
    shares = team.settings.percentiles
    for row in told.detail.slips:
        left = slow_releases.left(team, one.name, row.asked)
        needed = slow_releases.queue(team, EVERY, one.name, row.asked) if in_turn else left
        days = slow_releases.days(team, len(needed) if left else 0, row.asked, HISTORY, shares)
        assert (row.left, list(row.days)) == (len(left), days), row.asked
    if found.outlook is not None and found.outlook.days:
        newest = told.detail.slips[-1]
        assert newest.asked == today
        assert list(newest.days) == [found.day(share) for share in shares]


@given(released(), st.sampled_from((0, 1, 2)))
def test_what_came_and_went_is_the_difference_of_two_weeks_ends(team: Team, place: int) -> None:
    one, told = EVERY[place], answer(team, read(team), version=str(place))
    if told.detail is None or told.one is None or told.one.begun is None:
        return
    before = slow_releases.scope(team, one.name, told.one.begun)
    for change in told.detail.changes:
        now = slow_releases.scope(team, one.name, min(change.week + timedelta(6), team.today))
        assert sum(change.came.values()) == len(now - before)
        assert sum(change.went.values()) == len(before - now)
        before = now
    rows = told.detail.parents
    assert sum(row.items for row in rows) == told.one.items
    for row in rows:
        assert row.items == row.done + row.in_progress + row.defined + row.unestimated


laws = st.lists(st.integers(0, 3), min_size=1, max_size=4).filter(any).map(lambda one: samples.law(np.array(one)))


@given(st.lists(st.tuples(laws, st.integers(1, 40)), min_size=1, max_size=3), st.sets(st.integers(1, 99), min_size=1))
def test_looking_a_day_up_finds_the_one_of_the_whole_curve(parts: list[Any], shares: set[int]) -> None:
    asked, most = sorted(shares), 60
    curve = forecast.jointly([forecast.when(law, [many], most)[:, 0] for law, many in parts])
    found = arriving.days_until([law for law, _ in parts], [many for _, many in parts], asked, most)
    assert list(found) == [forecast.first_day(curve, share) for share in asked]


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.lists(st.integers(0, 2), min_size=1, max_size=3),
    st.integers(1, 5),
)
def test_a_growing_scope_is_every_sequence_of_days(done: list[int], came: list[int], items: int) -> None:
    found = arriving.when_all_done(samples.law(np.array(done)), samples.law(np.array(came)), items, 3)
    ways = list(product(product(done, came), repeat=3))
    for day in range(1, len(found) + 1):
        hits = 0
        for way in ways:
            left = items
            for finished, arrived in way[:day]:
                left = left and max(left - finished + arrived, 0)
            hits += not left
        assert found[day - 1] == pytest.approx(hits / len(ways), abs=1e-9)


def test_a_bulk_of_arrivals_makes_no_walk_without_end() -> None:
    """It would be followed over 40,000 totals a day, from which hardly any comes back: work, counted, not seconds."""
    daily, came = samples.law(np.array([20, 30, 40])), samples.law(np.array([30] * 59 + [1500]))
    widths: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((np.fft, "rfft"), (np, "convolve")):
            real = getattr(module, name)
            patch.setattr(module, name, lambda law, by, real=real: (widths.append(len(law)), real(law, by))[1])
        found = arriving.when_all_done(daily, came, 100, 600)
    assert 0 < max(widths) <= 8192
    assert len(found) == 600
    assert found == pytest.approx(_followed(daily, came, 100, 600), abs=1e-9)


def _followed(daily: np.ndarray, came: np.ndarray, items: int, days: int) -> list[float]:
    """The same, with every total up to a place from which nobody comes back in these days."""
    most = 3000
    left, found = np.zeros(most + 1), []
    left[items] = 1
    change, lowest, gone = np.convolve(came, daily[::-1]), len(daily) - 1, 0.0
    for _ in range(days):
        moved = np.zeros(most + 1 + len(change))
        for step in np.flatnonzero(change).tolist():
            moved[step : step + most + 1] += change[step] * left
        gone += moved[: lowest + 1].sum()
        left = moved[lowest : lowest + most + 1].copy()
        left[0] = 0
        found.append(gone)
    return found


@given(laws, st.integers(1, 30))
def test_without_arrivals_a_growing_scope_is_one_that_stays(daily: np.ndarray, items: int) -> None:
    grown, plain = arriving.when_all_done(daily, np.ones(1), items, 50), forecast.when(daily, [items], 50)[:, 0]
    assert grown == pytest.approx(plain[: len(grown)], abs=1e-9)


@given(laws, st.integers(1, 9), st.integers(0, 6), st.integers(1, 6))
def test_what_is_finished_of_a_part_comes_after_what_is_before_it(
    daily: np.ndarray, days: int, before: int, own: int
) -> None:
    whole = forecast.how_many(daily, days)
    expected = np.zeros(own + 1)
    for total, chance in enumerate(whole.tolist()):
        expected[min(max(total - before, 0), own)] += chance
    assert arriving.finished(daily, days, before, own) == pytest.approx(expected, abs=1e-12)
