"""What the last closed sprints of one team completed, beside what they committed to."""

from collections.abc import Sequence
from dataclasses import dataclass

from altaclario.charts import wording
from altaclario.charts.drawing import Axis, Chart, Drawing, Mark, Rule, Twin
from altaclario.charts.messages import Message, Text, counted
from altaclario.charts.wording import Measure
from altaclario.metrics.velocity import Range


@dataclass(frozen=True, slots=True)
class Outcome:
    """One closed sprint, in items or points."""

    name: str
    committed: float
    completed: float


NONE_CLOSED = Message("No sprint has been closed yet")


def chart(outcomes: Sequence[Outcome], spread: Range | None, measure: Measure, *, none: Message = NONE_CLOSED) -> Chart:
    """A column for each sprint, oldest first, its commitment as a diamond, and the median as a rule.

    `none` says why there is no sprint to show.

    >>> from altaclario.charts.messages import english
    >>> english(chart([Outcome("S1", 5, 4)], Range(4, 4, 4), "items").finding)
    'Median of the last sprint: 4 items completed, range 4 to 4'
    """
    return Chart(
        name="outcomes",
        finding=_finding(len(outcomes), spread, measure) if spread else none,
        caption=_caption(measure),
        drawing=_drawing(outcomes, spread, measure) if spread else None,
        twin=_twin(outcomes),
        why=Message("This chart sets the closed sprints of the board beside each other, from the first one on."),
    )


def _finding(count: int, spread: Range, measure: Measure) -> Text:
    return counted(
        "Median of the last sprint: {median} completed, range {least} to {most}",
        "Median of the last {count} sprints: {median} completed, range {least} to {most}",
        count,
        median=wording.amount(spread.median, measure),
        least=spread.least,
        most=spread.most,
    )


def _caption(measure: Measure) -> Text:
    if measure == "points":
        what = Message("Points completed and committed in each closed sprint of this board, as estimated then")
    else:
        what = Message("Items completed and committed in each closed sprint of this board")
    return wording.joined([what, Message("never compared between teams")])


def _drawing(outcomes: Sequence[Outcome], spread: Range, measure: Measure) -> Drawing:
    completed = tuple((place, one.completed) for place, one in enumerate(outcomes))
    committed = tuple((place, one.committed) for place, one in enumerate(outcomes))
    median = Message("{count} · median", {"count": spread.median})
    unit = Message("points per sprint") if measure == "points" else Message("items per sprint")
    return Drawing(
        x=Axis("category", categories=tuple(one.name for one in outcomes)),
        y=Axis("value", name=unit),
        marks=(
            Mark("columns", Message("Completed"), "cat-1", completed),
            Mark("dots", Message("Committed"), "ink-2", committed, shape="diamond"),
        ),
        rules=(Rule("y", spread.median, median),),
    )


def _twin(outcomes: Sequence[Outcome]) -> Twin:
    rows = tuple((one.name, wording.number(one.committed), wording.number(one.completed)) for one in outcomes)
    return Twin((Message("Sprint"), Message("Committed"), Message("Completed")), rows, frozenset({1, 2}))
