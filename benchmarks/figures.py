"""What the figures cost, in multiples of one pass over the transitions: `python -m benchmarks.figures`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

import numpy as np

from altaclario.dashboards import answers
from altaclario.metrics import burn, reasons, sprints, time_in_stage, velocity
from altaclario.metrics.questions import (
    FlowQuestion,
    ForecastQuestion,
    HygieneQuestion,
    QualityQuestion,
    ReleaseQuestion,
)
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot
from benchmarks import columns

COST_GOAL, FORECAST_GOAL, GROWTH_GOAL, MEMORY_GOAL = 40.0, 60.0, 13.0, 120.0
HYGIENE_GOAL, QUALITY_GOAL, RELEASES_GOAL = 60.0, 60.0, 60.0

_TODAY = datetime.fromtimestamp(columns.END, UTC).date()
_WINDOW = FlowQuestion(_TODAY - timedelta(90), _TODAY)
_AHEAD = ForecastQuestion(_TODAY - timedelta(90), _TODAY - timedelta(1), _TODAY + timedelta(30))
_DEFECTS = QualityQuestion(_TODAY - timedelta(90), _TODAY)
_TO_MEND = HygieneQuestion(_TODAY - timedelta(90), _TODAY)
_RELEASE = ReleaseQuestion(_TODAY - timedelta(90), _TODAY - timedelta(1), version="1")
_SETTINGS = Settings(zone="Europe/Rome")
_REPEATS = 15


def measure() -> list[tuple[str, float, float]]:
    """Name, figure and goal (at most) of each measure, all from one run."""
    large, small = columns.generate(100_000), columns.generate(10_000)
    cost, expected, mended, quality, released, yardstick = _seconds(
        large, every_figure, a_forecast, every_rule, of_defects, a_release, one_pass
    )
    (small_cost,) = _seconds(small, every_figure)
    return [
        ("all figures of 100,000 items ÷ one bincount of their transitions", cost / yardstick, COST_GOAL),
        ("a forecast of 100,000 items ÷ one bincount of their transitions", expected / yardstick, FORECAST_GOAL),
        ("quality of 100,000 items ÷ one bincount of their transitions", quality / yardstick, QUALITY_GOAL),
        ("40 releases of 100,000 items, one day by day ÷ one bincount", released / yardstick, RELEASES_GOAL),
        ("all hygiene rules over 100,000 items ÷ one bincount of their transitions", mended / yardstick, HYGIENE_GOAL),
        ("growth of their time from 10,000 to 100,000 items", cost / small_cost, GROWTH_GOAL),
        ("bytes an item", large.size_bytes / len(large), MEMORY_GOAL),
    ]


def every_figure(snapshot: Snapshot) -> None:
    """Flow over three years (with its bands, limits and blocked time), time in stage, the scope of every sprint,
    velocity, one burn; rows are made when read."""
    stays = answers.answer(snapshot, _SETTINGS, _WINDOW, _TODAY).items.stays
    time_in_stage.seconds(stays, _SETTINGS, columns.END)
    has_figures = np.array([reason is None for reason in reasons.of_sprints(snapshot)])
    shown = np.flatnonzero(has_figures).tolist()
    played = sprints.replay(snapshot, stays, columns.END, has_figures)
    for index in shown:
        sprints.scope(played, index)
    velocity.of(snapshot, played, shown[:-1])
    burn.burn(snapshot, stays, _SETTINGS, columns.END, shown[-1])


def a_forecast(snapshot: Snapshot) -> None:
    """When all that is open is done, how many by a day, and every past forecast of two years."""
    answers.answer(snapshot, _SETTINGS, _AHEAD, _TODAY)


def every_rule(snapshot: Snapshot) -> None:
    """What each hygiene rule finds, and the headline figures without it."""
    answers.answer(snapshot, _SETTINGS, _TO_MEND, _TODAY)


def of_defects(snapshot: Snapshot) -> None:
    """Defects of a window, how old the open ones are, and what their inflow costs the plan."""
    answers.answer(snapshot, _SETTINGS, _DEFECTS, _TODAY)


def a_release(snapshot: Snapshot) -> None:
    """When each release is done; of one its days, changes, fan, and its forecast of every past week."""
    answers.answer(snapshot, _SETTINGS, _RELEASE, _TODAY)


def one_pass(snapshot: Snapshot) -> None:
    """The yardstick: the cheapest thing that looks at every transition once."""
    np.bincount(snapshot.transitions.status)


def _seconds(snapshot: Snapshot, *works: Callable[[Snapshot], None]) -> list[float]:
    """The median time of each, taken in turns so that a slow moment of the machine hits all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(_REPEATS):
        for work, times in zip(works, taken, strict=True):
            begun = perf_counter()
            work(snapshot)
            times.append(perf_counter() - begun)
    return [sorted(times)[len(times) // 2] for times in taken]


def main() -> None:
    for name, figure, goal in measure():
        print(f"{name:<70} {figure:8.1f}   goal ≤ {goal:g}   {'reached' if figure <= goal else 'MISSED'}")


if __name__ == "__main__":
    main()
