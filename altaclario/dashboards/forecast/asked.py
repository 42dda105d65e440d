"""From the address of the forecast page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.forecast import choices as forecast_choices
from altaclario.dashboards.forecast import scenarios
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import ForecastQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[ForecastQuestion]:
    """The question of the forecast page. It counts working days, whatever the clock of other pages."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    history = forecast_choices.history(query, notes)
    board = questions.board(query, snapshot, notes)
    wanted = forecast_choices.work(query, snapshot, notes)
    until = forecast_choices.by(query, wanted, at, notes)
    gone = forecast_choices.left_out(query, at, notes)
    latest = at + timedelta(forecast_choices.MOST_AHEAD)
    compared = scenarios.asked(query, at, latest, notes)
    first, at_once = forecast_choices.order(query, snapshot, notes), forecast_choices.limit(query, notes)
    state = {
        **addresses.kept(query),
        **questions.of_team(team),
        **wanted.state,
        **until.state,
        **({} if history == forecast_choices.DEFAULT_DAYS else {"window": str(history)}),
        **forecast_choices.without(gone),
        **scenarios.state(compared),
        **forecast_choices.features(first, at_once),
        **past_days.state(at, today),
        **({"board": board} if board else {}),
    }
    filters = [
        *forecast_choices.filters(state, snapshot, wanted, until, gone, at),
        scenarios.choices(state, compared, at, latest),
        past_days.days(state, at, questions.EARLIEST, today),
        questions.boards(state, snapshot, board, team),
    ]
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    last = at - timedelta(1)
    return Asked(
        question=ForecastQuestion(
            first=questions.back(last, history),
            last=last,
            by=until.day,
            items=wanted.items,
            version=wanted.version.id if wanted.version else None,
            in_progress=wanted.in_progress,
            board=board,
            team=team,
            left_out=gone,
            scenarios=compared,
            order=first,
            limit=at_once,
        ),
        settings=replace(settings, clock="working"),
        today=at,
        filters=tuple(one for one in filters if len(one.choices) > 1 or one.day or one.what_if),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )
