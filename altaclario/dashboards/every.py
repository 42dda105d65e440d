"""Every dashboard by its name: what its address asks, and what its page is made of.

Share links and the API go through this table: a dashboard that stands in it can be shared, and read by a program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from altaclario.charts.messages import Message
from altaclario.charts.panels import Page
from altaclario.dashboards import making, parameters
from altaclario.dashboards.explore import asked as explore_asked
from altaclario.dashboards.flow import asked as flow_asked
from altaclario.dashboards.forecast import asked as forecast_asked
from altaclario.dashboards.home import asked as home_asked
from altaclario.dashboards.hygiene import asked as hygiene_asked
from altaclario.dashboards.parameters import Parameter
from altaclario.dashboards.portfolio import asked as portfolio_asked
from altaclario.dashboards.quality import asked as quality_asked
from altaclario.dashboards.questions import Asked
from altaclario.dashboards.releases import asked as releases_asked
from altaclario.dashboards.sprint import asked as sprint_asked
from altaclario.dashboards.trackers import Trackers
from altaclario.metrics import stages
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot

Made: TypeAlias = Callable[[Snapshot, Settings, Trackers, date], Page]
Asks: TypeAlias = Callable[[Mapping[str, str], Snapshot, Settings, date, Team | None], Asked[Any]]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One of them. `takes` are the parameters that its address may have; a program may send no other."""

    asks: Asks
    page: Made
    takes: tuple[Parameter, ...]
    is_of_all: bool = False
    """Whether it is made of all trackers where its address names none."""
    knows_teams: bool = False
    """Whether its figures are of each team by itself where none is asked for, whoever looks."""

    def told(self, snapshot: Snapshot, settings: Settings, which: Trackers, today: date) -> Page:
        """Its page, and first of all that nothing can count as finished, where no status of the tracker does."""
        made = self.page(snapshot, settings, which, today)
        if not len(snapshot) or (stages.stage_of_statuses(snapshot, settings) == stages.DONE).any():
            return made
        return replace(made, notes=(_NOTHING_IS_DONE, *made.notes))


_NOTHING_IS_DONE = Message(
    "No status of this tracker is in the stage done, so that nothing counts as finished. How figures are counted, under"
    " Settings, says what each status means."
)


DASHBOARDS: Mapping[str, Dashboard] = {
    "home": Dashboard(home_asked.asked, making.home, parameters.HOME, is_of_all=True),
    "sprint": Dashboard(sprint_asked.asked, making.sprint, parameters.SPRINT),
    "flow": Dashboard(flow_asked.asked, making.flow, parameters.FLOW),
    "releases": Dashboard(releases_asked.asked, making.releases, parameters.RELEASES, knows_teams=True),
    "forecast": Dashboard(forecast_asked.asked, making.forecast, parameters.FORECAST),
    "portfolio": Dashboard(portfolio_asked.asked, making.portfolio, parameters.PORTFOLIO, is_of_all=True),
    "quality": Dashboard(quality_asked.asked, making.quality, parameters.QUALITY),
    "hygiene": Dashboard(hygiene_asked.asked, making.hygiene, parameters.HYGIENE),
    "explore": Dashboard(explore_asked.asked, making.explore, parameters.EXPLORE),
}
"""By the name that stands in addresses."""
