"""An answer as the JSON that `altaclario report` prints; docs/report.md and docs/report.schema.json describe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from altaclario.dashboards.counted_items import ItemRow
from altaclario.dashboards.flow.answers import FlowAnswer
from altaclario.dashboards.flow.series import FlowSeries
from altaclario.dashboards.forecast.answers import ForecastAnswer
from altaclario.dashboards.report import behaviour
from altaclario.dashboards.report import forecast as report_forecast
from altaclario.dashboards.sprint.answers import SprintAnswer
from altaclario.metrics.burn import Burn
from altaclario.metrics.percentiles import Spread, number
from altaclario.metrics.points import Points
from altaclario.snapshots.snapshot import NEVER

Json: TypeAlias = dict[str, Any]

_REASONS = {
    "cfd": "No cumulative flow yet: {}.",
    "window": "The window begins later than asked: {}.",
    "wip": "No work in progress is given: {}.",
    "flow_efficiency": "No flow efficiency: {}.",
    "service_level": "No service level expectation is proposed: {}.",
    "blocked": "No blocked time: {}.",
}
_POINTS = ("commitment", "added", "removed", "re_estimated", "completed")
_SETS = (
    *("commitment", "added", "removed", "left_and_returned", "done_before_start"),
    *("completed", "not_completed", "carried_over"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reading cost: requests, seconds, and how many sprints it brought."""

    requests: int
    seconds: float
    sprints: int


def page(
    flow: FlowAnswer,
    sprint: SprintAnswer | None,
    forecast: ForecastAnswer | None,
    reading: Reading,
    *,
    today: date,
    zone: str,
) -> Json:
    """The whole report. Days are written as 2026-03-31, instants in UTC."""
    return {
        "window": {"from": _day(flow.first), "to": _day(flow.last), "today": _day(today), "time_zone": zone},
        "snapshot": _snapshot(flow, reading),
        "figures": _figures(flow),
        "ageing": behaviour.ageing(flow.in_progress, flow.pacing),
        "behaviour": behaviour.behaviour(flow),
        "blocked": behaviour.blocked(flow),
        "items": [_item(row) for row in flow.items],
        "series": _series(flow.series),
        "sprint": None if sprint is None else _sprint(sprint),
        "forecast": None if forecast is None else report_forecast.forecast(forecast),
        "notes": [_REASONS[name].format(reason) for name, reason in flow.reasons.items()],
    }


def _snapshot(flow: FlowAnswer, reading: Reading) -> Json:
    counts = flow.counts
    return {
        "items": counts.items,
        "sub_tasks": counts.sub_tasks,
        "parents": counts.parents,
        "transitions": counts.transitions,
        "sprints": reading.sprints,
        "requests": reading.requests,
        "seconds": round(reading.seconds, 3),
        "left_out": dict(flow.left_out),
        "findings": dict(flow.findings),
    }


def _figures(flow: FlowAnswer) -> Json:
    figures = flow.figures
    done = figures.throughput
    return {
        "cycle_days": _spread(figures.cycle_days),
        "lead_days": _spread(figures.lead_days),
        "throughput": {
            "total": done.total,
            "per_week_median": done.per_week_median,
            "per_week_min": done.per_week_min,
            "per_week_max": done.per_week_max,
        },
        "wip": figures.wip,
        "total_age_days": figures.total_age_days,
        "flow_efficiency": figures.flow_efficiency,
        "service_level": behaviour.service_level(flow),
        "littles_law": behaviour.littles_law(flow),
    }


def _spread(spread: Spread) -> Json:
    return {"n": spread.n} | {f"p{share}": days for share, days in spread.percentiles.items()}


def _item(row: ItemRow) -> Json:
    return {
        "key": row.key,
        "type": row.type,
        "stage": row.stage.name.lower(),
        "created": _day(row.created),
        "started": _day(row.started),
        "finished": _day(row.finished),
        "cycle_days": row.cycle_days,
        "lead_days": row.lead_days,
        "age_days": row.age_days,
        "flags": list(row.flags),
    }


def _series(series: FlowSeries) -> Json:
    bands = series.cfd_rows()
    return {
        "throughput": [[_day(day), count] for day, count in series.throughput_rows()],
        "wip": [[_day(day), count] for day, count in series.wip_rows()],
        "cfd": None if bands is None else [[_day(day), *counts] for day, *counts in bands],
    }


def _sprint(answer: SprintAnswer) -> Json:
    sprint, sets = answer.sprint, answer.sets
    return {
        "id": sprint.id,
        "name": sprint.name,
        "state": sprint.state,
        "start": _instant(sprint.activated if sprint.activated != NEVER else sprint.start),
        "end": _instant(sprint.end),
        "complete": _instant(sprint.completed),
        **{name: None if sets is None else list(getattr(sets, name)) for name in _SETS},
        "points": _points(answer.points),
        "say_do": answer.say_do,
        "at_risk": None if answer.at_risk is None else list(answer.risky),
        "likelihood": None if answer.odds is None else answer.odds.chance,
        "reason": answer.reason,
        "members": list(answer.members),
        "burn": None if answer.burn is None else _burn(answer.burn),
        "velocity": [
            {"id": one.sprint.id, "name": one.sprint.name, "completed": one.items, "points": one.points}
            for one in answer.velocity_rows
        ],
    }


def _points(points: Points | None) -> Mapping[str, float | None]:
    return {name: None if points is None else number(getattr(points, name)) for name in _POINTS}


def _burn(burn: Burn) -> list[list[Any]]:
    missing = [None] * len(burn.days)
    scope_points = missing if burn.scope_points is None else burn.scope_points.tolist()
    done_points = missing if burn.done_points is None else burn.done_points.tolist()
    columns = (burn.scope_items.tolist(), burn.done_items.tolist(), scope_points, done_points)
    return [[_day(day), *counts] for day, *counts in zip(burn.days, *columns, strict=True)]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(seconds: int) -> str | None:
    return None if seconds == NEVER else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
