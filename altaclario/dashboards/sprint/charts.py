"""The charts of the sprint page, from its answer."""

from dataclasses import replace
from datetime import date

from altaclario.charts import burn_up, ledger, outcomes
from altaclario.charts.burn_up import Day, Plan
from altaclario.charts.drawing import Chart
from altaclario.charts.ledger import Entry, Scope
from altaclario.charts.messages import Message, Text
from altaclario.charts.outcomes import Outcome
from altaclario.charts.wording import Measure
from altaclario.dashboards import ageing_items
from altaclario.dashboards.sprint import figures as sprint_figures
from altaclario.dashboards.sprint.answers import SprintAnswer
from altaclario.metrics import reasons, workdays
from altaclario.metrics.settings import Settings

_NO_OUTCOMES = {
    None: outcomes.NONE_CLOSED,
    reasons.LOADING: Message("The history of closed sprints is still being read"),
    reasons.NO_HISTORY: Message("No closed sprint has a history"),
    reasons.NO_DATES: Message("No closed sprint has its dates"),
}


def charts(answer: SprintAnswer, settings: Settings, measure: Measure, today: date, *, why: Text) -> tuple[Chart, ...]:
    """Burn-up, ledger, the age of what is under way in a sprint that runs, and the last outcomes of its team.

    `why` says why there is no history of the sprint.
    """
    found = [
        burn_up.chart(_days(answer, measure), _plan(answer, settings, measure, today), measure, why=why),
        ledger.chart(_scope(answer, measure), measure, why=why),
    ]
    if answer.sprint.state == "active" and answer.sets is not None:
        found.append(ageing_items.chart(answer.left, answer.pacing, settings, today))
    figures = (sprint_figures.velocity(answer, measure),) if answer.odds else ()
    return (*found, replace(_outcomes(answer, measure), figures=figures))


def _days(answer: SprintAnswer, measure: Measure) -> list[Day]:
    burn, steps = answer.burn, answer.steps
    if burn is None or steps is None:
        return []
    scope = burn.scope_points if measure == "points" and burn.scope_points is not None else burn.scope_items
    done = burn.done_points if measure == "points" and burn.done_points is not None else burn.done_items
    rows = zip(burn.days, scope.tolist(), done.tolist(), steps.came, steps.went, strict=True)
    return [Day(*row) for row in rows]


def _plan(answer: SprintAnswer, settings: Settings, measure: Measure, today: date) -> Plan:
    burn, steps = answer.burn, answer.steps
    if burn is None or steps is None:
        return Plan()
    amounts = steps.pace_points if measure == "points" and steps.pace_points is not None else steps.pace_items
    last = max([*steps.pace_days, *burn.days])
    return Plan(
        pace=tuple(zip(steps.pace_days, amounts.tolist(), strict=True)),
        off=tuple(workdays.off(burn.days[0], last, settings)),
        today=today if answer.sprint.state == "active" and today < last else None,
    )


def _scope(answer: SprintAnswer, measure: Measure) -> Scope | None:
    sets, points = answer.sets, answer.points
    if sets is None:
        return None
    keys = (sets.commitment, sets.added, sets.removed, answer.re_estimated, sets.completed, sets.not_completed)
    amounts: list[float | None] = [len(one) for one in keys]
    if measure == "points" and points is not None:
        amounts = [points.commitment, points.added, points.removed, points.re_estimated, points.completed]
        amounts.append(answer.left_points)
    return Scope(
        lines=tuple(map(Entry, keys, amounts)),
        done_before_start=sets.done_before_start,
        left_and_returned=sets.left_and_returned,
        carried_over=sets.carried_over,
    )


def _outcomes(answer: SprintAnswer, measure: Measure) -> Chart:
    newest = answer.newest
    if measure == "points" and newest.points is not None and newest.committed_points is not None:
        amounts, spread = (newest.committed_points, newest.points), newest.points_range
        rows = zip(answer.newest_names, *(one.tolist() for one in amounts), strict=True)
    else:
        spread = newest.items_range
        rows = zip(answer.newest_names, newest.committed_items.tolist(), newest.items.tolist(), strict=True)
    return outcomes.chart([Outcome(*row) for row in rows], spread, measure, none=_NO_OUTCOMES[answer.no_velocity])
