"""Every dashboard by its name: how people call it, what its address asks, and what its page is made of.

Share links and the API go through this table: a dashboard that stands in it can be shared, and read by a program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from altaclario.charts.messages import Message
from altaclario.dashboards import boards, parameters, questions
from altaclario.dashboards.boards import Made
from altaclario.dashboards.parameters import Parameter
from altaclario.dashboards.questions import Asked
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

Asks: TypeAlias = Callable[[Mapping[str, str], Snapshot, Settings, date, Team | None], Asked[Any]]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One of them. `takes` are the parameters that its address may have; a program may send no other."""

    name: Message
    asks: Asks
    page: Made
    takes: tuple[Parameter, ...]


DASHBOARDS: Mapping[str, Dashboard] = {
    "flow": Dashboard(Message("Flow"), questions.flow, boards.flow_page_of, parameters.FLOW),
    "sprint": Dashboard(Message("Sprint"), questions.sprint, boards.sprint_page_of, parameters.SPRINT),
    "forecast": Dashboard(Message("Forecast"), questions.forecast, boards.forecast_page_of, parameters.FORECAST),
}
"""By the name that stands in addresses."""
