"""Pace, blocked time, Little's law, service level and process behaviour once more, slow and obvious, from METRICS."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise

from tests.slow_figures import DAY, WORKING, Life, Team, days, percentile, stage_before, when


def leavings(team: Team, finished: Sequence[Life], place: Callable[[str], int]) -> list[tuple[int, float]]:
    """Place and age at the last leaving of it, of each finished item."""
    found = []
    for life in finished:
        if life.started is None or "no history" in life.flags:
            continue
        names = [line.split(" ", 2)[2] for line in life.item.moves[: len(life.history)]]
        last: dict[int, datetime] = {}
        for ((at, stage), name), ((left, _), _) in pairwise(zip(life.history, names, strict=True)):
            if stage in WORKING and at >= life.started:
                last[place(name)] = left
        found += [(where, team.touched(team.day(life.started), team.day(left))) for where, left in last.items()]
    return found


def bands(
    left: list[tuple[int, float]], before: Sequence[Sequence[int]], shares: Sequence[int]
) -> list[list[float | None]]:
    found: list[list[float | None]] = []
    for place in range(len(before)):
        ages = [age for where, age in left if where == place]
        if len(ages) < 10:
            found.append([None] * len(shares))
            continue
        row = []
        for number, share in enumerate(shares):
            further_left = [found[one][number] for one in before[place] if found[one][number] is not None]
            row.append(max([percentile(ages, share), *further_left]))
        found.append(row)
    return found


def blocked(team: Team, life: Life) -> tuple[int, float, datetime | None]:
    """How many flags held it up, on how many days any did, and since when one does now."""
    times, spans, since = 0, [], None
    for entered, *left in life.item.flagged:
        begin, end = when(entered), when(left[0]) if left else None
        if begin >= team.until:
            continue
        if end is None or end >= team.until:
            end, is_still = team.until, True
        else:
            is_still = False
        ends = [at for at, _ in life.history[1:]] + [team.until]
        is_held = False
        for (at, stage), to in zip(life.history, ends, strict=False):
            if stage in WORKING and max(at, begin) < min(to, end):
                is_held = True
                spans.append((max(at, begin), min(to, end)))
        times += is_held
        if is_still and life.stage in WORKING:
            since = begin
    seconds, reached = 0.0, None
    for begin, end in sorted(spans):
        begin = begin if reached is None else max(begin, reached)
        if begin < end:
            seconds, reached = seconds + team.seconds(begin, end), end
    return times, seconds / 86_400, since


def littles_law(team: Team, first: date, last: date) -> tuple[int, float, int, float]:
    """Days counted, sum of WIP at their ends, finished items with a cycle time, sum of their ends of days in work."""
    counted = [day for day in days(first, last) if team.settings.clock == "calendar" or team.works(day)]
    wip = sum(
        stage_before(life.history, team.end_of(day)) in WORKING
        for life in team.lives()
        for day in counted
        if when(life.item.moves[0]) < team.end_of(day)
    )
    done = [life for life in team.finished_within(first, last) if team.cycle(life) is not None]
    nights = 0
    for life in done:
        day = team.day(life.started) if life.started else team.day(life.finished)
        while day < team.day(life.finished):
            nights += team.settings.clock == "calendar" or team.works(day)
            day += DAY
    return len(counted), wip, len(done), nights


def limits(baseline: Sequence[float]) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Centre, sigma, lower and upper limit, without any rounding."""
    exact = [Fraction(one) for one in baseline]
    centre = sum(exact, Fraction()) / len(exact)
    moving = [abs(one - other) for one, other in pairwise(exact)]
    mean = sum(moving, Fraction()) / len(moving)
    return (
        centre,
        mean / Fraction("1.128"),
        max(centre - Fraction("2.66") * mean, Fraction()),
        centre + Fraction("2.66") * mean,
    )


def signals(values: Sequence[float], baseline: Sequence[float]) -> list[set[str]]:
    centre, sigma, lower, upper = limits(baseline)
    exact = [Fraction(one) for one in values]
    found: list[set[str]] = []
    for place, value in enumerate(exact):
        told = set()
        if value > upper or value < lower:
            told.add("outside")
        eight = exact[max(place - 7, 0) : place + 1]
        if len(eight) == 8 and (all(one > centre for one in eight) or all(one < centre for one in eight)):
            told.add("run")
        three = exact[max(place - 2, 0) : place + 1]
        for is_far in (lambda one: one > centre + 2 * sigma, lambda one: one < centre - 2 * sigma):
            if is_far(value) and sum(map(is_far, three)) >= 2:
                told.add("two_of_three")
        found.append(told)
    return found
