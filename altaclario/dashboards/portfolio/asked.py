"""From the address of the portfolio page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.forecast import choices as forecast_choices
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import PortfolioQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[PortfolioQuestion]:
    """The question of the portfolio page. It counts working days, as every forecast does."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    history = forecast_choices.history(query, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **({} if history == forecast_choices.DEFAULT_DAYS else {"window": str(history)}),
        **past_days.state(at, today),
    }
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    last = at - timedelta(1)
    return Asked(
        question=PortfolioQuestion(first=questions.back(last, history), last=last, team=team),
        settings=replace(settings, clock="working"),
        today=at,
        filters=(
            forecast_choices.histories(state),
            past_days.days(state, at, questions.EARLIEST, today),
        ),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )
