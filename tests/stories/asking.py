"""How a story is asked for its figures."""

from datetime import date

from altaclario.dashboards import answers
from altaclario.dashboards.answers import FlowAnswer, SprintAnswer
from altaclario.dashboards.counted_items import ItemRow
from altaclario.metrics.questions import Baseline, FlowQuestion, SprintQuestion
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

UTC_TEAM = Settings()


def flow(
    team: Snapshot,
    first: str,
    last: str,
    settings: Settings = UTC_TEAM,
    today: str | None = None,
    baseline: Baseline = "whole",
) -> FlowAnswer:
    """The flow of a window; today is its last day unless given."""
    question = FlowQuestion(date.fromisoformat(first), date.fromisoformat(last), baseline=baseline)
    return answers.answer(team, settings, question, date.fromisoformat(today or last))


def sprint(
    team: Snapshot, name: str | None, today: str, settings: Settings = UTC_TEAM, since: str | None = None
) -> SprintAnswer:
    """What became of a sprint, as known at the end of a day, beside what was finished since another."""
    day = date.fromisoformat(today)
    return answers.answer(team, settings, SprintQuestion(date.fromisoformat(since or today), day, sprint=name), day)


def row(answer: FlowAnswer, key: str) -> ItemRow:
    """The row of one item."""
    return next(one for one in answer.items if one.key == key)


def days(first: str | None, *more: str | None) -> list[date | None]:
    """Dates from text."""
    return [None if one is None else date.fromisoformat(one) for one in (first, *more)]
