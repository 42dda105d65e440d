"""How work behaves, as a part of a report: ageing against pace, limits, balance, expectations, blocked time."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.dashboards.open_items import OpenItems
from altaclario.dashboards.pacing import Pacing
from altaclario.metrics.percentiles import number
from altaclario.metrics.xmr import Process

Json: TypeAlias = dict[str, Any]

_RULES = ("outside", "run", "two_of_three")


def service_level(flow: FlowAnswer) -> Json | None:
    """What may be expected, and how often it held."""
    expectation, hits = flow.figures.expectation, flow.figures.hits
    if expectation is None or hits is None:
        return None
    told = {"days": expectation.days, "share": expectation.share, "is_chosen": expectation.is_chosen}
    return told | {"n": hits.n, "within": hits.within}


def littles_law(flow: FlowAnswer) -> Json | None:
    """Both sides of the law, and whether they agree; `fits` is null where they say nothing, for the `reason`."""
    check = flow.figures.littles_law
    if check is None:
        return None
    sides = {"wip": check.wip, "per_day": check.per_day, "nights": check.nights, "expected": check.expected}
    told = {name: _rounded(value) for name, value in sides.items()}
    return told | {"ratio": _rounded(check.ratio), "fits": check.fits, "reason": check.reason}


def ageing(items: OpenItems, pacing: Pacing) -> Json:
    """The pace of finished work in each place, and each item in progress against it."""
    names = pacing.statuses if not pacing.stages else [stage.name.lower() for stage in pacing.stages]
    places = zip(names, pacing.bands.n.tolist(), pacing.bands.days.tolist(), strict=True)
    shares = [f"p{share}" for share in pacing.bands.shares]
    return {
        "share": pacing.share,
        "finished": pacing.finished,
        "places": [
            {"name": name, "n": n, **dict(zip(shares, map(number, days), strict=True))} for name, n, days in places
        ],
        "items": [
            {
                "key": one.key,
                "status": one.status,
                "age_days": one.age_days,
                "above": one.passed,
                "blocked_since": _day(one.blocked_since),
            }
            for one in items
        ],
    }


def behaviour(flow: FlowAnswer) -> Json:
    """Limits and signals of weekly throughput and of cycle time; limits are null with too few points."""
    series, found = flow.series, flow.behaviour
    weeks = [begin.isoformat() for begin, days in zip(series.weeks.begins, series.weeks.days, strict=True) if days == 7]
    keys = [flow.items.key(place) for place in found.items.tolist()]
    return {"throughput": _process(found.weekly, weeks), "cycle_days": _process(found.cycle, keys)}


def blocked(flow: FlowAnswer) -> Json | None:
    """What flags held up, on both clocks."""
    found = flow.blocked
    if found is None:
        return None
    items = [
        {
            "key": one.key,
            "finished": _day(one.on),
            "times": one.times,
            "calendar_days": _rounded(one.calendar_days),
            "working_days": _rounded(one.working_days),
            "since": _day(one.since),
        }
        for one in found
    ]
    return {"finished": found.finished, "of_finished": found.of_finished, "now": found.now, "items": items}


def _process(process: Process, names: Iterable[str]) -> Json:
    limits, signals = process.limits, process.signals
    told = {"points": len(process.values), "baseline": None, "average": None, "lower": None, "upper": None}
    if limits is None or signals is None:
        return told | {"signals": []}
    edges = {"average": limits.centre, "lower": limits.lower, "upper": limits.upper}
    rules = {name: getattr(signals, name) for name in _RULES}
    named = list(names)
    broken = [
        [named[place], number(process.values[place]), [name for name, which in rules.items() if which[place]]]
        for place in np.flatnonzero(signals.any).tolist()
    ]
    return told | {"baseline": limits.n, **{name: _rounded(value) for name, value in edges.items()}, "signals": broken}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
