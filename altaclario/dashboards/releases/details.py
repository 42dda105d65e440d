"""One release day by day: its scope and what is done of it, what changed in it, how its forecast moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards import open_items
from altaclario.dashboards.open_items import OpenItems
from altaclario.dashboards.releases import outlooks
from altaclario.dashboards.releases.contents import Contents
from altaclario.dashboards.releases.sources import Source
from altaclario.dashboards.releases.standings import Marks, Standing
from altaclario.metrics import blocked, calendar, ends, release_scope, slips, stages, workdays
from altaclario.metrics.ends import Ends, Walk
from altaclario.metrics.questions import ReleaseQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.slips import Slip
from altaclario.metrics.stages import Stays

MOST_PAST_DAYS = 731
MOST_WEEKS = 26
"""So many weeks back the forecast is made once more."""
MOST_STEPS = 24
"""The fan has so many days at most."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A release day by day since its first one. Shape (days,) each."""

    standing: Standing
    days: tuple[date, ...]
    scope: NDArray[np.int64]
    done: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parent:
    """The items of one parent in a release. `key` is empty for those without one, or whose parent is not held."""

    key: str
    items: int
    done: int
    in_progress: int
    defined: int
    """Not begun, and estimated where the tracker has estimates."""
    unestimated: int
    """Not begun and without an estimate."""
    blocked: int
    """Of those that are not done, what is held up."""


@dataclass(frozen=True, slots=True)
class Change:
    """What came into the release and went out of it in one week, by parent; cancelled items went out."""

    week: date
    came: dict[str, int]
    went: dict[str, int]


@dataclass(frozen=True, slots=True)
class Detail:
    """One release."""

    aligned: Aligned
    parents: tuple[Parent, ...]
    changes: tuple[Change, ...]
    slips: tuple[Slip, ...]
    shares: tuple[int, ...]
    ahead: tuple[date, ...]
    """Days after today at which the fan has a row."""
    fan: NDArray[np.intp]
    """Items that are done by each of them, for each share: so many or more. Shape (ahead, shares)."""
    open: OpenItems
    in_others: frozenset[str]
    """Keys of what is left and in another open release too."""
    unestimated: frozenset[str]


def detail(
    held: Contents,
    one: Standing,
    who: Sequence[Source],
    question: ReleaseQuestion,
    begin: date,
    marks: Marks,
) -> Detail | None:
    """What can be told of a release; None while it has not begun, or where nothing ever was in it."""
    if one.begun is None:
        return None
    settings, rows = held.settings, np.flatnonzero((held.now.window == one.place) & held.is_left)
    places = held.now.item.take(rows)
    open_ = open_items.chosen(held.items, held.items.stays.items.take(np.unique(places)), held.until)
    since = blocked.since(held.items.snapshot, held.items.stays, held.until).take(open_.places)
    open_ = replace(open_, blocked_since=calendar.days(since, settings.zone))
    ahead, fan = _fan(one, held.today, settings)
    return Detail(
        aligned=aligned(held, one),
        parents=_parents(held, one, marks),
        changes=_changes(held, one),
        slips=tuple(_slips(held, one, who, question, begin, settings)),
        shares=settings.percentiles,
        ahead=ahead,
        fan=fan,
        open=open_,
        in_others=_in_others(held, one),
        unestimated=_keys(held, held.now.item[marks.is_unestimated & (held.now.window == one.place)]),
    )


def aligned(held: Contents, one: Standing) -> Aligned:
    """Scope and done at the end of each day, from its first one to today, or to its day if it is out."""
    first = held.today if one.begun is None else one.begun
    last = held.today
    if one.release.is_released and one.release.target is not None:
        last = min(max(one.release.target, first), last)
    first = max(first, last - timedelta(MOST_PAST_DAYS))
    instants = calendar.ends(first, last, held.settings.zone)
    found = release_scope.counts(held.items.stays, held.own(one.place), instants, 1)
    return Aligned(one, tuple(calendar.days_of(first, last)), found.scope[0], found.done[0])


def _fan(one: Standing, today: date, settings: Settings) -> tuple[tuple[date, ...], NDArray[np.intp]]:
    shares = settings.percentiles
    if one.outlook is None or not len(one.outlook.curve) or not shares:
        return (), np.zeros((0, len(shares)), np.intp)
    surest = one.outlook.days[max(shares)]
    count = len(one.outlook.curve) if surest is None else workdays.left(today, surest, settings)
    size = -(-count // MOST_STEPS) or 1
    steps = tuple(range(count, 0, -size))[::-1]
    days = workdays.ahead(today, count, settings)
    return tuple(days[step - 1].item() for step in steps), outlooks.fan(one.outlook, steps, shares)


def _slips(
    held: Contents,
    one: Standing,
    who: Sequence[Source],
    question: ReleaseQuestion,
    begin: date,
    settings: Settings,
) -> list[Slip]:
    """One whose day is over keeps the forecasts up to that day."""
    last = held.today
    if one.release.is_released or one.release.is_archived:
        last = min(one.release.target or held.today, held.today)
    if one.begun is None or one.begun > last or begin > last:
        return []
    own = held.own(one.place)
    queued = held.queued(one.place) if question.in_turn else own
    stays = held.items.stays
    mine = [one_ for one_ in who if one_.is_own.take(own.item).any()]
    every = ends.of(stays, settings)
    owner = _owners(stays)
    found = [
        slips.Source(_walk(every, owner, source.is_own, begin, held.today, settings), begin, source.is_own)
        for source in mine
    ]
    asked = slips.weeks(one.begun, last, MOST_WEEKS)
    history = (question.last - question.first).days + 1
    shares = settings.percentiles
    return slips.slips(stays, own, queued, found, asked, history, shares, settings, outlooks.MOST_DAYS)


def _owners(stays: Stays) -> NDArray[np.integer]:
    """Whose each stay in done is."""
    return stays.owner.take(np.flatnonzero(stays.stage == stages.DONE))


def _walk(
    every: Ends, owner: NDArray[np.integer], is_own: NDArray[np.bool_], first: date, last: date, settings: Settings
) -> Walk:
    if is_own.all():
        return Walk(every, first, last, settings)
    mine = is_own.take(owner)
    return Walk(Ends(every.entered[mine], every.left[mine]), first, last, settings)


def _parents(held: Contents, one: Standing, marks: Marks) -> tuple[Parent, ...]:
    """Those with the most that is left first."""
    snapshot = held.items.snapshot
    rows = np.flatnonzero((held.now.window == one.place) & (held.stage < stages.CANCELLED))
    keys, place = _keys_of_parents(held, held.now.item.take(rows))
    stage, has_points = held.stage.take(rows), snapshot.has_points
    is_bare = marks.is_unestimated.take(rows) & has_points & (stage == stages.BACKLOG)
    columns = [
        np.bincount(place[mask], minlength=len(keys)).tolist()
        for mask in (
            np.ones(len(rows), np.bool_),
            stage == stages.DONE,
            (stage == stages.ACTIVE) | (stage == stages.WAITING),
            (stage == stages.BACKLOG) & ~is_bare,
            is_bare,
            marks.is_blocked.take(rows),
        )
    ]
    found = [Parent(key, *row) for key, row in zip(keys, zip(*columns, strict=True), strict=True)]
    return tuple(sorted(found, key=lambda row: (not row.key, row.done - row.items, row.key)))


def _keys_of_parents(held: Contents, items: NDArray[np.integer]) -> tuple[list[str], NDArray[np.intp]]:
    """The keys of the parents of these items, and for each item the place of its own."""
    snapshot = held.items.snapshot
    parents = snapshot.items.parent.take(held.items.lives.items.take(items))
    ids, place = np.unique(parents, return_inverse=True)
    rows = [snapshot.row_of(id) if id else None for id in ids.tolist()]
    names = ["" if row is None else snapshot.key(row) for row in rows]
    keys = list(dict.fromkeys(names))
    moved = np.array([keys.index(name) for name in names], np.intp)
    return keys, moved.take(place)


def _changes(held: Contents, one: Standing) -> tuple[Change, ...]:
    """Each week since the first day, whose end is the beginning; what came and went within one week is in neither."""
    if one.begun is None:
        return ()
    last = held.today
    weeks = _weeks(one.begun, last, held.settings.week_start)
    instants = np.array(
        [calendar.start_of(day + timedelta(1), held.settings.zone) for day in (one.begun, *(end for _, end in weeks))],
        np.int64,
    )
    own = held.own(one.place)
    items = np.unique(own.item)
    if not weeks or not len(items):
        return ()
    inside = np.zeros((len(items), len(instants)), np.bool_)
    place = np.searchsorted(items, own.item)
    for column, instant in enumerate(instants.tolist()):
        inside[place[release_scope.held_at(own, instant)], column] = True
        stage = release_scope.stage_at(held.items.stays, items, np.full(len(items), instant))
        inside[stage == stages.CANCELLED, column] = False
    keys, parent = _keys_of_parents(held, items)
    came, went = inside[:, 1:] & ~inside[:, :-1], inside[:, :-1] & ~inside[:, 1:]
    return tuple(
        Change(week, _by_parent(keys, parent[came[:, at]]), _by_parent(keys, parent[went[:, at]]))
        for at, (week, _) in enumerate(weeks)
    )


def _by_parent(keys: Sequence[str], place: NDArray[np.intp]) -> dict[str, int]:
    counts = np.bincount(place, minlength=len(keys)).tolist()
    return {key: count for key, count in zip(keys, counts, strict=True) if count}


def _weeks(first: date, last: date, week_start: int) -> list[tuple[date, date]]:
    """First and last day of each week after the first day, the oldest of two years at most."""
    day = max(first, last - timedelta(MOST_PAST_DAYS))
    begin = day - timedelta((day.weekday() - week_start) % 7)
    found = []
    while begin <= last:
        found.append((begin, min(begin + timedelta(6), last)))
        begin += timedelta(7)
    return [one for one in found if one[1] > first]


def _in_others(held: Contents, one: Standing) -> frozenset[str]:
    is_open = np.array([release.is_open for release in held.releases.every], np.bool_)
    others = held.now.item[held.is_left & is_open.take(held.now.window) & (held.now.window != one.place)]
    own = held.now.item[held.is_left & (held.now.window == one.place)]
    return _keys(held, np.intersect1d(own, others))


def _keys(held: Contents, items: NDArray[np.integer]) -> frozenset[str]:
    return frozenset(held.items.snapshot.keys(held.items.lives.items.take(items)))
