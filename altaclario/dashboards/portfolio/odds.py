"""How likely each initiative is done by its day, and by which day with which share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from altaclario.dashboards.counted_items import ItemTable
from altaclario.dashboards.portfolio.initiatives import Open
from altaclario.dashboards.portfolio.moments import Moment
from altaclario.metrics import forecast, in_turn, samples, stages, teams, workdays
from altaclario.metrics.calendar import Days
from altaclario.metrics.forecast import Chances
from altaclario.metrics.parents import Kinship
from altaclario.metrics.questions import PortfolioQuestion
from altaclario.metrics.samples import Law
from altaclario.metrics.settings import Settings

MOST_ITEMS, MOST_DAYS = 1000, 2610
"""What comes after so many items, or after ten years of working days, has no odds."""


@dataclass(frozen=True, slots=True)
class Odds:
    """By which day with which share in per cent (None: more than ten years away), and how likely by its own day."""

    days: Mapping[int, date | None]
    by_then: float | None
    """None without a day."""


@dataclass(frozen=True, slots=True)
class Paces:
    """Whose each row of the snapshot is, and what each team finishes in a day: None where too little was finished."""

    of: NDArray[np.intp]
    laws: tuple[Law | None, ...]
    names: tuple[str, ...]
    """What the teams are called; the last ones are those without a team, or all where there are none."""

    @property
    def silent(self) -> tuple[str, ...]:
        """Those that have work and cannot be told of."""
        here = set(np.unique(self.of).tolist())
        return tuple(name for place, name in enumerate(self.names) if self.laws[place] is None and place in here)


def owners(table: ItemTable, question: PortfolioQuestion) -> NDArray[np.intp]:
    """The place of the team whose work each row is: of several the first one; as many as there are teams: of nobody."""
    of = np.full(len(table.snapshot), len(question.teams), np.intp)
    for place in range(len(question.teams) - 1, -1, -1):
        of[teams.items(table.snapshot, question.teams[place])] = place
    return of


def paces(
    table: ItemTable,
    of: NDArray[np.intp],
    moment: Moment,
    history: tuple[date, date],
    names: Sequence[str],
    settings: Settings,
) -> Paces:
    """What each team finished on each working day of the history, as it was known at the moment."""
    if not names:
        return Paces(of, (_law(moment.finished, history, settings),), ("",))
    own = of.take(table.stays.items)
    laws = [_law(moment.finished[own == place], history, settings) for place in range(len(names) + 1)]
    return Paces(of, tuple(laws), (*names, ""))


def of_parents(found: Open, kin: Kinship, moment: Moment, own: Paces) -> list[Chances | None]:
    """The chance that each is done within 1, 2, 3 … working days. Each team works on one after the other, in this
    order, and on nothing else.

    One that holds others is done with the last of them; what it holds has its turn with the first of all above it.
    None where a team in it has finished too little to tell, or too much comes before.
    """
    count, stage = len(found.rows), moment.stage
    is_open = stage.take(kin.item) < stages.DONE
    item, parent, is_nearest = kin.item[is_open], kin.parent[is_open], kin.is_nearest[is_open]
    rank = np.full(len(stage), count, np.intp)
    rank[found.rows] = np.arange(count)
    turns = np.full(len(stage), -1, np.intp)
    turns[item[is_nearest]] = _turns(item, parent, is_nearest, rank)
    whole = rank.take(parent)
    is_told = whole < count
    wholes = _places(whole[is_told], turns.take(item[is_told]), count)
    mine = item[is_nearest]
    sizes = [np.bincount(turns.take(mine[own.of.take(mine) == team])) for team in range(len(own.laws))]
    most = max(map(len, sizes))
    reached = [in_turn.thresholds(np.pad(one, (0, most - len(one))), wholes) for one in sizes]
    return in_turn.curves(np.array(reached), own.laws, MOST_ITEMS, MOST_DAYS)


def told(
    curves: Sequence[Chances | None], targets: Sequence[date | None], today: date, settings: Settings
) -> list[Odds | None]:
    """The curves in days, from the first working day after today."""
    shares = settings.percentiles
    ahead = workdays.ahead(today, max((len(one) for one in curves if one is not None), default=0), settings).tolist()
    found: list[Odds | None] = []
    for curve, places, target in zip(curves, first_days(curves, shares), targets, strict=True):
        if curve is None:
            found.append(None)
            continue
        days = {share: ahead[place - 1] if place else None for share, place in zip(shares, places, strict=True)}
        found.append(Odds(days, None if target is None else _by(curve, workdays.left(today, target, settings))))
    return found


def first_days(curves: Sequence[Chances | None], shares: Sequence[int]) -> list[list[int]]:
    """After how many working days the chance is at least each share in per cent; 0: never, or nobody can say."""
    longest = max((len(one) for one in curves if one is not None), default=0)
    whole = np.zeros((len(curves), longest + 1))
    for place, curve in enumerate(curves):
        if curve is not None and len(curve):
            whole[place, 1 : len(curve) + 1] = curve
            whole[place, len(curve) + 1 :] = curve[-1]
    places = [(whole >= share / 100 - forecast.SLACK).argmax(axis=1).tolist() for share in shares]
    return [list(one) for one in zip(*places, strict=True)]


def _turns(
    item: NDArray[np.intp], parent: NDArray[np.intp], is_nearest: NDArray[np.bool_], rank: NDArray[np.intp]
) -> NDArray[np.intp]:
    """When the nearest parent of each item has its turn, from 0."""
    first = np.full(len(rank), len(rank), np.intp)
    np.minimum.at(first, item, rank.take(parent))
    nearest = parent[is_nearest]
    soonest = np.full(len(rank), len(rank), np.intp)
    np.minimum.at(soonest, nearest, first.take(item[is_nearest]))
    every = np.flatnonzero(np.bincount(nearest, minlength=len(rank)))
    turns = np.zeros(len(rank), np.intp)
    turns[every[np.lexsort((every, rank.take(every), soonest.take(every)))]] = np.arange(len(every))
    return turns.take(nearest)


def _places(whole: NDArray[np.intp], part: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """The parts of each whole, each once."""
    size = int(part.max(initial=0)) + 1
    codes = np.unique(whole * size + part)
    ends = np.searchsorted(codes, np.arange(1, count) * size)
    return np.split(codes % size, ends) if count else []


def _law(finished: Days, history: tuple[date, date], settings: Settings) -> Law | None:
    sample = samples.sample(finished, *history, settings)
    return None if samples.lack(sample.items) else samples.law(sample.items)


def _by(curve: Chances, left: int) -> float:
    return float(curve[min(left, len(curve)) - 1]) if left else 0.0
