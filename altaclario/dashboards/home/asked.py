"""From the address of the home page to the question that it asks, and the filters that change it."""

from collections.abc import Mapping
from datetime import date

from altaclario.charts.messages import Text
from altaclario.dashboards import addresses, past_days, questions, team_words
from altaclario.dashboards.questions import Asked
from altaclario.metrics.questions import HomeQuestion
from altaclario.metrics.settings import Settings
from altaclario.metrics.teams import Team
from altaclario.snapshots.snapshot import Snapshot


def asked(
    query: Mapping[str, str], snapshot: Snapshot, settings: Settings, today: date, team: Team | None = None
) -> Asked[HomeQuestion]:
    """The question of the home page: of which tracker and team, and as of which day."""
    notes: list[Text] = team_words.missing(snapshot, team)
    at = past_days.asked(query, questions.EARLIEST, today, notes)
    state = {**addresses.kept(query), **questions.of_team(team), **past_days.state(at, today)}
    earlier, later = past_days.around(state, at, questions.EARLIEST, today)
    return Asked(
        question=HomeQuestion(team=team),
        settings=settings,
        today=at,
        filters=(past_days.days(state, at, questions.EARLIEST, today),),
        state=state,
        everywhere=questions.everywhere(state),
        notes=tuple(notes),
        earlier=earlier,
        later=later,
    )
