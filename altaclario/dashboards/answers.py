"""The one door from a snapshot and a question to an answer: every page and the command pass here."""

from datetime import date, timedelta
from typing import overload

from altaclario.dashboards.explore.answers import ExploreAnswer, answer_explore
from altaclario.dashboards.flow.answers import FlowAnswer, NoSuchBoard, answer_flow
from altaclario.dashboards.forecast.answers import ForecastAnswer, answer_forecast
from altaclario.dashboards.home.answers import HomeAnswer, answer_home
from altaclario.dashboards.hygiene.answers import HygieneAnswer, answer_hygiene
from altaclario.dashboards.portfolio.answers import PortfolioAnswer, answer_portfolio
from altaclario.dashboards.quality.answers import QualityAnswer, answer_quality
from altaclario.dashboards.releases.answers import ReleasesAnswer, answer_releases
from altaclario.dashboards.sprint.answers import NoSprints, NoSuchSprint, SprintAnswer, answer_sprint
from altaclario.metrics import blocking, calendar, known, sprint_days
from altaclario.metrics.questions import (
    ExploreQuestion,
    FlowQuestion,
    ForecastQuestion,
    HomeQuestion,
    HygieneQuestion,
    PortfolioQuestion,
    QualityQuestion,
    Question,
    ReleaseQuestion,
    SprintQuestion,
)
from altaclario.metrics.settings import Settings
from altaclario.snapshots.snapshot import Snapshot

__all__ = [
    "ExploreAnswer",
    "FlowAnswer",
    "ForecastAnswer",
    "HomeAnswer",
    "HygieneAnswer",
    "NoSprints",
    "NoSuchBoard",
    "NoSuchSprint",
    "PortfolioAnswer",
    "QualityAnswer",
    "ReleasesAnswer",
    "SprintAnswer",
    "answer",
]


@overload
def answer(snapshot: Snapshot, settings: Settings, question: FlowQuestion, today: date) -> FlowAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: SprintQuestion, today: date) -> SprintAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: ForecastQuestion, today: date) -> ForecastAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: ExploreQuestion, today: date) -> ExploreAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: QualityQuestion, today: date) -> QualityAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: HygieneQuestion, today: date) -> HygieneAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: PortfolioQuestion, today: date) -> PortfolioAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: ReleaseQuestion, today: date) -> ReleasesAnswer: ...
@overload
def answer(snapshot: Snapshot, settings: Settings, question: HomeQuestion, today: date) -> HomeAnswer: ...
def answer(
    snapshot: Snapshot, settings: Settings, question: Question, today: date
) -> (
    HomeAnswer
    | FlowAnswer
    | SprintAnswer
    | ForecastAnswer
    | PortfolioAnswer
    | QualityAnswer
    | HygieneAnswer
    | ExploreAnswer
    | ReleasesAnswer
):
    """What was known at the end of `today` in the zone of the settings.

    Raises NoSuchBoard, NoSuchSprint or NoSprints.
    """
    until = calendar.start_of(today + timedelta(1), settings.zone)
    then = known.by(blocking.ruled(sprint_days.placed(snapshot, settings.zone, until), settings), until)
    if isinstance(question, SprintQuestion):
        return answer_sprint(then, settings, question, until)
    if isinstance(question, ForecastQuestion):
        return answer_forecast(then, settings, question, today)
    if isinstance(question, ExploreQuestion):
        return answer_explore(then, settings, question, today)
    if isinstance(question, QualityQuestion):
        return answer_quality(then, settings, question, today)
    if isinstance(question, HygieneQuestion):
        return answer_hygiene(then, settings, question, today)
    if isinstance(question, PortfolioQuestion):
        return answer_portfolio(then, settings, question, today)
    if isinstance(question, ReleaseQuestion):
        return answer_releases(then, settings, question, today)
    if isinstance(question, HomeQuestion):
        return answer_home(then, settings, question, today)
    return answer_flow(then, settings, question, today)
